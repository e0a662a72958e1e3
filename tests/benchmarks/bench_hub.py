"""The Hub on this machine under load: servers that start, exercises handed in, phones through the proxy; then a plan.

python tests/benchmarks/bench_hub.py [--learners 1 2 4 8] [--seats 50 200 500] [--servers 1 2]

It takes about ten minutes. The stock way runs beside ours: JupyterHub's own spawner without walls, the exchange and the
workshop reached without the Hub's proxy. All phones are one process on this same machine, so what they take is counted
as delay. The plan at the end is arithmetic with these numbers for a thousand learners; nobody has measured it.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from types import SimpleNamespace
from typing import Any

import requests
from hub_machine import PARTS, Machine, Visitor, ended, kernel, machine, spawn, stock, stopped, taken, token

from course.catalog import ROOT
from course.live.apart import more_files
from course.live.crowd import Crowd
from course.live.keys import Keys
from deploy.local.exchange import Exchange, exchange
from deploy.local.hub import look
from deploy.local.state import COURSES, HubError

COURSE, EXERCISE = COURSES["pl"], "bench"
TURNS = 8  # fetches, then hand-ins, of each learner
WAVES = 3  # ballots in one instant; the median counts
LEARNERS, SEATS, ROOM = 1000, 5000, 500  # of the plan: people at work, phones, phones in one room
STORM, LAST, VOTE = 600, 300, 10  # its seconds: until all servers run, for the last hand-ins, for everybody's vote
SHARE = 0.7  # of a processor that may be planned with
failures: list[str] = []


def tried(name: str, work: Callable[..., Any], *given: Any) -> Any:
    """Return what the work returns; where it fails say so, and go on."""
    try:
        return work(*given)
    except Exception as error:  # noqa: BLE001  pytest's own failures are among them
        failures.append(name)
        print(f"FAILED: {name}: {type(error).__name__}: {str(error)[-600:]}", flush=True)
    except BaseException as error:
        if type(error).__name__ != "Failed":  # what the tests' Hub says where it does not start
            raise
        failures.append(name)
        print(f"FAILED: {name}: {str(error)[-600:]}", flush=True)
    return None


def row(name: str, *cells: object) -> None:
    """Print one line of a table."""
    print(f"{name:<34}" + "".join(f"{cell:>12}" for cell in cells), flush=True)


def head(title: str) -> None:
    """Print a table's title, and how busy the machine is."""
    print(f"\n{title} ({os.getloadavg()[0]:.1f} programs ran on {os.cpu_count()} processors)\n")


def at(values: list[float], share: float) -> float:
    """Return the value within which this share lies."""
    return sorted(values)[ceil(share * len(values)) - 1]


def begun(hub: Machine, *options: str) -> dict[str, Any]:
    """Start the Hub and let everybody log in."""
    hub.options = options
    hub.start()
    return {name: Visitor(hub.address, name, word) for name, word in hub.passwords().items()}


def spawns(hub: Machine, learners: list[Any], label: str) -> dict[str, float]:
    """Start these learners' servers at once, print what that took, and end them."""
    with ThreadPoolExecutor(len(learners)) as pool:
        start = time.perf_counter()
        seconds = list(pool.map(spawn, learners))
        wall = time.perf_counter() - start
        alone = [taken(hub.server(one.name)) for one in learners]
        list(pool.map(kernel, learners))
        opened = [taken(hub.server(one.name)) for one in learners]
        list(pool.map(stopped, learners))
    found = {
        "median": statistics.median(seconds),
        "rate": len(learners) / wall,
        "cpu": statistics.median(one.cpu for one in alone),
        "server": statistics.median(one.memory for one in alone),
        "opened": statistics.median(one.memory for one in opened),
    }
    row(label, *(f"{value:.2f}" for value in (found["median"], max(seconds), found["cpu"], found["rate"])),
        *(f"{found[name]:.0f}" for name in ("server", "opened")))  # fmt: skip
    return found


