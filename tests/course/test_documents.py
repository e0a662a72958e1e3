"""What README and CONTRIBUTING say must be so: the layout, the paths, the commands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from course.catalog import ROOT, files
from course.cli import app

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
BARE = {"Makefile", "LICENSE"}
ENDINGS = r"\.(?:md|toml|py|yml|txt|cff|ipynb|js|css)"
PLACE = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")


def spans(text: str) -> tuple[list[str], list[str]]:
    """Return the fenced blocks and, outside them, what stands in backticks."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return blocks, re.findall(r"`([^`\n]+)`", rest)


def layout(block: str) -> Iterator[str]:
    """Yield the paths of a drawn layout: names lead a line, deeper lines lie in the folder above."""
    above: list[tuple[int, str]] = []
    for line in filter(str.strip, block.splitlines()):
        depth = len(line) - len(line.lstrip())
        above = [(level, folder) for level, folder in above if level < depth]
        base = above[-1][1] if above else ""
        for name in line.split():
            if not (name.endswith("/") or name in BARE or re.search(ENDINGS + "$", name) or name.startswith(".ci/")):
                break
            yield base + name
            if name.endswith("/"):
                above.append((depth, base + name))


def places(text: str, root: Path) -> set[str]:
    """Return everything in a document that reads as a path of the repository; ``<slug>`` stands for any."""
    blocks, ticks = spans(text)
    tops = {path.split("/")[0] for path in files(root)}
    found: set[str] = set()
    for block in blocks:
        if re.match(r"\S+/\s", block) or re.search(r"^course/(?:\s|$)", block, re.MULTILINE):
            found.update(layout(block))
    for piece in [*ticks, *(word for block in blocks for word in block.split())]:
        name = re.sub(r"<[^>]+>", "*", piece.strip("(),;:"))
        inside = "/" in name and (name.split("/")[0] in tops | {"course", "notebooks", "deploy", "solutions"})
        alone = "/" not in name and re.fullmatch(r"[\w.*-]+" + ENDINGS, name)
        if PLACE.fullmatch(name) and (inside or alone):
            found.add(name)
    return {re.sub(r"<[^>]+>", "*", name) for name in found}


def lost(text: str, root: Path) -> list[str]:
    """Return the paths of a document that do not exist; a bare file name may lie in any folder."""
    exist = files(root)
    names = {Path(path).name for path in exist}

    def there(place: str) -> bool:
        if "*" in place:
            return bool(next(root.glob(place), None) or next(root.rglob(place), None))
        return (root / place).exists() or ("/" not in place and place in names)

    return sorted(place for place in places(text, root) if not there(place))


def orders(text: str, program: str) -> set[str]:
    """Return what a document tells the reader to ask of a program, inside code."""
    blocks, ticks = spans(text)
    return {word for piece in (*blocks, *ticks) for word in re.findall(rf"\b{program} ([a-z][\w-]*)", piece)}


def unknown(text: str, root: Path) -> list[str]:
    """Return the commands and targets of a document that do not exist."""
    commands = set(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue]
    makefile = root / "Makefile"
    targets = set(re.findall(r"^([\w-]+):", makefile.read_text(), re.MULTILINE)) if makefile.is_file() else set()
    wrong = [f"partnership {word}" for word in orders(text, "partnership") - commands]
    return sorted(wrong + [f"make {word}" for word in orders(text, "make") - targets])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_names_only_what_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert lost(text, ROOT) == []
    assert unknown(text, ROOT) == []


def test_readme_draws_the_layout_and_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = {place.split("/")[0] for place in places(text, ROOT)}
    assert {"course", "notebooks", "widgets", "exercises", "solutions", "tests"} <= drawn
    commands = set(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue]
    assert commands <= orders(text, "partnership")


LAYOUT = """```
course/              import course
  catalog.toml  catalog.py   the list
  models/            numbers
    <slug>.py
notebooks/
  en/  pl/           made
Makefile             targets
```
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path in ("course/catalog.toml", "course/catalog.py", "course/models/x.py", "notebooks/en/a", "notebooks/pl/a"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / "Makefile").write_text("test:\n\ttrue\n")
    return tmp_path


@pytest.mark.parametrize("text", [LAYOUT, "`course/models/<slug>.py`, `catalog.py`", "`https://a.b/course/x` `1/2`"])
def test_true_document_passes(tree: Path, text: str) -> None:
    assert lost(text, tree) == unknown(text, tree) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (LAYOUT.replace("models/ ", "model/  "), "course/model/"),
        (LAYOUT.replace("pl/ ", "pol/"), "notebooks/pol/"),
        (LAYOUT.replace("catalog.py", "list.py"), "course/list.py"),
        ("see `course/nothing.py`", "course/nothing.py"),
        ("see `nothing.py`", "nothing.py"),
        ("see `course/figures/<slug>.py`", "course/figures/*.py"),
        ("```\ncat course/nothing.py\n```\n", "course/nothing.py"),
    ],
)
def test_planted_path_is_found(tree: Path, text: str, place: str) -> None:
    assert place in lost(text, tree)


@pytest.mark.parametrize("order", ["partnership dance", "make coffee"])
def test_planted_command_is_found(tree: Path, order: str) -> None:
    assert unknown(f"Run `{order}`.", tree) == unknown(f"```\n{order}\n```\n", tree) == [order]
    assert unknown("```\nmake test\npartnership find synergy\n```\n", tree) == []
