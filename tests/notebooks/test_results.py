"""Numbers of the exercises: what checks expect of a function, hidden checks too, and what the texts say comes out.

Each is worked out again by the concept's model, or from the words of its task where the model has none.
"""

import ast
import re
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import accumulate, chain
from math import comb

import nbformat
import numpy as np
import pytest

from course.catalog import ROOT, concepts
from course.checks import Check
from course.models import (
    added_value,
    cluster_stages,
    coalitions,
    commitment,
    democracy,
    empowerment,
    five_points,
    leverage,
    local_energy,
    local_resources,
    open_coordination,
    position_matrix,
    repeated_trust,
    responsible_partnership,
    shared_energy,
    shared_vision,
    social_capital,
    synergy,
    territory,
    three_sectors,
    trust_levels,
)

SLUGS = [row.slug for row in concepts() if "exercise" in row.parts]
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PARTS = {Fraction(1, 2): "half", Fraction(1, 3): "a third", Fraction(2, 3): "two thirds", Fraction(1, 6): "a sixth"}


@cache
def cells(slug, language="en"):
    return nbformat.read(ROOT / f"solutions/{language}/{slug}/{slug}.ipynb", as_version=4).cells


@cache
def prose(slug):
    return "\n\n".join(cell.source for cell in cells(slug) if cell.cell_type == "markdown")


def literal(slug, begins):
    """Return the first Python list that stands in the text after these words."""
    text = prose(slug).split(begins)[1].lstrip(" `\n")
    ends = next(place for place, depth in enumerate(accumulate((c == "[") - (c == "]") for c in text)) if not depth)
    return ast.literal_eval(text[: ends + 1])


def part(number):
    """Return the number in words."""
    return PARTS[Fraction(float(number)).limit_denominator(100)]


def run(slug):
    """Return what the notebook with its answers defines, and each call of a check: function, arguments, expected."""
    defined, called = {}, []

    class Recorder(Check):
        def equal(self, function, arguments, expected, hint, hidden=False):
            called.append((function, arguments, expected))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course.checks.Check", Recorder)
        patch.setenv("COURSE_LEARNER", "somebody")  # the published answers name nobody to draw own numbers for
        for cell in cells(slug):
            if cell.cell_type == "code":
                exec(cell.source, defined)
    return defined, called


def best_sizes(most, s, time, hours, cost):
    s, time, hours, cost = (Fraction(str(number)) for number in (s, time, hours, cost))
    pairs = {n: (s * min(1, time / (hours * max(n - 1, 1))) - cost) * comb(n, 2) for n in range(1, most + 1)}
    found = []
    for values in ([n + pairs[n] for n in pairs], [(n + pairs[n]) / n for n in pairs]):
        assert values.count(max(values)) == 1, "of equal sizes the last binary digit would decide"
        found.append(values.index(max(values)) + 1)
    return found


def overdue(promises, today):
    rows = [commitment.Commitment(what, "us", date.fromisoformat(by), kept) for what, by, kept in promises if by]
    return [row.what for row in commitment.overdue(rows, date.fromisoformat(today))]


def dealt(sectors, groups):
    line = sorted(range(len(sectors)), key=lambda one: ("public", "civic", "business").index(sectors[one]))
    return [line.index(one) % groups for one in range(len(sectors))]


def points(wall, chosen):
    return sum(Fraction(60, place) for cards in wall for place in range(1, len({*cards} & {*chosen}) + 1))


def fair(wall, cards, seats):
    room = [[card in liked for card in range(1, cards + 1)] for liked in wall]
    return [card + 1 for card in five_points.fair_five(room, seats)]


def leverages(grant, own, other, hours, rate):
    work = leverage.in_kind_value([hours], [rate])
    return [leverage.ratio(grant, own, other), leverage.ratio(grant, own, other, work)]


def two_losses(needs, spillover):
    found = open_coordination.losses(needs, spillover, [1] * len(needs))
    return [found["local"], found["central"]]


def least_chance(temptation, reward, punishment):
    sucker = min(punishment, 2 * reward - temptation) - 1
    return repeated_trust.patience(repeated_trust.Payoffs(temptation, reward, punishment, sucker))


