"""Games of partners who may join forces: what each coalition is worth, and how the whole may be shared.

A game of n partners, 1 <= n <= 20, is ``worth``, an array of 2**n finite numbers. ``worth[mask]`` is the value of the
coalition whose members are the set bits of ``mask``: ``worth[0b101]`` belongs to partners 0 and 2, and ``worth[0]`` is
0. Every function refuses anything else with a ``ValueError``; none changes what it is given.
"""

from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from course.models import _coalitions as masks
from course.models._coalitions import MOST_PARTNERS as MOST_PARTNERS
from course.models._coalitions import Floats, checked


def surplus(worth: ArrayLike) -> Floats:
    """Return what each coalition is worth beyond what its members are worth alone.

    In 1 + 1 = 3 the surplus of the two is 1; in 1 + 1 = 1.5 it is -0.5.

    Parameters
    ----------
    worth : array_like, shape (2**n,)
        Value of each coalition.

    Returns
    -------
    ndarray, shape (2**n,)
        Zero for nobody and for each partner alone.

    Raises
    ------
    ValueError
        If ``worth`` has another length, holds a number that is not finite, or does not begin with 0.

    Examples
    --------
    >>> surplus([0, 1, 1, 3]).tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    game = checked(worth)
    return game - masks.totals(game[masks.singles(masks.partners(game))])


def dividends(worth: ArrayLike) -> Floats:
    """Return the Harsanyi dividend of each coalition: what appears only once all its members are together.

    It is the coalition's worth less the dividends of all smaller coalitions inside it (the Möbius transform), and
    says whether a value is born between two partners or only among all three.

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    ndarray, shape (2**n,)
        Negative where coming together costs more than it brings. Exact to about ten digits at n = 20, more below.

    Examples
    --------
    >>> dividends([0, 1, 1, 3]).tolist()
    [0.0, 1.0, 1.0, 1.0]
    """
    return masks.folded(checked(worth), np.subtract)


def from_dividends(dividends: ArrayLike) -> Floats:
    """Return the worth of each coalition: the sum of the dividends of all coalitions inside it.

    Parameters
    ----------
    dividends : array_like, shape (2**n,)
        Harsanyi dividend of each coalition.

    Returns
    -------
    ndarray, shape (2**n,)
        The game whose dividends these are.

    Examples
    --------
    >>> from_dividends([0, 1, 1, 1]).tolist()
    [0.0, 1.0, 1.0, 3.0]
    """
    return masks.folded(checked(dividends, "dividends"), np.add)


def shapley(worth: ArrayLike) -> Floats:
    """Return the Shapley value: what each partner adds, averaged over all orders of joining.

    A norm of fairness, not an entitlement: equal partners get the same, one who never adds anything gets nothing,
    and yet a coalition may do better alone (see `blocking`). Joining s others of n happens in s! (n - 1 - s)! of the
    n! orders. Source: [Shapley1953].

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    ndarray, shape (n,)
        Shares that add up to ``worth[-1]``.

    Examples
    --------
    >>> shapley([0, 1, 2, 5]).tolist()
    [2.0, 3.0]
    """
    game = checked(worth)
    n = masks.partners(game)
    weight = np.array([factorial(s) * factorial(n - 1 - s) / factorial(n) for s in range(n)])[masks.sizes(n - 1)]
    return np.array([masks.gains(game, partner) @ weight for partner in range(n)])


def banzhaf(worth: ArrayLike) -> Floats:
    """Return the Banzhaf index: each partner's part in the sum of all raw Banzhaf values.

    The raw value is what a partner adds, averaged over all 2**(n - 1) coalitions of the others; where worth is 1 for
    a coalition that carries a vote and else 0, it is the fraction of coalitions the partner swings.

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    ndarray, shape (n,)
        Sums to 1; a partner whose joining mostly takes value away has a negative index.

    Raises
    ------
    ValueError
        If nobody ever swings, or swings up and down cancel out: the raw values do not sum to more than 0.

    Examples
    --------
    >>> banzhaf([0, 0, 0, 1, 0, 1, 0, 1]).tolist()
    [0.6, 0.2, 0.2]
    """
    game = checked(worth)
    raw = np.array([masks.gains(game, partner).mean() for partner in range(masks.partners(game))])
    if raw.sum() <= masks.tolerance(game):
        raise ValueError(f"worth must let somebody swing, got raw Banzhaf values with the sum {float(raw.sum())!r}")
    return raw / raw.sum()


def is_superadditive(worth: ArrayLike) -> bool:
    """Return whether any two coalitions without a common member do at least as well together as apart.

    This is what "synergy" promises: an assumption about a partnership, not a law. Convex games, and games where some
    coalition and all the others lose by joining, are decided at once; else all pairs are looked at, up to 3**n / 2:
    about a tenth of a second at n = 16, some seconds at n = 20.

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    bool
        True where no two coalitions lose more than 1e-9 of the largest absolute worth.

    Examples
    --------
    >>> is_superadditive([0, 1, 1, 3]), is_superadditive([0, 1, 1, 1.5])
    (True, False)
    """
    game = checked(worth)
    allowed = masks.tolerance(game)
    if masks.rises_at_least(-allowed * 4 / masks.partners(game) ** 2, game):  # joining gains at most n**2 / 4 rises
        return True
    return bool((game + game[::-1]).max() <= game[-1] + allowed) and masks.never_lose_by_joining(game)


def is_convex(worth: ArrayLike) -> bool:
    """Return whether each partner adds at least as much to a coalition as to any smaller one inside it.

    Joining then pays the more, the more have joined, and the Shapley split lies in the core [Shapley1971].

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    bool
        True where one more partner never lowers what another adds by more than 1e-9 of the largest absolute worth.

    Examples
    --------
    >>> is_convex([0, 0, 0, 1, 0, 1, 1, 3]), is_convex([0, 0, 0, 1, 0, 1, 1, 1])
    (True, False)
    """
    game = checked(worth)
    return masks.rises_at_least(-masks.tolerance(game), game)


def excess(worth: ArrayLike, shares: ArrayLike) -> Floats:
    """Return what each coalition would gain by walking away from a split: its worth less its members' shares.

    Parameters
    ----------
    worth : array_like, shape (2**n,)
    shares : array_like, shape (n,)
        What each partner gets.

    Returns
    -------
    ndarray, shape (2**n,)
        Positive where the coalition would do better alone; last, what the split leaves to nobody.

    Raises
    ------
    ValueError
        If ``shares`` is not one finite number for each partner.

    Examples
    --------
    >>> excess([0, 1, 1, 3], [0.5, 2.5]).tolist()
    [0.0, 0.5, -1.5, 0.0]
    """
    game = checked(worth)
    return game - masks.totals(masks.checked_shares(shares, masks.partners(game)))


def blocking(worth: ArrayLike, shares: ArrayLike) -> list[tuple[int, ...]]:
    """Return the coalitions that would do better alone than with the split, the one that would gain most first.

    All partners together are one of them where the split leaves a part of the whole to nobody.

    Parameters
    ----------
    worth, shares : array_like
        As in `excess`, whose errors apply.

    Returns
    -------
    list of tuple of int
        Members, in rising order. Of equal gains (to 1e-9) the fewest members come first, then the lowest numbers.

    Examples
    --------
    >>> blocking([0, 1, 1, 3], [0.5, 2.5])
    [(0,)]
    """
    gain, allowed = excess(worth, shares), masks.tolerance(checked(worth))
    n = masks.partners(gain)
    found = np.flatnonzero(gain > allowed)
    earliness = masks.totals(np.ldexp(1.0, -np.arange(n)))[found]  # the order of tuples of one length
    order = np.lexsort((-earliness, masks.sizes(n)[found], -np.rint(gain[found] / allowed)))
    return masks.tuples(found[order], n)


def in_core(worth: ArrayLike, shares: ArrayLike) -> bool:
    """Return whether the split hands out exactly the whole worth and no coalition would do better alone.

    Parameters
    ----------
    worth, shares : array_like
        As in `excess`, whose errors apply.

    Returns
    -------
    bool
        Differences of 1e-9 of the largest absolute worth do not count.

    Examples
    --------
    >>> in_core([0, 1, 1, 3], [1.5, 1.5]), in_core([0, 1, 1, 3], [0.5, 2.5])
    (True, False)
    """
    gain, allowed = excess(worth, shares), masks.tolerance(checked(worth))
    return bool(gain.max() <= allowed and gain[-1] >= -allowed)


def core_shares(worth: ArrayLike) -> Floats | None:
    """Return the most central split of the core, or None where under every split somebody does better alone.

    Of all splits it makes the least content coalition as content as can be, then the next, and so on (the nucleolus,
    a point of the least core). There is one only, and partners who bring the same get the same.

    Parameters
    ----------
    worth : array_like, shape (2**n,)

    Returns
    -------
    ndarray, shape (n,) or None
        Shares for which `in_core` holds.

    Examples
    --------
    >>> core_shares([0, 1, 1, 3]), core_shares([0, 0, 0, 1, 0, 1, 1, 1])
    (array([1.5, 1.5]), None)
    """
    return masks.nucleolus(checked(worth))
