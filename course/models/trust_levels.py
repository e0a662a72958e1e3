"""How deep partners dare to go: the trust each of the slide's four levels asks for, and trust that moves as they act.

Slide 9 gives the four levels and no number. The model is the course's own: each partner asks how likely it is that
enough of the others take part. What it leaves out: who is stronger, what is written in a contract, habit, friendship,
money from outside and an animator who leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
RISKS = (0.2, 0.4, 0.6, 0.8)  # ours: how sure of the others one wants to be before joining at levels 1 to 4
PRIOR = (2.0, 2.0)  # ours: as if two promises had been kept and two broken
PENALTY = 3.0  # ours: a failure weighs as much as three successes
MOST_PARTNERS = 50
PRACTICES = ("own_projects", "joint_finance", "separate_fund", "common_criteria", "individual_veto")


class Trajectory(NamedTuple):
    """One history: where the partners stood and how much they trusted before the first round and after each."""

    level: Ints  # shape (steps + 1,), 0 to 4; 0 is no joint action
    trust: Floats  # shape (steps + 1,), a / (a + b), without what an animator lends
    outcome: Ints  # shape (steps,), 1 the joint action succeeded, −1 it failed, 0 nothing was done together


def threshold(risk: float, partners: int, needed: int | None = None) -> float:
    """Return the least trust at which a partner joins an action that needs ``needed`` of ``partners``.

    A partner joins where enough of the others are likely enough to join: P[Bin(n−1, t) ≥ k−1] ≥ ρ, with n partners,
    k needed, ρ the risk. Where all are needed this is t = ρ^(1/(n−1)): every further partner asks for more trust.

    Parameters
    ----------
    risk : float
        ρ, 0 to 1: how sure of the others one wants to be.
    partners : int
        n, 2 to 50.
    needed : int, optional
        k, 1 to n; all of them where it is left out.

    Returns
    -------
    float
        t, 0 to 1; 1 means that only trust without any doubt would do.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [slides], 9, for the levels; the rule and the risks are ours.

    Examples
    --------
    >>> round(threshold(0.64, partners=3), 9), round(threshold(0.64, partners=2), 9), threshold(0.64, 3, needed=1)
    (0.8, 0.64, 0.0)
    """
    _in_unit("risk", risk)
    enough = _checked_needed(partners, needed)
    others = partners - 1
    if enough == partners:
        return float(risk ** (1 / others))
    if enough == 1:
        return 0.0
    from scipy.special import betaincinv  # here, because scipy takes long to load and most calls do without

    # P[Bin(m, t) >= j] is the regularised incomplete beta function I_t(j, m − j + 1).
    return float(betaincinv(enough - 1, others - enough + 2, risk))


def thresholds(partners: int, needed: int | None = None, risks: Sequence[float] = RISKS) -> Floats:
    """Return the trust that each level asks for, shape (levels,), from the first up.

    Examples
    --------
    >>> thresholds(4).round(2).tolist()
    [0.58, 0.74, 0.84, 0.93]
    """
    if list(risks) != sorted(risks):
        raise ValueError(f"risks must not fall from level to level, got {list(risks)!r}")
    return np.array([threshold(risk, partners, needed) for risk in risks])


def lent(trust: float, assurance: float) -> float:
    """Return trust with what an animator lends: t + α(1 − t), so that α closes that part of the gap to full trust.

    Examples
    --------
    >>> lent(0.5, assurance=0.2)
    0.6
    """
    _in_unit("trust", trust)
    _in_unit("assurance", assurance)
    return trust + assurance * (1 - trust)


def feasible_level(
    trust: float, partners: int, assurance: float = 0.0, *, needed: int | None = None, risks: Sequence[float] = RISKS
) -> int:
    """Return the deepest level at which the partners would join, 0 to 4; 0 where they would not even start.

    Examples
    --------
    >>> feasible_level(0.5, 4), feasible_level(0.5, 4, assurance=0.2), feasible_level(0.5, 2)
    (0, 1, 2)
    """
    return int(_reached(thresholds(partners, needed, risks), np.array(lent(trust, assurance))))


def trust_after(successes: int, failures: int, prior: tuple[float, float] = PRIOR, penalty: float = PENALTY) -> float:
    """Return a / (a + b) after so many successes, each a + 1, and failures, each b + ``penalty``.

    Examples
    --------
    >>> trust_after(0, 0), trust_after(3, 1)
    (0.5, 0.5)
    """
    a, b = _checked_prior(prior, penalty)
    if successes < 0 or failures < 0:
        raise ValueError(f"successes and failures must be 0 or more, got {successes!r} and {failures!r}")
    return (a + successes) / (a + successes + b + penalty * failures)


def simulate(
    quality: float,
    partners: int,
    steps: int,
    rng: np.random.Generator,
    assurance: float = 0.0,
    prior: tuple[float, float] = PRIOR,
    penalty: float = PENALTY,
    *,
    needed: int | None = None,
    risks: Sequence[float] = RISKS,
) -> Trajectory:
    """Return one history of partners who start at level 0 and act together as deep as they dare.

    Each round they try one level deeper where that is feasible, else the level they are on. A success brings them there
    and adds 1 to a; a failure takes them one level down and adds ``penalty`` to b. Where their own level is no longer
    feasible they step down by one and do nothing together; where none is feasible nothing happens.

    Parameters
    ----------
    quality : float
        Probability that a joint action succeeds, 0 to 1: how well it is prepared.
    steps : int
        Rounds, 1 or more; one number a round is drawn from ``rng``, whether or not anything is done.
    assurance : float
        α, what an animator lends, 0 to 1.
    prior, penalty
        a and b before the first round, above 0; what a failure adds to b, 0 or more.
    partners, needed, risks
        As in `threshold` and `thresholds`.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [AnsellGash2008] for the direction alone (small wins deepen trust); [slides], 17, for the animator.

    Examples
    --------
    >>> simulate(1, partners=2, steps=3, rng=np.random.default_rng(1)).level.tolist()
    [0, 1, 2, 3]
    """
    levels, trusts, outcomes = replicate(
        quality, partners, steps, 1, rng, assurance, prior, penalty, needed=needed, risks=risks
    )
    return Trajectory(levels[0], trusts[0], outcomes[0])


def replicate(
    quality: float,
    partners: int,
    steps: int,
    runs: int,
    rng: np.random.Generator,
    assurance: float = 0.0,
    prior: tuple[float, float] = PRIOR,
    penalty: float = PENALTY,
    *,
    needed: int | None = None,
    risks: Sequence[float] = RISKS,
) -> Trajectory:
    """Return ``runs`` histories at once, each array with one row a run; all else is as in `simulate`."""
    _in_unit("quality", quality)
    _in_unit("assurance", assurance)
    if steps < 1 or runs < 1:
        raise ValueError(f"steps and runs must be 1 or more, got {steps!r} and {runs!r}")
    first, second = _checked_prior(prior, penalty)
    borders = thresholds(partners, needed, risks)
    luck = rng.random((runs, steps)) < quality
    a, b = np.full(runs, first), np.full(runs, second)
    level = np.zeros((runs, steps + 1), dtype=np.int64)
    trust = np.empty((runs, steps + 1))
    outcome = np.zeros((runs, steps), dtype=np.int64)
    trust[:, 0] = a / (a + b)
    for step in range(steps):
        now = level[:, step]
        ceiling = _reached(borders, trust[:, step] + assurance * (1 - trust[:, step]))
        tried = np.minimum(now + 1, ceiling)
        acts = (ceiling >= now) & (tried > 0)
        won, lost = acts & luck[:, step], acts & ~luck[:, step]
        a += won
        b += penalty * lost
        level[:, step + 1] = np.where(won, tried, np.maximum(now - (lost | (ceiling < now)), 0))
        trust[:, step + 1] = a / (a + b)
        outcome[:, step] = won.astype(np.int64) - lost
    return Trajectory(level, trust, outcome)


def level_shares(level: Ints, levels: int = len(RISKS)) -> Floats:
    """Return the share of runs at each level over time, shape (levels + 1, steps + 1), from `replicate`'s levels."""
    return np.array([(level == step).mean(axis=0) for step in range(levels + 1)])


