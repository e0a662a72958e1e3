"""Collecting: from folders, Moodle's zips and the exchange, whatever the files are called and whatever is in them."""

import io
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT, concepts
from course.grading import archive
from course.grading.collect import collect, lines
from course.grading.place import GradingError, opened
from course.texts import LANGUAGES

SLUGS = [row.slug for row in concepts() if "exercise" in row.parts]
NOON, EVENING = (2026, 11, 2, 12, 0, 0), (2026, 11, 2, 20, 30, 0)


def work(slug: str = "synergy", language: str = "pl", said: str = "") -> bytes:
    """Return a release with something written under it."""
    notebook = nbformat.read(ROOT / "exercises" / language / slug / f"{slug}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"mine = {said!r}", id="mine"))
    return nbformat.writes(notebook).encode()


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Give both languages of the course, with an empty grading folder."""
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "grading"))
    (tmp_path / "grading").mkdir()
    return opened(ROOT)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(files: dict[str, bytes], at: tuple = NOON) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened_zip:
        for name, content in files.items():
            opened_zip.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def classlist(places, rows: str) -> None:
    head = "id,first_name,last_name,email,lms_id,moodle\n"
    (places[0].folder.parent / "learners.csv").write_text(head + rows, encoding="utf-8")


def placed(collected) -> set:
    return {(one.learner, one.slug, one.language) for one in collected.placed}


def reasons(collected) -> dict:
    for language in LANGUAGES:
        assert all(one.why(language) for one in collected.unplaced)
        assert lines(collected, language)
    return {one.file: one.key for one in collected.unplaced}


def everything(folder: Path) -> dict:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


MOODLE = {
    "Żółć Ćma_101_assignsubmission_file_/synergy.ipynb": work(said="a"),
    "Anna Lis_102_assignsubmission_file_/głębiej/synergia FINAL v2.ipynb": work(said="b"),
    "Jan Lis_103_assignsubmission_file_/Kopia synergy (1).ipynb.txt": work("synergy", "en"),
}


@pytest.mark.parametrize("shape", ["folders", "flat", "slashes"])
def test_moodles_zip_is_collected_in_each_of_its_shapes_and_again_without_change(shape, places, source):
    join = {"folders": lambda name: name, "flat": lambda name: name.replace("/", ""), "slashes": lambda n: "./" + n}
    zip_file = source / "all.zip"
    zip_file.write_bytes(zipped({join[shape](name): content for name, content in MOODLE.items()}))
    done = collect(places, zip_file)
    expected = {("zolc-cma", "synergy", "pl"), ("anna-lis", "synergy", "pl"), ("jan-lis", "synergy", "en")}
    assert (placed(done), done.unplaced) == (expected, [])
    pl = next(place for place in places if place.language == "pl")
    assert (pl.submitted / "zolc-cma/synergy/synergy.ipynb").read_bytes() == work(said="a")
    stamp = (pl.submitted / "zolc-cma/synergy/timestamp.txt").read_text()
    assert stamp == datetime(*NOON).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    before = everything(places[0].folder.parent)
    again = collect(places, zip_file)
    assert placed(again) == expected
    assert all(one.same for one in again.placed)
    assert everything(places[0].folder.parent) == before


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "Żółć Ćma"), ("cp852", "Żółć Ćma"), ("cp852", "Łucja Świt"), ("cp1250", "Józef Żak")],
)
def test_polish_letters_of_a_zip_without_the_flag_are_read(encoding, name, places, source):
    content = zipped({f"{'x' * len(name.encode(encoding))}_1_assignsubmission_file_/synergy.ipynb": work()})
    raw = name.encode(encoding)
    (source / "all.zip").write_bytes(content.replace(b"x" * len(raw), raw))
    (one,) = collect(places, source / "all.zip").placed
    assert one.file.startswith(name)


def test_every_exercise_is_known_by_what_is_in_it_not_by_its_name(places, source):
    for language in LANGUAGES:
        for slug, other in zip(SLUGS, SLUGS[1:] + SLUGS[:1], strict=True):
            fill(source, {f"demo-{language}/{other}/{other}.ipynb": b""})
            shutil.copy(
                ROOT / f"solutions/{language}/{slug}/{slug}.ipynb", source / f"demo-{language}/{other}/{other}.ipynb"
            )
    found = placed(collect(places, source))
    assert found == {(f"demo-{language}", slug, language) for slug in SLUGS for language in LANGUAGES}


def test_a_notebook_that_lost_its_marks_its_ids_or_its_prose_is_still_known(places, source):
    for number, drop in enumerate(("metadata", "id", "prose")):
        notebook = json.loads(work())
        for cell in notebook["cells"]:
            if drop in ("metadata", "id"):
                cell["metadata"] = {}
            if drop == "id":
                del cell["id"]
        if drop == "prose":
            notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        fill(source, {f"demo-{number}/x.ipynb": json.dumps(notebook).encode()})
    assert placed(collect(places, source)) == {(f"demo-{number}", "synergy", "pl") for number in range(3)}


def test_two_exercises_in_one_notebook_and_none_are_listed_and_kept(places, source):
    both = json.loads(work())
    both["cells"] += json.loads(work("territory"))["cells"]
    own = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])).encode()
    fill(source, {"demo-1/synergy.ipynb": json.dumps(both).encode(), "demo-2/synergy.ipynb": own})
    done = collect(places, source)
    assert reasons(done) == {"demo-1/synergy.ipynb": "two_exercises", "demo-2/synergy.ipynb": "no_exercise"}
    assert {one.kept.read_bytes() for one in done.unplaced} == {json.dumps(both).encode(), own}


def test_the_class_list_is_matched_by_number_mail_id_and_name_in_either_order(places, source):
    classlist(
        places,
        "s1,Żaneta,Ćma,,,101\ns2,Łucja,Świt,lucja@example.org,,\ns3,Jan,Żak,,,\ns4567,Ola,Mak,,,\ns5,Ewa,Bąk,,4321,\n",
    )
    fill(
        source,
        {
            "Somebody Else_101_assignsubmission_file_/x.ipynb": work(said="1"),
            "from lucja@example.org/x.ipynb": work(said="2"),
            "zak jan/x.ipynb": work(said="3"),
            "synergy s4567.ipynb": work(said="4"),
            "bakewa_LATE_4321_998877_synergy.ipynb": work(said="5"),
        },
    )
    done = collect(places, source)
    assert {one.learner for one in done.placed} == {"s1", "s2", "s3", "s4567", "s5"}, reasons(done)
    assert all(one.listed for one in done.placed)


def test_who_could_be_two_people_is_listed_not_guessed(places, source):
    classlist(places, "s1,Anna,Lis,,,101\ns2,Anna,Lis,,,102\ns3,Jan,Żak,,,103\nanna,Ala,Mak,,,\n")
    fill(
        source,
        {
            "Anna Lis/x.ipynb": work(said="1"),
            "Jan Żak_101_assignsubmission_file_/x.ipynb": work(said="2"),
            "Anna Lis_102_assignsubmission_file_/jan żak.ipynb": work(said="3"),
            "anna-k/x.ipynb": work(said="4"),
        },
    )
    done = collect(places, source)
    assert reasons(done) == {
        "Anna Lis/x.ipynb": "several_learners",
        "Jan Żak_101_assignsubmission_file_/x.ipynb": "several_learners",
    }
    assert {one.learner for one in done.placed} == {"s2", "anna-k"}


def test_people_who_would_share_an_id_are_listed(places, source):
    fill(
        source,
        {
            "Jan Lis_1_assignsubmission_file_/x.ipynb": work(said="1"),
            "Jan Lis_2_assignsubmission_file_/x.ipynb": work(said="2"),
            "Ćma Ewa/x.ipynb": work(said="3"),
            "Cma Ewa/x.ipynb": work(said="4"),
            "class/próba.ipynb": work(said="5"),
            "class/druga.ipynb": work(said="6"),
            "synergy.ipynb": work(said="7"),
            "Participant_7_assignsubmission_file_/x.ipynb": work(said="8"),
            "Participant_8_assignsubmission_file_/x.ipynb": work(said="9"),
        },
    )
    done = collect(places, source)
    assert {one.learner for one in done.placed} == {"Participant-7", "Participant-8"}
    assert sorted(reasons(done).values()) == [
        "folder_of_many", "folder_of_many", "no_learner", "shared_id", "shared_id", "shared_name", "shared_name",
    ]  # fmt: skip


def test_a_folder_of_files_named_by_people_is_a_class(places, source):
    fill(source, {f"class/{name} synergy.ipynb": work(said=name) for name in ("demo-01", "demo-02")})
    assert {one.learner for one in collect(places, source).placed} == {"demo-01", "demo-02"}


def test_the_newest_version_counts_and_the_others_are_kept(places, source):
    fill(source, {"demo-1/synergy.ipynb": work(said="old"), "demo-1/synergy (1).ipynb": work(said="new")})
    os.utime(source / "demo-1/synergy.ipynb", (1_000_000_000,) * 2)
    done = collect(places, source)
    assert reasons(done) == {"demo-1/synergy.ipynb": "older"}
    assert done.unplaced[0].kept.read_bytes() == work(said="old")
    standing = places[1].submitted / "demo-1/synergy/synergy.ipynb"
    assert standing.read_bytes() == work(said="new")
    assert collect(places, source / "demo-1/synergy.ipynb").unplaced[0].key == "no_learner"

    fill(source, {"demo-1/synergy (2).ipynb": work(said="other")})
    os.utime(source / "demo-1/synergy (2).ipynb", (1_100_000_000,) * 2)
    os.utime(source / "demo-1/synergy (1).ipynb", (1_100_000_000,) * 2)
    assert set(reasons(collect(places, source)).values()) == {"which_version"}
    assert standing.read_bytes() == work(said="new")


def test_what_comes_late_replaces_only_other_and_older_work(places, source):
    def moodle(said: str, at: tuple) -> Path:
        (source / "all.zip").write_bytes(zipped({"Jan Lis_1_assignsubmission_file_/x.ipynb": work(said=said)}, at))
        return source / "all.zip"

    standing = places[1].submitted / "jan-lis/synergy/synergy.ipynb"
    collect(places, moodle("first", NOON))
    stamp = standing.with_name("timestamp.txt").read_bytes()
    assert collect(places, moodle("first", EVENING)).placed[0].same
    assert standing.with_name("timestamp.txt").read_bytes() == stamp
    assert reasons(collect(places, moodle("second", EVENING), take="first")) != {}
    assert standing.read_bytes() == work(said="first")
    (one,) = collect(places, moodle("second", EVENING)).placed
    assert one.replaced
    assert one.replaced.read_bytes() == work(said="first")
    assert list(reasons(collect(places, moodle("first", NOON))).values()) == ["older"]
    assert standing.read_bytes() == work(said="second")


def test_zips_in_zips_leavings_and_other_files(places, source):
    inner = zipped({"x/synergy.ipynb": work(), "x/data.csv": b"1", "__MACOSX/x/._x.ipynb": b"?"})
    deep = zipped({"more.zip": zipped({"y.ipynb": work()})})
    files = {
        "Jan Lis_1_assignsubmission_file_/mine.zip": inner,
        "Ewa Lis_2_assignsubmission_file_/deep.zip": deep,
        "Ola Lis_3_assignsubmission_file_/x.rar": b"Rar!",
        "Iga Lis_4_assignsubmission_file_/bad.zip": b"PK",
        "Ida Lis_5_assignsubmission_file_/.ipynb_checkpoints/synergy-checkpoint.ipynb": work(),
        ".DS_Store": b"",
    }
    (source / "all.zip").write_bytes(zipped(files))
    done = collect(places, source / "all.zip")
    assert placed(done) == {("jan-lis", "synergy", "pl")}
    assert {name.rpartition("/")[2]: key for name, key in reasons(done).items()} == {
        "data.csv": "extra", "more.zip": "nested", "x.rar": "other_archive", "bad.zip": "no_zip",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (work()[:500], "no_json"),
        (b"[" * 90000, "no_json"),
        (b"\xff\xfe\x00", "no_json"),
    ]
    + [(text, "no_notebook") for text in (b"[]", b"{}", b'"x"', b'{"cells": 3}', b'{"cells": [1, null]}')]
    + [(b'{"cells": [{"source": {"a": 1}, "metadata": [], "id": 3}]}', "no_exercise")],
)
def test_what_is_no_notebook_is_listed(content, key, places, source):
    fill(source, {"demo-1/synergy.ipynb": content})
    assert reasons(collect(places, source)) == {"demo-1/synergy.ipynb": key}


def test_a_notebook_with_a_byte_order_mark_or_of_the_third_format_is_taken(places, source):
    third = {"nbformat": 3, "worksheets": [{"cells": json.loads(work())["cells"]}]}
    fill(source, {"demo-1/x.ipynb": b"\xef\xbb\xbf" + work(), "demo-2/x.ipynb": json.dumps(third).encode()})
    assert len(collect(places, source).placed) == 2
    nbformat.read(places[1].submitted / "demo-1/synergy/synergy.ipynb", as_version=4)


def test_links_in_folders_are_not_followed(places, source, tmp_path):
    outside = fill(tmp_path / "outside", {"secret.ipynb": work()})
    fill(source, {"demo-1/readme.txt": b""})
    (source / "demo-1/synergy.ipynb").symlink_to(outside / "secret.ipynb")
    (source / "demo-2").symlink_to(outside)
    os.mkfifo(source / "pipe.ipynb")
    done = collect(places, source)
    assert done.placed == []
    assert reasons(done) == {
        "demo-1/readme.txt": "extra", "demo-1/synergy.ipynb": "link", "demo-2": "link", "pipe.ipynb": "special",
    }  # fmt: skip


def test_hostile_zips_write_nothing_outside_and_end_as_sentences(places, source, tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened_zip:
        for name in (
            "../../evil/synergy.ipynb",
            "/evil/synergy.ipynb",
            "C:\\evil\\synergy.ipynb",
            "a\\..\\..\\x.ipynb",
        ):
            opened_zip.writestr(zipfile.ZipInfo(name), work())
        link = zipfile.ZipInfo("demo-1/synergy.ipynb")
        link.external_attr = 0o120777 << 16
        opened_zip.writestr(link, "/etc/passwd")
        opened_zip.writestr("demo-2/synergy.ipynb", b" " * (19 * 2**20), zipfile.ZIP_DEFLATED)
        opened_zip.writestr("demo-3/\x1b[2Jsynergy.ipynb", b"")
    before = {path for path in tmp_path.rglob("*") if "grading" not in path.parts}
    content = file.getvalue()
    (source / "all.zip").write_bytes(content)
    done = collect(places, source / "all.zip")
    assert done.placed == []
    assert sorted(reasons(done).values()) == ["bomb", "empty", "link", "outside", "outside", "outside", "outside"]
    assert not any("\x1b" in one.file for one in done.unplaced)
    assert {path for path in tmp_path.rglob("*") if "grading" not in path.parts} == before | {source / "all.zip"}


def test_locked_and_damaged_files_in_a_zip_are_listed(places, source):
    content = bytearray(zipped({"demo-1/synergy.ipynb": work()}))
    directory = content.index(b"PK\x01\x02")
    locked = bytes(content[: directory + 8]) + b"\x01" + bytes(content[directory + 9 :])
    content[80] ^= 0xFF
    fill(source, {"locked.zip": locked, "damaged.zip": bytes(content)})
    done = collect(places, source)
    assert reasons(done) == {
        "damaged.zip/demo-1/synergy.ipynb": "damaged", "locked.zip/demo-1/synergy.ipynb": "encrypted",
    }  # fmt: skip


def test_sizes_and_numbers_are_limited(places, source, monkeypatch):
    monkeypatch.setattr(archive, "OWN_FILES", 3)
    many = zipped({f"venv/{number}.py": b"" for number in range(4)} | {"synergy.ipynb": work()})
    (source / "all.zip").write_bytes(zipped({"demo-1/mine.zip": many, "demo-2/synergy.ipynb": work()}))
    done = collect(places, source / "all.zip")
    assert (placed(done), reasons(done)) == ({("demo-2", "synergy", "pl")}, {"demo-1/mine.zip": "too_much"})
    monkeypatch.setattr("course.grading.source.FILE", 100)
    fill(source, {"demo-3/synergy.ipynb": work()})
    assert reasons(collect(places, source))["demo-3/synergy.ipynb"] == "too_large"
    monkeypatch.setattr("course.grading.source.FILES", 2)
    with pytest.raises(GradingError, match="too_much"):
        collect(places, source)


def test_a_source_that_cannot_be_used_is_refused_with_a_sentence(places, source):
    fill(source, {"text.zip": b"no zip"})
    cases = {
        "missing": source / "nothing", "no_zip": source / "text.zip", "own_folder": places[0].submitted,
    }  # fmt: skip
    for key, path in cases.items():
        with pytest.raises(GradingError, match=f"collect:{key}") as caught:
            collect(places, path)
        assert str(path) in caught.value.said("pl")
    with pytest.raises(GradingError, match="take"):
        collect(places, source, take="best")
    (source / "none").mkdir()
    assert lines(collect(places, source / "none"), "en") == ["There is nothing to collect there."]


def test_one_language_is_collected_alone(places, source):
    fill(source, {"demo-1/x.ipynb": work(), "demo-1/y.ipynb": work(language="en")})
    done = collect([place for place in places if place.language == "en"], source)
    assert (placed(done), reasons(done)) == ({("demo-1", "synergy", "en")}, {"demo-1/x.ipynb": "other_language"})


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    """Give a course whose exchange is a folder of its own, and that folder's inbound part."""
    root = tmp_path / "course"
    for name in ("solutions", "exercises"):
        for language in LANGUAGES:
            shutil.copytree(ROOT / name / language / "synergy", root / name / language / "synergy")
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(f"{config}\nc.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "grading"))
    return opened(root), tmp_path / "exchange" / "partnership" / "inbound"


def test_the_exchange_is_read_with_its_times_and_its_word_for_feedback(exchange):
    places, inbound = exchange
    with pytest.raises(GradingError, match="no_exchange"):
        collect(places)
    owner = inbound.parents[2].owner()
    for user, said, time in ((owner, "old", "12:00"), (owner, "new", "13:00"), ("demo-2", "x", "13:00")):
        files = {"synergy.ipynb": work(said=said), "timestamp.txt": b"2020-01-01 00:00:00 UTC"}
        fill(
            inbound / f"{user}+synergy+2026-11-02 {time}:00.000000 UTC+r4nd", files | {"submission_secret.txt": b"ab12"}
        )
    done = collect(places)
    assert placed(done) == {(owner, "synergy", "pl")}
    assert sorted(reasons(done).values()) == ["older", "owner"]
    folder = places[1].submitted / owner / "synergy"
    assert (folder / "synergy.ipynb").read_bytes() == work(said="new")
    assert (folder / "timestamp.txt").read_text() == "2026-11-02 13:00:00.000000 UTC"
    assert (folder / "submission_secret.txt").read_text() == "ab12"

    config = places[0].root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + "c.ExchangeCollect.check_owner = False\n", encoding="utf-8")
    assert placed(collect(places)) == {(owner, "synergy", "pl"), ("demo-2", "synergy", "pl")}


def test_another_kind_of_exchange_is_asked_through_nbgraders_own_interface(exchange):
    places, _ = exchange
    config = places[0].root / "nbgrader_config.py"
    other = """
from nbgrader.exchange.abc import ExchangeCollect
class Other(ExchangeCollect):
    def init_src(self):
        if (folder / "closed").exists():
            self.fail("closed")
    def init_dest(self):
        pass
    def copy_files(self):
        import shutil
        to = self.coursedir.format_path(self.coursedir.submitted_directory, "demo-1", self.coursedir.assignment_id)
        shutil.copytree(folder / "there", to)
folder = Path(__file__).parent
c.ExchangeFactory.collect = Other
"""
    config.write_text(config.read_text(encoding="utf-8") + other, encoding="utf-8")
    time = b"2026-11-02 13:00:00.000000 UTC"
    fill(config.parent / "there", {"synergy.ipynb": work(), "timestamp.txt": time})
    assert placed(collect(places)) == {("demo-1", "synergy", "pl")}
    assert (places[1].submitted / "demo-1" / "synergy" / "timestamp.txt").read_bytes() == time
    fill(config.parent, {"closed": b""})
    with pytest.raises(GradingError, match="exchange_failed"):
        collect(places)


def test_nbgrader_reads_the_time_that_was_written(places, source):
    from nbgrader.coursedir import CourseDirectory

    (source / "all.zip").write_bytes(zipped({"Jan Lis_1_assignsubmission_file_/x.ipynb": work()}))
    collect(places, source / "all.zip")
    found = CourseDirectory().get_existing_timestamp(str(places[1].submitted / "jan-lis" / "synergy"))
    assert found == datetime(*NOON).astimezone(UTC).replace(tzinfo=None)
