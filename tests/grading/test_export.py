"""The marks of a class as tables: both languages in one, nothing unmarked as zero, nothing a spreadsheet runs."""

import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.cli import app
from course.grading.export import export
from course.grading.place import GradingError, Place
from course.grading.record import Note, Record, digest, write_record
from course.grading.status import counts
from course.grading.tally import tally, works
from course.texts import Words, safe

ROSTER = """id;first_name;last_name;email;lms_id;moodle
anna;Anna;"Żółć, Ćma";anna@example.org;501;11
jan;=cmd|' /C calc'!A0;O"Neil;jan@example.org;502;12
ewa;Ewa;Nowa;ewa@example.org;503;13
"""
MARKS = {
    "surplus-pair": 1.0,
    "surplus-others": 2.0,
    "bad-match-loses": 1.0,
    "bad-match-trusts": 0.0,
    "shares-alike": 0.5,
}


@pytest.fixture
def both(place: Place) -> list[Place]:
    """The Polish and the English class; the English gradebook begins as a copy of the Polish one."""
    other = Place("en", place.root, place.folder.parent / "en")
    shutil.copytree(place.folder, other.folder)
    (place.folder.parent / "learners.csv").write_text(ROSTER, encoding="utf-8")
    return [other, place]


def marked(place: Place, learner: str, by_hand: float | None = 3.0, doubts: int = 0, late: float = 0.0) -> None:
    """Enter marks as a run of grading does, and a person's beside them."""
    folder = place.submitted / learner / "synergy"
    folder.mkdir(parents=True)
    shutil.copy(place.release("synergy"), folder)
    graded = place.autograded / learner / "synergy"
    graded.mkdir(parents=True)
    shutil.copy(place.release("synergy"), graded)
    with place.gradebook() as gradebook:
        gradebook.add_student(learner)
        gradebook.add_submission("synergy", learner, timestamp=datetime(2026, 11, 2, 18, 30))
        notebook = gradebook.find_submission_notebook("synergy", "synergy", learner)
        for grade in notebook.grades:
            grade.auto_score = None if grade.name == "explain" else MARKS.get(grade.name, 0.0)
            grade.needs_manual_grade = grade.name == "explain" and by_hand is None
            if grade.name == "explain":
                grade.manual_score = by_hand
        notebook.late_submission_penalty = late
        gradebook.db.commit()
    notes = [Note("lost_session")] * doubts
    write_record(place, Record(learner, "synergy", place.language, digest(folder), doubts=notes))


def read(path: Path, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=separator))


def test_both_languages_stand_in_one_list_and_open_marks_are_empty(both: list[Place]) -> None:
    english, polish = both
    marked(polish, "anna")
    marked(english, "jan", by_hand=None)
    marked(polish, "stranger", by_hand=2.5, late=1.0)
    folder = polish.submitted / "ewa" / "synergy"
    folder.mkdir(parents=True)
    shutil.copy(polish.release("synergy"), folder)
    done = export(both, "csv", language="pl")
    heads, *rows = read(done.files[0], ";")
    points = heads.index("punkty")
    say = Words("grading_export", "pl")
    assert {row[0]: (row[points], row[points + 2]) for row in rows} == {
        "anna": ("7,5", say("state.done")),
        "jan": ("", say("state.waiting")),
        "ewa": ("", say("state.unmarked")),
        "stranger": ("6", say("state.done")),
    }
    assert [row[:3] for row in rows if row[0] in ("anna", "jan")] == [
        ["jan", 'O"Neil', "'=cmd|' /C calc'!A0"],
        ["anna", "Żółć, Ćma", "Anna"],
    ]
    wide = {row[0]: row[4:] for row in read(done.files[1], ";")[1:]}
    assert wide == {"anna": ["7,5", "7,5"], "jan": ["", ""], "ewa": ["", ""], "stranger": ["6", "6"]}
    assert {(row.learner.id, row.state) for row in done.open} == {("jan", "waiting"), ("ewa", "unmarked")}
    assert len(done.said("pl")) == 2
    assert all("zero" not in line for line in done.said("en"))


def test_better_of_two_languages_counts_and_new_work_makes_a_mark_open(both: list[Place]) -> None:
    english, polish = both
    marked(english, "anna", by_hand=1.0)
    marked(polish, "anna", by_hand=3.0)
    ((row,), people) = tally(both)
    assert (row.language, row.points, row.also) == ("pl", 7.5, "en")
    assert list(people) == ["ewa", "jan", "anna"]
    (polish.submitted / "anna" / "synergy" / "synergy.ipynb").write_text("{}")
    assert [(one.language, one.points, one.also) for one in tally(both)[0]] == [("en", 5.5, "pl")]


