"""Three stages of a cluster: firms of one trade meet, dare something together, and trust moves with what comes of it.

Slide 17 gives the stages. The rules and every number are the course's own. What they leave out: what an action is
about and how it is chosen, rivalry between the firms, newcomers and leavers, institutions, and the animator's pay.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from course.models._cluster_rules import Action, Chance, Floats, Ints, Runs, Scenario, play

CHUNK = 200  # runs played at once: their ties stay in the processor's cache


class History(NamedTuple):
    """One run. Step 0 is the beginning."""

    stage: Ints  # (steps + 1,), 1 to 3
    trust: Floats  # (steps + 1,), mean over pairs, 0 to 1
    actions: tuple[Action, ...]
    income: Floats  # (steps + 1, firms), in the step; zero at the beginning
    ties: Floats  # (steps + 1, firms, firms), trust of each pair, symmetric, zero on the diagonal
    place: Floats  # (firms, 2)
    trade: Ints  # (firms,), speciality of each firm


def first_step_at(stages: Any, wanted: int) -> int | None:
    """Return the first step at which a run is in stage ``wanted``, None where it never is.

    Examples
    --------
    >>> first_step_at([1, 1, 2, 2, 3], 3), first_step_at([1, 1, 2], 3)
    (4, None)
    """
    found = np.flatnonzero(np.asarray(stages) == wanted)
    return int(found[0]) if found.size else None


def chance(scenario: Scenario, runs: int, rng: np.random.Generator) -> Chance:
    """Return the random numbers of ``runs`` runs; they are the same with and without an animator."""
    firms, slots = scenario.firms, (scenario.steps, runs, scenario.firms // 2)
    order = np.broadcast_to(np.arange(firms), (scenario.steps, runs, firms))
    return Chance(
        rng.random((runs, firms, 2)), rng.permuted(order, axis=2), rng.random(slots), rng.random(slots),
        rng.random(slots),
    )  # fmt: skip


def simulate(firms: int, steps: int, rng: np.random.Generator, animator: bool = True, **rules: Any) -> History:
    """Return one run of a cluster.

    At each step firms are shuffled and stand two by two. A pair meets with chance exp(−distance/reach) and dares a
    joint action with a chance equal to its trust t. With an animator the first ``circle`` firms meet together whatever
    the distance, and dare with chance m + α(1 − m), where m is their mean trust and α the assurance. An action
    succeeds with the chance ``success``; trust then grows, t + gain(1 − t), or shrinks, t(1 − loss); without a
    meeting it fades. One success leads to stage 2, two of which one was beyond any single firm to stage 3.

    Parameters
    ----------
    firms, steps : int
        As in `Scenario`.
    rng : Generator
        Source of chance; the same one gives the same history.
    animator : bool
        Whether there is an animator.
    **rules
        Further values of `Scenario`.

    Raises
    ------
    ValueError
        If a value is out of its range.

    Notes
    -----
    Source: [slides], 17, for the stages and the animator; [MenzelFornahl2010] for the decline. The rules are ours.

    Examples
    --------
    >>> run = simulate(12, 60, np.random.default_rng(1))
    >>> first_step_at(run.stage, 2) <= first_step_at(run.stage, 3)
    True
    """
    scenario = Scenario(firms=firms, steps=steps, animator=animator, **rules)
    drawn = chance(scenario, 1, rng)
    actions: list[Action] = []
    ties = np.zeros((steps + 1, firms, firms))
    income = np.zeros((steps + 1, firms))
    runs = play(scenario, drawn, actions, ties, income)
    trade = np.arange(firms) % scenario.trades
    return History(runs.stage[0], runs.trust[0], tuple(actions), income, ties, drawn.place[0], trade)


def replicate(scenario: Scenario, runs: int, rng: np.random.Generator) -> Runs:
    """Return ``runs`` runs of ``scenario``, all at once.

    Raises
    ------
    ValueError
        If ``runs`` is below 1.

    Examples
    --------
    >>> replicate(Scenario(steps=5), 20, np.random.default_rng(1)).shares.sum(axis=0).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    if runs < 1:
        raise ValueError(f"runs must be 1 or more, got {runs!r}")
    sizes = [min(CHUNK, runs - done) for done in range(0, runs, CHUNK)]
    parts = [play(scenario, chance(scenario, size, rng)) for size in sizes]
    return Runs(*(np.concatenate(column) for column in zip(*parts, strict=True)))
