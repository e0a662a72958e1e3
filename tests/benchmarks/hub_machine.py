"""The Hub for its benchmark: started in a folder of its own, with what its processes take; ended by their numbers."""

import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import requests

from course.catalog import ROOT
from deploy.local import services
from deploy.local.state import HOST, MARK, ROOT_RUNS, Plan

Running = runpy.run_path(str(ROOT / "tests" / "deploy" / "conftest.py"))["Running"]
there = runpy.run_path(str(ROOT / "tests" / "deploy" / "hub_visitor.py"))
Visitor, run = there["Visitor"], there["run"]
PARTS = {"workshop": "deploy.local.workshop", "proxy": "configurable-http-proxy", "PostgreSQL": ""}
MEGABYTE = 1 << 20
PATIENCE = 300.0


class Taken(NamedTuple):
    """What some processes have taken: CPU seconds, and MB of memory, shared memory counted fairly."""

    cpu: float
    memory: float


class Machine(Running):
    """A Hub with more options than the tests' own."""

    options: tuple[str, ...] = ()

    def command(self, *more: str) -> list[str]:
        return super().command(*more, *self.options)

    def processes(self) -> list[psutil.Process]:
        """Return every process of the Hub that bears its mark."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(MARK) == str(self.state.folder):
                    found.append(process)
        return found

    def part(self, name: str) -> list[psutil.Process]:
        """Return the processes of one part; the walls round it are not counted."""
        if name == "PostgreSQL":  # writes over its own variables, the mark among them
            first = psutil.Process(int((self.state.postgres / "postmaster.pid").read_text().split()[0]))
            return [first, *first.children()]
        found = []
        for process in self.processes():
            with suppress(psutil.Error):
                if process.name() != "bwrap" and PARTS[name] in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def server(self, person: str) -> list[psutil.Process]:
        """Return the processes of a person's server, kernels included."""
        found: dict[int, psutil.Process] = {}
        for process in self.processes():
            with suppress(psutil.Error):
                if process.environ().get("JUPYTERHUB_USER") == person:
                    found |= {one.pid: one for one in (process, *process.children(recursive=True))}
        return list(found.values())


def taken(processes: list[psutil.Process]) -> Taken:
    """Return what these processes have taken so far."""
    cpu = memory = 0.0
    for process in processes:
        with suppress(psutil.Error):
            cpu += sum(process.cpu_times()[:2])
            memory += process.memory_full_info().pss / MEGABYTE
    return Taken(cpu, memory)


def spawn(visitor: Any) -> float:
    """Start a person's server and return the seconds until it was ready; where too many start already, ask again."""
    begun = time.perf_counter()
    while (answer := visitor.hub("POST", f"users/{visitor.name}/server", json={})).status_code == 429:
        time.sleep(0.3)
        if time.perf_counter() - begun > PATIENCE:
            break
    if answer.status_code not in (201, 202):
        raise RuntimeError(f"{visitor.name}: {answer.status_code} {answer.text[:200]}")
    while not visitor.hub("GET", f"users/{visitor.name}").json()["servers"].get("", {}).get("ready"):
        if time.perf_counter() - begun > PATIENCE:
            raise RuntimeError(f"the server of {visitor.name} did not start")
        time.sleep(0.1)
    return time.perf_counter() - begun


def token(visitor: Any) -> str:
    """Return a token of a person."""
    return visitor.hub("POST", f"users/{visitor.name}/tokens", json={"note": "bench"}).json()["token"]


def kernel(visitor: Any) -> None:
    """Open a kernel in a person's server, and use what every lesson uses."""
    word = token(visitor)
    visitor.token = word
    number = visitor.own("POST", "api/kernels", json={"name": "python3"}).json()["id"]
    place = f"{visitor.address.replace('http', 'ws')}/user/{visitor.name}/api/kernels/{number}/channels"
    said = run(place, "import numpy, matplotlib.pyplot\nprint(6 * 7)", {"Authorization": f"token {word}"}, PATIENCE)
    if said.strip() != "42":
        raise RuntimeError(f"the kernel of {visitor.name} said {said!r}")


def stopped(visitor: Any) -> None:
    """End a person's server."""
    visitor.hub("DELETE", f"users/{visitor.name}/server")
    until = time.monotonic() + 60
    while visitor.hub("GET", f"users/{visitor.name}").json()["servers"] and time.monotonic() < until:
        time.sleep(0.2)


@contextmanager
def machine(learners: int) -> Iterator[Machine]:
    """Return a Hub that can be started, for one instructor and so many learners; whatever happens it is ended."""
    with tempfile.TemporaryDirectory(prefix="partnership-hub-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        found = Machine(Path(folder).resolve() / "hub")
        found.state.make()
        rows = ["id,role,courses", "ewa,instructor,pl", *(f"learner{n},learner,pl" for n in range(learners))]
        (found.state.folder / "people.csv").write_text("\n".join(rows) + "\n")
        try:
            yield found
        finally:
            ended(found)


@contextmanager
def stock(hub: Machine) -> Iterator[dict[str, Any]]:
    """Return everybody, logged in at a JupyterHub with its own spawner, in the place of ours, which has ended."""
    folder, plan = hub.state.folder / "stock", Plan(port=hub.port, inside=hub.inside)
    folder.mkdir(mode=0o700)
    names = [f"learner{n}" for n in range(len(hub.passwords()) - 1)]
    settings = {
        "JupyterHub.bind_url": plan.local,
        "JupyterHub.hub_bind_url": f"http://{HOST}:{plan.ports['hub']}",
        "JupyterHub.authenticator_class": "dummy",
        "JupyterHub.spawner_class": "simple",
        "JupyterHub.concurrent_spawn_limit": 2 * (os.cpu_count() or 1),
        "ConfigurableHTTPProxy.api_url": f"http://{HOST}:{plan.ports['proxy']}",
        "ConfigurableHTTPProxy.command": services.proxy(hub.state)[-2:],
        "Authenticator.allowed_users": set(names),
        "DummyAuthenticator.password": "only for this benchmark",
        "SimpleLocalProcessSpawner.home_dir_template": f"{folder}/{{username}}",
        "Spawner.args": ["--allow-root"] if ROOT_RUNS else [],
        "Spawner.env_keep": ["PATH", "LANG", "LC_ALL", MARK],
        "Spawner.start_timeout": 120,
        "Spawner.http_timeout": 120,
    }
    config = folder / "jupyterhub_config.py"
    config.write_text("".join(f"c.{name} = {value!r}\n" for name, value in settings.items()))
    path = f"{Path(sys.prefix) / 'bin'}:{os.environ.get('PATH', '')}"
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=folder,
            env=hub.state.environment() | {"PATH": path},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 90
        while process.poll() is None and time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(f"{plan.local}/hub/health", timeout=5).ok:
                    break
            time.sleep(0.2)
        yield {name: Visitor(plan.local, name, "only for this benchmark") for name in names}
    except BaseException:
        print((folder / "log.txt").read_text()[-2000:])
        raise
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        ended(hub)


def ended(hub: Machine) -> None:
    """End the Hub, and what it may have left, each by its own number."""
    if hub.process:
        with suppress(Exception):
            hub.stop()
    left = hub.state.left()
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=10)
