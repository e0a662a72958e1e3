"""The case library: eight invented partnerships, complete in both languages, unlike one another, with right sums."""

from itertools import combinations

import pytest

from course.cases import CASES, FOLDER, OUTCOMES, case, cases
from course.cases.partnership import FEWEST, LAYERS, MOST, SECTORS, Partnership
from course.models import three_sectors
from course.texts import LANGUAGES

each = pytest.mark.parametrize("found", cases(), ids=lambda found: found.slug)


def degrees(partnership: Partnership) -> list[int]:
    return [sum(place in tie[:2] for tie in partnership.ties) for place in range(len(partnership.partners))]


def powerless(partnership: Partnership) -> list[str]:
    """Return the partners with votes who turn no group of the others from losing to winning, tried one by one."""
    votes, quota, found = [partner.votes for partner in partnership.partners], partnership.quota, []
    for place, partner in enumerate(partnership.partners):
        others = [v for other, v in enumerate(votes) if other != place]
        sums = {sum(group) for size in range(len(others) + 1) for group in combinations(others, size)}
        if votes[place] and not any(total < quota <= total + votes[place] for total in sums):
            found.append(partner.name)
    return found


def test_there_are_eight_and_every_file_is_one_of_them():
    assert len(CASES) == 8
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(CASES)
    with pytest.raises(ValueError, match=r"slug must be one of training, .* got 'opera'"):
        case("opera")


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_tells_its_whole_story_in_both_languages(found, language):
    for told in (found.title, found.story, found.decides, found.sensitive, found.turning):
        assert set(told) == set(LANGUAGES)
        assert told[language].strip()
    assert len(found.story[language]) > 200
    names = [partner.name for partner in found.partnership(language).partners]
    assert len(set(names)) == len(names)
    assert found.outcome in OUTCOMES


@each
def test_what_partners_pay_adds_up_to_the_budget_and_shares_to_a_hundred(found):
    partners = found.partnership("en").partners
    assert sum(row.amount for row in found.money) == found.budget
    assert len({row.who for row in found.money}) == len(found.money)
    assert all(0 <= row.who < len(partners) and row.amount > 0 for row in found.money)
    for partner in partners:
        assert [sum(row) for row in partner.shares] == [100] * len(LAYERS), partner.name


@each
def test_both_languages_hold_the_same_numbers(found):
    english, polish = (found.partnership(language) for language in ("en", "pl"))
    assert english.ties == polish.ties
    assert english.quota == polish.quota > 0
    plain = [(p.sector, p.resources, p.votes, p.shares) for p in english.partners]
    assert plain == [(p.sector, p.resources, p.votes, p.shares) for p in polish.partners]


def test_sizes_sectors_and_ends_differ():
    sizes = [len(found.partnership("en").partners) for found in cases()]
    assert sizes == sorted(sizes)
    assert (min(sizes), max(sizes)) == (FEWEST, MOST)
    present = [{partner.sector for partner in found.partnership("en").partners} for found in cases()]
    assert sum(len(sectors) == 3 for sectors in present) >= 5
    assert any(len(sectors) < 3 for sectors in present)
    assert {found.outcome for found in cases()} == set(OUTCOMES)
    assert sum(found.outcome in ("shrank", "ended") for found in cases()) >= 2
    assert {found.partnership("en").rule for found in cases()} == {"majority", "two_thirds", "unanimity"}


def test_one_partner_has_a_vote_and_no_power():
    assert powerless(case("bus_line").partnership("en")) == ["Passengers' association"]
    assert powerless(case("river").partnership("en")) == []


def test_one_case_is_a_star_and_one_has_nobody_in_the_middle():
    assert degrees(case("orchard").partnership("en")) == [6, 1, 1, 1, 1, 1, 1]
    trail = case("heritage_trail").partnership("en")
    assert max(degrees(trail)) <= (len(trail.partners) - 1) / 2
    assert any(
        count == len(found.partnership("en").partners) - 1
        for found in cases()
        for count in degrees(found.partnership("en"))
    )


@pytest.mark.parametrize(
    ("slug", "quota", "votes"),
    [("market_square", 7, 12), ("school_firms", 6, 8), ("orchard", 5, 7), ("bus_line", 6, 10)],
)
def test_the_votes_told_in_a_story_are_those_of_its_numbers(slug, quota, votes):
    partnership = case(slug).partnership("en")
    assert (partnership.quota, sum(partner.votes for partner in partnership.partners)) == (quota, votes)


def test_sectors_and_layers_are_those_of_the_model():
    assert SECTORS == three_sectors.SECTORS
    assert LAYERS == three_sectors.LAYERS
    assert MOST == three_sectors.MOST
