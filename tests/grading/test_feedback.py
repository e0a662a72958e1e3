"""The learner's page: what stands on it, and what never does."""

import base64
import copy
import re
import sys
from datetime import date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution

from course.catalog import ROOT, concepts
from course.grading.clean import Cleaner, plain, unfenced
from course.grading.feedback import feedback, feedback_all
from course.grading.feedback_cells import grade_id, kind_of
from course.grading.feedback_marks import Given, Marks
from course.grading.feedback_page import page
from course.grading.maths import drawn
from course.grading.outputs import PICTURE, pictures
from course.grading.place import GradingError, Place
from course.grading.prose import prose
from course.grading.record import Mark, Note, Record, write_record
from course.texts import LANGUAGES, Words

SLUGS = [row.slug for row in concepts() if "exercise" in row.parts]
TODAY = date(2026, 11, 28)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FENCED = re.compile(r"### BEGIN [A-Z ]+\n(.*?)### END", re.S)
TAGS = set(
    re.findall(
        r"\S+",
        """
        html head meta title style body main header footer section nav p h1 h2 h3 dl div dt dd span strong b em s small
        ol ul li a details summary pre code blockquote table thead tbody tr th td br hr img
        math mrow mi mn mo mtext mspace munder mover msup msub msubsup mfrac msqrt mroot mstyle
        """,
    )
)
# What may stand in the tags that a learner's Markdown makes.
ATTRIBUTES = {"class", "href", "rel", "title", "tabindex", "start", "display", "displaystyle", "scriptlevel"}
ATTRIBUTES |= {"stretchy", "fence", "separator", "mathvariant", "linethickness", "width", "minsize", "maxsize"}
WORDS = {language: Words("grading_feedback", language) for language in LANGUAGES}


def notebook(place: Place, slug: str, kind: str) -> nbformat.NotebookNode:
    return nbformat.read(getattr(place, kind)(slug), as_version=4)


def marked(
    place: Place,
    learner: str = "demo-01",
    scores: dict[str, float | None] | None = None,
    cells: dict[str, str] | None = None,
    outputs: dict[str, list] | None = None,
    comments: dict[str, str] | None = None,
    manual: dict[str, float] | None = None,
    slug: str = "synergy",
) -> None:
    """Leave what grading leaves: a marked notebook with hidden checks and mark schemes, and a gradebook."""
    source, release = notebook(place, slug, "source"), notebook(place, slug, "release")
    given = {grade_id(cell): cell.source for cell in release.cells if is_solution(cell)}
    for cell in source.cells:
        cell.source = given.get(grade_id(cell), cell.source)
        cell.source = (cells or {}).get(grade_id(cell), cell.source)
        if grade_id(cell) in (outputs or {}):
            cell.outputs = [nbformat.from_dict(one) for one in outputs[grade_id(cell)]]
    path = place.autograded / learner / slug / f"{slug}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(source, path)
    with place.gradebook() as book:
        enter(book, slug, source)
        book.update_or_create_student(learner)
        submission = book.update_or_create_submission(slug, learner, timestamp=datetime(2026, 11, 2, 12, 0))
        for grade in submission.notebooks[0].grades:
            grade.auto_score = (scores or {}).get(grade.name, 0.0 if grade.cell.cell_type == "code" else None)
            grade.manual_score = (manual or {}).get(grade.name)
            grade.needs_manual_grade = grade.auto_score is None and grade.manual_score is None
        for comment in submission.notebooks[0].comments:
            comment.manual_comment = (comments or {}).get(comment.name)
            comment.auto_comment = "No response."
        book.db.commit()


def enter(book: Gradebook, slug: str, source: nbformat.NotebookNode) -> None:
    book.update_or_create_assignment(slug)
    book.update_or_create_notebook(slug, slug)
    for cell in source.cells:
        name = grade_id(cell)
        if is_grade(cell):
            points = cell.metadata.nbgrader["points"]
            book.update_or_create_grade_cell(name, slug, slug, max_score=points, cell_type=cell.cell_type)
        if is_solution(cell):
            book.update_or_create_solution_cell(name, slug, slug)


