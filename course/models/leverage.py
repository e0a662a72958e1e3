"""What a grant sets in motion, what chasing it costs the partnership, and a purse that pays everybody back in part.

Slide 8 names the lever effect, contributions other than money and energy spent on looking for funds, and no number.
Every function here is the course's own reading. What it leaves out: loans and interest, when the money arrives, rules
on what is eligible, who decides about the purse, and whatever a project is worth besides what was spent on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MOST_PARTNERS = 1000


def ratio(grant: float, own: float, other: float, in_kind: float = 0.0) -> float:
    """Return how much there is altogether for one unit of grant: (grant + own + other + in kind) / grant.

    It is 1 where there is nothing but the grant, and always 1 over the grant's share in the whole. It says what lies
    side by side; it does not say what came because of what.

    Parameters
    ----------
    grant : float
        Above 0, in any currency.
    own, other, in_kind : float
        Own money, money of others, and contributions in kind at their value; 0 or more, in the same currency.

    Returns
    -------
    float
        1 or more.

    Raises
    ------
    ValueError
        If an amount is negative or not finite, or the grant is 0.

    Notes
    -----
    Source: [FiCompass], which has two definitions of leverage; this plainer ratio of one budget is ours. [slides], 8,
    for counting contributions other than money.

    Examples
    --------
    >>> ratio(40, own=10, other=10), ratio(40, own=10, other=10, in_kind=12)
    (1.5, 1.8)
    """
    _amount("own", own)
    _amount("other", other)
    _amount("in_kind", in_kind)
    return (_grant(grant) + own + other + in_kind) / grant


def in_kind_value(hours: Sequence[float], rates: Sequence[float]) -> float:
    """Return what unpaid work is worth at given rates: the sum of hours times rate.

    Parameters
    ----------
    hours, rates : sequence of float
        Hours of each kind of work and what an hour of it would cost; 0 or more, of equal length.

    Raises
    ------
    ValueError
        If a value is negative or not finite, or the lengths differ.

    Notes
    -----
    Source: [Reg1974], art. 54: time by rate, up to a ceiling; the ceiling is not modelled here.

    Examples
    --------
    >>> in_kind_value([300, 20], [30, 150])
    12000.0
    """
    time, price = _amounts("hours", hours), _amounts("rates", rates)
    if time.shape != price.shape:
        raise ValueError(f"hours and rates must be of equal length, got {len(time)} and {len(price)}")
    return float(time @ price)


def additionality(total: float, counterfactual: float, grant: float) -> float:
    """Return what one unit of grant really added: (everything − what would have been there without it) / grant.

    1 means the grant added itself and nothing else; less than 1, that it replaced money which would have come anyway;
    never more than the ratio.

    Parameters
    ----------
    total : float
        Everything there is, the grant included; 0 or more.
    counterfactual : float
        What would have been there without the grant; 0 or more. Nobody can see it, so it has to be argued for.
    grant : float
        Above 0.

    Raises
    ------
    ValueError
        If an amount is negative or not finite, or the grant is 0.

    Notes
    -----
    Source: [FiCompass]: no definition of leverage there shows that the money would not have come anyway. The formula
    is ours.

    Examples
    --------
    >>> additionality(72, counterfactual=0, grant=40), additionality(72, counterfactual=32, grant=40)
    (1.8, 1.0)
    """
    _amount("total", total)
    _amount("counterfactual", counterfactual)
    return (total - counterfactual) / _grant(grant)


def effort_value(
    money_effort: npt.ArrayLike,
    bond_effort: npt.ArrayLike,
    money_yield: float = 1.0,
    bond_yield: float = 1.0,
    decay: float = 0.1,
) -> Floats:
    """Return what a partnership gets done a month once its bonds have settled: (f γ / μ) E_f E_b.

    Money found, f E_f a month, is worth as much as there are bonds to use it with. Bonds grow by γ E_b a month and lose
    the part μ, so they settle at γ E_b / μ. Where all effort goes one way, nothing gets done; of one whole effort, half
    and half is best.

    Parameters
    ----------
    money_effort, bond_effort : float or array
        E_f and E_b, 0 to 1: parts of everybody's time spent on looking for money and on each other.
    money_yield, bond_yield : float
        f and γ, above 0.
    decay : float
        μ, above 0 up to 1: the part of the bonds that is lost in a month without care.

    Returns
    -------
    float or ndarray
        0 or more, in the shape of the efforts.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [slides], 8, for the warning that no partnership emerges where all energy goes into money; the formula is
    ours.

    Examples
    --------
    >>> float(effort_value(0.5, 0.5)), float(effort_value(1, 0)), float(effort_value(0.8, 0.2))
    (2.5, 0.0, 1.6)
    """
    money, bonds = _efforts("money_effort", money_effort), _efforts("bond_effort", bond_effort)
    _yields(money_yield, bond_yield, decay)
    return (money_yield * bond_yield / decay * money * bonds)[()]


def effort_path(
    money_effort: float,
    months: int,
    money_yield: float = 1.0,
    bond_yield: float = 1.0,
    decay: float = 0.1,
    before: float = 0.5,
) -> Floats:
    """Return what gets done month by month after a change of effort, from bonds settled at the effort before.

    The rest of the time, 1 − E_f, goes into bonds, now and before. Bonds move as B(t) = B∞ + (B0 − B∞) e^(−μt). More
    effort for money pays at once; what it costs comes later.

    Parameters
    ----------
    money_effort, before : float
        E_f from month 0 on, and until then; 0 to 1.
    months : int
        0 or more.
    money_yield, bond_yield, decay
        As in `effort_value`.

    Returns
    -------
    ndarray, shape (months + 1,)
        Its limit is ``effort_value(money_effort, 1 - money_effort, ...)``.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> effort_path(1.0, months=2, decay=0.1).round(2).tolist(), float(effort_value(0.5, 0.5))
    ([5.0, 4.52, 4.09], 2.5)
    """
    _efforts("money_effort", money_effort)
    _efforts("before", before)
    _yields(money_yield, bond_yield, decay)
    if not (months >= 0 and months == int(months)):
        raise ValueError(f"months must be a whole number of 0 or more, got {months!r}")
    fades = np.exp(-decay * np.arange(int(months) + 1))
    old, new = bond_yield * (1 - before) / decay, bond_yield * (1 - money_effort) / decay
    return money_yield * money_effort * (new + (old - new) * fades)


def public_good(contributions: Sequence[float], multiplier: float, endowments: Sequence[float]) -> Floats:
    """Return what each partner has after one round of a common purse: e_i − c_i + m Σc / n.

    What is put in grows by the multiplier m and is shared equally, whoever gave. Where m is between 1 and the number of
    partners, all gain if all give, and each gains by giving less.

    Parameters
    ----------
    contributions, endowments : sequence of float, shape (n,)
        What each gives and what each has: 0 ≤ c_i ≤ e_i, at least two partners.
    multiplier : float
        m, 0 or more.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If somebody gives more than there is, or an argument is out of its range.

    Notes
    -----
    Source: [Fischbacher2001] for the game in the laboratory; here its payoffs only.

    Examples
    --------
    >>> public_good([10, 10, 10, 0], 2, [10, 10, 10, 10]).tolist()
    [15.0, 15.0, 15.0, 25.0]
    """
    given, had = _amounts("contributions", contributions), _amounts("endowments", endowments)
    _amount("multiplier", multiplier)
    if given.shape != had.shape or len(given) < 2:
        raise ValueError(
            f"contributions and endowments must be of equal length, 2 or more, got {len(given)} and {len(had)}"
        )
    if (given > had).any():
        who = int(np.argmax(given > had))
        raise ValueError(f"contributions must not exceed endowments, got {given[who]} of {had[who]} for partner {who}")
    return had - given + multiplier * given.sum() / len(given)


def patience(partners: int, multiplier: float) -> float:
    """Return δ*, the least chance of a further round from which giving all to the purse pays: (n − m) / (m (n − 1)).

    All have the same and nobody gives any more once one has kept back. Giving for good brings m a round; keeping back
    brings 1 + m (n − 1) / n once and 1 ever after.

    Parameters
    ----------
    partners : int
        n, 2 to 1000.
    multiplier : float
        m, above 1 and below n: below it nothing is gained together, above it nothing by keeping back.

    Returns
    -------
    float
        Above 0, below 1.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: a standard result for the repeated game of [Fischbacher2001]; using it for a joint fund is ours.

    Examples
    --------
    >>> round(patience(4, 2), 9), round(patience(8, 2), 9)
    (0.333333333, 0.428571429)
    """
    if not (partners == int(partners) and 2 <= partners <= MOST_PARTNERS):
        raise ValueError(f"partners must be a whole number from 2 to {MOST_PARTNERS}, got {partners!r}")
    if not 1 < multiplier < partners:
        raise ValueError(f"multiplier must be above 1 and below the number of partners, {partners}, got {multiplier!r}")
    return (partners - multiplier) / (multiplier * (partners - 1))


def _amount(name: str, value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be 0 or more and finite, got {value!r}")


def _amounts(name: str, values: Sequence[float]) -> Floats:
    found = np.asarray(values, dtype=float)
    if found.ndim != 1 or not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError(f"{name} must be a list of numbers, 0 or more and finite, got {values!r}")
    return found


def _grant(value: float) -> float:
    if not (isfinite(value) and value > 0):
        raise ValueError(f"grant must be above 0 and finite, got {value!r}")
    return value


def _efforts(name: str, values: npt.ArrayLike) -> Floats:
    found = np.asarray(values, dtype=float)
    if not ((found >= 0) & (found <= 1)).all():
        raise ValueError(f"{name} must be in [0, 1], got {values!r}")
    return found


def _yields(money_yield: float, bond_yield: float, decay: float) -> None:
    for name, value in (("money_yield", money_yield), ("bond_yield", bond_yield)):
        if not (isfinite(value) and value > 0):
            raise ValueError(f"{name} must be above 0 and finite, got {value!r}")
    if not 0 < decay <= 1:
        raise ValueError(f"decay must be in (0, 1], got {decay!r}")
