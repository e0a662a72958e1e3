"""Rules for the words people read: whole in both languages, equal placeholders, plural forms, typography."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from course.catalog import ROOT, files, sources
from course.texts import FOLDER, LANGUAGES, TextsError, Words, is_leaf, read_toml

FORMS = {"en": {"one", "other"}, "pl": {"one", "few", "many", "other"}}
# Words that are the same in English and Polish.
SAME = {"animator", "jupyterlab", "min", "oecd", "partner", "python", "shapley", "start"}
OTHERS = [ROOT / "course/catalog.toml", ROOT / "course/sources.toml"]
TABLES = sorted([*FOLDER.glob("*.toml"), *(ROOT / "course/cases").glob("*.toml"), *OTHERS])


def walk(node: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield every leaf, and every bare string, with its dotted key."""
    if isinstance(node, Mapping) and not is_leaf(node) and not set(node) & set(LANGUAGES):
        for name, below in node.items():
            yield from walk(below, f"{key}.{name}".strip("."))
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from walk(below, f"{key}.{place}")
    else:
        yield key, node


def placeholders(text: Any) -> set[str]:
    strings = text.values() if isinstance(text, Mapping) else [text]
    return {name for string in strings for _, name, _, _ in Formatter().parse(string) if name is not None}


def strings(text: object) -> list[str]:
    return list(text.values()) if isinstance(text, Mapping) else [str(text)]


def faults(table: Mapping[str, object], bibliography: bool = False) -> list[str]:
    """Return what is wrong with the texts of one file, one line a fault."""
    found: list[str] = []
    for key, leaf in walk(table):
        if isinstance(leaf, str):
            if " " in leaf and not bibliography:
                found.append(f"{key}: a sentence without languages")
        elif is_leaf(leaf):
            assert isinstance(leaf, Mapping)
            found += [f"{key}: {fault}" for fault in leaf_faults(leaf)]
        elif isinstance(leaf, Mapping):
            found.append(f"{key}: languages are {sorted(leaf)}")
    return found


def leaf_faults(leaf: Mapping[str, object]) -> Iterator[str]:
    plural = {language: isinstance(text, Mapping) for language, text in leaf.items()}
    if len(set(plural.values())) > 1:
        yield "plural forms in one language only"
    for language, text in leaf.items():
        if isinstance(text, Mapping):
            if set(text) != FORMS[language]:
                yield f"{language}: plural forms are {sorted(text)}"
        elif not isinstance(text, str) or not text.strip():
            yield f"{language}: empty"
            return
        yield from (f"{language}: {fault}" for string in strings(text) for fault in typography(string, language))
    try:
        if placeholders(leaf["en"]) != placeholders(leaf["pl"]):
            yield "placeholders differ"
    except ValueError as error:
        yield f"placeholders: {error}"
        return
    if leaf["en"] == leaf["pl"] and words_in(strings(leaf["en"])[0]):
        yield "the same in both languages"


def words_in(text: str) -> bool:
    """Return whether ``text`` has words of a language: not numbers, formulas, placeholders or names."""
    bare = re.sub(r"\{[^}]*\}", " ", text).lower()
    return not set(re.findall(r"[^\W\d_]{2,}", bare)) <= SAME


def typography(text: str, language: str) -> Iterator[str]:
    if '"' in text:
        yield f"straight quotation mark in {text!r}"
    if "..." in text:
        yield f"three dots for … in {text!r}"
    if language == "pl" and ("“" in text or text.count("„") != text.count("”")):
        yield f"quotation marks other than „…” in {text!r}"
    if language == "en" and ("„" in text or text.count("“") != text.count("”")):
        yield f"quotation marks other than “…” in {text!r}"
    if re.search(r"\s-\s", text) and not re.search(r"[\d}]\s-\s[\d{]", text):
        yield f"hyphen for a dash in {text!r}"
    if "  " in text:
        yield f"stray space in {text!r}"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_texts_are_whole_in_both_languages(path: Path) -> None:
    assert faults(read_toml(path), bibliography=path.name == "sources.toml") == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ({"en": "Trust"}, "languages are"),
        ({"en": "Trust", "pl": "Zaufanie", "de": "Vertrauen"}, "languages are"),
        ("A sentence for nobody", "without languages"),
        ({"en": "Trust", "pl": " "}, "pl: empty"),
        ({"en": "Trust {n}", "pl": "Zaufanie"}, "placeholders differ"),
        ({"en": "Trust {n}", "pl": "Zaufanie {m}"}, "placeholders differ"),
        ({"en": "Trust {n", "pl": "Zaufanie {n}"}, "placeholders: "),
        ({"en": "Trust", "pl": "Trust"}, "the same in both"),
        ({"en": "{n} trust", "pl": "{n} trust"}, "the same in both"),
        ({"en": {"one": "a", "other": "b"}, "pl": "c"}, "one language only"),
        ({"en": {"one": "a", "other": "b"}, "pl": {"one": "c", "few": "d", "other": "e"}}, "pl: plural forms"),
        ({"en": {"other": "b"}, "pl": {"one": "c", "few": "d", "many": "f", "other": "e"}}, "en: plural forms"),
        ({"en": 'a "word"', "pl": "słowo"}, "straight"),
        ({"en": "word", "pl": "tak “zwane”"}, "other than „…”"),
        ({"en": "word", "pl": "tak „zwane"}, "other than „…”"),
        ({"en": "so „called”", "pl": "słowo"}, "other than “…”"),
        ({"en": "wait...", "pl": "czekaj"}, "three dots"),
        ({"en": "word", "pl": "słowo - i drugie"}, "hyphen for a dash"),
        ({"en": "two  spaces", "pl": "spacje"}, "stray space"),
    ],
)
def test_planted_fault_is_found(planted: object, fault: str) -> None:
    assert any(fault in line for line in faults({"deep": {"list": [{"leaf": planted}]}}))


