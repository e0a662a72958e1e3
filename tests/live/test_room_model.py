"""The model of this room: answers become parameters, and what the models say of them."""

from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import script
from course.live.room import Room
from course.live.room_model import of_levels, of_strategies
from course.models.repeated_trust import STRATEGIES, tournament
from course.models.trust_levels import feasible_level, thresholds


def test_levels_become_a_mean_trust_and_a_price_of_an_animator() -> None:
    found = of_levels([1, 1, 2, 2, 2, 0])
    assert found is not None
    # Four partners: 0.585 for level 1, 0.737 for level 2; (2 · 0.585 + 3 · 0.737 + 0) / 6 = 0.563, rounded 0.55.
    assert (found["trust"], found["level"], found["median"], found["levels"]) == (0.55, 0, 1, [1, 2, 3, 0, 0])
    assert found["assurance"] == pytest.approx((thresholds(4)[0] - 0.55) / 0.45, abs=1e-4)
    assert feasible_level(found["trust"], 4, found["assurance"] + 1e-3) == 1
    assert parse_qs(found["query"])["ladder.trust"] == ["0.55"]
    assert found["sentence"]["en"].endswith("an animator would have to lend 8% of the trust that is missing.")


def test_choices_become_the_players_of_a_tournament() -> None:
    found = of_strategies({"tit_for_tat": 2, "always_hold_back": 3})
    assert found is not None
    assert found["points"] == {"always_hold_back": 6.0, "tit_for_tat": 17.0}
    assert found["best"] == ["tit_for_tat"]
    assert found["last"] == {"tit_for_tat": 5}
    query = parse_qs(found["query"])
    assert [query[f"tournament.{name}"][0] for name in STRATEGIES] == ["0", "3", "2", "0", "0", "0", "0"]


def test_a_large_room_is_scaled_down_and_the_sentence_says_so() -> None:
    found = of_strategies({"grim": 30, "random": 15})
    assert found is not None
    assert found["counts"] == {"grim": 20, "random": 10}
    assert "played by 30 players" in found["sentence"]["en"]


@pytest.mark.parametrize("few", [0, 1, 4])
def test_under_five_answers_nothing_is_said(few: int) -> None:
    assert of_levels([2] * few) is None
    assert of_strategies({"grim": few}) is None


def test_room_speaks_once_the_poll_is_revealed() -> None:
    room, events = Room("X"), []

    def do(kind: str, who: str = "trainer", /, **body: object) -> None:
        event = SimpleNamespace(seq=len(events) + 1, at=0.0, kind=kind, seat=who, client_id=str(len(events)), body=body)
        events.append(event)
        room.apply(event)  # pyright: ignore[reportArgumentType]

    do("began", "", **script.read())
    for number in range(5):
        do("joined", f"s{number}", token_hash=str(number))
    do("block", index=2)
    do("open")
    for number in range(5):
        do("answer", f"s{number}", activity="b2", round=1, value={"level": 2})
    assert room.part("projector", 0)["model"] is None
    do("reveal", on=True)
    model = room.part("projector", 0)["model"]
    assert model["trust"]["trust"] == 0.75
    assert model["trust"]["level"] == 2
    assert model["strategies"] is None
    assert "Ours" in model["note"]["en"]


@given(st.lists(st.integers(0, 4), min_size=5, max_size=40))
def test_trust_lies_on_the_dashboards_slider_and_rises_with_the_answers(levels: list[int]) -> None:
    found, deeper = of_levels(levels), of_levels([min(level + 1, 4) for level in levels])
    assert found is not None
    assert deeper is not None
    assert 0 <= found["trust"] <= deeper["trust"] <= 0.95
    assert round(found["trust"] / 0.05, 6) == round(found["trust"] / 0.05)
    assert found["level"] == feasible_level(found["trust"], 4)


@given(st.dictionaries(st.sampled_from(STRATEGIES), st.integers(1, 60), min_size=1))
def test_players_fit_the_dashboard_and_are_those_the_sentence_speaks_of(counts: dict[str, int]) -> None:
    found = of_strategies(counts)
    if sum(counts.values()) < 5:
        assert found is None
        return
    assert found is not None
    assert set(found["counts"]) == set(counts)
    assert max(found["counts"].values()) <= 20
    assert found["points"] == tournament(found["counts"], 10)
    assert sum(found["last"].values()) == sum(found["counts"].values())
