"""The clock: minutes lost are taken from where they may be, the forced summary last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import script
from course.live.clock import Clock, blocks
from course.models.five_points import Block

MINUTE = 60.0
BLOCKS = (Block("a", 5, 10, 15), Block("talk", 5, 20, 30), Block("summary", 15, 20, 25, must=True))


def test_nothing_runs_before_the_first_block() -> None:
    view = Clock(BLOCKS).view(1000.0)
    assert view == {"began": None, "planned": 10, "ends": None, "min": 5, "max": 15, "late": 0, "end": None}


def test_an_overrun_is_taken_from_the_talk_and_not_from_the_summary() -> None:
    clock = Clock(BLOCKS).entered(0, 0.0)
    assert [row["plan"] for row in clock.rows(22 * MINUTE)] == [10, 8, 20]
    assert clock.late(22 * MINUTE) == 0
    assert clock.rows(22 * MINUTE)[0]["over"] == 12
    late = clock.entered(1, 22 * MINUTE)
    assert (late.planned, late.ends) == (8, 30 * MINUTE)
    assert late.rows(late.started)[0] == {
        "index": 0, "name": "a", "min": 5, "plan": 10, "max": 15, "must": False, "done": True, "over": 12,
    }  # fmt: skip


def test_what_cannot_be_made_up_is_how_late_the_end_is() -> None:
    clock = Clock(BLOCKS).entered(0, 0.0)
    assert clock.late(30 * MINUTE) == 0  # 15 from the talk, 5 from the summary
    assert clock.late(37 * MINUTE) == 7
    assert clock.end(37 * MINUTE) == 57 * MINUTE


def test_extra_minutes_move_the_end_of_the_block_and_go_with_it() -> None:
    clock = Clock(BLOCKS).entered(0, 0.0).given(5)
    assert (clock.planned, clock.ends) == (15, 15 * MINUTE)
    assert [row["plan"] for row in clock.rows(0.0)] == [15, 15, 20]
    assert clock.entered(1, 15 * MINUTE).extra == 0


def test_a_workshop_may_begin_with_its_second_block() -> None:
    clock = Clock(BLOCKS).entered(1, 500.0)
    assert (clock.planned, clock.late(500.0), clock.rows(500.0)[0]["done"]) == (20, 0, False)


def test_going_back_to_the_running_block_changes_nothing() -> None:
    clock = Clock(BLOCKS).entered(1, 0.0).given(3)
    assert clock.entered(1, 300.0) is clock


@given(
    stays=st.lists(st.integers(0, 90), min_size=1, max_size=len(script.read()["blocks"]) - 1),
    watched=st.integers(0, 60),
)
def test_no_block_to_come_leaves_its_bounds_and_musts_are_cut_last(stays: list[int], watched: int) -> None:
    clock, now = Clock(blocks(script.read()["blocks"])), 0.0
    for index, stay in enumerate(stays):
        clock = clock.entered(index, now)
        now += stay * MINUTE
    coming = clock.plan(now + watched * MINUTE)[clock.index + 1 :]
    assert all(block.min <= block.plan <= block.max for block in coming)
    own = {block.name: block.plan for block in clock.blocks}
    if any(block.must and block.plan < own[block.name] for block in coming):
        assert all(block.plan == block.min for block in coming if not block.must)
    if clock.late(now + watched * MINUTE):
        assert all(block.plan == block.min for block in coming)


def test_minutes_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="minutes must be 0 <= min <= plan <= max"):
        blocks([{"name": "a", "min": 5, "plan": 3, "max": 9}])
