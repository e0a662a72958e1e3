"""The builder: one bilingual text, two notebooks, always the same bytes; and the notebooks in the repository."""

import re

import nbformat
import pytest

from course.catalog import ROOT
from course.exercises import nbgrader_metadata
from course.notebooks import NotebookTextError, build, notebook, stale
from course.references import terms
from course.texts import LANGUAGES

SET_UP = '```{code-cell}\nlanguage = "en"\n```\n'
HELLO = '+++ {"lang": "en"}\n\nGood morning\n\n+++ {"lang": "pl"}\n\nDzień dobry\n\n'
FENCE = re.compile(r"### BEGIN ([A-Z ]+)\n(.*?)### END \1", re.DOTALL)


def made(text, language="en", slug="two_words"):
    return notebook(text, slug, language, "notebooks/bilingual/two_words.md")


@pytest.mark.parametrize(("language", "words"), [("en", "Good morning"), ("pl", "Dzień dobry")])
def test_notebook_holds_one_language(language, words):
    result = made(HELLO + SET_UP, language)
    assert [cell.source for cell in result.cells] == [words, f'language = "{language}"']
    assert result.metadata.language == language
    assert [cell.id for cell in result.cells] == ["two-words-01", "two-words-02"]


def test_other_marks_of_a_cell_are_kept():
    text = HELLO.replace('"}', '", "tags": ["trainer"]}') + SET_UP
    assert made(text).cells[0].metadata == {"tags": ["trainer"]}


def test_code_inside_prose_stays_prose():
    text = HELLO.replace("Good morning", '```python\nlanguage = "en"\n```') + SET_UP
    assert made(text).cells[0].cell_type == "markdown"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Good morning to you all and more\n\n" + SET_UP, 'cell 1 ("Good morning to you all and"): .* got None'),
        (HELLO.replace('"en"', '"xx"') + SET_UP, "cell 1 .* must be one of en, pl, got 'xx'"),
        (HELLO.split('+++ {"lang": "pl"}')[0] + SET_UP, "cell 1 .* its twin in 'pl' must follow at once"),
        (SET_UP + HELLO.split('+++ {"lang": "pl"}')[0], "cell 2 .* its twin in 'pl' must follow at once"),
        (HELLO.replace('"pl"', '"en"') + SET_UP, "cell 1 .* its twin in 'pl' must follow at once"),
        ('+++ {"lang": "pl"}\n\nA\n\n+++ {"lang": "en"}\n\nB\n\n' + SET_UP, "in the order en, pl, got 'pl' first"),
        (HELLO.replace('"pl"}', '"pl", "tags": []}') + SET_UP, "the same marks"),
        (HELLO + "```{code-cell}\n1\n```\n", "set-up line .* got 0"),
        (HELLO + SET_UP + SET_UP, "set-up line .* got 2"),
        (HELLO + SET_UP.replace("}\n", "}\n:lang: en\n\n"), "a code cell must have no language, got 'en'"),
        (HELLO + SET_UP.replace("}\n", "}\n:grade: {id: a, kind: magic}\n\n"), "cell 3 .* got 'magic'"),
        (
            HELLO + 2 * SET_UP.replace("}\n", "}\n:grade: {id: a, kind: readonly}\n\n").replace('"en"', "1") + SET_UP,
            "'a'",
        ),
        ("+++ {lang: en}\n\nA\n", "Markdown cell 0 at line 1"),
    ],
)
def test_broken_text_is_refused_with_file_and_cell(text, says):
    with pytest.raises(NotebookTextError, match=r"^notebooks/bilingual/two_words\.md") as caught:
        made(text)
    assert re.search(says.replace('("Good', r'\("Good').replace('and")', r'and"\)'), str(caught.value))


@pytest.mark.parametrize(
    ("grade", "cell_type", "source", "says"),
    [
        ({"id": "a b", "kind": "answer"}, "code", "", "grade.id must be .* got 'a b'"),
        ({"id": "a", "kind": "tests"}, "code", "", "grade.points must be a number above 0, got None"),
        ({"id": "a", "kind": "manual", "points": 0}, "markdown", "", "grade.points .* got 0"),
        ({"id": "a", "kind": "answer", "points": 1}, "code", "", "grade.points must be left out, got 1"),
        ({"id": "a", "kind": "answer"}, "markdown", "", "must stand on a code cell, got 'markdown'"),
        (None, "code", "### BEGIN SOLUTION", "must stand in a cell of kind answer, got None"),
        ({"id": "a", "kind": "answer"}, "code", "### BEGIN HIDDEN TESTS", "of kind tests, got 'answer'"),
        ({"id": "a", "kind": "manual", "points": 1}, "markdown", "### BEGIN MARK SCHEME", "of kind readonly"),
    ],
)
def test_cell_marked_wrongly_for_grading_is_refused(grade, cell_type, source, says):
    with pytest.raises(ValueError, match=says):
        nbgrader_metadata(grade, cell_type, source)


def test_building_writes_what_changed_and_equal_texts_give_equal_bytes(tmp_path):
    for folder in ("notebooks", "solutions"):
        (tmp_path / folder / "bilingual").mkdir(parents=True)
        (tmp_path / folder / "bilingual" / "synergy.md").write_bytes((HELLO + SET_UP).encode())
    written = build(tmp_path)
    assert len(written) == 6
    first = {path: path.read_bytes() for path in written}
    assert build(tmp_path) == stale(tmp_path) == []
    for path in written:
        path.unlink()
    assert {path: path.read_bytes() for path in build(tmp_path, only="synergy")} == first
    for content in first.values():
        assert content.endswith(b"}\n")
        assert b"\r" not in content


