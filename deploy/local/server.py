"""What runs in a person's server before Jupyter does: lessons laid out, the menus' language, a kernel told little."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from course.delivery import HIDDEN, HOME, LearnError, deliver, replace
from course.learn import lab_settings

# What a kernel has no business with: the Hub's words for its server, and where gradebook and exchange are.
HUSHED = ("JUPYTERHUB_", "JUPYTER_", "COURSE_GRAD", "COURSE_EXCHANGE", "JPY_", "PARTNERSHIP_HUB")
PR_SET_DUMPABLE = 4
# What JupyterLab would offer a learner, and the server refuses.
GRADERS = ("formgrader", "create-assignment", "course-list")


def hushed(env: dict[str, str]) -> dict[str, str]:
    """Return the variables without those that only the server needs.

    Examples
    --------
    >>> hushed({"JUPYTERHUB_API_TOKEN": "x", "COURSE_LANGUAGE": "pl"})
    {'COURSE_LANGUAGE': 'pl'}
    """
    return {name: value for name, value in env.items() if not name.startswith(HUSHED)}


class Kernel(ServerKernelManager):
    """A kernel that is not told what its server knows."""

    async def start_kernel(self, *args: Any, **options: Any) -> Any:
        """Start it with fewer variables."""
        options["env"] = hushed(options.get("env") or dict(os.environ))
        return await super().start_kernel(*args, **options)


def closed() -> None:
    """Make this process unreadable for others of the same user: its variables hold the server's token."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def laid_out(home: Path, languages: list[str]) -> None:
    """Lay the lessons out in the learner's home, as ``partnership learn`` does; what cannot be is said in the log."""
    for language in languages:
        try:
            deliver(home / HOME[language], language)
        except LearnError as error:
            print(error, file=sys.stderr)


def main() -> None:
    """Get the home ready, then become the server."""
    home, language = Path.home(), os.environ["COURSE_LANGUAGE"]
    os.chdir(home)
    if os.environ["COURSE_ROLE"] == "learner":
        laid_out(home, os.environ["COURSE_LANGUAGES"].split())
    run = home / HIDDEN / "hub"
    replace(run / "labconfig" / "default_setting_overrides.json", json.dumps(lab_settings(language)).encode())
    off = {f"@jupyter/nbgrader:{name}": os.environ["COURSE_ROLE"] == "learner" for name in GRADERS}
    replace(run / "labconfig" / "page_config.json", json.dumps({"disabledExtensions": off}).encode())
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(run), os.environ["JUPYTER_CONFIG_PATH"]])
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    program = str(Path(sys.prefix) / "bin" / "jupyterhub-singleuser")
    os.execv(program, [program, *sys.argv[1:]])


if __name__ == "__main__":
    main()
