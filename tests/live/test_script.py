"""What is wrong with a trainer's own script is said in the trainer's language, with the file and the place."""

from pathlib import Path

import pytest

from course.live import script
from course.live.script import ScriptError
from course.texts import Words

GOOD = """title = { en = "A", pl = "B" }
[[block]]
name = "trust"
title = { en = "A", pl = "B" }
text = { en = "A", pl = "B" }
minutes = { min = 1, plan = 2, max = 3 }
[[spare]]
name = "more"
title = { en = "A", pl = "B" }
[spare.activity]
kind = "agree"
ask = { en = "A", pl = "B" }
"""
FEEDING = 'kind = "choice"\nfeeds = "strategies"\noptions = [1, { id = "x" }]'


def refused(path: Path, language: str) -> str:
    with pytest.raises(ScriptError) as caught:
        script.read(path)
    said = caught.value.say(language)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("good", "bad", "english", "polish"),
    [
        ('pl = "B" }\n[[block]]', 'pl = "B"\n[[block]]', "look at line 1,", "sprawdź wiersz 1 "),
        ('ask = { en = "A", pl = "B" }\n', "ask = [\n\n", "look at line 12,", "sprawdź wiersz 12 "),
        ("min = 1, plan = 2", "min = 9, plan = 5", "block “trust”: the minutes must go", "blok „trust”: minuty muszą"),
        ("{ min = 1, plan = 2, max = 3 }", "5", "block “trust”: write the minutes", "blok „trust”: zapisz minuty"),
        ("min = 1", 'min = "1"', "block “trust”: write the minutes", "blok „trust”: zapisz minuty"),
        ('name = "trust"\n', "", "block number 1: give it a name", "blok numer 1: nadaj mu"),
        ('title = { en = "A", pl = "B" }\n[[b', "[[b", "the workshop's title", "tytułu warsztatu"),
        ("[spare.activity]", "[spare.other]", "spare “more”: it has no", "zapasowe pytanie „more”: nie ma zadania"),
        ('kind = "agree"', "kind = 5", "must be one of these: ", "musi być jednym z tych: "),
        ('kind = "agree"', FEEDING, "ids must be among", "muszą być spośród"),
        ('kind = "agree"', 'kind = "matrix"\nx = 1', "low and high", "low i high"),
        ('kind = "agree"', 'kind = "triangle"\ncorners = 3', "three corners", "trzech wierzchołków"),
        ('kind = "agree"', 'kind = "ladder"\nlevels = 3', "0, 1, 2, 3 and 4", "0, 1, 2, 3 i 4"),
        ("[[block]]\n", "block = [1]\n[other]\n", "[[block]]", "[[block]]"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, good: str, bad: str, english: str, polish: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert script.read(path)["blocks"][0]["plan"] == 2
    assert good in GOOD
    path.write_text(GOOD.replace(good, bad), encoding="utf-8")
    assert english in refused(path, "en")
    assert polish in refused(path, "pl")


def test_two_blocks_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    block = GOOD[GOOD.index("[[block]]") : GOOD.index("[[spare]]")]
    path.write_text(GOOD + block, encoding="utf-8")
    assert refused(path, "en") == f"block “trust”: {Words('live_server', 'en')('script.name_twice')}"


@pytest.mark.parametrize("language", ["en", "pl"])
def test_file_that_cannot_be_read(tmp_path: Path, language: str) -> None:
    words = Words("live_server", language)
    assert refused(tmp_path / "none.toml", language) == words("script.no_file")
    assert refused(tmp_path, language) == words("script.unreadable")
    path = tmp_path / "own.toml"
    path.write_bytes(GOOD.encode() + "# żółw".encode("cp1250"))
    assert refused(path, language) == words("script.encoding", line=GOOD.count("\n") + 1)
