# Settings of everybody's server on the Hub; whose it is, deploy/local/spawner.py has said.
import os

from deploy.local.server import closed

closed()
c = get_config()
learner = os.environ["COURSE_ROLE"] == "learner"
c.MultiKernelManager.kernel_manager_class = "deploy.local.server.Kernel"
c.MappingKernelManager.cull_idle_timeout = 60 * 60
c.MappingKernelManager.cull_interval = 300
if "JUPYTER_RUNTIME_DIR" in os.environ:
    c.KernelManager.transport = "ipc"
# Nothing leaves the machine on opening.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.ServerApp.jpserver_extensions = {"voila.server_extension": False}
if learner:
    c.ServerApp.root_dir = os.environ["HOME"]
    # No grading here; and no terminal, which would be told the server's token.
    c.ServerApp.jpserver_extensions["nbgrader.server_extensions.formgrader"] = False
    c.ServerApp.jpserver_extensions["nbgrader.server_extensions.course_list"] = False
    c.ServerApp.terminals_enabled = False
else:
    from deploy.shared import mark_outside

    # The formgrader wants the course below the folder that is shown, and the course does not lie in the home.
    c.ServerApp.root_dir = "/"
    c.ServerApp.preferred_dir = os.environ["HOME"]
    c.ServerApp.terminado_settings = {"shell_command": ["sh", "-c", "cd && exec bash"]}
    # JupyterLab shows the formgrader in a frame, which the Hub forbids; nobody but the instructor gets in there.
    c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
    mark_outside()
