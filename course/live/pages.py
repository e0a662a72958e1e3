"""The files the server gives to everybody: pages and modules, boards of the lessons, words of one language."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.texts import FOLDER, LANGUAGES, is_leaf, read_toml

PAGE = Path(__file__).parent / "page"
# The lessons' boards lie beside this package and are read as files: nothing of Jupyter is imported.
WIDGETS = Path(__file__).parents[2] / "widgets"
BOARDS = {"ladder": "ladderBoard", "plane": "planeBoard"}
WORDS = {"words": "live_phone", "words-screens": "live_screens", "words-entry": "live_report"}
TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent, plain and compressed."""

    type: str
    content: bytes
    packed: bytes
    etag: str


def in_language(node: Any, language: str) -> Any:
    """Return a table of texts with one language left.

    Examples
    --------
    >>> in_language({"a": {"en": "Yes", "pl": "Tak"}, "b": {"c": {"en": "No", "pl": "Nie"}}}, "pl")
    {'a': 'Tak', 'b': {'c': 'Nie'}}
    """
    if is_leaf(node):
        return node[language]
    if isinstance(node, dict):
        return {key: in_language(value, language) for key, value in node.items()}
    return [in_language(value, language) for value in node] if isinstance(node, list) else node


class Pages:
    """Every file that can be asked for, read when it is first wanted and again when it has changed."""

    def __init__(self, folder: Path = PAGE, boards: Path = WIDGETS, texts: Path = FOLDER) -> None:
        self._folder, self._boards, self._texts = folder, boards, texts
        self._read: dict[str, tuple[int, File]] = {}

    def find(self, name: str) -> File | None:
        """Return the file called ``name``; None where there is none that may be given away."""
        source = self._source(name)
        if source is None or not source.is_file():
            return None
        changed = source.stat().st_mtime_ns
        if (found := self._read.get(name)) and found[0] == changed:
            return found[1]
        content = self._content(name, source)
        etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        file = File(TYPES[name.rpartition(".")[2]], content, gzip.compress(content, 9, mtime=0), etag)
        self._read[name] = changed, file
        return file

    def _source(self, name: str) -> Path | None:
        if match := re.fullmatch(r"boards/([a-z]+)\.js", name):
            return self._boards / f"_{match[1]}.js" if match[1] in BOARDS else None
        if match := re.fullmatch(rf"(words(?:-[a-z]+)?)-({'|'.join(LANGUAGES)})\.json", name):
            return self._texts / f"{WORDS[match[1]]}.toml" if match[1] in WORDS else None
        if re.fullmatch(r"[a-z][a-z0-9_-]*\.(html|js|css|svg)", name):
            return self._folder / name
        return None

    def _content(self, name: str, source: Path) -> bytes:
        if source.suffix == ".toml":
            words = in_language(read_toml(source), name.removesuffix(".json").rpartition("-")[2])
            return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
        content = source.read_bytes()
        if source.parent == self._boards:
            # The widgets join these files into one module; here each is a module of its own.
            content += f"\nexport {{ {BOARDS[source.stem.removeprefix('_')]} }};\n".encode()
        return content
