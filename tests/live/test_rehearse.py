"""The rehearsal: a verdict in plain words, an exit code, and nothing left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from course.live import rehearse
from course.live.apart import Apart, ApartError
from course.live.crowd import Delays
from course.live.rehearse import Outcome, verdict

QUICK, SLOW = Delays((0.1, 0.2, 0.3), 0), Delays((0.1, 2.0, 3.456), 0)


def outcome(**more: object) -> Outcome:
    return Outcome(**({"join": 1.2, "back": 0.5, "burst": QUICK, "cards": QUICK, "spread": QUICK} | more))


def test_rehearsal_plays_a_workshop_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(rehearse, "FINE", 60.0)  # this machine may be busy
    lines: list[str] = []
    assert rehearse.run(4, "pl", lines.append) == 0
    assert any("4 telefony" in line for line in lines), lines
    assert len(lines) == 7
    assert list(tmp_path.iterdir()) == []
    assert not [one for one in psutil.Process().children() if "course.live.apart" in " ".join(one.cmdline())]


def test_slow_computer_is_told_what_it_holds_and_exits_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(rehearse, "FINE", 0.0)  # no computer is as fast as that
    lines: list[str] = []
    assert rehearse.run(3, "en", lines.append) == 1
    assert any(line.startswith("With 3 phones this computer is slow") for line in lines), lines
    assert list(tmp_path.iterdir()) == []


def test_verdict_names_what_held_where_all_were_too_many() -> None:
    lines = verdict(outcome(burst=SLOW, fewer={30: 2.0, 15: 0.4}), 60, "en")
    assert (
        "With 60 phones this computer is slow: the projector is 3.46 s behind when all send something at once." in lines
    )
    assert "It is quick enough for 15 phones (0.4 s)." in lines
    assert not any("30 phones" in line for line in lines)


def test_what_did_not_arrive_is_counted_and_is_never_fine() -> None:
    lost = outcome(cards=Delays((0.1,), 2), spread=Delays((), 3))
    assert not lost.fine
    lines = verdict(lost, 60, "pl")
    assert "W ciągu minuty nie dotarło 5 wysłanych rzeczy." in lines
    assert not any("inf" in line or "∞" in line for line in lines)


@pytest.mark.parametrize(("people", "phones"), [(1, "1 telefon:"), (3, "3 telefony:"), (60, "60 telefonów:")])
def test_polish_counts_phones_as_poles_do(people: int, phones: str) -> None:
    assert any(phones in line for line in verdict(outcome(), people, "pl"))


def test_server_that_does_not_start_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Apart) -> None:
        raise ApartError

    monkeypatch.setattr(Apart, "start", broken)
    lines: list[str] = []
    assert rehearse.run(2, "en", lines.append) == 1
    assert len(lines) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("moment", ["starting", "playing"])
def test_ctrl_c_ends_cleanly(moment: str, tmp_path: Path) -> None:
    code = "import sys; from course.live.rehearse import run; sys.exit(run(30, 'en'))"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    watched, children = psutil.Process(process.pid), []
    end = time.monotonic() + 60
    while time.monotonic() < end:
        children = watched.children() or children
        # The server listens once its store has the lines of those who join.
        begun = children and (moment == "starting" or any(one.net_connections() for one in children))
        if begun:
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "The rehearsal was stopped; nothing of it is left."
    assert "Traceback" not in wrong
    psutil.wait_procs(children, timeout=20)
    assert not [one for one in children if one.is_running()]
    assert list(tmp_path.iterdir()) == []
