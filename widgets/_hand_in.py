"""A button under an exercise: what its checks say of the file as it is saved, before it is handed in."""

from __future__ import annotations

import html
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import ipywidgets as ipw

from course.texts import Words
from widgets._language import language

LONGEST = 240  # seconds; the command itself ends a work that takes longer than three minutes


class HandIn(ipw.VBox):
    """The button, and below it what ``partnership submit-check`` says.

    The command runs in a process of its own: what stands in the notebook's memory plays no part, as with whoever marks.

    Parameters
    ----------
    choice : str, optional
        Language.
    file : Path, optional
        The notebook; by default the one that this kernel was started for, else the only one in its folder.
    """

    def __init__(self, choice: str | None = None, file: Path | None = None) -> None:
        self._spoken = language(choice)
        self._words = Words("exercise", self._spoken)
        self._file = file
        self._button = ipw.Button(
            description=self._words("hand_in.button"),
            button_style="primary",
            layout=ipw.Layout(width="auto", min_height="44px", align_self="flex-start"),
        )
        self._said = ipw.HTML()
        self._button.on_click(self._look)
        super().__init__([self._button, self._said])

    def _look(self, _: Any = None) -> None:
        file = self._file or notebook()
        if file is None:
            self._show([self._words("hand_in.no_file")])
            return
        self._button.disabled = True
        self._show([self._words("hand_in.running", file=file.name)])
        try:
            self._show(self._asked(file))
        finally:
            self._button.disabled = False

    def _asked(self, file: Path) -> list[str]:
        """Return the command's lines; one sentence where it could not say its own."""
        command = [sys.executable, "-m", "course", "submit-check", str(file), "--lang", self._spoken]
        surroundings = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
        try:
            done = subprocess.run(
                command, capture_output=True, env=surroundings, encoding="utf-8", timeout=LONGEST, check=False
            )
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
            return [self._words("hand_in.failed", file=file.name)]
        lines = (done.stdout.strip() or ("" if "Traceback" in done.stderr else done.stderr.strip())).splitlines()
        return lines or [self._words("hand_in.failed", file=file.name)]

    def _show(self, lines: list[str]) -> None:
        rows = "".join(f"<div>{html.escape(line)}</div>" for line in lines)
        self._said.value = f'<div role="status" style="line-height: 1.5; max-width: 75ch">{rows}</div>'


def notebook() -> Path | None:
    """Return the notebook this kernel serves, as far as that can be known."""
    told = os.environ.get("JPY_SESSION_NAME", "")
    if told.endswith(".ipynb") and Path(told).is_file():
        return Path(told)
    here = list(Path.cwd().glob("*.ipynb"))
    return here[0] if len(here) == 1 else None