def test_edited_missing_and_left_over_files_are_stale(tmp_path):
    folder = tmp_path / "solutions" / "bilingual"
    folder.mkdir(parents=True)
    (folder / "synergy.md").write_text(HELLO + SET_UP, encoding="utf-8")
    build(tmp_path)
    edited = tmp_path / "exercises" / "en" / "synergy" / "synergy.ipynb"
    edited.write_bytes(edited.read_bytes() + b"\n")
    missing = tmp_path / "solutions" / "pl" / "synergy" / "synergy.ipynb"
    missing.unlink()
    left_over = tmp_path / "exercises" / "pl" / "synergy" / "answers.md"
    left_over.write_text("42", encoding="utf-8")
    assert stale(tmp_path) == sorted([edited, missing, left_over])


def test_unknown_slug_is_refused(tmp_path):
    with pytest.raises(NotebookTextError, match="got 'nowhere'"):
        build(tmp_path, only="nowhere")


def test_notebooks_in_the_repository_are_up_to_date():
    assert stale(ROOT) == []


def texts(folder):
    return sorted((ROOT / folder / "bilingual").glob("*.md"))


@pytest.mark.parametrize("text", texts("notebooks") + texts("solutions"), ids=lambda path: path.stem)
def test_code_is_the_same_in_both_languages_but_for_the_set_up_line(text):
    code = {}
    for language in LANGUAGES:
        result = notebook(text.read_text(encoding="utf-8"), text.stem, language, text.name)
        assert result.metadata.language == language
        code[language] = [cell.source for cell in result.cells if cell.cell_type == "code"]
        assert sum(f'language = "{language}"' in source.splitlines() for source in code[language]) == bool(
            code[language]
        )
    assert code["pl"] == [re.sub('^language = "en"$', 'language = "pl"', source, flags=re.M) for source in code["en"]]


@pytest.mark.parametrize("text", texts("solutions"), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_release_gives_away_no_answer_hidden_check_or_mark_scheme(text, language):
    secret = {
        line.strip()
        for _, part in FENCE.findall(text.read_text(encoding="utf-8"))
        for line in part.splitlines()
        if line.strip()
    }
    source = notebook(text.read_text(encoding="utf-8"), text.stem, language, text.name)
    marked = [(cell.source, cell.metadata.get("nbgrader", {})) for cell in source.cells]
    secret |= {answer for answer, marks in marked if marks.get("solution") and marks["grade"]}
    path = ROOT / "exercises" / language / text.stem / f"{text.stem}.ipynb"
    assert [file.name for file in path.parent.iterdir() if not file.name.startswith(".")] == [path.name]
    cells = nbformat.read(path, as_version=4).cells
    shown = "\n".join(cell.source for cell in cells)
    assert secret
    assert not [line for line in secret if line in shown]
    assert not re.search(r"(BEGIN|END) [A-Z]|hidden=", shown)
    assert all(cell.source.strip() for cell in cells)
    assert not any(cell.get("outputs") for cell in cells)


def test_sources_are_written_out_and_an_unknown_one_names_the_cell():
    text = '+++ {"lang": "en"}\n\nA share [@Shapley1953].\n\n+++ {"lang": "pl"}\n\nUdział [@Shapley1953].\n\n'
    text += '```{code-cell}\nlanguage = "en"\n```\n'
    named = "([Shapley 1953](sources.ipynb#cell-id=source-Shapley1953))"
    assert notebook(text, "x", "pl", "x.md").cells[0].source == f"Udział {named}."
    exercise = text.replace("{code-cell}", "{code-cell}\n:grade: {id: a, kind: readonly}\n")
    assert notebook(exercise, "x", "pl", "x.md").cells[0].source == "Udział (Shapley 1953)."
    with pytest.raises(NotebookTextError, match=r"x\.md, cell 1 .*Nobody1999"):
        notebook(text.replace("Shapley1953", "Nobody1999"), "x", "en", "x.md")


def test_a_page_of_terms_or_sources_has_a_cell_an_entry_and_links_find_them():
    text = '+++ {"lang": "en"}\n\n# Terms\n\n[all:terms]\n\n+++ {"lang": "pl"}\n\n# Terminy\n\n[all:terms]\n'
    cells = notebook(text, "x", "pl", "x.md").cells
    assert [cell.id for cell in cells[1:]] == [f"term-{key}" for key, *_ in terms("pl")]
    assert cells[0].source == "# Terminy"
    for path in (ROOT / "notebooks").glob("[ep][nl]/*.ipynb"):
        for page, name in re.findall(r"\((\w+\.ipynb)#cell-id=([\w-]+)\)", path.read_text(encoding="utf-8")):
            assert f'"id": "{name}"' in (path.parent / page).read_text(encoding="utf-8"), (path, name)
    with pytest.raises(NotebookTextError, match="term must be in"):
        notebook('+++ {"lang": "en"}\n\n[a](term:b)\n\n+++ {"lang": "pl"}\n\n[a](term:b)\n', "x", "en", "x.md")
