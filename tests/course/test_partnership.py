"""A partnership as a value and as a file: what it holds, what comes back, and what is said of a file that is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cases import cases
from course.cases.files import FORMAT, LARGEST, VERSION, dumps, loads
from course.cases.partnership import RULES, SECTORS, Partner, Partnership, PartnershipError
from course.texts import LANGUAGES

names = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text)
partners = st.builds(
    Partner,
    name=names,
    sector=st.sampled_from(SECTORS),
    resources=st.floats(0, 10),
    votes=st.integers(0, 20),
    shares=st.none() | st.just(((1.0, 0.0, 3.0),) * 3),
)


@st.composite
def partnerships(draw):
    found = draw(st.lists(partners, min_size=2, max_size=8))
    n = len(found)
    pairs = draw(st.sets(st.sampled_from([(i, j) for i in range(n) for j in range(i + 1, n)])))
    ties = tuple((i, j, draw(st.floats(0.01, 1))) for i, j in sorted(pairs))
    return Partnership(draw(names), tuple(found), ties, draw(st.sampled_from(RULES)))


PAIR = Partnership("Choir", (Partner("Hall", "public", 3, 2), Partner("Singers", "civic", 4, 1)), ((0, 1, 0.5),))


@given(partnerships())
def test_what_is_saved_comes_back(partnership):
    assert loads(dumps(partnership)) == partnership


@given(partnerships())
def test_trust_is_symmetric_and_its_mean_counts_missing_ties_as_nothing(partnership):
    trust, n = partnership.trust, len(partnership.partners)
    assert all(trust[i][j] == trust[j][i] for i in range(n) for j in range(n))
    over = [trust[i][j] for i in range(n) for j in range(i + 1, n)]
    assert partnership.mean_trust == pytest.approx(sum(over) / len(over))


@given(partnerships())
def test_quota_is_the_least_number_of_votes_that_the_rule_is_content_with(partnership):
    total = sum(partner.votes for partner in partnership.partners)
    content = {
        "majority": lambda votes: 2 * votes > total,
        "two_thirds": lambda votes: 3 * votes >= 2 * total,
        "unanimity": lambda votes: votes == total,
    }[partnership.rule]
    expected = next(votes for votes in range(total + 1) if content(votes)) if total else 0
    assert partnership.quota == expected


def test_quota_and_mean_trust_redone_by_hand():
    three = Partnership(
        "Three",
        (Partner("a", "public", 1, 3), Partner("b", "civic", 1, 3), Partner("c", "civic", 1, 1)),
        ((0, 1, 0.6),),
    )
    assert three.quota == 4  # more than half of seven
    assert three.mean_trust == pytest.approx(0.2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_can_be_saved_and_opened(language):
    for found in cases():
        partnership = found.partnership(language)
        assert loads(dumps(partnership)) == partnership


def changed(**values):
    return json.dumps(json.loads(dumps(PAIR)) | values)


def partner(**values):
    return [json.loads(dumps(PAIR))["partners"][0] | values, json.loads(dumps(PAIR))["partners"][1]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "broken"),
        ("not JSON {", "broken"),
        ("[" * 90_000, "broken"),
        (dumps(PAIR)[:-20], "broken"),
        ("[1, 2]", "foreign"),
        ("{}", "foreign"),
        ('{"format": "partnership-course/three_sectors", "version": 1, "partners": []}', "foreign"),
        (changed(version="1"), "foreign"),
        (" " * (LARGEST + 1), "foreign"),
        (changed(version=VERSION + 1), "newer"),
        (changed(partners="all"), "broken"),
        (changed(partners=[1, 2]), "broken"),
        (changed(partners=json.loads(dumps(PAIR))["partners"] * 5), "many"),
        (changed(partners=[]), "few"),
        (changed(name=" "), "title"),
        (changed(name=None), "title"),
        (changed(partners=partner(name="  ")), "nameless"),
        (changed(partners=partner(name=7)), "nameless"),
        (changed(partners=partner(name="x" * 31)), "nameless"),
        (changed(partners=partner(sector="state")), "sector"),
        (changed(partners=partner(sector=["public"])), "sector"),
        (changed(partners=partner(resources=11)), "resources"),
        (changed(partners=partner(resources=float("nan"))), "resources"),
        (changed(partners=partner(votes=1.5)), "votes"),
        (changed(partners=partner(votes=True)), "votes"),
        (changed(partners=partner(money=[1, 2, 3])), "shares"),
        (changed(partners=partner(money=[1, 0, 0], decisions=[0, 0, 0], work=[1, 0, 0])), "shares"),
        (changed(ties=[[0, 1, 0.5], [0, 1, 0.6]]), "ties"),
        (changed(ties=[[0, 5, 0.5]]), "ties"),
        (changed(ties=[[1, 0, 0.5]]), "ties"),
        (changed(ties=[[0, 1, 0]]), "ties"),
        (changed(ties=[[0, 1]]), "ties"),
        (changed(ties=[7]), "broken"),
        (changed(rule="by lot"), "rule"),
        (changed(rule=[]), "rule"),
    ],
)
def test_what_is_no_partnership_is_refused_with_one_sentence_in_the_readers_language(text, rule, language):
    with pytest.raises(PartnershipError) as refused:
        loads(text)
    assert refused.value.rule == rule
    said = refused.value.sentence(language)
    assert said.endswith(".")
    assert "{" not in said


def test_a_file_says_what_it_is_and_of_which_version():
    value = json.loads(dumps(PAIR))
    assert (value["format"], value["version"]) == (FORMAT, VERSION)
    assert "shares" not in dumps(PAIR)


def test_a_partner_is_named_where_it_is_refused():
    with pytest.raises(PartnershipError) as refused:
        Partnership("Choir", (Partner("Hall", "public", 3, 2), Partner("Singers", "civic", 4, 21)))
    assert refused.value.sentence("pl").startswith("Singers: liczba głosów")
