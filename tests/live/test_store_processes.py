"""Several processes on one store, on SQLite and on PostgreSQL, and what is pulled out from under them."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from course.live.store import Draft, Event, Store, StoreError

# Other processes: one writes until it is killed and says what was acknowledged, one writes what it is told.
WRITING = """
import sys
from itertools import count
from course.live.store import Draft, Store
store = Store(sys.argv[1])
print("ready", flush=True)
for n in count():
    (event, new), = store.append([Draft("ROOM", "answer", "s1", f"{n}", {"value": n})])
    assert new
    print(event.seq, event.client_id, flush=True)
"""
TOLD = """
import sys
from course.live.store import Draft, Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = store.append([Draft("ROOM", "answer", "s1", f"{n}", {"by": sys.argv[2]}) for n in range(int(sys.argv[3]))])
print(*[f"{event.seq}:{event.body['by']}:{int(new)}" for event, new in done], flush=True)
store.close()
"""


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store(database)
    yield opened
    opened.close()


def draft(number: object, room: str = "ROOM", seat: str = "s1", kind: str = "answer", **body: object) -> Draft:
    return Draft(room, kind, seat, str(number), body)


def began(room: str, keep: str = "2027-03-31") -> Draft:
    return Draft(room, "began", "", f"began {room}", {"code": room, "delete_after": keep})


def process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start Python with ``code`` and return once it says that it is ready."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout
    assert started.stdout.readline() == "ready\n"
    return started


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


# Several at once


def test_a_repeat_counts_once_across_threads_and_stores(store: Store, database: str) -> None:
    stores = [store, Store(database)]
    gate = threading.Barrier(6)
    done: list[tuple[Event, bool]] = []

    def send(mine: Store) -> None:
        gate.wait()
        for start in range(0, 40, 8):
            done.extend(mine.append([draft(n) for n in range(start, start + 8)]))

    threads = [threading.Thread(target=send, args=(stores[n % 2],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stores[1].close()
    assert len(done) == 240
    assert sorted(int(event.client_id) for event, new in done if new) == list(range(40))
    assert len({(event.client_id, event.seq) for event, _ in done}) == 40
    assert len(store.since("ROOM")) == 40


def test_a_repeat_counts_once_across_processes(store: Store, database: str) -> None:
    writers = [process(TOLD, database, name, 60) for name in ("one", "two", "three")]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    events = [f"{event.seq}:{event.body['by']}" for event in store.since("ROOM")]
    assert len(events) == 60
    assert all([one.rpartition(":")[0] for one in words] == events for words in said)
    assert sum(one.endswith(":1") for words in said for one in words) == 60


def test_servers_that_start_together_migrate_once(database: str) -> None:
    together = [sys.executable, "-c", "import sys; from course.live.store import Store; Store(sys.argv[1]).close()"]
    started = [subprocess.Popen([*together, database], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [one.communicate(timeout=60)[1] for one in started] == [""] * 4


def test_numbers_of_a_room_become_visible_in_order(store: Store, database: str) -> None:
    other, over, seen = Store(database), threading.Event(), []

    def read() -> None:
        while not over.is_set() or len(seen) < 200:
            seen.extend(event.seq for event in store.since("ROOM", seen[-1] if seen else 0))

    def write(mine: Store, seat: str) -> None:
        for n in range(100):
            mine.append([draft(n, seat=seat)])

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(mine, f"s{n}")) for n, mine in enumerate((store, other))]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join(20)
    other.close()
    assert seen == [event.seq for event in store.since("ROOM")]
    assert len(seen) == 200


# What is pulled out from under it


def test_kill_9_of_a_writer_loses_nothing_acknowledged(database: str) -> None:
    acknowledged: list[str] = []
    for round_ in range(3):
        writer = process(WRITING.replace('f"{n}"', f'f"{round_}.{{n}}"'), database)
        assert writer.stdout
        acknowledged += [writer.stdout.readline() for _ in range(25)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.readlines()
        writer.wait()
        writer.communicate()
    store = Store(database)
    stored = [f"{event.seq} {event.client_id}\n" for event in store.since("ROOM")]
    store.close()
    assert set(acknowledged) <= set(stored)
    # At most the one that was under way in each round is there unasked; a repeat of it will count once.
    assert len(stored) - len(acknowledged) <= 3
    assert len(stored) == len(set(stored))


def test_a_crash_of_postgresql_loses_nothing_acknowledged(cluster, postgres: str) -> None:
    store, heard = Store(postgres), []
    stop = store.listen(heard.append)
    acknowledged = [store.append([draft(n)])[0][0] for n in range(20)]
    cluster.crash()
    with pytest.raises(StoreError) as caught:
        store.append([draft("lost")])
    assert caught.value.key == "unreachable"
    cluster.start()
    assert store.since("ROOM") == acknowledged
    [(event, new)] = store.append([draft("lost")])
    assert new
    assert event.seq > acknowledged[-1].seq
    other = Store(postgres)
    until(lambda: other.append([draft(time.monotonic(), room="LATER")]) and "LATER" in heard)
    other.close()
    stop()
    store.close()


def test_an_append_survives_a_connection_cut_off(cluster, postgres: str) -> None:
    store, cuts = Store(postgres), []
    store.append([draft(1)])

    # Cut between the check of the connection and the statement, where a check beforehand does not help.
    @sa.event.listens_for(store._engine, "before_cursor_execute")
    def cut(connection: sa.Connection, *_rest: object) -> None:
        if not cuts:
            cuts.append(connection.connection.driver_connection.info.backend_pid)
            cluster.run(f"select pg_terminate_backend({cuts[0]}, 5000)")

    [(_, new)] = store.append([draft(2)])
    assert new
    assert [one.client_id for one in store.since("ROOM")] == ["1", "2"]
    assert len(cuts) == 1
    store.close()


# Several servers on one PostgreSQL


def test_another_process_wakes_the_listener(postgres: str) -> None:
    store, heard = Store(postgres), []
    stop = store.listen(heard.append)
    store.append([draft("mine", room="MINE")])
    writer = process(TOLD, postgres, "other", 3)
    assert writer.stdin
    writer.stdin.write("go\n")
    writer.stdin.close()
    until(lambda: "ROOM" in heard)
    assert len(store.since("ROOM")) == 3
    assert writer.wait(20) == 0
    stop()
    count = len(heard)
    other = Store(postgres)
    other.append([draft("late")])
    time.sleep(0.7)
    assert len(heard) == count
    other.close()
    store.close()


def test_own_events_and_repeats_wake_nobody(postgres: str) -> None:
    store, other, heard = Store(postgres), Store(postgres), []
    store.append([draft(1, room="FIRST")])
    stop = store.listen(heard.append)
    until(lambda: other.append([draft(time.monotonic(), room="READY")]) and "READY" in heard)
    store.append([draft(1, room="MINE")])
    other.append([draft(1, room="FIRST")])
    other.append([draft(1, room="LAST")])
    until(lambda: "LAST" in heard)
    assert "MINE" not in heard
    stop()
    store.close()
    other.close()


def test_a_listener_cut_off_connects_again_and_wakes_what_it_missed(cluster, postgres: str) -> None:
    store, other, heard = Store(postgres), Store(postgres), []
    stop = store.listen(heard.append)
    until(lambda: other.append([draft(time.monotonic(), room="READY")]) and "READY" in heard)
    ears = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'LISTEN%' and datname = "
    for n in range(2):
        assert cluster.run(f"{ears}'{urlsplit(postgres).path[1:]}'") == [(True,)]
        other.append([began(f"MISSED{n}")])
        until(lambda n=n: f"MISSED{n}" in heard)
        until(lambda n=n: other.append([draft(time.monotonic(), room=f"AGAIN{n}")]) and f"AGAIN{n}" in heard)
    stop()
    store.close()
    other.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "partnership-listen"]


def test_sqlite_has_nothing_to_hear(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'live.sqlite3'}")
    store.listen(pytest.fail)()
    store.close()
