# JupyterHub's settings on one machine; what differs from start to start, deploy/local/hub.py has written down.
import os
from pathlib import Path

from deploy.courses import ROLES
from deploy.local import services
from deploy.local.people import ListAuthenticator
from deploy.local.spawner import PersonSpawner
from deploy.local.state import HOST, MARK, State
from deploy.pages import translate

c = get_config()
state = State(Path(os.environ[MARK]))
plan = state.plan()
ports, exchange = plan.ports, f"{plan.local}/services/ngshare"

c.JupyterHub.bind_url = plan.local
c.JupyterHub.hub_bind_url = f"http://{HOST}:{ports['hub']}"
c.JupyterHub.db_url = state.database("hub", ports["database"])
if plan.door.startswith("https:"):  # the Hub itself hears http from its proxy, and would let cookies go over it
    c.JupyterHub.tornado_settings = {"cookie_options": {"secure": True}}
c.JupyterHub.upgrade_db = True  # a newer JupyterHub brings its tables up to date; the guide says to back up before
c.JupyterHub.cookie_secret_file = str(state.hub / "cookie_secret")
c.JupyterHub.service_check_interval = 0  # each look at a dashboard would start a kernel
c.JupyterHub.concurrent_spawn_limit = 2 * (os.cpu_count() or 1)
c.ConfigurableHTTPProxy.api_url = f"http://{HOST}:{ports['proxy']}"
c.ConfigurableHTTPProxy.auth_token = state.secrets["proxy"]
c.ConfigurableHTTPProxy.command = services.proxy(state)
c.ConfigurableHTTPProxy.pid_file = str(state.hub / "proxy.pid")

c.JupyterHub.authenticator_class = ListAuthenticator
c.ListAuthenticator.folder = str(state.folder)
c.Authenticator.allow_all = True  # whoever is on the list: the authenticator knows nobody else
c.Authenticator.manage_groups = True
c.Authenticator.auth_refresh_age = 60

c.JupyterHub.spawner_class = PersonSpawner
c.PersonSpawner.folder = str(state.folder)
c.PersonSpawner.exchange = exchange
c.PersonSpawner.walled = plan.walls
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
c.Spawner.notebook_dir = ""

translate(c, plan.language)

c.JupyterHub.services = services.services(state, plan)
c.JupyterHub.load_roles = ROLES
