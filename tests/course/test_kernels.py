"""Kernels forked from a warm parent: the same kernel in every way that a person or Jupyter could notice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from voila.execute import VoilaExecutor

from course.catalog import ROOT, concepts
from course.gallery import settings
from course.kernels import QUIET, provisioner, warm
from course.kernels.parent import PLAYS, READY, told
from course.kernels.warm import NAME, Forked, Warm

pytestmark = pytest.mark.skipif(not warm.available(), reason="kernels are forked on Linux alone")
SERVER = """
import time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3")
print(manager.provisioner.pid, manager.provisioner.process.__class__.__name__, flush=True)
time.sleep(600)
"""

# The answer to the cell goes out; what it printed waits six seconds, longer than Jupyter's own four.
LATE = """
import time
kernel = get_ipython().kernel
def late():
    kernel.iopub_thread.schedule(lambda: time.sleep(6))
    print("late")
kernel.post_handler_hook = late
"""

# All that makes up a shell, told so that two kernels can be compared: what every trait holds, and every name.
DESCRIBED = """
import os, sys, threading
shell = get_ipython()
def told(thing):
    if isinstance(thing, (str, int, float, type(None), list, tuple, set)) and not callable(thing):
        text = repr(thing).partition(" at 0x")[0]
        return text if len(text) < 500 else len(thing)
    return type(thing).__name__
parts = [shell, shell.kernel, *shell.configurables, shell.history_manager, shell.profile_dir]
for part in parts:
    print(type(part).__module__, type(part).__name__, type(part.parent).__name__, part.log.name)
    assert "IPKernelApp" in part.config or type(part).__name__ == "CommManager"
    for name in sorted(part.trait_names()):
        if name not in ("config", "session_number", "connection_file", "ident", "db_input_cache"):
            print("   ", name, told(getattr(part, name)))
    print("   ", *sorted(set(vars(part)) - {"processors"}))
print(*shell.user_ns, *shell.user_ns_hidden, sep=" ")
print(sys.modules["__main__"] is shell.user_module, vars(shell.user_module) is shell.user_ns)
print(In is shell.history_manager.input_hist_parsed, Out, _dh == [os.getcwd()], shell.starting_dir == os.getcwd())
print(type(shell.kernel.parent).__name__, shell.kernel.parent.name, shell.kernel.parent.config_file_name)
log = shell.kernel.parent.log
print(log.level, [(type(one).__name__, one.level, type(one.formatter).__name__) for one in log.handlers], log.propagate)
print(sys.modules["ipykernel"].__file__ in shell.kernel.debugger.kernel_modules, shell.kernel.debugger.kernel_modules
      is shell.kernel._kernel_modules)
