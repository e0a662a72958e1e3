"""One learner's program seen from outside: run cells, look at names, call functions; it may break, the rest goes on."""

from __future__ import annotations

import base64
import json
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from course.grading.place import GradingError
from course.grading.sandbox import Limits, ended, excess, started
from course.texts import Words

GRACE = 3.0  # seconds the learner's side gets to say that a cell ran out of time
ANSWER = 4_000_000  # bytes of one answer
LOOK = 0.2  # seconds between two looks at memory and processes
START = 30.0  # seconds a program gets to start
LOSSES = 20  # after so many, nothing is started again
# Errors of the learner's side, and the sentence that a person gets instead.
SAID = {"TooLong": "late", "PrintedTooMuchError": "printed", "EOFError": "input"}


class LostError(BaseException):
    """The learner's program has ended, or had to be; no ``except Exception`` of a check holds this up.

    Parameters
    ----------
    why : str
        A key of ``grading_run.toml`` under ``cell`` and ``check``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Session:
    """One learner's program.

    Parameters
    ----------
    language : str
        The language of sentences.
    limits : Limits
    isolated : bool
        Whether it runs in the sandbox.
    files : mapping of str to bytes
        What lies beside the notebook.
    learner : str
        Whose numbers the program draws where the notebook names nobody; empty where that is not to be told.

    Raises
    ------
    GradingError
        If no program can be started on this machine.
    """

    def __init__(
        self,
        language: str,
        limits: Limits | None = None,
        isolated: bool = True,
        files: Mapping[str, bytes] | None = None,
        learner: str = "",
    ) -> None:
        self.language, self.limits, self.isolated = language, limits or Limits(), isolated
        self.files = dict(files or {})
        self.learner = learner
        self.words = Words("grading_run", language)
        self.folder = TemporaryDirectory(prefix="partnership-", ignore_cleanup_errors=True)
        self.until = time.monotonic() + self.limits.whole
        self.ran: list[str] = []
        self.losses = 0
        self.number = 0
        self.waiting = b""
        try:
            self._start()
        except LostError as lost:
            self.close()
            raise GradingError("run:no_start") from lost

    def close(self) -> None:
        """End the program."""
        ended(self.process)
        self.folder.cleanup()

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell and return its outputs, as a notebook keeps them.

        Where the program ends in it, or does not end in time, the last output says so, and a new program runs the
        cells before it again.
        """
        try:
            if self.until < time.monotonic():
                raise LostError("whole")
            answer = self._ask(do="run", source=source, seconds=self.limits.cell)
            if not answer.get("room"):
                self._lost("memory")  # what a cell leaves taken would starve the cells after it
        except LostError as lost:
            return [self._stopped(lost.why)]
        self.ran.append(source)
        return [self._plain(output) for output in answer.get("outputs", [])]

    @contextmanager
    def copy(self) -> Iterator[None]:
        """Let what is looked at and called meanwhile be a copy of the program: nothing of it stays."""
        if self.until < time.monotonic():
            raise LostError("whole")
        before = self.losses
        self._ask(do="copy")
        try:
            yield
        finally:
            if self.losses == before:
                with suppress(LostError):
                    self._ask(do="end")

    def look(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the packed values of those names that exist."""
        values = self._ask(do="look", names=list(names)).get("values", {})
        return values if isinstance(values, dict) else {}

    def call(self, name: str, arguments: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
        """Call a function of the learner's; see ``inside.Side.do_call`` for the answer."""
        return self._ask(do="call", name=name, arguments=arguments, keywords=keywords, seconds=self.limits.cell)

    def _start(self) -> None:
        self.process = started(self.language, self.limits, self.isolated, Path(self.folder.name), self.learner)
        self.waiting = b""
        self._answer(0, START)
        if self.files:
            self._ask(do="files", files={name: base64.b64encode(text).decode() for name, text in self.files.items()})

    def _ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return its answer; where the program is lost, start it anew and say why it was lost."""
        self.number += 1
        seconds = request.get("seconds", START) + GRACE
        try:
            self._send(json.dumps(request | {"id": self.number}).encode() + b"\n", seconds)
            return self._answer(self.number, seconds)
        except LostError as lost:
            self._lost(lost.why)

    def _lost(self, why: str) -> NoReturn:
        """End what is left of the program, start a new one where it was, and say why."""
        ended(self.process)
        self.losses += 1
        if self.losses <= LOSSES and time.monotonic() < self.until:
            self._again()
        raise LostError(why) from None

    def _again(self) -> None:
        """Start a new program and bring it to where the lost one was."""
        try:
            self._start()
            for source in self.ran:
                self.number += 1
                request = {"id": self.number, "do": "run", "source": source, "seconds": self.limits.cell}
                self._send(json.dumps(request).encode() + b"\n", self.limits.cell + GRACE)
                self._answer(self.number, self.limits.cell + GRACE)
        except LostError:
            ended(self.process)

    def _send(self, line: bytes, seconds: float) -> None:
        pipe, until = self.process.stdin, time.monotonic() + seconds
        assert pipe is not None
        while line:
            try:
                # A pipe's buffer is smaller than a long cell: a program that does not read must not hold us up.
                if not select.select([], [pipe], [], max(0.0, until - time.monotonic()))[1]:
                    raise LostError("late")
                line = line[pipe.write(line[: select.PIPE_BUF]) :]
            except (OSError, ValueError) as error:
                raise LostError("ended") from error

    def _answer(self, number: int, seconds: float) -> dict[str, Any]:
        """Return the answer with the number; anything else means that the program cannot be talked to any more."""
        pipe, until = self.process.stdout, min(time.monotonic() + seconds, self.until + GRACE)
        assert pipe is not None
        while b"\n" not in self.waiting:
            if (left := until - time.monotonic()) <= 0:
                raise LostError("late" if until < self.until else "whole")
            try:
                if select.select([pipe], [], [], min(left, LOOK))[0]:
                    more = pipe.read(65536)
                    if not more:
                        raise LostError("ended")
                    self.waiting += more
                elif why := excess(self.process, self.limits):
                    raise LostError(why)
            except (OSError, ValueError) as error:
                raise LostError("ended") from error
            if len(self.waiting) > ANSWER:
                raise LostError("printed")
        line, _, self.waiting = self.waiting.partition(b"\n")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LostError("ended") from error
        if not isinstance(answer, dict) or answer.get("id") != number:
            raise LostError("ended")
        return answer

    def _stopped(self, why: str) -> dict[str, Any]:
        return stopped(self.words(f"cell.{why}", seconds=f"{self.limits.cell:g}"))

    def _plain(self, output: Any) -> dict[str, Any]:
        """Return one output of the learner's side as a notebook may hold it: what it claims is only text."""
        kind = output.get("output_type") if isinstance(output, dict) else None
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
        if kind == "error":
            if why := SAID.get(str(output.get("ename"))):
                return self._stopped(why)
            trace = output.get("traceback")
            lines = [str(line) for line in trace] if isinstance(trace, list) else []
            name, text = str(output.get("ename")), str(output.get("evalue"))
            return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}
        data = output.get("data") if isinstance(output, dict) else None
        kept = {mime: str(text) for mime, text in data.items() if mime in ("text/plain", "image/png")} if data else {}
        return {"output_type": "display_data", "data": kept, "metadata": {}}


def stopped(sentence: str) -> dict[str, Any]:
    """Return the output of a cell that was stopped."""
    return {"output_type": "error", "ename": "Stopped", "evalue": sentence, "traceback": [sentence]}