@pytest.mark.parametrize(
    "leaf",
    [
        {"en": "1 + 1 = 3", "pl": "1 + 1 = 3"},
        {"en": "partner", "pl": "partner"},
        {"en": "{a} + {b}", "pl": "{a} + {b}"},
        {"en": "so “called”", "pl": "tak „zwane”"},
        {
            "en": {"one": "{n} file", "other": "{n} files"},
            "pl": {"one": "{n} a", "few": "b", "many": "c", "other": "d"},
        },
    ],
)
def test_sound_text_is_left_alone(leaf: object) -> None:
    assert faults({"leaf": leaf}) == []


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('good = "yes"\nbad = "no\n')
    with pytest.raises(TextsError, match=r"broken\.toml: .*line 2"):
        read_toml(path)


@pytest.mark.parametrize("key", ["nothing", "learn.nothing", "learn"])
def test_unknown_key_names_file_and_key(key: str) -> None:
    with pytest.raises(TextsError, match=rf"command\.toml.*{key}"):
        Words("command", "en")(key)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 nowy plik"), (3, "3 nowe pliki"), (5, "5 nowych plików"), (22, "22 nowe pliki")]
)
def test_polish_counts_as_poles_do(n: int, said: str) -> None:
    assert Words("command", "pl")("learn.fresh", n=n) == said


def test_glossary_has_its_terms_in_both_languages() -> None:
    glossary = read_toml(FOLDER / "glossary.toml")
    assert len(glossary) >= 35
    assert all(set(row) == {"term", "meaning"} and key.isidentifier() for key, row in glossary.items())
    terms = [row["term"]["en"] for row in glossary.values()]
    assert len(terms) == len(set(terms))
    assert list(glossary) == sorted(glossary)


def citations(root: Path) -> set[tuple[str, str]]:
    """Return every citation in the repository: the file and the key."""
    found: set[tuple[str, str]] = set()
    for path in files(root):
        if path.startswith(("course/", "widgets/", "nbgrader_config")) and path.endswith(".py"):
            paragraphs = re.findall(r"Sources?:(.*?)(?:\n\s*\n|\"\"\")", (root / path).read_text(), re.DOTALL)
            found |= {(path, key) for text in paragraphs for key in re.findall(r"\[([A-Za-z]\w*)\]", text)}
        elif path.startswith("course/texts/") and path.endswith(".toml"):
            for key, value in walk(read_toml(root / path)):
                if re.search(r"(^|\.)sources?(\.\d+)?$", key) and isinstance(value, str):
                    found.add((path, value))
                said = [text for form in value.values() for text in strings(form)] if isinstance(value, Mapping) else []
                found |= {(path, cited) for text in said for cited in marks(text)}
        elif path.endswith(".md") and "/bilingual/" in path:
            found |= {(path, key) for key in marks((root / path).read_text())}
    return found


def marks(text: str) -> list[str]:
    """Return the keys of ``[@Key]`` and ``[@Key; @Other, p. 3]``."""
    return [key for group in re.findall(r"\[([^\]\[]*@[^\]\[]*)\]", text) for key in re.findall(r"@(\w+)", group)]


def test_every_cited_source_exists() -> None:
    assert sorted((path, key) for path, key in citations(ROOT) if key not in sources()) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "course/models/x.py",
            '"""Say.\n\nNotes\n-----\nSource: [slides], 1 and 3; our change of\n[Nobody1999].\n"""\n',
        ),
        ("course/texts/x.toml", 'source = "Nobody1999"\n'),
        ("course/texts/x.toml", 'row = [{ sources = ["slides", "Nobody1999"] }]\n'),
        ("course/texts/x.toml", 'a = { en = "As shown [@Nobody1999].", pl = "Jak wiadomo [@slides]." }\n'),
        ("notebooks/bilingual/x.md", "The share [@slides; @Nobody1999, p. 3].\n"),
        ("solutions/bilingual/x.md", "The share [@Nobody1999].\n"),
    ],
)
def test_planted_citation_of_an_unknown_source_is_found(tmp_path: Path, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert {key for _, key in citations(tmp_path)} - {"slides"} == {"Nobody1999"}
