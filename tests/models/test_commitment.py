"""Promises: which are overdue, what a draft and a portfolio lack, and what is no promise at all."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.commitment import LONGEST, PARTS, VIEWS, Commitment, gaps, lacking, overdue

TODAY = date(2027, 4, 12)
days = st.dates(date(2026, 1, 1), date(2028, 1, 1))
promises = st.builds(Commitment, what=st.sampled_from("abcdef"), with_whom=st.just("x"), by=days, done=st.booleans())


def promise(what: str, by: date, done: bool = False) -> Commitment:
    return Commitment(what, "the choir", by, done)


def test_overdue_redone_by_hand():
    said = [
        promise("print the map", date(2027, 4, 10)),
        promise("ring the carrier", date(2027, 3, 31)),
        promise("mend the gate", date(2027, 3, 12), done=True),
        promise("ask the parish", date(2027, 4, 12)),
        promise("paint the board", date(2027, 5, 1)),
    ]
    assert [late.what for late in overdue(said, TODAY)] == ["ring the carrier", "print the map"]


@given(st.lists(promises), days)
def test_overdue_is_what_is_found_by_walking_through_the_days_before_today(said, today):
    found, before = [], date(2025, 12, 31)
    while before < today:
        found += [one for one in said if one.by == before and not one.done]
        before += timedelta(days=1)
    assert list(overdue(said, today)) == found


@given(st.lists(promises), days, st.integers(0, 400))
def test_what_is_overdue_stays_overdue_until_it_is_kept(said, today, later):
    assert set(overdue(said, today)) <= set(overdue(said, today + timedelta(days=later)))
    kept = [Commitment(one.what, one.with_whom, one.by, True) for one in said]
    assert overdue(kept, today) == ()


def test_two_of_the_same_day_stay_in_their_order():
    said = [promise("b", date(2027, 1, 1)), promise("a", date(2027, 1, 1))]
    assert [late.what for late in overdue(said, TODAY)] == ["b", "a"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"what": " "}, "what must be a text of 1 to 160 characters"),
        ({"what": "x" * (LONGEST["what"] + 1)}, "what must be"),
        ({"with_whom": ""}, "with_whom must be a text of 1 to 80 characters"),
        ({"with_whom": None}, "with_whom must be"),
        ({"by": "2027-03-31"}, "by must be a day"),
        ({"by": datetime(2027, 3, 31, 12)}, "by must be a day"),
    ],
)
def test_what_is_no_promise_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        Commitment(**{"what": "ring", "with_whom": "the library", "by": TODAY} | values)


@pytest.mark.parametrize("today", ["2027-04-12", datetime(2027, 4, 12, 8), None])
def test_overdue_needs_a_day(today):
    with pytest.raises(ValueError, match="today must be a day"):
        overdue([], today)


@given(st.lists(st.sampled_from(["", " ", "x"]), min_size=3, max_size=3))
def test_a_draft_lacks_its_empty_parts_in_order(texts):
    assert lacking(*texts) == tuple(name for name, text in zip(PARTS, texts, strict=True) if text != "x")


def test_a_portfolio_lacks_nothing_or_says_what_in_order():
    whole = ("a", "b", "c"), ("x", "x", "x"), ("y", "y", "y")
    assert gaps(True, *whole, promises=1) == ()
    empty = ("", " ", "")
    everything = gaps(False, ("a", "a", "a"), empty, empty, promises=0)
    lines = tuple(f"{key}{place}" for place in range(1, VIEWS + 1) for key in ("finding", "limits"))
    assert everything == ("partnership", "views", *lines, "promise")
    assert gaps(True, ("a", "b", "a"), ("x", "x", "x"), ("y", "", "y"), promises=2) == ("views", "limits2")


@pytest.mark.parametrize("place", range(3))
def test_a_portfolio_has_three_of_each(place):
    lines = [("a", "b", "c")] * 3
    lines[place] = ("a", "b")
    with pytest.raises(ValueError, match="must have 3 entries, got 2"):
        gaps(True, *lines, promises=1)
