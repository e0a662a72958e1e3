"""``partnership doctor`` from its first line to its last: look, measure, say what came of it, leave nothing behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from course.doctor import amounts, installed, machine, ports, versions
from course.doctor.finding import Check, Finding, State
from course.doctor.trial import Trial, TrialError
from course.texts import Words

STYLES = {State.OK: "green", State.NOTE: "cyan", State.LOOK: "bold yellow", State.MEND: "bold red"}
CHECKS: tuple[Check, ...] = (
    machine.terminal,
    versions.versions,
    machine.memory,
    machine.disk,
    ports.phones,
    ports.ports,
    machine.browser,
    machine.fonts,
    installed.sandbox,
)
QUICKEST = "phones"  # begun when all else has been looked at: those that take longest have the processors first
BUSY = 50.0  # percent of the processors' time that other programs take
PATIENCE = 120.0  # seconds after which a trial is given up
FAILED, STOPPED = 1, 130


def run(language: str, measure: bool = True) -> int:
    """Say what this computer lacks for a workshop, and measure how many people it carries.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``.
    measure : bool
        Whether to measure; without it the doctor only looks.

    Returns
    -------
    int
        0 where nothing has to be mended before a workshop, 1 where something has, 130 after Ctrl-C.
    """
    words = Words("doctor", language)
    if hasattr(sys.stdout, "reconfigure"):  # a window without Polish letters is found out below, not stumbled over
        sys.stdout.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    console = Console(highlight=False)
    columns = (SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn())
    try:
        with (
            Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
            _trials() as on,
        ):
            bar.add_task(words("step.look"))
            return _report(words, console, bar, on, measure)
    except KeyboardInterrupt:
        _hang(console, Text(), Text(words("stopped")))
        return STOPPED


def _report(words: Words, console: Console, bar: Progress, trials: dict[str, Trial], measure: bool) -> int:
    seen = amounts.Machine(amounts.processors(), psutil.virtual_memory().available)
    busy = psutil.cpu_percent(interval=0.3) if measure else 0.0
    wanted = [name for name in amounts.TOLD if measure and (name != "works" or installed.grading())]
    for name in wanted or ("kernel",):
        if name != QUICKEST:
            trials[name] = Trial(name)
    found: list[Finding] = []

    def see(*checks: Check) -> None:
        for check in checks:
            for finding in _safely(check, words):
                found.append(finding)
                show(console, words, finding)

    see(*CHECKS)
    if QUICKEST in wanted:
        trials[QUICKEST] = Trial(QUICKEST)
    see(lambda words: installed.kernels(words, _kernel(trials)))
    if measure:
        console.print()
        _hang(console, Text(), Text(words("carries"), "bold"))
        _measure(words, console, bar, {name: trials[name] for name in wanted}, seen)
        if "works" not in wanted:
            _hang(console, Text(), Text(words("works.absent")))
        if busy > BUSY:
            _hang(console, Text(), Text(words("busy", percent=str(round(busy)))))
    mend, look = (sum(one.state is state for one in found) for state in (State.MEND, State.LOOK))
    key = "mend" if mend else "look" if look else "ready"
    console.print()
    _hang(console, Text(), Text(words(f"verdict.{key}", n=mend or look), "bold"))
    return FAILED if mend else 0


def _kernel(trials: dict[str, Trial]) -> Trial:
    """Return the trial that shows whether kernels start: the gallery's visitor, or one of its own."""
    if "visitors" in trials and trials["visitors"].ready(PATIENCE):
        return trials["visitors"]
    if "kernel" not in trials:
        trials["kernel"] = Trial("kernel")
    return trials["kernel"]


def show(console: Console, words: Words, finding: Finding) -> None:
    """Print what was found, with what mends it below; a command stays on one line, so that it can be pasted."""
    wide = 2 + max(len(words(f"mark.{state.value}")) for state in State)
    mark = Text(f"{words(f'mark.{finding.state.value}'):{wide}}", STYLES[finding.state])
    _hang(console, mark, Text(f"{finding.text} {finding.mend}".strip()))
    if finding.line:
        console.print(Text(" " * wide + finding.line, "bold"), soft_wrap=True)


def _hang(console: Console, mark: Text, text: Text) -> None:
    """Print a text beside its mark, with further lines below the text."""
    for line in text.wrap(console, max(20, console.width - len(mark))):
        line.rstrip()
        console.print(mark + line, soft_wrap=True)
        mark = Text(" " * len(mark))


def _measure(words: Words, console: Console, bar: Progress, trials: dict[str, Trial], seen: amounts.Machine) -> None:
    """Wait until all trials are ready, so that none is measured while another starts; then measure one by one."""
    bar.update(bar.task_ids[0], description=words("step.prepare"))
    ready = {name for name, trial in trials.items() if trial.ready(PATIENCE)}
    for name, trial in trials.items():
        bar.update(bar.task_ids[0], description=words(f"step.{name}"))
        try:
            if name not in ready:
                raise TrialError(name)
            amount = amounts.TOLD[name](words, trial.measured(PATIENCE), seen)
        except (TrialError, KeyError):
            _hang(console, Text(), Text(words(f"{name}.failed")))
            continue
        _hang(console, Text(), Text(amount.text))
        _hang(console, Text("  "), Text(amount.basis, "dim"))


def _safely(check: Check, words: Words) -> Iterator[Finding]:
    """Give what a check finds; one that breaks is a line, too."""
    try:
        yield from check(words)
    except Exception as error:  # noqa: BLE001 - one thing that cannot be looked at must not hide the others
        yield Finding(State.LOOK, words("broken", reason=f"{type(error).__name__}: {error}"[:200]))


@contextmanager
def _trials() -> Iterator[dict[str, Trial]]:
    """Give a place for trials; all that are in it at the end are ended."""
    trials: dict[str, Trial] = {}
    try:
        yield trials
    finally:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # asked again: it is ending already
        with ThreadPoolExecutor(max(1, len(trials))) as together:
            list(together.map(Trial.close, trials.values()))
        signal.signal(signal.SIGINT, before)
