"""Connections by hand, against every small network there is, and what is refused."""

from collections import Counter
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.generators.atlas import graph_atlas_g

from course.models.social_capital import (
    STRUCTURES,
    Move,
    efficient_structure,
    gap,
    hub_subsidy,
    is_pairwise_stable,
    moved,
    moves,
    settled,
    shown_gap,
    star_limit,
    structure,
    utilities,
)

benefits = st.floats(0.05, 0.95)
costs = st.floats(0, 2)
sizes = st.integers(2, 7)
# Every network of two to six partners, but for their names, with how many pairs are how many steps apart.
ALL = [graph for graph in graph_atlas_g() if 2 <= len(graph) <= 6]
STEPS = [
    Counter(steps for _, row in nx.all_pairs_shortest_path_length(graph) for steps in row.values() if steps)
    for graph in ALL
]


def total(graph, benefit, cost):
    return sum(utilities(graph, benefit, cost).values())


@st.composite
def networks(draw, least=2, most=6):
    n = draw(st.integers(least, most))
    pairs = list(combinations(range(n), 2))
    graph = nx.empty_graph(n)
    graph.add_edges_from(pair for pair in pairs if draw(st.booleans()))
    return graph


def test_star_of_six_redone_by_hand():
    found = utilities(structure("star", 6), benefit=0.5, cost=0.6)
    # The middle: five ties, each 0.5 − 0.6. Each other: one tie of 0.5 for 0.6, and four acquaintances of 0.25.
    np.testing.assert_allclose(list(found.values()), [-0.5] + 5 * [0.9])


def test_ring_of_six_redone_by_hand_holds_although_a_star_would_bring_more():
    ring = structure("ring", 6)
    np.testing.assert_allclose(list(utilities(ring, 0.5, 0.6).values()), 2 * 0.5 + 2 * 0.25 + 0.125 - 2 * 0.6)
    assert is_pairwise_stable(ring, 0.5, 0.6)
    assert total(ring, 0.5, 0.6) == pytest.approx(2.55)
    assert total(structure("star", 6), 0.5, 0.6) == pytest.approx(4)
    assert efficient_structure(6, 0.5, 0.6) == "star"


def test_whom_no_path_reaches_brings_nothing():
    graph = nx.Graph()
    graph.add_nodes_from(["club", "school", "firm"])
    graph.add_edge("club", "school")
    assert utilities(graph, 0.5, 0.25) == {"club": 0.25, "school": 0.25, "firm": 0}


@given(networks(), benefits, costs, st.randoms(use_true_random=False))
def test_other_names_change_nothing(graph, benefit, cost, random):
    names = [f"partner {node}" for node in graph]
    random.shuffle(names)
    renamed = dict(zip(graph, names, strict=True))
    found = utilities(nx.relabel_nodes(graph, renamed), benefit, cost)
    expected = utilities(graph, benefit, cost)
    np.testing.assert_allclose([found[renamed[node]] for node in graph], [expected[node] for node in graph])
    other = nx.relabel_nodes(graph, renamed)
    assert is_pairwise_stable(other, benefit, cost) == is_pairwise_stable(graph, benefit, cost)


@given(sizes.filter(lambda n: n <= 6), benefits, costs)
def test_no_network_at_all_brings_more_than_the_efficient_structure(n, benefit, cost):
    everything = [
        sum(count * benefit**steps for steps, count in found.items()) - 2 * cost * graph.number_of_edges()
        for graph, found in zip(ALL, STEPS, strict=True)
        if len(graph) == n
    ]
    best = total(structure(efficient_structure(n, benefit, cost), n), benefit, cost)
    assert best == pytest.approx(max(everything), abs=1e-8)


@pytest.mark.parametrize(("benefit", "cost"), [(0.5, 0.2), (0.5, 0.3), (0.5, 0.6), (0.5, 0.9), (0.8, 0.9), (0.8, 1.7)])
def test_every_labelled_network_of_four_is_tried(benefit, cost):
    pairs = list(combinations(range(4), 2))
    totals = {}
    for drawn in product((False, True), repeat=len(pairs)):
        graph = nx.empty_graph(4)
        graph.add_edges_from(pair for pair, there in zip(pairs, drawn, strict=True) if there)
        totals[tuple(sorted(dict(graph.degree).values()))] = max(
            total(graph, benefit, cost), totals.get(tuple(sorted(dict(graph.degree).values())), -np.inf)
        )
    best = max(totals, key=lambda degrees: totals[degrees])
    named = {(3, 3, 3, 3): "complete", (1, 1, 1, 3): "star", (0, 0, 0, 0): "empty"}
    assert named[best] == efficient_structure(4, benefit, cost)


def stable_by_definition(graph, benefit, cost):
    """Jackson and Wolinsky's two conditions, said once more with distances by Floyd and Warshall."""

    def worth(ties):
        net = nx.empty_graph(len(graph))
        net.add_edges_from(ties)
        far = np.asarray(nx.floyd_warshall_numpy(net, nodelist=range(len(graph))))
        np.fill_diagonal(far, np.inf)
        degrees = np.array([len(net.adj[node]) for node in net])
        return (benefit**far).sum(axis=1) - cost * degrees

    ties = {tuple(sorted(tie)) for tie in graph.edges}
    here = worth(ties)
    for i, j in combinations(range(len(graph)), 2):
        there = worth(ties ^ {(i, j)})
        more_i, more_j = there[i] - here[i], there[j] - here[j]
        if (i, j) in ties and max(more_i, more_j) > 1e-9:
            return False
        if (i, j) not in ties and max(more_i, more_j) > 1e-9 and min(more_i, more_j) >= -1e-9:
            return False
    return True