def storm(hub: Machine, people: dict[str, Any], sizes: list[int], name: str) -> dict[int, dict[str, float]]:
    """Start servers, more at once each time."""
    head(f"Servers that start at once, {name}")
    row("learners", "median s", "max s", "CPU s each", "per s", "MB", "MB, kernel")
    found = {}
    for size in sizes:
        if done := tried(f"{size} spawns {name}", spawns, hub, [people[f"learner{n}"] for n in range(size)], str(size)):
            found[size] = done
    if len(found) > 1:
        row("per s, against the fewest", *(f"{one['rate'] / found[min(found)]['rate']:.2f}x" for one in found.values()))
    return found


def plain(hub: Machine, sizes: list[int]) -> dict[int, dict[str, float]]:
    """Start servers the way JupyterHub comes."""
    with stock(hub) as people:
        return storm(hub, people, sizes, "JupyterHub as it comes: no walls, no lessons, SQLite")


def handed_in(hub: Machine, people: dict[str, Any], sizes: list[int]) -> float:
    """Fetch and hand in, through the proxy and without it; return hand-ins a second of the most learners."""
    folder = ROOT / "exercises" / "pl" / "synergy"
    content = [(str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    files = json.dumps([{"path": name, "content": base64.b64encode(text).decode()} for name, text in content])
    exchange(hub.state, hub.state.plan(), "caretaker").ask("POST", "assignment", COURSE, EXERCISE, files=files)
    head(f"The exchange: {len(files) / 1000:.0f} kB fetched and handed in at once")
    row("learners", "fetch/s", "p50 ms", "p95 ms", "hand-in/s", "p50 ms", "p95 ms", "failed")
    straight = f"http://127.0.0.1:{hub.state.plan().ports['ngshare']}/services/ngshare"
    tokens = {size: [token(people[f"learner{n}"]) for n in range(size)] for size in sizes}
    found: dict[tuple[int, str], float] = {}
    for size, where in [*((size, "") for size in sizes), (sizes[-1], "without proxy")]:
        address = straight if where else f"{hub.address}/services/ngshare"
        cells, failed = [], 0
        for method, path in (("GET", "assignment"), ("POST", "submission")):

            def turns(word: str, method: str = method, path: str = path, address: str = address) -> list[float]:
                learner, took = Exchange(address, word), []
                for _ in range(TURNS):
                    before = time.perf_counter()
                    fields = {"files": files} if method == "POST" else {}
                    try:
                        learner.ask(method, path, COURSE, EXERCISE, **fields)
                    except HubError as error:
                        print(error.said("en"))
                        continue
                    took.append(time.perf_counter() - before)
                return took

            with ThreadPoolExecutor(size) as pool:
                start = time.perf_counter()
                took = [one for some in pool.map(turns, tokens[size]) for one in some]
                rate = len(took) / (time.perf_counter() - start)
            failed += size * TURNS - len(took)
            cells += [f"{rate:.1f}", *(f"{1000 * at(took, share):.0f}" for share in (0.5, 0.95))]
            found[size, method + where] = rate
        row(f"{size} {where}", *cells, failed)
    ratio = found[sizes[-1], "POSTwithout proxy"] / found[sizes[-1], "POST"]
    print(f"Without the proxy {ratio:.2f} times as many are handed in a second.")
    return found[sizes[-1], "POST"]


async def waves(hub: Machine, room: Any, seats: int, label: str) -> dict[str, float]:
    """Let a room fill and vote; return CPU seconds for one vote, part by part, and delays."""
    async with Crowd(room, random.Random(5)) as crowd:
        joined = await crowd.join(seats)
        await crowd.turn(1)
        activity = crowd.shown["activity"]
        body = {"activity": activity["id"], "round": activity["round"], "value": {"value": "5"}}
        acks: list[float] = []

        async def vote(seat: Any) -> Any:
            before = time.perf_counter()
            answer = await seat.act("answer", body)
            acks.append(time.perf_counter() - before)
            return answer

        parts = {name: hub.part(name) for name in PARTS}
        before = {name: taken(part).cpu for name, part in parts.items()}
        delays = []
        for _ in range(WAVES):
            await crowd.lead("reset")
            delays.append(await crowd.timed(crowd.seats, vote))
        after = {name: taken(part) for name, part in parts.items()}
    votes = seats * WAVES
    found = {name: (after[name].cpu - before[name]) / votes for name in parts}
    found |= {f"{name} MB": after[name].memory for name in parts}
    found |= {"seen": statistics.median(one.share(0.95) for one in delays), "failed": sum(one.failed for one in delays)}
    cells = [f"{joined:.1f}", *(f"{1000 * at(acks, share):.0f}" for share in (0.5, 0.95))]
    cells += [f"{1000 * statistics.median(one.share(share) for one in delays):.0f}" for share in (0.5, 0.95)]
    cells += [f"{1000 * found[name]:.2f}" for name in PARTS]
    cells += [f"{found[name]:.0f}" for name in ("workshop MB", "proxy MB", "failed")]
    row(label, *cells)
    return found


def phones(hub: Machine, people: dict[str, Any], sizes: list[int], servers: int) -> dict[Any, dict[str, float]]:
    """Let phones vote in a fresh room each time, through the proxy and once without it."""
    headers, found = {"Authorization": f"token {token(people['ewa'])}"}, {}
    straight = f"http://127.0.0.1:{hub.state.plan().ports['workshop']}"
    for size, address in [*((size, hub.address) for size in sizes), (sizes[len(sizes) // 2], straight)]:
        label = f"{servers}: {size}{'' if address == hub.address else ' without proxy'}"

        def play(size: int = size, address: str = address, label: str = label) -> Any:
            told = requests.post(f"{hub.address}/services/workshop/", headers=headers, data={"lang": "pl"}).json()
            place = f"{address}/services/workshop/{told['code']}"
            room = SimpleNamespace(address=place, code=told["code"], keys=Keys(told["trainer"], told["projector"]))
            return asyncio.run(waves(hub, room, size, label))

        if done := tried(label, play):
            found[servers, size, address == hub.address] = done
    return found


def ratios(found: dict[Any, dict[str, float]], sizes: list[int], servers: list[int]) -> None:
    """Print what the proxy and a further process cost."""
    middle = sizes[len(sizes) // 2]
    through, direct = found.get((servers[0], middle, True)), found.get((servers[0], middle, False))
    if through and direct:
        print(f"Through the proxy p95 until seen is {through['seen'] / direct['seen']:.2f} times that without it.")
    one, more = found.get((servers[0], sizes[-1], True)), found.get((servers[-1], sizes[-1], True))
    if one and more and len(servers) > 1:
        print(f"With {servers[-1]} processes p95 until seen is {more['seen'] / one['seen']:.2f} times that with one, "
              f"and all of them together take {more['workshop'] / one['workshop']:.2f} times its CPU.")  # fmt: skip


def plan(spawned: dict[int, Any], rate: float | None, found: dict[Any, Any], sizes: list[int]) -> None:
    """Print what the numbers come to for many."""
    print(f"\nRECKONED, not measured: {LEARNERS} learners, {SEATS} phones in rooms of {ROOM}\n")
    if spawned:
        each = spawned[max(spawned)]
        print(f"Spawn storm: {LEARNERS} x {each['cpu']:.1f} CPU s / {STORM} s / {SHARE} = "
              f"{ceil(LEARNERS * each['cpu'] / STORM / SHARE)} processors. Here, at {each['rate']:.2f} a second, "
              f"{LEARNERS / each['rate'] / 60:.0f} min. Bottleneck: processors.")  # fmt: skip
        print(f"Memory: {LEARNERS} x {each['opened']:.0f} MB with one kernel each = "
              f"{LEARNERS * each['opened'] / 1024:.0f} GB.")  # fmt: skip
    if rate:
        seconds = LEARNERS / rate
        verdict = "enough" if seconds <= LAST * SHARE else "too slow: a course needs an exchange of its own"
        print(f"Handing in: {LEARNERS} / {rate:.1f} a second = {seconds:.0f} s of the last {LAST} s, {verdict}. "
              "Bottleneck: the exchange, one process that answers one at a time.")  # fmt: skip
    one, two = found.get((1, sizes[-1], True)), found.get((2, sizes[-1], True))
    if not one:
        return
    print(f"Proxy: {SEATS} votes x {1000 * one['proxy']:.2f} ms / {VOTE} s = {SEATS * one['proxy'] / VOTE:.2f} of the "
          f"one processor it can use; {1 / one['proxy'] * SHARE:.0f} votes a second at most.")  # fmt: skip
    few = found.get((1, sizes[0], True))
    if few and len(sizes) > 1:
        each = {
            name: (one[f"{name} MB"] - few[f"{name} MB"]) / (sizes[-1] - sizes[0]) for name in ("proxy", "workshop")
        }
        print("Memory of lines: " + ", ".join(f"{name} {SEATS} x {1000 * more:.0f} kB = {SEATS * more:.0f} MB"
                                              for name, more in each.items()) + ".")  # fmt: skip
    print(f"PostgreSQL: {SEATS} x {1000 * one['PostgreSQL']:.2f} ms / {VOTE} s = "
          f"{SEATS * one['PostgreSQL'] / VOTE:.2f} processors.")  # fmt: skip
    print(f"Workshop, each process with rooms of its own: {SEATS} x {1000 * one['workshop']:.2f} ms / {VOTE} s / "
          f"{SHARE} = {ceil(SEATS * one['workshop'] / VOTE / SHARE)} processes.")  # fmt: skip
    if two:
        # With p processes on the same rooms a vote costs one + (p - 1) * more, shared among p.
        more, allowed = max(0.0, two["workshop"] - one["workshop"]), SHARE * VOTE / SEATS
        count = ceil((one["workshop"] - more) / (allowed - more)) if allowed > more else 0
        print(f"Workshop, every process with every room: a vote costs {1000 * more:.2f} ms in each further process, so "
              + (f"{max(1, count)} processes." if count or more < allowed else
                 f"no number of processes is enough (each may take {1000 * allowed:.2f} ms): rooms have to be divided "
                 "among services."))  # fmt: skip


def main() -> int:
    """Print the tables and the plan, and return an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("learners", [1, 2, 4, 8]), ("seats", [50, 200, 500]), ("servers", [1, 2])):
        parser.add_argument(f"--{name}", type=int, nargs="+", default=default)
    asked = parser.parse_args()
    more_files()
    spawned: dict[int, Any] = {}
    found: dict[Any, Any] = {}
    rate = None
    with machine(max(asked.learners)) as hub:
        try:
            look(hub.state)
        except HubError as error:
            print(f"The Hub is not measured: {error.said('en')}")
            return 0
        for number, servers in enumerate(asked.servers):
            people = tried(f"start with {servers} servers", begun, hub, "--servers", str(servers))
            if people and not number:
                spawned = storm(hub, people, asked.learners, "behind walls")
                rate = tried("exchange", handed_in, hub, people, asked.learners)
            if people:
                head("Phones that vote in one instant, through the proxy")
                row("processes: phones", "join s", "ack p50 ms", "p95", "seen p50", "p95", "CPU ms/vote", "proxy",
                    "PostgreSQL", "MB", "proxy MB", "failed")  # fmt: skip
                found |= phones(hub, people, asked.seats, servers)
            ended(hub)
        ratios(found, asked.seats, asked.servers)
        bare = tried("JupyterHub's own way", plain, hub, asked.learners[-1:])
        for size in (bare or {}).keys() & spawned.keys():
            print(f"Ours: {spawned[size]['median'] / bare[size]['median']:.2f} times as long until ready, "
                  f"{spawned[size]['cpu'] / bare[size]['cpu']:.2f} times the CPU, "
                  f"{spawned[size]['server'] / bare[size]['server']:.2f} times the memory.")  # fmt: skip
    plan(spawned, rate, found, asked.seats)
    if failures:
        print(f"\n{len(failures)} failed: {', '.join(failures)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