def shown(place: Place, learner: str = "demo-01") -> BeautifulSoup:
    path = feedback(place, "synergy", learner, TODAY)
    assert path == place.feedback / learner / "synergy" / "synergy.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def text(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def error(sentence: str, name: str = "CheckError", **more) -> dict:
    return {"output_type": "error", "ename": name, "evalue": sentence, "traceback": [], **more}


def stream(said: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": said}


ALL = {"surplus-pair": 1.0, "surplus-others": 2.0, "bad-match-loses": 1.0, "bad-match-trusts": 1.0, "shares-alike": 1.0}


def test_page_says_points_reasons_and_comments_in_the_language_of_the_class(place: Place) -> None:
    code = {"surplus": "def surplus(alone, together):\n    return together - sum(alone)"}
    comments = {"explain": "Dobry **przykład**.", "surplus": "Zgrabnie."}
    said = {"shares-river": [stream("x\n"), error("Suma ma być 17.")]}
    marked(place, scores=ALL, cells=code | {"explain": "Bo koszt."}, comments=comments, outputs=said)
    told = {
        "surplus-others": Mark("passed", f"{later('surplus')}\n✓ surplus działa."),
        "shares-others": Mark("stopped", "Za długo."),
    }
    write_record(place, Record("demo-01", "synergy", "pl", "d", cells=told))
    soup = shown(place)
    said = text(soup)
    assert soup.html["lang"] == "pl"
    assert text(soup.h1) == "Ćwiczenie: 1 + 1 = 3? Synergia"
    for part in ("6 z 12 punktów", "3 punkty czekają", "2 listopada 2026", "28 listopada 2026", "demo-01", "Zgrabnie."):
        assert part in said, part
    tasks = soup.select("section.task")
    assert [text(task.h2) for task in tasks] == [
        "Zadanie 1. Ile dodaje współpraca?", "Zadanie 2. Kiedy 1 + 1 to mniej niż 2", "Zadanie 3. Ile komu?",
    ]  # fmt: skip
    assert [text(task.select_one(".earned")).split(".")[0] for task in tasks] == [
        "3 z 3 punktów", "2 z 5 punktów", "1 z 4 punktów",
    ]  # fmt: skip
    checks = tasks[0].select(".check")
    assert [one.select_one(".sign").text for one in checks] == ["✓", "✓"]
    assert [text(why) for why in checks[1].select(".why")] == ["surplus działa."], "not what is said before marking"
    last = tasks[2].select(".check")
    assert [one["class"][1] for one in last] == ["passed", "failed", "stopped"]
    assert "Suma ma być 17." in text(last[1])
    assert "zabrakło czasu" in text(last[2])
    assert "Za długo." in text(last[2])
    assert str(tasks[1].select_one(".comment strong")) == "<strong>przykład</strong>"
    assert WORDS["pl"]("points.not_yet") in text(tasks[1])
    assert "To miejsce zostało puste." in text(tasks[2])
    assert "No response" not in said
    assert "Zanim oddasz pracę" not in said


def later(name: str) -> str:
    return Words("exercise", "pl")("check.later", name=name)


def test_marks_by_hand_extra_points_and_lateness_are_counted_as_nbgrader_counts_them(place: Place) -> None:
    marked(place, scores=ALL, manual={"explain": 2.5, "shares-others": 1.0}, cells={"explain": "Bo koszt."})
    with place.gradebook() as book:
        found = book.find_submission_notebook("synergy", "synergy", "demo-01")
        by_name = {grade.name: grade for grade in found.grades}
        by_name["explain"].extra_credit = 0.5
        by_name["shares-others"].needs_manual_grade = True
        found.late_submission_penalty = 1
        book.find_assignment("synergy").duedate = datetime(2026, 11, 1)
        found.assignment.extension = timedelta(hours=1)
        book.db.commit()
        total = found.score - found.late_submission_penalty
    assert total == 9.0
    said = text(shown(place))
    for part in (
        "9 z 12 punktów",
        "3 z 3 punktów",
        "w tym 0,5 punktu dodatkowego",
        "Odjęto 1 punkt",
        "jeszcze tu zajrzy",
    ):
        assert part in said, part
    assert WORDS["pl"]("page.so_far") not in said


def test_deadline_kept_says_nothing_and_an_extension_without_deadline_hurts_nobody(place: Place) -> None:
    marked(place)
    with place.gradebook() as book:
        book.find_submission("synergy", "demo-01").extension = timedelta(hours=1)
        book.db.commit()
    assert "po terminie" not in text(shown(place))


def test_name_is_the_rosters_and_nobody_else_is_on_the_page(place: Place) -> None:
    place.folder.mkdir(parents=True, exist_ok=True)
    rows = 'id,first_name,last_name,email\ndemo-01,Żółć,"Ćma, B.",z@example.org\ndemo-02,Inna,Osoba,i@example.org\n'
    (place.folder.parent / "learners.csv").write_text(rows, encoding="utf-8")
    for learner in ("demo-01", "demo-02"):
        marked(place, learner, cells={"explain": f"Pisze {learner}."}, comments={"explain": f"Do {learner}."})
    html = str(shown(place))
    assert "Żółć Ćma, B." in html
    for other in ("demo-02", "Inna", "Osoba", "example.org"):
        assert other not in html


def test_repairs_and_doubts_are_told_once_and_unknown_kinds_neutrally(place: Place) -> None:
    marked(place)
    repairs = [Note("no_such_kind", "surplus"), Note("no_such_kind", "surplus"), Note("no_such_kind")]
    doubts = [Note("no_such_kind", "shares", {"cell": "x", "file": "<b>"})]
    write_record(place, Record("demo-01", "synergy", "pl", "d", repairs=repairs, doubts=doubts))
    listed = [text(one) for one in shown(place).select("section.file li")]
    words = WORDS["pl"]
    assert listed == [
        words("note.repair", cell="surplus"), words("note.repair_whole"), words("note.doubt", cell="shares"),
    ]  # fmt: skip


def own_answers(source: list) -> list:
    """Return the source's cells with answers of a learner's own, and outputs that quote the checks."""
    cells = copy.deepcopy(source)
    for cell in cells:
        if kind_of(cell) == "answer":
            cell.source = "mine = 'own'"
        elif kind_of(cell) == "manual":
            cell.source = "My own sentence."
        elif kind_of(cell) == "tests":
            cell.source += "\nsecret = 'of a marked notebook'"
            lines = [f"----> {cell.source}", "AssertionError: no"]
            cell.outputs = [nbformat.from_dict(error("no", "AssertionError", traceback=lines))]
        elif cell.cell_type == "markdown":
            cell.source += "\n\nA secret of a marked notebook."
    return cells


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_no_page_shows_hidden_checks_solutions_or_mark_schemes(slug: str, language: str, tmp_path: Path) -> None:
    place = Place(language, ROOT, tmp_path / language)
    source, release = (notebook(place, slug, kind).cells for kind in ("source", "release"))
    public = " ".join(" ".join(cell.source for cell in release).split())
    secret = [part for cell in source for part in FENCED.findall(cell.source)]
    secret += [cell.source for cell in source if kind_of(cell) == "manual"]
    lines = {" ".join(one.split()) for part in secret for one in part.splitlines()}
    lines = {one for one in lines if len(one) > 12 and one not in public}
    assert len(lines) > 5
    marks = Marks({grade_id(cell): Given(0.0, 1.0) for cell in source if is_grade(cell)})
    for graded in (own_answers(source), source):
        html = page(place, slug, "demo-01", release, graded, marks, None, TODAY)
        said = text(BeautifulSoup(html, "html.parser"))
        plain_lines = lines if graded is not source else {one for one in lines if "hidden=True" in one}
        found = [one for one in plain_lines if one in said or one.replace("**", "").replace("*", "") in said]
        assert not found
        assert "of a marked notebook" not in html
        assert not re.search(r"(BEGIN|END) (HIDDEN|MARK|SOLUTION)|Mark scheme|Klucz oceniania|Traceback", html)
        assert check(html)


def check(html: str) -> BeautifulSoup:
    """Return the page, having looked at every tag: nothing runs, nothing is fetched, headings are in order."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        assert tag.name in TAGS, tag.name
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("style", "srcset", "srcdoc")]
        assert str(tag.get("href", "#")).startswith(("#", "https://", "http://", "mailto:")), tag
        assert str(tag.get("src", "data:image/png;base64,")).startswith("data:image/png;base64,"), tag
    assert "url(" not in soup.style.string
    assert "@import" not in soup.style.string
    assert "default-src 'none'" in html
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("h[1-6]"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    return soup


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![p](https://a.example/p)",
    "<javascript:alert(1)>", "[x](data:text/html,a)", "[x]: javascript:a\n\n[x]", "</code></main><iframe src=//a>",
    r"$\href{javascript:alert(1)}{x}$", r"$\text{<script>alert(1)</script>}$", r"$\style{position:fixed}{x}$",
    "{{ 7 * 7 }}{% raw %}", "[x](//a.example)", "# One\n###### Six", "|a|\n|:-:|\n|<b>|", "\ud800 \x00\x1b[31m\u202e",
    "[x](https://a.example/\"onmouseover=alert(1))", "```html\n<script>\n```", "&lt;script&gt;", "$" + "{" * 400 + "$",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_a_learner_writes_runs_or_is_fetched(attack: str, tmp_path: Path) -> None:
    place = Place("pl", ROOT, tmp_path / "pl")
    release = notebook(place, "synergy", "release").cells
    graded = copy.deepcopy(release)
    html_output = {"output_type": "display_data", "data": {"text/html": attack, "text/plain": attack}, "metadata": {}}
    for cell in graded:
        if kind_of(cell) in ("answer", "manual"):
            cell.source = attack
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(one) for one in (html_output, stream(attack), error(attack, attack))]
    graded.append(
        nbformat.from_dict({"cell_type": "code", "id": "new", "source": attack, "metadata": {}, "outputs": []})
    )
    marks = Marks({}, {"surplus": attack, "explain": attack})
    record = Record("a", "synergy", "pl", "", repairs=[Note(attack, attack)], doubts=[Note(attack)])
    record.cells["surplus-pair"] = Mark(attack, attack)
    html = page(place, "synergy", attack, release, graded, marks, record, TODAY)
    soup = check(html.encode("utf-8").decode("utf-8"))
    assert not soup.find(["script", "iframe", "img"])
    assert "49" not in text(soup)
    assert not re.search("[\x00\x1b\u202e\ud800]", html)
    for link in soup.select(".task a"):
        assert link["href"].startswith("https://a.example/")
        assert "noreferrer" in link["rel"]


@given(st.text(alphabet=st.sampled_from(list("<>[]()!$\\{}*_`#|:-\n &;\"'=/.ajs1\x00\ud800")), max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_markdown_becomes_tags_of_the_list_alone(source: str) -> None:
    soup = BeautifulSoup(str(prose(plain(source), WORDS["en"])), "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= TAGS
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= ATTRIBUTES


def test_no_path_of_this_machine_is_on_a_page(place: Place) -> None:
    paths = [place.root, place.folder, Path.home() / "x", Path(sys.prefix) / "lib", Path(sys.base_prefix) / "lib"]
    elsewhere = [
        "/".join(["", "tmp", "ipykernel_123", "77.py"]),
        "/".join(["", "home", "somebody", "work.py"]),
        "\\".join(["C:", "Users", "somebody", "work.py"]),
        "file:///srv/a/b.py",
    ]
    said = " ".join(f"see {path}, or '{path}/module.py'." for path in [*paths, *elsewhere])
    told = {"surplus-pair": Mark("failed", said)}
    marked(place, outputs={"surplus": [stream(said), error(said, "OSError")]}, cells={"surplus": f"open('{paths[0]}')"})
    write_record(place, Record("demo-01", "synergy", "pl", "d", cells=told, doubts=[Note("x", str(paths[1]))]))
    html = unescape(feedback(place, "synergy", "demo-01").read_text(encoding="utf-8"))
    for path in (*map(str, paths), "somebody", "ipykernel", "/srv"):
        assert path not in html, path
    assert "…/module.py" in html


def test_paths_are_cut_and_other_slashes_are_not(tmp_path: Path) -> None:
    clean = Cleaner(Place("pl", ROOT, tmp_path))
    kept = "1/2 and/or km/h https://a.example/home/page 24/7 /2 a//b"
    assert clean.said(kept) == kept
    assert clean.said("Traceback (most recent call last):\n  File x\nNameError: y") == "NameError: y"


@given(st.text(max_size=60))
def test_what_stands_between_fences_is_never_left(secret: str) -> None:
    secret = f"secret{secret.replace('#', '')}"
    for end in ("\n### END HIDDEN TESTS\nb", "", "\n### end hidden tests"):
        assert "secret" not in unfenced(f"a\n### BEGIN HIDDEN TESTS\n{secret}{end}")


def test_pictures_are_small_real_ones() -> None:
    def output(content: bytes | str) -> dict:
        kept = content if isinstance(content, str) else base64.b64encode(content).decode()
        return {"output_type": "display_data", "data": {"image/png": kept, "image/svg+xml": "<svg>"}, "metadata": {}}

    large = PIXEL[:8] + b"\0" * PICTURE
    outputs = [output(PIXEL), output(large), output(b"GIF89a"), output('"><script>'), output("===")]
    assert pictures(outputs) == ["data:image/png;base64," + base64.b64encode(PIXEL).decode()]


def test_long_answers_and_outputs_are_cut(place: Place) -> None:
    marked(place, cells={"surplus": "x = 1\n" * 9000}, outputs={"surplus": [stream("y" * 99_000)]})
    soup = shown(place)
    assert len(str(soup)) < 250_000
    assert len(soup.select_one("pre.output").text) < 2100
    assert WORDS["pl"]("cut") in soup.select_one("pre.output").text


def test_formulas_are_drawn_and_polish_decimals_are_one_number() -> None:
    assert "<mn>0,8</mn>" in drawn(r"0{,}8 \cdot 0{,}8 = 0{,}64")
    assert "<msup><mn>0,375</mn>" in drawn(r"0{,}375^{-1}")
    assert "<mn>0.5</mn>" in drawn("0.5")
    assert "<msqrt>" in prose(r"A $\sqrt{r_1 \cdot r_2}$ and $$w = s \cdot \tau$$", WORDS["pl"])
    assert str(prose("It costs $5 or $6.", WORDS["en"])) == "<p>It costs $5 or $6.</p>\n"
    for language in LANGUAGES:
        for slug in SLUGS:
            cells = notebook(Place(language, ROOT, ROOT), slug, "release").cells
            html = "".join(str(prose(cell.source, WORDS[language])) for cell in cells if cell.cell_type == "markdown")
            assert "\\" not in BeautifulSoup(html, "html.parser").get_text(), (slug, language)


def test_cells_that_a_learner_added_are_shown_below_the_answer_they_follow(place: Place) -> None:
    marked(place, cells={"surplus": "def surplus(a, b):"})
    path = place.autograded / "demo-01" / "synergy" / "synergy.ipynb"
    work = nbformat.read(path, as_version=4)
    number = next(number for number, cell in enumerate(work.cells) if grade_id(cell) == "surplus")
    work.cells.insert(number + 1, nbformat.v4.new_code_cell("second_half = 1"))
    nbformat.write(work, path)
    first = shown(place).select("section.task")[0]
    assert "second_half = 1" in text(first)


def test_copied_solution_is_not_repeated_and_the_page_says_so(place: Place) -> None:
    marked(
        place, cells={"surplus": "def surplus(a, b):\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION\n"}
    )
    first = text(shown(place).select("section.task")[0])
    assert "return 42" not in first
    assert WORDS["pl"]("page.published") in first


def test_task_that_a_person_marks_alone_is_not_said_to_have_earned_nothing(tmp_path: Path) -> None:
    place = Place("pl", ROOT, tmp_path / "pl")
    release = notebook(place, "trust_levels", "release").cells
    marks = Marks({grade_id(cell): Given(None, 3.0, waiting=True) for cell in release if kind_of(cell) == "manual"})
    soup = BeautifulSoup(page(place, "trust_levels", "demo-01", release, release, marks), "html.parser")
    assert text(soup.select("section.task .earned")[-1]) == WORDS["pl"]("points.not_yet")


def test_page_is_replaced_whole_and_a_second_time_is_the_same(place: Place) -> None:
    marked(place)
    path = feedback(place, "synergy", "demo-01", TODAY)
    before = path.read_bytes()
    path.write_text("old", encoding="utf-8")
    assert feedback(place, "synergy", "demo-01", TODAY).read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["synergy.html"]


def test_all_pages_are_written_and_what_failed_is_told_at_the_end(place: Place) -> None:
    for learner in ("demo-01", "demo-02", "demo-03"):
        marked(place, learner)
    assert [path.parts[-3] for path in feedback_all(place, ["synergy"])] == ["demo-01", "demo-02", "demo-03"]
    assert [path.parts[-3] for path in feedback_all(place, ["synergy"], ["demo-02"])] == ["demo-02"]
    assert list(feedback_all(place, [])) == []
    (place.autograded / "demo-01" / "synergy" / "synergy.ipynb").write_text("{", encoding="utf-8")
    pages = feedback_all(place, ["synergy"])
    assert next(pages).parts[-3] == "demo-02"
    assert next(pages).parts[-3] == "demo-03"
    with pytest.raises(GradingError) as told:
        next(pages)
    assert told.value.key == "feedback:unreadable"
    (place.autograded / "demo-02" / "synergy" / "synergy.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(GradingError) as told:
        list(feedback_all(place, ["synergy"]))
    assert told.value.said("pl").count("demo-") == 2


def test_asking_for_a_page_that_cannot_be_opens_no_gradebook(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Place] = []
    monkeypatch.setattr(Place, "gradebook", opened.append)
    with pytest.raises(GradingError) as told:
        feedback(place, "synergy", "demo-01")
    assert told.value.key == "feedback:not_graded"
    assert not opened


def test_work_that_nbgrader_does_not_know_is_not_marked(place: Place) -> None:
    marked(place)
    with place.gradebook() as book:
        book.remove_submission("synergy", "demo-01")
    with pytest.raises(GradingError) as told:
        feedback(place, "synergy", "demo-01")
    assert told.value.key == "feedback:not_graded"


def test_points_decide_how_a_check_is_shown_where_a_person_changed_them(place: Place) -> None:
    scores: dict[str, float | None] = {"surplus-pair": 0.0, "surplus-others": None}
    marked(place, scores=scores, manual={"surplus-pair": 1.0})
    told = {"surplus-pair": Mark("crashed", "Przerwane."), "surplus-others": Mark("by_hand", "")}
    write_record(place, Record("demo-01", "synergy", "pl", "d", cells=told))
    first, second = shown(place).select("section.task")[0].select(".check")
    assert [first["class"][1], second["class"][1]] == ["passed", "by_hand"]
    assert WORDS["pl"]("check.changed") in text(first)
    assert WORDS["pl"]("check.by_hand") in text(second)


def test_what_is_amiss_is_told_in_a_sentence(place: Place) -> None:
    marked(place)
    refused = [("synergy", "nobody"), ("synergy", "../x"), ("synergy", ".."), ("no_such", "demo-01"), ("..", "demo-01")]
    for slug, learner in refused:
        with pytest.raises(GradingError) as told:
            feedback(place, slug, learner)
        for language in LANGUAGES:
            assert told.value.said(language).endswith(".")
    place.feedback.write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(GradingError) as told:
        feedback(place, "synergy", "demo-01")
    assert told.value.key == "feedback:unwritable"
