"""The sandbox of one submission: bubblewrap, with nothing of the instructor's in it.

No network, a read-only system, a temporary folder of its own that ends with it, no other process, no gradebook, no
solutions, no other submission. What learners may import is there: Python, its packages, ``course`` and ``widgets``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

import course
from course.grading.place import GradingError

PROCESSES = 64
MEGABYTE = 1 << 20
SPACE = "/tmp"  # the sandbox's own, whatever this machine calls its temporary folder


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    cell, whole : float
        Seconds of one cell, and of the whole submission.
    memory, disk : int
        Bytes of memory of all its processes together, and of its temporary folder.
    processes : int
        Processes at a time.
    """

    cell: float = 20.0
    whole: float = 180.0
    memory: int = 1500 * MEGABYTE
    disk: int = 64 * MEGABYTE
    processes: int = PROCESSES


@cache
def bubblewrap() -> str:
    """Return the path of bubblewrap, tried out.

    Raises
    ------
    GradingError
        If it is not installed or cannot make a sandbox on this machine.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise GradingError("run:no_bubblewrap")
    tried = subprocess.run([*_walls(program, Limits()), "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise GradingError("run:broken_bubblewrap", reason=(tried.stderr.strip().splitlines() or ["?"])[-1])
    return program


def _walls(program: str, limits: Limits) -> list[str]:
    """Return bubblewrap's command up to the program that runs inside."""
    shown = ["/usr", "/etc/ld.so.cache", "/etc/localtime", *python_folders()]
    links = [part for name in ("bin", "sbin", "lib", "lib64") for part in linked(f"/{name}")]
    walls = [program, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    walls += ["--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--clearenv"]
    walls += [*links, "--proc", "/proc", "--dev", "/dev", "--size", str(limits.disk), "--tmpfs", SPACE]
    for path in shown:  # after the temporary folder, which would hide a course that lies in this machine's own
        walls += ["--ro-bind-try", path, path]
    walls += ["--dir", f"{SPACE}/own", "--chdir", f"{SPACE}/own", "--remount-ro", "/"]
    return [*walls, "--"]


def linked(path: str) -> list[str]:
    """Return how a folder of the system is shown: as the link into /usr that it is, or as itself."""
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def python_folders() -> list[str]:
    """Return Python's own folders and the packages of the course, which may lie in a clone beside the solutions."""
    packages = Path(course.__file__).resolve().parent
    own = [sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), str(packages), str(packages.parent / "widgets")]
    found = dict.fromkeys(os.path.realpath(path) for path in own)
    return [path for path in found if not path.startswith("/usr/") or path.startswith("/usr/local")]


def environment(language: str, limits: Limits, learner: str = "") -> dict[str, str]:
    """Return the variables that the learner's program sees, and nothing of the instructor's."""
    return {
        "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "HOME": f"{SPACE}/own",
        "IPYTHONDIR": f"{SPACE}/ipython",
        "MPLCONFIGDIR": f"{SPACE}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COURSE_LANGUAGE": language,
        "COURSE_LEARNER": learner,
        "NBGRADER_EXECUTION": "autograde",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(Path(course.__file__).resolve().parents[1]),
        "PARTNERSHIP_MEMORY": str(limits.memory),
    }


def started(language: str, limits: Limits, isolated: bool, folder: Path, learner: str = "") -> subprocess.Popen[bytes]:
    """Start the learner's side.

    Parameters
    ----------
    isolated : bool
        Whether in the sandbox; else as an ordinary process in ``folder``.
    learner : str
        See ``Session``.
    """
    variables = environment(language, limits, learner)
    command = [sys.executable, "-c", "from course.grading.inside import main; main()"]
    if isolated:
        walls = _walls(bubblewrap(), limits)
        # The variables go in as options: bubblewrap itself starts with an empty environment, too.
        given = [part for name, value in variables.items() for part in ("--setenv", name, value)]
        command, variables, where = [*walls[:-1], *given, "--", *command], {}, None
    else:
        own = {"HOME": str(folder), "IPYTHONDIR": str(folder / ".ipython"), "MPLCONFIGDIR": str(folder / ".matplotlib")}
        variables, where = {**os.environ, **variables, **own}, folder
    return subprocess.Popen(
        command,
        env=variables,
        cwd=where,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=not isolated,
    )


def excess(process: subprocess.Popen[bytes], limits: Limits) -> str:
    """Return ``memory`` or ``processes`` where all processes together use more than they may, else an empty text."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        return ""
    if len(family) > limits.processes:
        return "processes"
    used = 0
    for one in family:
        try:
            used += one.memory_info().rss - one.memory_info().shared
        except psutil.Error:
            continue
    return "memory" if used > limits.memory else ""


def ended(process: subprocess.Popen[bytes]) -> None:
    """End the learner's side with all its processes."""
    if process.poll() is None:
        try:
            family = psutil.Process(process.pid).children(recursive=True)
        except psutil.Error:
            family = []
        process.kill()  # the sandbox goes with bubblewrap: its first process is the parent of all others there
        for one in family:
            try:
                one.kill()
            except psutil.Error:
                continue
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