def next_round(now, first, weights, openness):
    return shared_vision.discuss(now, weights, openness, 1)[-1] + (1 - np.array(openness)) * np.subtract(first, now)


def density(ties, partners):
    graph = social_capital.structure("empty", partners + 1)  # partners are numbered from 1
    graph.remove_node(0)
    graph.add_edges_from(ties)
    assert len(graph) == partners
    return social_capital.density(graph)


def surplus(alone, together):
    worth = np.zeros(2 ** len(alone))
    worth[2 ** np.arange(len(alone))], worth[-1] = alone, together
    return coalitions.surplus(worth)[-1]


MODELS = {
    "added_value": {"worth": lambda n, *rule: added_value.size_curve([n], *rule)[0][0], "best_sizes": best_sizes},
    "cluster_stages": {
        "first_step": cluster_stages.first_step_at,
        "share_at": lambda runs, step, wanted: np.mean([stages[step] == wanted for stages in runs]),
    },
    "commitment": {"overdue": overdue},
    "democracy": {
        "tips": lambda arrivals, quota: sum(total < quota for total in accumulate(arrivals)),
        "power": democracy.shapley_shubik,
    },
    "empowerment": {"sign_test": empowerment.sign_test},
    "five_points": {"dealt": dealt, "points": points, "fair": fair},
    "leverage": {
        "leverage": leverages,
        "after": lambda gives, times, has: leverage.public_good(gives, times, [has] * len(gives)),
    },
    "local_energy": {
        "jaccard": lambda *goals: local_energy.overlap(goals)[0, 1],
        "common": lambda goals, quorum: sorted(local_energy.common_ground(goals, quorum)),
    },
    "local_resources": {
        "power_mean": lambda scores, p: local_resources.strength(scores, substitution=p),
        "apart": local_resources.spread,
    },
    "open_coordination": {
        "two_losses": two_losses,
        # regions of one place each lose what places lose that decide alone
        "better_level": lambda needs, spillover: open_coordination.best_level(needs, spillover, range(len(needs))),
    },
    "position_matrix": {
        "middle": position_matrix.centroid,
        "spread": position_matrix.dispersion,
        "moved": position_matrix.shift,
    },
    "repeated_trust": {
        "next_move": lambda seen: repeated_trust.plays("tit_for_two_tats", [True] * len(seen), seen) == 1,
        "least_chance": least_chance,
    },
    "responsible_partnership": {
        "unowned": lambda owners: [place + 1 for place in responsible_partnership.coverage(owners)["unowned"]],
        "best": lambda fit: responsible_partnership.match(fit)[1],
    },
    "shared_energy": {"counts": shared_energy.cascade},
    "shared_vision": {
        "next_round": next_round,
        "not_one": lambda claims: sorted(chain(*shared_vision.role_gaps(claims))),
    },
    "social_capital": {
        "density": density,
        "star_holds": lambda n, *rule: social_capital.is_pairwise_stable(social_capital.structure("star", n), *rule),
        "star_price": social_capital.hub_subsidy,
    },
    "synergy": {"surplus": surplus, "shares": coalitions.shapley},
    "territory": {"worth_from_dividends": coalitions.from_dividends},
    "three_sectors": {"ei_index": three_sectors.ei_index},
    "trust_levels": {"threshold": trust_levels.threshold},
}


def same(given, right):
    """Return whether numbers agree to 1e-9, and anything else wholly."""
    if np.asarray(right).dtype.kind in "iufO" and right is not None:
        numbers = np.asarray(right, dtype=float)
        return np.shape(given) == numbers.shape and np.allclose(given, numbers, rtol=1e-9, atol=1e-9)
    return given == right


@pytest.mark.parametrize("slug", SLUGS)
def test_checks_expect_what_the_models_give_and_so_do_the_published_functions(slug):
    defined, called = run(slug)
    assert {function for function, _, _ in called} == set(MODELS[slug])
    for function, arguments, expected in called:
        right = MODELS[slug][function](*arguments)
        assert same(expected, right), (function, arguments, expected, right)
        assert same(defined[function](*arguments), right), (function, arguments)


