"""The learner's side of grading: runs cells and calls functions, and says what came of it in JSON lines.

It runs in the sandbox, and nothing it says is believed: marks are given outside. Standard library and IPython alone,
since its start is paid for every submission.
"""

from __future__ import annotations

import base64
import builtins
import contextlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from course.grading.bounds import PRINTED, Printed, TooLong, has_room, limited
from course.grading.values import packed, unpacked

MODELS = "course.models"
IMAGE = 400_000  # characters of a picture
ENDED = 77  # how a copy ends that was told to


class Side:
    """One learner's program: IPython's shell, and the pipe on which outside asks for things."""

    def __init__(self, asked: int, said: int) -> None:
        self.asked, self.said = asked, said
        self.waiting = b""
        self.outputs: list[dict[str, Any]] = []
        from IPython.core.displayhook import DisplayHook
        from IPython.core.displaypub import DisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        side = self

        class Publisher(DisplayPublisher):
            def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:  # type: ignore[override]
                side.show("display_data", data, metadata)

            def clear_output(self, wait: bool = False) -> None:
                side.outputs.clear()

        class Hook(DisplayHook):
            def write_output_prompt(self) -> None:
                """Leave the prompt out."""

            def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
                side.show("execute_result", format_dict, md_dict)

        class Shell(InteractiveShell):
            displayhook_class = Hook  # pyright: ignore[reportAssignmentType]
            display_pub_class = Publisher  # pyright: ignore[reportAssignmentType]

            def enable_gui(self, gui: Any = None) -> None:
                """There is no window here."""

            def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
                side.outputs.append(_error(evalue) | {"traceback": [line[:4000] for line in stb[-60:]]})

        settings = Config()
        settings.HistoryManager.enabled = False
        settings.InteractiveShell.colors = "nocolor"
        self.shell = Shell.instance(config=settings)

    def show(self, kind: str, data: Any, metadata: Any) -> None:
        """Keep what a cell displays: texts, and pictures of a reasonable size."""
        kept = {}
        for mime, content in dict(data).items():
            if isinstance(content, bytes):
                content = base64.b64encode(content).decode()
            if mime in ("text/plain", "image/png") and isinstance(content, str):
                kept[mime] = content[:PRINTED] if mime == "text/plain" else content
        if len(kept.get("image/png", "")) > IMAGE:
            del kept["image/png"]
        output: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = None
        self.outputs.append(output)

    def serve(self) -> None:
        """Answer until outside closes the pipe."""
        while request := self.next():
            answer = getattr(self, f"do_{request['do']}")(request)
            if answer is not None:
                self.tell(answer | {"id": request["id"]})

    def next(self) -> dict[str, Any] | None:
        """Return the next request, or None at the end."""
        while b"\n" not in self.waiting:
            more = os.read(self.asked, 65536)
            if not more:
                return None
            self.waiting += more
        line, _, self.waiting = self.waiting.partition(b"\n")
        return json.loads(line)

    def tell(self, answer: dict[str, Any]) -> None:
        """Write one line."""
        content = json.dumps(answer).encode() + b"\n"
        while content:
            content = content[os.write(self.said, content) :]

    def do_files(self, request: dict[str, Any]) -> dict[str, Any]:
        """Lay the files that belong to the work beside it."""
        for name, content in request["files"].items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(content))
        return {}

    def do_run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a cell; say what it showed and whether it ended well."""
        self.outputs.clear()
        with self._streams(), limited(request["seconds"]) as over:
            try:
                done = self.shell.run_cell(request["source"], store_history=False)
                error = done.error_before_exec or done.error_in_exec
            except BaseException as raised:  # noqa: BLE001 - TooLong in the middle of the shell's own work
                error = raised
        outputs = [output for output in self.outputs if not (over and output["output_type"] == "error")]
        if over or (error is not None and not any(output["output_type"] == "error" for output in outputs)):
            outputs.append(_error(TooLong() if over else error))
        return {"outputs": outputs, "room": has_room()}

    def do_look(self, request: dict[str, Any]) -> dict[str, Any]:
        """Say what stands under the names."""
        names = self.shell.user_ns
        return {"values": {name: packed(names[name]) for name in request["names"] if name in names}}

    def do_copy(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Let a copy of the program answer until it is told to end: what a check does to it is gone afterwards."""
        if child := os.fork():
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != ENDED:
                self.tell({"id": -1})  # the copy ended in the middle of something: nobody else would say so
            return None
        self.tell({"id": request["id"]})
        self.serve()
        os._exit(ENDED)

    def do_end(self, request: dict[str, Any]) -> None:
        """End the copy."""
        self.tell({"id": request["id"]})
        os._exit(ENDED)

    def do_call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Call a function by its name with plain data; say what it gave, raised and printed."""
        arguments = [self._given(item) for item in request["arguments"]]
        keywords = {name: self._given(item) for name, item in request["keywords"].items()}
        self.outputs.clear()
        answer: dict[str, Any] = {}
        with self._streams(), limited(request["seconds"]) as over, _watched() as models:
            try:
                answer["value"] = packed(_plain(self.shell.user_ns[request["name"]](*arguments, **keywords)))
            except BaseException as error:  # noqa: BLE001 - a learner's function may raise anything
                raised = TooLong() if over else error
                answer["raised"] = [type(raised).__name__, _text(raised)]
        answer["models"] = bool(models)
        answer["printed"] = "".join(output["text"] for output in self.outputs if output.get("name") == "stdout")
        return answer

    def _given(self, kept: Any) -> Any:
        """Return an argument; a function of the learner's own is given by its name."""
        value = unpacked(kept["value"]) if "value" in kept else None
        return self.shell.user_ns[kept["name"]] if "name" in kept else value

    @contextlib.contextmanager
    def _streams(self) -> Any:
        sys.stdout, sys.stderr = Printed("stdout", self.outputs), Printed("stderr", self.outputs)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def _plain(value: Any) -> Any:
    """Return what an iterator gives as a list: a check cannot ask a generator twice."""
    if hasattr(value, "__next__") or isinstance(value, range | type({}.keys()) | type({}.values())):
        return list(value)
    return value


