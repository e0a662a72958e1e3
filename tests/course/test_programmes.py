"""The ready programmes: minutes that add up, concepts that exist, words in both languages."""

import pytest

from course.catalog import concepts
from course.programmes import FILE, programmes
from course.texts import is_leaf, read_toml

each = pytest.mark.parametrize("programme", programmes(), ids=lambda programme: programme.slug)


def test_there_are_ninety_minutes_a_day_and_two_days():
    assert [(programme.slug, programme.days) for programme in programmes()] == [
        ("ninety_minutes", 1),
        ("one_day", 1),
        ("two_days", 2),
    ]


@each
def test_planned_minutes_add_up_and_lie_between_least_and_most(programme):
    assert sum(block.plan for block in programme.blocks) == programme.minutes
    assert all(0 < block.least <= block.plan <= block.most for block in programme.blocks)
    assert all(block.plan % 5 == 0 for block in programme.blocks) or programme.minutes <= 90


@each
def test_concepts_come_once(programme):
    taught = [block.concept for block in programme.blocks if block.concept]
    assert len(set(taught)) == len(taught)


def test_two_days_teach_the_whole_course_in_its_order():
    taught = [block.concept for block in programmes()[-1].blocks if block.concept]
    assert set(taught) == {row.slug for row in concepts()}
    units = [row.unit for slug in taught for row in concepts() if row.slug == slug]
    assert units == sorted(units, key=[row.unit for row in concepts()].index)


def test_no_day_is_longer_than_seven_hours():
    for programme in programmes():
        for day in range(1, programme.days + 1):
            assert sum(block.plan for block in programme.blocks if block.day == day) <= 420


def test_every_word_is_there_in_both_languages():
    for row in read_toml(FILE)["programme"]:
        assert is_leaf(row["title"])
        assert is_leaf(row["intro"])
        for block in row["block"]:
            assert is_leaf(block["do"])
            assert ("concept" in block) != is_leaf(block.get("title"))


def test_the_clock_starts_anew_each_day():
    last = programmes()[-1]
    second = next(index for index, block in enumerate(last.blocks) if block.day == 2)
    assert last.begins()[0] == last.begins()[second] == "9:00"
    assert last.begins(at=8 * 60 + 30)[1] == "8:45"
