"""The store keeps what it says it keeps, on SQLite and on PostgreSQL, and says plainly when it cannot."""

import os
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from course.live import database as under
from course.live.store import Draft, Event, Store, StoreError

SOON = date(2027, 3, 31)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store(database)
    yield opened
    opened.close()


def draft(number: object, room: str = "ROOM", seat: str = "s1", kind: str = "answer", **body: object) -> Draft:
    return Draft(room, kind, seat, str(number), body)


def began(room: str, keep: str = "2027-03-31") -> Draft:
    return Draft(room, "began", "", f"began {room}", {"code": room, "delete_after": keep})


# Appending and reading


def test_events_come_back_in_the_order_they_were_appended(store: Store) -> None:
    before = time.time()
    body = {"text": "Zażółć „gęślą” jaźń \u0000 \ud800", "deep": [1, 2.5, None, {"a": True}]}
    done = store.append([draft(n, **body) for n in range(300)] + [draft(1, room="OTHER")])
    assert all(new for _, new in done)
    assert [event.seq for event, _ in done] == list(range(done[0][0].seq, done[0][0].seq + 301))
    read = store.since("ROOM")
    assert read == [event for event, _ in done[:-1]]
    assert read[0] == Event("ROOM", "answer", "s1", "0", body, seq=read[0].seq, at=read[0].at)
    assert before <= read[0].at <= time.time()
    assert store.since("ROOM", read[296].seq) == read[297:]
    assert store.since("NOBODY") == store.since("ROOM", read[-1].seq) == []
    assert store.append([]) == []


def test_what_append_returns_is_what_a_replay_finds(store: Store) -> None:
    [(event, _)] = store.append([draft(1, pair=(1, 2), table={1: "one"})])
    assert event.body == {"pair": [1, 2], "table": {"1": "one"}}
    assert store.since("ROOM") == [event]


def test_a_repeat_gives_the_stored_event(store: Store) -> None:
    [(first, _)] = store.append([draft(1, value="first")])
    done = store.append([draft(2), draft(1, value="again"), draft(2, value="twice"), draft(1, seat="s2")])
    assert [new for _, new in done] == [True, False, False, True]
    assert done[1][0] == first
    assert done[2][0] == done[0][0]
    assert len(store.since("ROOM")) == 3


def test_all_drafts_or_none(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.append([draft(1), draft(2, value=float("nan"))])
    assert store.since("ROOM") == []


# Rooms and erasing


def test_rooms_are_listed_newest_first(store: Store) -> None:
    store.append([began("OLD"), draft(1, room="OLD")])
    time.sleep(0.01)
    store.append([began("NEW")])
    store.append([draft(2, room="OLD", seat="trainer", kind="delete_after", day="2027-05-01")])
    store.append([draft(3, room="OLD", seat="trainer", kind="finish")])
    # A seat cannot finish the room, lengthen its keeping or begin it anew, whatever it calls its act.
    store.append([draft(4, room="NEW", kind="finish"), draft(5, room="NEW", kind="delete_after", day="2099-01-01")])
    [(last, _)] = store.append([draft(6, room="NEW", kind="began", delete_after="2099-01-01")])
    new, old = store.rooms()
    assert (new.code, new.finished, new.delete_after, new.last) == ("NEW", False, "2027-03-31", last.at)
    assert (old.code, old.finished, old.delete_after) == ("OLD", True, "2027-05-01")
    assert old.begun < new.begun


def test_erasing_leaves_other_rooms_and_numbers_alone(store: Store) -> None:
    store.append([began("ONE"), began("TWO"), draft(1, room="ONE")])
    assert store.erase("ONE") == 2
    assert store.erase("ONE") == 0
    assert [row.code for row in store.rooms()] == ["TWO"]
    assert store.erase("TWO") == 1
    [(event, new)] = store.append([began("ONE")])
    assert new
    assert event.seq > 3


def test_rooms_are_erased_the_day_after_their_last(store: Store) -> None:
    store.append([began("DUE", "2027-03-30"), began("LAST", "2027-03-31"), began("LONG", "2027-03-01")])
    store.append([draft(1, room="LONG", seat="trainer", kind="delete_after", day="2027-06-30")])
    store.append([draft(1, room="STRAGGLER")])
    assert store.erase_due(SOON) == ["DUE", "STRAGGLER"]
    assert store.since("STRAGGLER") == []
    assert {row.code for row in store.rooms()} == {"LAST", "LONG"}


def test_nothing_erased_can_be_read_in_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'live.sqlite3'}")
    store.append([draft(n, text="my secret wish") for n in range(50)])
    assert any(b"secret wish" in path.read_bytes() for path in tmp_path.iterdir())
    store.erase("ROOM")
    assert not any(b"secret wish" in path.read_bytes() for path in tmp_path.iterdir())
    store.close()