print(shell.kernel.parent.argv[0], shell.kernel.parent.extra_args, shell.kernel.parent.log_level)
print({k: os.environ.get(k) for k in ("TERM", "PAGER", "GIT_PAGER", "CLICOLOR", "MPLBACKEND")}, sys.argv[0])
print(type(sys.stdout).__name__, type(sys.stdin).__name__, type(sys.displayhook).__name__, sys.excepthook.__name__)
print({k: type(v).__name__ for k, v in shell._orig_sys_module_state.items()}, shell.sys_excepthook.__name__)
print(sorted(shell.magics_manager.lsmagic()["line"]) == sorted(shell.magics_manager.magics["line"]))
print(len(shell.magics_manager.magics["line"]), len(shell.alias_manager.aliases))
print(shell.ipython_dir, shell.profile_dir.location)
print(sorted(thread.name.split("-")[0] for thread in threading.enumerate() if "_watch" not in thread.name))
allowed = [os.sched_getaffinity(int(one)) for one in os.listdir("/proc/self/task")]
print(all(one == os.sched_getaffinity(os.getppid()) for one in allowed))
"""


@pytest.fixture(scope="module")
def parent():
    """One warm parent for the tests that leave it as it is."""
    fresh = Warm()
    yield fresh
    fresh.close()


@pytest.fixture
def kernel(parent, monkeypatch, tmp_path) -> Callable[..., KernelManager]:
    """``kernel(…)`` starts a kernel over sockets of its own; all are ended with the test."""
    monkeypatch.setattr(provisioner, "WARM", parent)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", NAME)
    started: list[KernelManager] = []

    def start(**kwargs) -> KernelManager:
        manager = KernelManager(kernel_name="python3", transport="ipc", ip=str(tmp_path / f"k{len(started)}"))
        manager.start_kernel(**kwargs)
        started.append(manager)
        return manager

    yield start
    for manager in started:
        manager.shutdown_kernel(now=True)


def asked(manager: KernelManager, source: str) -> str:
    """Return what a cell prints in the kernel."""
    client: BlockingKernelClient = manager.client()
    client.start_channels()
    said: list[str] = []
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(
            source, timeout=60, output_hook=lambda m: said.append(m["content"].get("text") or m["content"].get("ename"))
        )
    finally:
        client.stop_channels()
    return "".join(text for text in said if text).strip()


def process(manager: KernelManager):
    return manager.provisioner.process  # type: ignore[union-attr]


def ended(pid: int, seconds: float = 10) -> bool:
    for _ in range(int(seconds * 20)):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_each_kernel_has_surroundings_folder_and_chance_of_its_own(kernel, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    managers = [
        kernel(env={**os.environ, "QUERY_STRING": f"lang={name}"}, cwd=str(tmp_path / name)) for name in ("one", "two")
    ]
    assert all(isinstance(process(manager), Forked) for manager in managers)
    source = (
        "import os, random, sys, numpy as np\n"
        "print(os.environ['QUERY_STRING'], os.getcwd(), __name__, 'course' in sys.path[0], sep='|')"
    )
    for manager, name in zip(managers, ("one", "two"), strict=True):
        assert asked(manager, source) == f"lang={name}|{tmp_path / name}|__main__|False"
    drawn = [asked(one, "import random, numpy as np; print(random.random(), np.random.rand())") for one in managers]
    assert len(set(" ".join(drawn).split())) == 4


def test_a_kernel_has_no_variable_that_it_was_not_given(kernel):
    left_out = next(name for name in ("HOME", "PATH") if name in os.environ)
    given = {**os.environ, "COURSE_OTHER": "ą=1"}
    del given[left_out]
    source = f"import os; print(os.environ['COURSE_OTHER'], os.environ.get({left_out!r}), os.getenv('COURSE_OTHER'))"
    assert asked(kernel(env=given), source) == "ą=1 None ą=1"
    program = "import subprocess; print(subprocess.run(['/usr/bin/env'], capture_output=True, text=True).stdout)"
    told = asked(kernel(env=given), program).splitlines()
    assert "COURSE_OTHER=ą=1" in told
    assert not [line for line in told if line.startswith(f"{left_out}=")]


def test_a_forked_kernel_is_made_of_what_a_stock_one_is_made_of(kernel, monkeypatch):
    forked, told_by = kernel(), []
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    stock = kernel()
    assert isinstance(process(forked), Forked)
    assert not isinstance(process(stock), Forked)
    for one in (stock, forked):
        told_by.append(asked(one, DESCRIBED).splitlines())
    assert told_by[0] == told_by[1]
    assert len(told_by[0]) > 150


def test_the_shell_and_the_application_made_before_the_fork_are_the_kernel_s(kernel):
    source = (
        "from course.kernels.application import IPKernelApp\n"
        "shell, made = get_ipython(), IPKernelApp.before; app = shell.kernel.parent\n"
        "print(made.shell is shell, made.application is app, app.log_level)"
    )
    assert asked(kernel(), source) == "True True 30"
    assert asked(kernel(extra_arguments=[QUIET]), source) == "True True 40"
    assert asked(kernel(extra_arguments=["--InteractiveShell.xmode=Plain"]), source) == "False True 30"
    alone = "k = get_ipython().kernel; print(k.ident, k.session.session, get_ipython().history_manager.session_number)"
    drawn = [asked(kernel(), alone).split() for _ in range(2)]
    assert all(one != other for one, other in zip(*drawn, strict=True))


def test_what_a_person_has_set_is_set_in_a_forked_kernel_too(kernel, tmp_path):
    profile = tmp_path / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "first.py").write_text(
        "import os; greeting = 'hello'; processors = os.sched_getaffinity(0)\n"
    )
    surroundings = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    source = (
        "s = get_ipython(); print(s.kernel.parent.name, s.xmode, s.ast_node_interactivity, s.ipython_dir, greeting)"
    )
    usual = kernel(env=surroundings)
    assert asked(usual, source) == f"ipython-kernel Context last_expr {tmp_path} hello"
    assert asked(usual, "print(sorted(processors))") == str(sorted(os.sched_getaffinity(0)))
    (profile / "ipython_config.json").write_text('{"InteractiveShell": {"ast_node_interactivity": "last"}}')
    assert asked(kernel(env=surroundings), source) == f"ipython-kernel Context last {tmp_path} hello"
    (profile / "ipython_kernel_config.py").write_text("c.InteractiveShell.ast_node_interactivity = 'all'\n")
    own = kernel(env=surroundings, extra_arguments=["--InteractiveShell.xmode=Plain"])
    assert asked(own, source) == f"ipython-kernel Plain all {tmp_path} hello"
    (profile / "ipython_kernel_config.py").write_text(
        "from ipykernel.ipkernel import IPythonKernel\n"
        "from ipykernel.zmqshell import ZMQInteractiveShell\n"
        "class Shell(ZMQInteractiveShell): pass\n"
        "class Kernel(IPythonKernel): shell_class = Shell\n"
        "c.IPKernelApp.kernel_class = Kernel\n"
    )
    another = kernel(env=surroundings)
    assert asked(another, "print(type(get_ipython()).__name__, greeting)") == "Shell hello"
    assert all(isinstance(process(one), Forked) for one in (usual, own, another))


def test_a_reset_takes_only_modules_that_came_with_the_session(kernel):
    manager = kernel()
    asked(manager, "import sys, this as _this")
    source = "import sys; print('this' in sys.modules, 'json' in sys.modules, 'widgets' in sys.modules)"
    assert asked(manager, source) == "True True True"
    asked(manager, "get_ipython().reset(aggressive=True)")
    assert asked(manager, source) == "False True True"


def test_a_course_page_is_there_and_what_one_kernel_changes_no_other_sees(kernel):
    first, second = kernel(), kernel()
    asked(first, "import course.texts, widgets; course.texts.LANGUAGES = ('xx',)")
    assert asked(second, "import course.texts; print(course.texts.LANGUAGES)") == "('en', 'pl')"
    assert "Synergia" in asked(second, "from widgets import Page; print(Page('synergy', 'pl').children and 'Synergia')")


def test_pictures_and_widgets_reach_the_page_as_from_any_kernel(kernel):
    manager = kernel()
    client: BlockingKernelClient = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    shown: list[dict] = []
    client.execute_interactive(
        "import matplotlib.pyplot as plt; plt.plot([1, 2])", timeout=60, output_hook=lambda told: shown.append(told)
    )
    assert any("image/png" in told["content"].get("data", {}) for told in shown)
    client.execute_interactive("from widgets import Page; page = Page('synergy', 'pl')", timeout=60, output_hook=print)
    # A page asks for the state of all its widgets at once, and waits four seconds before it asks for each.
    for kind, content in (
        ("comm_open", {"comm_id": "all", "target_name": "jupyter.widget.control", "data": {}}),
        ("comm_msg", {"comm_id": "all", "data": {"method": "request_states"}}),
    ):
        client.shell_channel.send(client.session.msg(kind, content, metadata={"version": "1.0.0"}))
    told = client.get_iopub_msg(timeout=20)
    while told["content"].get("data", {}).get("method") != "update_states":
        told = client.get_iopub_msg(timeout=20)
    assert any("labels" in widget["state"] for widget in told["content"]["data"]["states"].values())
    client.stop_channels()


def test_interrupt_restart_and_ends_are_those_of_any_kernel(kernel, parent):
    manager = kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.execute("import time; time.sleep(60)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=20)
    while reply["msg_type"] != "execute_reply":
        reply = client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    client.stop_channels()
    before = process(manager).pid
    manager.restart_kernel()
    assert process(manager).pid != before
    assert asked(manager, "print(6 * 7)") == "42"
    assert ended(before)
    killed = process(manager)
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait(10) == -signal.SIGKILL
    assert not manager.is_alive()
    quits = kernel()
    own = process(quits)
    client = quits.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.shutdown()
    assert own.wait(20) == 0
    client.stop_channels()
    # Nobody is left behind as a zombie of the parent's.
    assert {one.status() for one in serving(parent).children()} <= {"sleeping", "running"}


def test_a_kernel_of_other_surroundings_or_another_program_starts_the_stock_way(kernel, tmp_path):
    other = kernel(env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert isinstance(process(other), subprocess.Popen)
    assert asked(other, f"import sys; print({str(tmp_path)!r} in sys.path)") == "True"
    assert isinstance(process(kernel(stderr=subprocess.DEVNULL)), subprocess.Popen)
    for command in (["R", "--slave"], ["/usr/bin/python9", "-m", "ipykernel_launcher"], [sys.executable, "x.py"]):
        assert provisioner.arguments(command) is None
    assert provisioner.arguments([sys.executable, "-O", "-m", "ipykernel_launcher", "-f", "x"]) is None


def serving(parent: Warm) -> psutil.Process:
    """The process that forks; the one above it has read everything and waits."""
    assert parent._parent
    return psutil.Process(parent._parent.process.pid).children()[0]


def test_where_the_one_that_forks_dies_the_next_kernel_is_forked_all_the_same(kernel, parent):
    survivor = kernel()
    asked(survivor, "kept = 7")
    old, server = serving(parent), parent._parent
    old.kill()
    old.wait(10)
    for _ in range(100):
        if (now := psutil.Process(server.process.pid).children()) and now[0].pid != old.pid:
            break
        time.sleep(0.05)
    assert isinstance(process(kernel()), Forked)
    assert parent._parent is server
    assert asked(survivor, "print(kept)") == "7"
    lost = process(survivor)
    os.kill(lost.pid, signal.SIGKILL)
    assert lost.wait(10) == 1, "how it ended only its parent could tell"


def test_where_both_die_kernels_live_and_the_next_ones_start_the_stock_way_until_another_is_warm(kernel, parent):
    survivor = kernel()
    asked(survivor, "kept = 7")
    old, below = parent._parent, serving(parent)
    os.kill(old.process.pid, signal.SIGKILL)
    below.kill()
    assert old.gone.wait(10)
    stock = kernel()
    assert asked(survivor, "print(kept)") == "7"
    assert asked(stock, "print(6 * 7)") == "42"
    for _ in range(200):  # another parent is warmed without anybody asking
        if parent._parent is not old:
            break
        time.sleep(0.05)
    assert parent._parent.warm.wait(30)
    assert isinstance(process(kernel()), Forked)


def test_what_a_kernel_has_started_ends_with_it_as_stock_and_what_it_has_hoarded_is_given_back(kernel, parent):
    manager = kernel()
    below = int(asked(manager, "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"))
    twin = int(asked(manager, "import os, time; pid = os.fork(); print(pid) if pid else time.sleep(600)").split()[0])
    before = serving(parent).memory_full_info().uss
    asked(manager, "hoard = bytearray(b'x') * 300_000_000")
    assert psutil.Process(process(manager).pid).memory_full_info().uss > 300_000_000
    manager.shutdown_kernel(now=True)
    assert ended(below)
    assert ended(twin)
    assert serving(parent).memory_full_info().uss < before + 5_000_000
    assert psutil.Process(process(kernel()).pid).memory_full_info().uss < 100_000_000


def test_a_notebook_may_choose_the_kernel_by_name(parent, monkeypatch, tmp_path):
    monkeypatch.setattr(provisioner, "WARM", parent)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    manager = KernelManager(kernel_name=NAME, transport="ipc", ip=str(tmp_path / "k"))
    manager.start_kernel()
    try:
        assert isinstance(process(manager), Forked)
        assert asked(manager, "print(6 * 7)") == "42"
    finally:
        manager.shutdown_kernel(now=True)


def test_changed_files_are_read_anew(kernel, parent, monkeypatch, tmp_path):
    (tmp_path / "course").mkdir()
    module = tmp_path / "course" / "new.py"
    module.touch()
    monkeypatch.setattr(warm, "READ", (tmp_path / "course",))
    monkeypatch.setattr(warm, "LOOK", 0)
    kernel()
    kernel()
    old = parent._parent
    os.utime(module, (time.time() + 5, time.time() + 5))
    first = kernel()
    assert parent._parent is not old
    assert asked(first, "print(6 * 7)") == "42"
    assert parent._parent.warm.wait(30)
    assert isinstance(process(kernel()), Forked)


def test_nothing_stays_when_the_server_is_killed(tmp_path):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {warm.CHOICE: NAME},
    )
    assert server.stdout
    pid, kind = server.stdout.readline().split()
    assert kind == "Forked"
    family = [int(pid), *(one.pid for one in psutil.Process(server.pid).children(recursive=True))]
    assert len(family) > 1
    server.kill()
    server.wait()
    assert all(ended(one) for one in family)


def test_many_kernels_leave_no_file_open_behind_them(kernel, parent):
    assert parent.ready()
    kernel().shutdown_kernel(now=True)
    here, there = psutil.Process(), serving(parent)
    before = here.num_fds(), there.num_fds()
    for _ in range(20):
        forked = parent.kernel(["--version"], dict(os.environ), str(ROOT))
        assert forked.wait(20) == 0
    after = here.num_fds(), there.num_fds()
    assert after[0] <= before[0] + 2
    assert after[1] <= before[1]


def test_a_kernel_that_nobody_waits_for_any_more_ends_before_it_takes_a_socket(parent):
    assert parent.ready()
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(parent._parent._control, [READY], [theirs.fileno()])
    wish = {"argv": ["--version"], "env": dict(os.environ), "cwd": str(ROOT)}
    ours.sendall(json.dumps(wish).encode() + b"\n")
    pid = told(ours)["pid"]
    ours.close()  # no word that it is still wanted
    assert ended(pid)
    assert serving(parent).is_running()


def test_a_page_has_the_outputs_that_come_long_after_the_cell_has_run(parent, monkeypatch):
    monkeypatch.setattr(provisioner, "WARM", parent)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", NAME)
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LATE)])
    VoilaExecutor(page, config=settings()).execute(page, {})
    assert [output.get("text") for output in page.cells[0].outputs] == ["late\n"]


def test_the_play_of_one_concept_alone_is_made_where_that_is_asked(kernel, monkeypatch):
    slug = concepts()[-1].slug
    monkeypatch.setenv(PLAYS, slug)
    fresh = Warm()
    fresh.language = "en"
    monkeypatch.setattr(provisioner, "WARM", fresh)
    try:
        assert fresh.ready()
        made, tries = "[]", 0
        while made == "[]" and tries < 20:
            time.sleep(0.5)
            made, tries = asked(kernel(), "from widgets import _ready; print(sorted(_ready._made))"), tries + 1
        assert made == str([(slug, "en")])
    finally:
        fresh.close()


def test_a_parent_refuses_a_kernel_of_other_surroundings():
    broken = Warm()
    try:
        for _ in range(2):
            with pytest.raises(warm.UnavailableError):
                broken.kernel(["-f", "x"], {**os.environ, "PYTHONPATH": "/nowhere"}, str(Path.cwd()))
    finally:
        broken.close()