def _text(error: BaseException | None) -> str:
    with contextlib.suppress(BaseException):
        return str(error)[:2000]
    return ""


def _error(error: BaseException | None) -> dict[str, Any]:
    name, text = type(error).__name__, _text(error)
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}".rstrip(": ")]}


@contextlib.contextmanager
def _watched() -> Any:
    """Collect the names of the course's model functions that are called meanwhile, under whatever name."""
    called: list[str] = []

    def look(frame: Any, event: str, _: Any) -> None:
        module = str(frame.f_globals.get("__name__"))
        if event == "call" and (module == MODELS or module.startswith(f"{MODELS}.")):
            called.append(frame.f_code.co_name)

    sys.setprofile(look)
    try:
        yield called
    finally:
        sys.setprofile(None)


def no_input(*_: Any) -> str:
    """Stand in for ``input``: nobody is there to answer."""
    raise EOFError("input() cannot be used here: nobody is there to answer")


def main() -> None:
    """Take over the two ends of the pipe, so that no cell finds them where programs look for them."""
    asked, said = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    memory = int(os.environ.pop("PARTNERSHIP_MEMORY"))
    bounds = {"RLIMIT_CORE": 0, "RLIMIT_AS": memory, "RLIMIT_NPROC": 256}
    for name, bound in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows of no bound of memory
            resource.setrlimit(getattr(resource, name), (bound, bound))
    builtins.input = no_input
    try:
        side = Side(asked, said)
        side.tell({"id": 0})
        side.serve()
    finally:
        os._exit(0)  # threads that a cell left behind would otherwise be waited for


if __name__ == "__main__":
    main()