@given(networks(most=5), st.sampled_from([0.3, 0.5, 0.8]), st.sampled_from([0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.9, 1.5]))
def test_stability_is_what_the_definition_says(graph, benefit, cost):
    assert is_pairwise_stable(graph, benefit, cost) == stable_by_definition(graph, benefit, cost)


@given(st.integers(3, 6), benefits, costs)
def test_where_the_three_structures_hold(n, benefit, cost):
    border = benefit - benefit**2
    if min(abs(cost - border), abs(cost - benefit)) < 1e-6:
        return
    assert is_pairwise_stable(structure("complete", n), benefit, cost) == (cost < border)
    assert is_pairwise_stable(structure("star", n), benefit, cost) == (border < cost < benefit)
    assert is_pairwise_stable(structure("empty", n), benefit, cost) == (cost > benefit)


@given(st.integers(3, 7), benefits, costs)
def test_the_subsidy_is_exactly_what_keeps_the_hub(n, benefit, cost):
    price = hub_subsidy(n, benefit, cost)
    hub, *others = utilities(structure("star", n), benefit, cost).values()
    assert price >= 0
    assert price == pytest.approx(max(0.0, -hub))  # a hub that has lost every tie has 0
    fee = price / (n - 1)
    if cost > benefit:  # the others can pay it themselves exactly as long as the star is worth having
        assert (others[0] >= fee - 1e-9) == (cost <= star_limit(n, benefit) + 1e-9)


@given(st.integers(3, 8), benefits, costs)
def test_where_a_star_is_best_each_at_its_ends_has_more_of_it_than_the_middle(n, benefit, cost):
    hub, other, *_ = utilities(structure("star", n), benefit, cost).values()
    if efficient_structure(n, benefit, cost) == "star":
        assert other >= hub - 1e-8


def test_the_hub_lets_go_of_every_tie_and_who_starts_with_nothing_stays_there():
    assert [move.pair for move in moves(structure("star", 6), 0.5, 0.6)] == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]
    end = settled(structure("star", 6), 0.5, 0.6)
    assert end is not None
    assert not end.edges
    assert moves(structure("empty", 6), 0.5, 0.6) == []


@given(networks(most=5), benefits, costs)
def test_what_has_settled_holds_and_the_start_is_left_alone(graph, benefit, cost):
    before = set(graph.edges)
    end = settled(graph, benefit, cost)
    assert end is not None
    assert is_pairwise_stable(end, benefit, cost)
    assert set(graph.edges) == before


def test_patience_with_moves_has_an_end():
    assert settled(structure("star", 6), 0.5, 0.6, most=2) is None


def test_a_move_is_made_in_a_copy():
    ring = structure("ring", 4)
    assert moved(ring, Move("cut", (0, 1), (0.1, 0.1))).number_of_edges() == 3
    assert ring.number_of_edges() == 4


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_gap_pair_by_pair(ratings):
    found = gap(ratings)
    for i, j in product(range(len(ratings)), repeat=2):
        assert found[i, j] == (abs(ratings[i][j] - ratings[j][i]) if i != j else 0)


def test_gap_is_shown_from_five_answers_on_and_a_missing_answer_leaves_its_pairs_out():
    ratings = np.full((6, 6), 3.0)
    ratings[0, 1], ratings[5] = 5, np.nan
    found = shown_gap(ratings)
    assert found is not None
    assert found[0, 1] == found[1, 0] == 2
    assert np.isnan(found[5, :5]).all()
    ratings[4] = np.nan
    assert shown_gap(ratings) is None


def test_what_stands_on_the_diagonal_is_no_answer():
    assert shown_gap(np.where(np.eye(6), 3.0, np.nan)) is None


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures_have_their_ties(name):
    ties = {"empty": 0, "chain": 5, "ring": 6, "star": 5, "complete": 15}
    assert structure(name, 6).number_of_edges() == ties[name]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: utilities(nx.Graph(), 0.5, 0.1), "graph must have partners and no loops"),
        (lambda: utilities(nx.Graph([(0, 0)]), 0.5, 0.1), "no loops"),
        (lambda: utilities(nx.DiGraph([(0, 1)]), 0.5, 0.1), "plain undirected graph, got DiGraph"),
        (lambda: utilities(structure("star", 3), 1, 0.1), "benefit must be between 0 and 1, both excluded, got 1"),
        (lambda: is_pairwise_stable(structure("star", 3), 0.5, -1), "cost must be 0 or more and finite, got -1"),
        (lambda: structure("web", 3), "name must be one of empty, chain, ring, star, complete, got 'web'"),
        (lambda: structure("ring", 2), "partners must be a whole number of at least 3, got 2"),
        (lambda: efficient_structure(1, 0.5, 0.1), "partners must be a whole number of at least 2, got 1"),
        (lambda: hub_subsidy(2, 0.5, float("nan")), "cost must be 0 or more and finite, got nan"),
        (lambda: gap([[1, 2]]), "ratings must be a square table"),
        (lambda: gap([[1, np.inf], [1, 1]]), "ratings must be finite numbers or NaN"),
    ],
)
def test_what_is_no_network_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