def classify(practices: Mapping[str, bool]) -> int:
    """Return the level that a partnership's practices amount to: the deepest one whose signs are all there.

    4: money in one joint budget, shared out by common criteria, no veto of a single partner. 3: a joint fund run by a
    separate body. 2: joint financing. 1: they plan together, each carries out its own project. 0: none of these.

    Parameters
    ----------
    practices : mapping
        Yes or no to own_projects, joint_finance, separate_fund, common_criteria, individual_veto; one left out is no.

    Raises
    ------
    ValueError
        If a practice is unknown or its answer is not True or False.

    Notes
    -----
    Source: [slides], 9, for the levels. Reading them from five practices is ours.

    Examples
    --------
    >>> classify({"own_projects": True}), classify({"joint_finance": True, "common_criteria": True})
    (1, 4)
    >>> classify({"joint_finance": True, "common_criteria": True, "individual_veto": True})
    2
    """
    for name, answer in practices.items():
        if name not in PRACTICES:
            raise ValueError(f"practices must be among {', '.join(PRACTICES)}, got {name!r}")
        if not isinstance(answer, bool | np.bool_):
            raise ValueError(f"practices must be answered True or False, got {answer!r} for {name}")
    own, money, fund, criteria, veto = (bool(practices.get(name, False)) for name in PRACTICES)
    if money and criteria and not veto:
        return 4
    if fund:
        return 3
    return 2 if money else 1 if own else 0


def _reached(borders: Floats, trust: Floats) -> Ints:
    """Return how many of the rising ``borders`` each trust reaches; a hair's breadth below one counts as on it."""
    return np.searchsorted(borders, trust + 1e-12, side="right")


def _checked_needed(partners: int, needed: int | None) -> int:
    if not (partners == int(partners) and 2 <= partners <= MOST_PARTNERS):
        raise ValueError(f"partners must be a whole number from 2 to {MOST_PARTNERS}, got {partners!r}")
    enough = partners if needed is None else needed
    if not (enough == int(enough) and 1 <= enough <= partners):
        raise ValueError(f"needed must be a whole number from 1 to {partners}, got {enough!r}")
    return int(enough)


def _in_unit(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {float(value)!r}")


def _checked_prior(prior: tuple[float, float], penalty: float) -> tuple[float, float]:
    a, b = prior
    if not (isfinite(a) and isfinite(b) and a > 0 and b > 0):
        raise ValueError(f"prior must be two finite numbers above 0, got {prior!r}")
    if not (isfinite(penalty) and penalty >= 0):
        raise ValueError(f"penalty must be 0 or more and finite, got {penalty!r}")
    return float(a), float(b)