@pytest.mark.parametrize("slug", SLUGS)
def test_tasks_are_worth_the_points_they_name(slug):
    said = re.search(r"\*\*Points:\*\* (\d+)\. The computer gives (\w+) .* the other (\w+)\.", prose(slug))
    whole, machine, person = said.groups()
    named, earned, by = [], [], Counter()
    for cell in cells(slug):
        named += [int(number) for number in re.findall(r"^## Task .* \((\d+) points", cell.source, re.M)]
        earned += [0] * (len(named) - len(earned))
        if worth := cell.metadata.get("nbgrader", {}).get("points"):
            earned[-1] += worth
            by[cell.cell_type] += worth
    assert named == earned
    assert (int(whole), WORDS.index(machine), WORDS.index(person)) == (sum(named), by["code"], by["markdown"])


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_give_the_same_numbers(slug):
    def numbers(text):
        text = re.sub(r"\{,\}|(?<=\d),(?=\d)", ".", text.replace("\N{NO-BREAK SPACE}", " "))
        return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)))

    for one, other in zip(cells(slug), cells(slug, "pl"), strict=True):
        assert (one.id, numbers(one.source)) == (one.id, numbers(other.source))


@cache
def sentences():
    return list(_sentences())


@pytest.mark.parametrize("slug", SLUGS)
def test_numbers_in_the_text_are_those_of_the_model(slug):
    said = [words for name, words in sentences() if name == slug]
    assert said
    assert [words for words in said if words not in prose(slug)] == []


