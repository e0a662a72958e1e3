"""Walls round what the Hub starts: each sees Python, the part of the course it needs, and one folder to write in.

A learner's server has walls on every machine. Where root starts the Hub, everything has them, and a user number of its
own besides: nothing that answers people then runs as root, and what lies in root's folders is shown where it has to be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from course.catalog import ROOT
from course.grading.sandbox import SPACE, linked, python_folders
from deploy.local.state import GRADING, ROOT_RUNS, SERVING, HubError, numbered

# Of the repository a learner's server sees these, read-only; solutions, tests and history are not there.
LESSONS = ("notebooks", "exercises", "deploy")
DASHBOARDS = ("notebooks/dashboards", "deploy", "/etc/resolv.conf")  # a gateway may be known by its name
# An instructor's commands find out where the course is by what lies there.
COURSE = ("notebooks", "exercises", "solutions", "deploy", "nbgrader_config.py")
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/localtime", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl", "/etc/fonts")


def learner(home: Path, user: int) -> list[str]:
    """Return what to put before the command of a learner's server.

    The network is this machine's: the server has to be reached by the Hub's proxy, and to reach the exchange.
    """
    return _built([home], LESSONS, user, apart=True)


def instructor(home: Path, grading: Path) -> list[str]:
    """Return what to put before the command of an instructor's server; nothing, where root did not start the Hub.

    The processes of the machine are seen, because a sandbox for submissions could not be made within otherwise.
    """
    return _built([home, grading], COURSE, GRADING, apart=False) if ROOT_RUNS else []


def service(folder: Path) -> list[str]:
    """Return what to put before the command of a service; nothing, where root did not start the Hub."""
    return _built([folder], DASHBOARDS, SERVING, apart=True) if ROOT_RUNS else []


def tried(home: Path, user: int) -> None:
    """Raise ``HubError`` where a learner's server could not start behind its walls."""
    look = [sys.executable, "-c", "import course.delivery, deploy.local.server"]
    path = {"PATH": os.environ["PATH"], "HOME": str(home)}
    done = subprocess.run([*learner(home, user), *look], cwd="/", capture_output=True, text=True, env=path)
    if done.returncode:
        raise HubError("no_walls", reason=(done.stderr.strip().splitlines() or ["?"])[-1])


def _built(writable: list[Path], seen: Iterable[str], user: int, *, apart: bool) -> list[str]:
    program = shutil.which("bwrap")
    if program is None:
        raise HubError("no_walls", reason="bubblewrap")
    made = [program, "--unshare-uts", "--die-with-parent"]
    if ROOT_RUNS:  # root needs no space of users, and gives up what it is once the walls stand
        made += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        made += ["--unshare-user", "--disable-userns"]
    made += [part for name in ("bin", "sbin", "lib", "lib64") for part in linked(f"/{name}")]
    if apart:
        # As the first process: bubblewrap's own would stand there with the server's variables, for all to read.
        made += ["--unshare-pid", "--as-pid-1", "--unshare-ipc", "--proc", "/proc", "--dev", "/dev"]
    else:
        made += ["--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc"]
    made += ["--tmpfs", SPACE, "--chmod", "1777", SPACE]
    shown = dict.fromkeys((*SYSTEM, *python_folders(), *(str(ROOT / name) for name in seen)))
    # Folders on the way to what is shown; bubblewrap itself would make them for their owner alone.
    for way in dict.fromkeys(str(up) for path in (*shown, *writable) for up in reversed(Path(path).parents)):
        if way != "/":
            made += ["--perms", "0755", "--dir", way]
    for path in shown:
        made += ["--ro-bind-try", path, path]
    for path in map(str, writable):
        made += ["--bind", path, path]
    return [*made, "--chdir", "/", "--remount-ro", "/", "--", *numbered(user)]