def test_moodles_worksheet_is_filled_and_otherwise_left_alone(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    marked(both[0], "jan", by_hand=None)
    marked(both[0], "stranger")
    sheet = tmp_path / "synergy.csv"
    sheet.write_text(
        'Identyfikator,"Imię i nazwisko","Adres e-mail",Status,Ocena,"Maksymalna ocena","Komentarz zwrotny"\n'
        '"Uczestnik 11","Anna Żółć, Ćma",,"Oddane","","12,00","=2+2"\n'
        '"Uczestnik 99",Jan,JAN@example.org,,"3,00","12,00",\n',
        encoding="utf-8",
    )
    done = export(both, "moodle", worksheet=sheet)
    _, anna, jan = read(done.files[0])
    assert anna == ["Uczestnik 11", "Anna Żółć, Ćma", "", "Oddane", "7,5", "12,00", "=2+2"]
    assert jan[4] == "3,00", "an open mark leaves Moodle's own as it is"
    assert done.unmatched == ["stranger"]
    heads, *rows = read(export(both, "moodle").files[0])
    assert heads[:4] == ["First name", "Last name", "ID number", "Email address"]
    assert ["Anna", "Żółć, Ćma", "501", "anna@example.org", "7.5"] in rows


def test_canvas_gradebook_is_filled_by_its_own_numbers(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    sheet = tmp_path / "canvas.csv"
    sheet.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,synergy (7001),Other (7002)\n"
        "    Points Possible,,,,,12,5\n"
        '"Ćma, Anna",501,,anna,A,,4\n"O""Neil, Jan",502,,jan,A,,\n',
        encoding="utf-8",
    )
    rows = read(export(both, "canvas", worksheet=sheet).files[0])
    assert [row[5:] for row in rows] == [["synergy (7001)", "Other (7002)"], ["12", "5"], ["7.5", "4"], ["", ""]]
    made = read(export(both, "canvas").files[0])
    assert made[1][0] == "    Points Possible"
    assert made[1][5] == "12"


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [("moodle", "a,b\n1,2\n", "no_worksheet"), ("canvas", "a,b\n", "no_worksheet"), ("moodle", "", "unreadable")],
)
def test_wrong_worksheet_is_told(both: list[Place], tmp_path: Path, kind: str, text: str, key: str) -> None:
    marked(both[1], "anna")
    sheet = tmp_path / "x.csv"
    sheet.write_text(text)
    with pytest.raises(GradingError, match=f"export:{key}"):
        export(both, kind, worksheet=sheet)
    with pytest.raises(GradingError, match="export:unreadable"):
        export(both, kind, worksheet=tmp_path / "none.csv")


def test_empty_class_is_told(both: list[Place]) -> None:
    with pytest.raises(GradingError, match="export:nothing"):
        export(both, "csv")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text).startswith("'")


def test_status_counts_what_is_where(both: list[Place], monkeypatch: pytest.MonkeyPatch) -> None:
    marked(both[1], "anna", doubts=1)
    marked(both[0], "jan", by_hand=None)
    page = both[1].feedback / "anna" / "synergy" / "synergy.html"
    page.parent.mkdir(parents=True)
    page.write_text("x")
    found = {(slug, language): own for slug, language, own in counts(tally(both)[0], both)}
    assert found["synergy", "pl"] == {"unmarked": 0, "changed": 0, "waiting": 0, "done": 1, "doubts": 1, "pages": 1}
    assert found["synergy", "en"]["waiting"] == 1
    monkeypatch.chdir(both[0].root)
    for language in ("en", "pl"):
        done = CliRunner().invoke(app, ["grade", "status", "--lang", language])
        assert done.exit_code == 0, done.output
        assert Words("grading_repair", language)("doubt.lost_session") in done.output


def test_day_of_handing_in_is_kept(both: list[Place]) -> None:
    marked(both[1], "anna")
    ((row,), _) = tally(both)
    assert row.handed_in
    assert row.handed_in.replace(tzinfo=UTC) == datetime(2026, 11, 2, 18, 30, tzinfo=UTC)


