"""What ties are worth, which networks hold by themselves, and what somebody in the middle of them costs.

The slide names social capital and six more tools in single words; the connections model is Jackson and Wolinsky's, and
reading it for local partnerships is the course's own. What it leaves out: that ties differ, that people like or owe
each other, power, time, and every tie that leads out of the partnership.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Graph = nx.Graph  # what figures and widgets name without knowing the library
density = nx.density
Pair = tuple[Hashable, Hashable]
STRUCTURES = ("empty", "chain", "ring", "star", "complete")
SCALE = 5  # ours: how far one can rely on another, 0 to 5
LEAST_ANSWERS = 5  # ours: with fewer answers a gap would point at a person
TOLERANCE = 1e-9  # a smaller gain moves nobody


@dataclass(frozen=True, slots=True)
class Move:
    """A change that those concerned would make by themselves.

    Attributes
    ----------
    kind : str
        "cut", which one side can do alone, or "draw", which takes both.
    pair : tuple of two nodes
    gains : tuple of two floats
        What each of the two gains by it, in units of benefit.
    """

    kind: str
    pair: Pair
    gains: tuple[float, float]


def utilities(graph: nx.Graph, benefit: float, cost: float) -> dict[Hashable, float]:
    """Return what each partner has of the whole network, less what its own ties cost.

    A partner d steps away brings δ^d: a direct tie δ, somebody known through one other δ², and so on; whom no path
    reaches brings nothing. Each tie costs each of its two sides c, so that u_i = Σ_j δ^d(i,j) − c·deg_i.

    Parameters
    ----------
    graph : networkx.Graph
        Partners and ties, without loops.
    benefit : float
        δ, in (0, 1).
    cost : float
        c, 0 or more, in the same units.

    Returns
    -------
    dict
        Node -> utility, in units of benefit.

    Raises
    ------
    ValueError
        If the graph is directed, has parallel ties, a loop or no nodes, or a number is out of its range.

    Notes
    -----
    Source: [JacksonWolinsky1996], the symmetric connections model.

    Examples
    --------
    >>> utilities(structure("star", 4), benefit=0.5, cost=0.5)
    {0: 0.0, 1: 0.5, 2: 0.5, 3: 0.5}
    """
    _checked(graph)
    _prices(benefit, cost)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    return {
        node: sum(benefit**steps for steps in lengths[node].values() if steps) - cost * len(graph.adj[node])
        for node in graph
    }


def moves(graph: nx.Graph, benefit: float, cost: float) -> list[Move]:
    """Return every cut and every new tie that those concerned would make, the largest gain first.

    One side is enough to cut a tie, and it does so when it gains. A new tie takes both: one gains and the other does
    not lose. Each move is judged alone, as if nothing else changed.

    Parameters
    ----------
    graph, benefit, cost
        As in `utilities`.

    Raises
    ------
    ValueError
        As `utilities`.

    Examples
    --------
    >>> [(move.kind, move.pair) for move in moves(structure("star", 3), benefit=0.5, cost=0.6)]
    [('cut', (0, 1)), ('cut', (0, 2))]
    """
    now = utilities(graph, benefit, cost)
    found = []
    for first, second in combinations(graph, 2):
        changed, drawn = graph.copy(), graph.has_edge(first, second)
        (changed.remove_edge if drawn else changed.add_edge)(first, second)
        after = utilities(changed, benefit, cost)
        gains = (after[first] - now[first], after[second] - now[second])
        if max(gains) > TOLERANCE and (drawn or min(gains) >= -TOLERANCE):
            found.append(Move("cut" if drawn else "draw", (first, second), gains))
    # Rounded, so that equal gains stay in the order of the partners and do not go by the last binary digit.
    return sorted(found, key=lambda move: -round(max(move.gains), 9))


def is_pairwise_stable(graph: nx.Graph, benefit: float, cost: float) -> bool:
    """Return whether the network holds by itself: nobody gains by cutting a tie, no two by drawing one.

    Parameters
    ----------
    graph, benefit, cost
        As in `utilities`.

    Raises
    ------
    ValueError
        As `utilities`.

    Notes
    -----
    Source: [JacksonWolinsky1996]. A star is stable where δ − δ² ≤ c ≤ δ, and never where c > δ.

    Examples
    --------
    >>> star = structure("star", 5)
    >>> is_pairwise_stable(star, 0.5, 0.4), is_pairwise_stable(star, 0.5, 0.6)
    (True, False)
    """
    return not moves(graph, benefit, cost)


def settled(graph: nx.Graph, benefit: float, cost: float, most: int = 200) -> nx.Graph | None:
    """Return the network that holds, reached by making the first of `moves` again and again.

    Which network is reached depends on who moves first: this is one story of many.

    Parameters
    ----------
    graph, benefit, cost
        As in `utilities`; the graph is left as it is.
    most : int
        How many moves there may be; nothing rules out that moves go round in a circle.

    Returns
    -------
    networkx.Graph or None
        None where the network has not settled after ``most`` moves.

    Raises
    ------
    ValueError
        As `utilities`.

    Examples
    --------
    >>> settled(structure("star", 6), benefit=0.5, cost=0.6).number_of_edges()
    0
    """
    current = graph.copy()
    for _ in range(most + 1):
        found = moves(current, benefit, cost)
        if not found:
            return current
        current = moved(current, found[0])
    return None


def moved(graph: nx.Graph, move: Move) -> nx.Graph:
    """Return the network after ``move``; the graph is left as it is.

    Examples
    --------
    >>> list(moved(structure("empty", 3), Move("draw", (0, 2), (0.5, 0.5))).edges)
    [(0, 2)]
    """
    changed = graph.copy()
    (changed.remove_edge if move.kind == "cut" else changed.add_edge)(*move.pair)
    return changed


def structure(name: str, partners: int) -> nx.Graph:
    """Return one of `STRUCTURES` with partners 0, 1, 2, …; in a star the first stands in the middle.

    Raises
    ------
    ValueError
        If there is no such structure, or fewer than two partners; a ring has at least three.

    Examples
    --------
    >>> sorted(structure("ring", 3).edges), structure("star", 4).degree[0]
    ([(0, 1), (0, 2), (1, 2)], 3)
    """
    if name not in STRUCTURES:
        raise ValueError(f"name must be one of {', '.join(STRUCTURES)}, got {name!r}")
    if partners < (least := 3 if name == "ring" else 2):
        raise ValueError(f"partners must be a whole number of at least {least}, got {partners!r}")
    made = {
        "empty": nx.empty_graph,
        "chain": nx.path_graph,
        "ring": nx.cycle_graph,
        "star": lambda n: nx.star_graph(n - 1),
        "complete": nx.complete_graph,
    }
    return made[name](partners)


def efficient_structure(partners: int, benefit: float, cost: float) -> str:
    """Return which network gives most to all partners together: "complete", "star" or "empty".

    Everybody with everybody where c < δ − δ², one in the middle from there up to δ + (n − 2)δ²/2, nobody beyond. On a
    border the two neighbours are equally good; the one with fewer ties is named.

    Parameters
    ----------
    partners : int
        n, at least 2.
    benefit, cost : float
        As in `utilities`.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Notes
    -----
    Source: [JacksonWolinsky1996], proposition 1.

    Examples
    --------
    >>> [efficient_structure(6, 0.5, cost) for cost in (0.2, 0.6, 1)]
    ['complete', 'star', 'empty']
    """
    _several(partners)
    _prices(benefit, cost)
    if cost < benefit - benefit**2 - TOLERANCE:
        return "complete"
    return "star" if cost < star_limit(partners, benefit) - TOLERANCE else "empty"


def star_limit(partners: int, benefit: float) -> float:
    """Return the cost of a tie from which even a star costs all together more than it brings: δ + (n − 2)δ²/2.

    Up to the same cost the others can pay the price of the hub and still gain.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> star_limit(6, 0.5)
    1.0
    """
    _several(partners)
    _prices(benefit, 0)
    return benefit + (partners - 2) * benefit**2 / 2


def hub_subsidy(partners: int, benefit: float, cost: float) -> float:
    """Return what the middle of a star must be given so that it keeps every tie: (n − 1)·(c − δ).

    To the hub each tie brings δ and costs c. Where δ ≥ c it gains anyway and the price is 0. Whether the star is worth
    its price is another question: see `efficient_structure`.

    Parameters
    ----------
    partners : int
        n, the hub included; at least 2.
    benefit, cost : float
        As in `utilities`.

    Returns
    -------
    float
        In units of benefit, 0 or more.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Notes
    -----
    Source: [JacksonWolinsky1996] for the star that does not hold where c > δ; the price is ours.

    Examples
    --------
    >>> hub_subsidy(6, benefit=0.5, cost=0.75), hub_subsidy(6, benefit=0.5, cost=0.4)
    (1.25, 0.0)
    """
    _several(partners)
    _prices(benefit, cost)
    return (partners - 1) * max(float(cost - benefit), 0.0)


def gap(ratings: npt.ArrayLike) -> Floats:
    """Return how far the two sides of each tie differ about it: |L_ij − L_ji|.

    Parameters
    ----------
    ratings : array_like, shape (n, n)
        L_ij, how far i says it can rely on j, on any scale; NaN is no answer. The diagonal is not read.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, 0 or more, 0 on the diagonal, NaN where a side has not answered. It says how far apart two answers
        lie and not which of them is lower.

    Raises
    ------
    ValueError
        If the ratings are not a square table, or one is infinite.

    Notes
    -----
    Ours.

    Examples
    --------
    >>> gap([[0, 5, 2], [3, 0, 2], [2, 0, 0]]).tolist()
    [[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]]
    """
    table = np.array(ratings, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise ValueError(f"ratings must be a square table, got shape {table.shape}")
    np.fill_diagonal(table, 0)
    if np.isinf(table).any():
        raise ValueError(f"ratings must be finite numbers or NaN, got {table.tolist()!r}")
    return np.abs(table - table.T)


def shown_gap(ratings: npt.ArrayLike) -> Floats | None:
    """Return the `gap`, or None where fewer than five have answered: few answers point at persons.

    Who has rated at least one other has answered.

    Raises
    ------
    ValueError
        As `gap`.

    Notes
    -----
    Ours.

    Examples
    --------
    >>> shown_gap([[0, 5, 2], [3, 0, 2], [2, 0, 0]]) is None
    True
    """
    found = gap(ratings)
    table = np.array(ratings, dtype=np.float64)
    np.fill_diagonal(table, np.nan)
    answered = int((~np.isnan(table)).any(axis=1).sum())
    return found if answered >= LEAST_ANSWERS else None


def _checked(graph: nx.Graph) -> None:
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError(f"graph must be a plain undirected graph, got {type(graph).__name__}")
    if not graph or nx.number_of_selfloops(graph):
        raise ValueError(f"graph must have partners and no loops, got {graph!r} with {graph.number_of_nodes()} nodes")


def _several(partners: int) -> None:
    if partners < 2 or partners != int(partners):
        raise ValueError(f"partners must be a whole number of at least 2, got {partners!r}")


def _prices(benefit: float, cost: float) -> None:
    if not 0 < benefit < 1:
        raise ValueError(f"benefit must be between 0 and 1, both excluded, got {benefit!r}")
    if not 0 <= cost < np.inf:
        raise ValueError(f"cost must be 0 or more and finite, got {cost!r}")