# Opening


def test_migrations_make_the_tables_the_store_uses(store: Store, database: str) -> None:
    engine = under.engine(under.address(database))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), under.metadata) == []
    engine.dispose()


def test_opening_again_keeps_everything(store: Store, database: str) -> None:
    [(event, _)] = store.append([draft(1)])
    again = Store(database)
    assert again.since("ROOM") == [event]
    again.close()


def test_a_newer_database_is_refused_and_left_alone(store: Store, database: str) -> None:
    store.append([draft(1)])
    engine = under.engine(under.address(database))
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreError, match="newer version of the course") as caught:
        Store(database)
    assert caught.value.key == "newer"
    assert "nowsza wersja kursu" in caught.value.say("pl")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar() == "9999"
    engine.dispose()


def test_without_an_address_the_file_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_args, **_more: str(tmp_path / "data" / "course"))
    old = os.umask(0)
    try:
        store = Store()
        store.append([draft(1)])
        files = sorted((tmp_path / "data" / "course").iterdir())
    finally:
        os.umask(old)
    assert [path.name for path in files] == ["live.sqlite3", "live.sqlite3-shm", "live.sqlite3-wal"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700
    store.close()


@pytest.mark.parametrize(
    ("url", "key", "shown"),
    [
        ("workshop.db", "address", "workshop.db"),
        ("mysql://anna:secret@host/course", "address", "mysql://anna:***@host/course"),
        ("nonsense://anna:secret@host/course", "address", "***"),
        ("sqlite:///{folder}/file/live.sqlite3", "folder", "{folder}/file"),
        ("sqlite:///{folder}/full", "unwritable", "{folder}/full"),
        ("sqlite:///{folder}/file", "broken", "{folder}/file"),
        ("postgresql://anna:secret@127.0.0.1:1/course", "unreachable", "anna:***@127.0.0.1:1/course"),
        ("postgresql://127.0.0.1:1/course?password=secret", "unreachable", "127.0.0.1:1/course"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_sentence(tmp_path: Path, url: str, key: str, shown: str) -> None:
    (tmp_path / "file").write_text("not a database, and long enough for that to be noticed\n" * 20)
    (tmp_path / "full").mkdir()
    with pytest.raises(StoreError) as caught:
        Store(url.format(folder=tmp_path))
    assert caught.value.key == key
    for language in ("en", "pl"):
        said = caught.value.say(language)
        assert shown.format(folder=tmp_path) in said
        assert "secret" not in said
        assert "\n" not in said


def test_a_wrong_password_and_a_missing_right_are_told(cluster, postgres: str) -> None:
    name = urlsplit(postgres).path[1:]
    with pytest.raises(StoreError) as caught:
        Store(postgres.replace(cluster.password, "wrong"))
    assert caught.value.key == "unreachable"
    cluster.run("drop role if exists guest")
    cluster.run("create role guest login password 'guest'")
    with pytest.raises(StoreError) as caught:
        Store(f"postgresql://guest:guest@127.0.0.1:{cluster.port}/{name}")
    assert caught.value.key == "denied"


def test_a_locked_and_a_full_file_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under, "WAIT", 0.1)
    store = Store(f"sqlite:///{tmp_path / 'live.sqlite3'}")
    engine = under.engine(store.url)
    with engine.execution_options(writing=True).begin(), pytest.raises(StoreError) as caught:
        store.append([draft(1)])
    assert caught.value.key == "busy"
    engine.dispose()
    with store._engine.connect() as connection:
        connection.exec_driver_sql("pragma max_page_count = 10")
    with pytest.raises(StoreError) as caught:
        store.append([draft(n, text="x" * 2000) for n in range(60)])
    assert caught.value.key == "full"
    store.close()