def _sentences():
    """Yield a concept and words of its exercise, with the numbers that come out put in."""
    yield "added_value", r"$s = 0.6$, $T = 12$, $h = 3$, $\kappa = 0.1$: six partners have 12 hours for five others,"
    yield "added_value", rf"v(6) = 6 + (0.48 - 0.1)\cdot 15 = {added_value.size_curve([6], 0.6, 12, 3, 0.1)[0][0]:g}$"

    stages, anna = literal("cluster_stages", "for example"), literal("cluster_stages", "anna =")
    first, share = MODELS["cluster_stages"].values()
    yield "cluster_stages", f"in stage 2 at step {first(stages, 2)} and in stage 3 at step {first(stages, 3)}."
    yield "cluster_stages", f"the share is 1/4 = {share(anna, 2, 3):g}; at step 3 it is 3/4 = {share(anna, 3, 3):g}."

    late = overdue(literal("commitment", "promises ="), "2027-04-12")
    yield "commitment", f"{WORDS[len(late)]} of these are overdue. The oldest comes first: {', then '.join(late)}."
    ties = [[1, 0.7, 0.2], [0.7, 1, 0.9], [0.2, 0.9, 1]]
    pairs = coalitions.dividends(synergy.pairwise([4, 3, 2], ties, 1.2, 1))
    lost = f"the council and the grocer lose about {-pairs[0b101]:.1f}."
    yield "commitment", f"1.2 · 0.9 · √6 − 1 ≈ {pairs[0b110]:.1f} together, {lost}"
    yield "commitment", f"1 / (1.2 · √8) ≈ {synergy.break_even_trust(4, 2, 1.2, 1):.2f},"
    power = part(democracy.shapley_shubik([3, 2, 1], 4)[0])
    yield "commitment", f"it has {power} of the power and {part(3 / 6)} of the votes."

    yield "democracy", f"mill, school, town: {', then '.join(map(str, accumulate([3, 2, 5])))}."
    powers = 6 * democracy.shapley_shubik([2, 1, 1], 3)
    yield "democracy", "For `[2, 1, 1]` and 3 these are {:.0f}/6, {:.0f}/6 and {:.0f}/6.".format(*powers)
    most, *others = map(part, democracy.shapley_shubik([4, 3, 2, 2], 6))
    yield "democracy", f"has {most} of the power with {4 / 11:.0%} of the votes, and each of the others {others[0]},"
    assert len(set(others)) == 1
    assert democracy.vetoers([4, 3, 2, 2], 6) == [], "nobody can block alone"

    yield "empowerment", f"one way out of {2**4}, twice: {empowerment.sign_test([1, 1, 1, 1, 1], [2, 2, 2, 2, 1]):g}."
    yield "empowerment", f"All eight marks went up; the sign test gives {empowerment.chance(8, 0):.3f}."
    yield "empowerment", f"the same way in {100 * empowerment.chance(8, 0, together=0.5):.0f} cases of 100."
    yield "empowerment", ", ".join(f"{n} {rung}" for n, rung in enumerate(empowerment.RUNGS, 1)).replace("_", " ")

    a, b, c, d, e = (60 // place for place in range(1, 6))
    yield "five_points", f"is worth {a} points, the second {b} more, the third {c}, the fourth {d}, the fifth {e}."
    wall = literal("five_points", "the cards of each person, for example")
    two, three = points(wall, [1, 2]), points(wall, [1, 3])
    yield "five_points", f"3 · (60 + 30) = {two}, the cards 1 and 3 are worth 3 · 60 + 2 · 60 = {three}."
    groups = re.findall(r"^\| (\d+) [^|]*\| (.*) \|$", prose("five_points"), re.M)
    wall = [[int(card) for card in re.findall(r"\d", cards)] for people, cards in groups for _ in range(int(people))]
    best = fair(wall, 8, 5)
    left = [cards for cards in wall if not {*cards} & {*best}]
    yield "five_points", f"The fair choice is {', '.join(map(str, best))};"
    yield "five_points", f"With {', '.join(map(str, best))} it is the choir, {WORDS[len(left)]} people."
    assert set(map(tuple, left)) == {(8,)}
    assert all({*cards} & {1, 2, 5, 6, 8} for cards in wall), "the mark scheme: these five hold everybody"
    yield "five_points", f"{WORDS[sum(6 in cards for cards in wall)]} people from two groups like it."
    yield "five_points", f"counts {8 / 4:g}, while card 5 as a second card for six residents counts {6 / 2:g}."

    money, work = leverages(20000, 5000, 0, 100, 50)
    yield "leverage", f"there are 25 000, so {money:g}; with work 30 000, so {work:g}."
    gave, *_, kept = leverage.public_good([10, 10, 10, 0], 2, [10] * 4)
    yield "leverage", f"there are {gave * 4:g} in the purse, {gave:g} for each."
    yield "leverage", f"The first three end with {gave:g}, the last with {kept:g}."
    yield "leverage", "the leverage is {:g} without work and {:g} with it.".format(*leverages(20, 4, 0, 0.3, 20))
    yield "leverage", f"a grant of 20 thousand added 24, or {leverage.additionality(30, 6, 20):g} for each złoty."

    square = literal("local_energy", "a list of sets, for example")
    (shade,), (_, bus) = (local_energy.common_ground(square, quorum) for quorum in (3, 2))
    yield "local_energy", f'With a quorum of 3 here only `"{shade}"` is common, with a quorum of 2 `"{bus}"` is, too.'

    harmonic, geometric = (local_resources.strength([2, 4], substitution=p) for p in (-1, 0))
    yield "local_resources", f"is {(1 / 2 + 1 / 4) / 2:g}, and $0.375^{{-1}} = {harmonic:.3f}$."
    yield "local_resources", rf"$\sqrt{{2 \cdot 4}} = {geometric:.3f}$."

    local, central = two_losses([1, 4, 7], 2)
    yield "open_coordination", f"Local: $2^2/2 = {local:g}$. Central: the mean is 4,"
    yield "open_coordination", f"are 9, 0 and 9, their mean is {2 * central:g}, half of it {central:g}."

    room = literal("position_matrix", "a list of marks, for example")
    x, y = position_matrix.centroid(room)
    yield "position_matrix", f"the middle is ({x:g}; {y:g}),"
    yield "position_matrix", f"the dispersion is {part(position_matrix.dispersion(room))}."

    pays, wait = repeated_trust.PAYOFFS, repeated_trust.patience()
    yield "repeated_trust", f"both deliver, {pays.reward:g} each; both hold back, {pays.punishment:g} each; if only one"
    yield "repeated_trust", f"it has −{-pays.sucker:g} and the other {pays.temptation:g}."
    yield "repeated_trust", f"delivering brings $2/(2/3) = {pays.reward / (1 - wait):g}$, and so does holding back."
    assert np.isclose(pays.reward / (1 - wait), pays.temptation + wait * pays.punishment / (1 - wait))
    hard, mild = repeated_trust.tournament({"tit_for_tat": 2, "always_hold_back": 3}, rounds=10).values()
    yield "repeated_trust", f"20 − 3 = {mild:g}."
    yield "repeated_trust", f"two of its own kind (0): {hard:g}."

    fit = [[9, 8], [8, 2]]
    (_, first), (_, best) = responsible_partnership.greedy(fit), responsible_partnership.match(fit)
    yield "responsible_partnership", f"    {fit}\n\nthere are two plans: 9 + 2 = {first:g} and 8 + 8 = {best:g}."
    yield "responsible_partnership", f"gets {first:g} of {best:g}, nearly {first / best:.0%}."

    first, second = shared_energy.cascade([0, 1, 1, 4]).tolist()
    yield "shared_energy", f"By hand for `[0, 1, 1, 4]`: in the first round {WORDS[first]} comes."
    yield "shared_energy", f"after the second round {WORDS[second]} are there."
    yield "shared_energy", f"The list is `{[first, second]}`."
    yield "shared_energy", f"for `[1, 2]` the list is `{shared_energy.cascade([1, 2]).tolist()}`."

    stands = next_round([4, 8], [2, 8], [[0.5, 0.5], [0, 1]], [0.5, 0])[0]
    yield "shared_vision", f"With openness 0.5 it then stands at 0.5 · 6 + 0.5 · 2 = {stands:g}."
    gaps = MODELS["shared_vision"]["not_one"](literal("shared_vision", "claims ="))
    yield "shared_vision", f"For the example: `{gaps}`."

    yield "social_capital", f"four partners there are {WORDS[comb(4, 2)]} pairs; with two ties the density is 2/6."
    assert density([(1, 2), (2, 3)], 4) == pytest.approx(2 / 6)
    price = social_capital.hub_subsidy(6, 0.5, 0.6)
    yield "social_capital", f"the middle loses {price / 5:g} on each of its five ties,"
    yield "social_capital", f"so the star does not hold, and the price is {price:g}."

    river = literal("synergy", "`worth =")
    orders = np.diff([[river[place] for place in order] for order in ([0, 1, 3, 7], [0, 4, 6, 7])])
    yield "synergy", f"| units | {' | '.join(map(str, river))} |"
    yield "synergy", "A brings 4 − 0 = {}, then B adds 8 − 4 = {}, and C adds 17 − 8 = {}.".format(*orders[0])
    yield "synergy", "C brings {}, then B adds 6 − 0 = {}, and A adds 17 − 6 = {}.".format(*orders[1])
    yield "synergy", f"because 16 − (4 + 9) = {surplus([4, 9], 16):g}."
    yield "synergy", f"The pair in this line gains {synergy.pairwise([4, 9], np.ones((2, 2)), 1, 0)[3] - 13:g},"
    match = run("synergy")[0]["bad_match"]
    most = synergy.pairwise([4, 9], np.ones((2, 2)), match["complementarity"], 0)[3] - 13
    yield "synergy", f"trust each other ({match['trust']:g}),"
    yield "synergy", f"gain 6 · {match['complementarity']:g} · 1 = {most:g} and still pay {match['cost']:g},"
    yield "synergy", f"so they would lose {match['cost'] - most:g} units."

    pairs = territory.worth("pairs")
    yield "territory", f"    {coalitions.dividends(pairs).astype(int).tolist()}"
    yield "territory", f"and some sets with 0: it is worth {pairs[11]:g}."
    yield "territory", f"`9 & 11 == 9` is `{9 & 11 == 9}`, and `12 & 11 == 12` is `{12 & 11 == 12}`,"
    (ends,) = {territory.worth(reading)[-1] for reading in territory.READINGS}
    yield "territory", f"Both readings end at {ends:g}."

    index = three_sectors.ei_index(literal("three_sectors", "edges ="), literal("three_sectors", "sectors ="))
    yield "three_sectors", rf"\frac{{3 - 1}}{{4}} = {index:g}$$"

    yield "trust_levels", rf"$0.8 \cdot 0.8 = 0.64$, so the threshold is {trust_levels.threshold(0.64, 3):g}."