def sheet(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_canvas_gets_no_mark_of_encoding_before_a_quoted_heading(both: list[Place], tmp_path: Path) -> None:
    """Canvas's strict reader takes that for broken quoting and refuses the whole file."""
    marked(both[1], "anna")
    own = sheet(tmp_path / "c.csv", "Student,ID,SIS Login ID,Section,synergy (1)", '"Ćma, Anna",501,anna,A,')
    for worksheet in (None, own):
        content = export(both, "canvas", worksheet=worksheet).files[0].read_bytes()
        assert content.startswith(b"Student,ID,")


def test_canvas_totals_and_other_work_with_the_same_word_are_left_alone(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    heads = "1 + 1 = 3? Synergy (7001),Reflection on synergy (7009),1 + 1 = 3? Synergy Final Score"
    own = sheet(
        tmp_path / "c.csv",
        f"Student,ID,SIS Login ID,Section,{heads}",
        "    Points Possible,,,,100,5,(read only)",
        '"Ćma, Anna",501,anna,A,,4,80',
        '"Other, One",999,other,A,3,,',
    )
    done = export(both, "canvas", worksheet=own)
    assert [row[4:] for row in read(done.files[0])[1:]] == [
        ["100", "5", "(read only)"],
        ["7.5", "4", "80"],
        ["3", "", ""],
    ]
    assert any("100" in line and "12" in line for line in done.said("en")), "another maximum is said, not converted"


def test_canvas_excused_learner_stays_excused_and_is_named(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    own = sheet(tmp_path / "c.csv", "LastName,FirstName,ID,SIS Login ID,Section,synergy (1)", "Ćma,Anna,501,anna,A,EX")
    done = export(both, "canvas", worksheet=own)
    assert read(done.files[0])[1][5] == "EX"
    assert done.unmatched == []
    assert [line for line in done.said("pl") if "anna" in line]


def test_canvas_two_columns_for_one_exercise_are_refused(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    own = sheet(tmp_path / "c.csv", "Student,ID,SIS Login ID,Section,synergy (1),Synergy (2)", "A,501,anna,A,,")
    with pytest.raises(GradingError, match="export:two_columns") as caught:
        export(both, "canvas", worksheet=own)
    assert "Synergy (2)" in caught.value.said("en")


def test_canvas_number_that_is_another_learners_id_misleads_nobody(both: list[Place], tmp_path: Path) -> None:
    roster = "id,email,lms_id\n501,x@example.org,900\nanna,a@example.org,501\n"
    (both[0].folder.parent / "learners.csv").write_text(roster)
    marked(both[1], "anna")
    marked(both[1], "501", by_hand=0.0)
    own = sheet(tmp_path / "c.csv", "Student,ID,SIS Login ID,Section,synergy (1)", "A,501,,A,", "X,900,,A,")
    done = export(both, "canvas", worksheet=own)
    assert [row[4] for row in read(done.files[0])[1:]] == ["7.5", "4.5"]
    assert done.unmatched == []


@pytest.mark.parametrize(
    ("head", "maximum", "mark"),
    [("Ocena", "100,00", "7,5"), ("Ocena", "100.00", "7.5"), ("Ocena", "", "7,5"), ("Grade", "", "7.5")],
)
def test_new_worksheet_of_moodle_keeps_its_decimal_sign(
    both: list[Place], tmp_path: Path, head: str, maximum: str, mark: str
) -> None:
    marked(both[1], "anna")
    own = sheet(
        tmp_path / "Oceny-KURS-1 + 1 = 3 Synergia--12.csv",
        f'Identyfikator,{head},"Maksymalna ocena"',
        f'"Uczestnik 11",,"{maximum}"',
    )
    done = export(both, "moodle", worksheet=own)
    assert read(done.files[0])[1][1] == mark
    assert any("synergy" in line for line in done.said("en")), "which exercise was filled in is said"
    assert any("12" in line for line in done.said("en")[1:]) == bool(maximum)


def test_field_too_long_for_a_table_is_told(both: list[Place], tmp_path: Path) -> None:
    marked(both[1], "anna")
    own = sheet(tmp_path / "synergy.csv", "Identifier,Grade,Feedback", f'"Participant 11",,"{"x" * 140_000}"')
    with pytest.raises(GradingError, match="export:unreadable"):
        export(both, "moodle", worksheet=own)


def test_open_work_in_the_other_language_is_named_and_counted(
    both: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    english, polish = both
    marked(english, "anna", by_hand=0.0)
    marked(polish, "anna", by_hand=None, doubts=1)
    done = export(both, "csv")
    assert [(row.learner.id, row.points, row.also) for row in done.other] == [("anna", 4.5, "pl")]
    assert len([line for line in done.said("en") if "anna (synergy, pl)" in line]) == 1
    found = {language: own for _, language, own in counts(works(both)[0], both)}
    assert (found["en"]["done"], found["pl"]["waiting"], found["pl"]["doubts"]) == (1, 1, 1)
    monkeypatch.chdir(english.root)
    output = CliRunner().invoke(app, ["grade", "status", "--lang", "en"]).output
    assert Words("grading_repair", "en")("doubt.lost_session") in output


@pytest.mark.parametrize(("language", "separator", "mark"), [("en", ",", "7.5"), ("pl", ";", "7,5")])
def test_nbgraders_own_export_gives_both_languages(
    both: list[Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, separator: str, mark: str
) -> None:
    from nbgrader.apps import ExportApp

    monkeypatch.setenv("COURSE_LANGUAGE", language)
    marked(both[1], "anna")
    marked(both[0], "jan", by_hand=None)
    config = both[0].config()
    config.ExportPlugin.to = str(tmp_path / "all.csv")
    config.ExportApp.plugin_class = "course.grading.plugin.ClassExport"
    stock = ExportApp(config=config)
    stock.init_plugin()
    with both[0].gradebook() as gradebook:
        stock.plugin_inst.export(gradebook)
    rows = read(tmp_path / "all.csv", separator)[1:]
    assert [(row[0], row[6]) for row in rows] == [("jan", ""), ("anna", mark)]
