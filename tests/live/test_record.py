"""The document of a workshop: what was said in the room, nobody's name or token, and read again unchanged."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from course.live.cards import WALL
from course.live.record import RecordError, approvals, boards, cards, liked, read, record
from course.live.room import Room
from course.live.sample import load, sample
from course.models.five_points import fair_five, left_out, top_five

told = runpy.run_path(str(Path(__file__).with_name("told.py")))
Story, people, whole = told["Story"], told["people"], told["whole"]


def made(story):
    return record(story.events, story.now)


def written(found):
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


def polled(kind, values, reveal=False, **config):
    """Return the document of a workshop with one question that so many people answered."""
    activity = {"kind": kind, "ask": told["TEXT"], "help": None, "rounds": 2, "config": config}
    block = {"name": "a", "title": told["TEXT"], "text": told["TEXT"], "min": 1, "plan": 2, "max": 3}
    story, seats = Story(blocks=[block | {"activity": activity}]), people(12)
    story.join(*seats)
    name = story.turn(0)
    for seat, value in zip(seats, values, strict=False):
        story.answer(seat, name, value)
    if reveal:
        story.lead("reveal", on=True)
        story.lead("round", round=2)
    return made(story)["activities"][0]["rounds"][0]


def test_document_read_again_is_the_same():
    found = made(whole())
    assert read(written(found)) == found
    assert read("\ufeff" + written(found)) == found
    assert (found["format"], found["version"], found["code"], found["finished"]) == (
        "partnership-workshop", 1, "ROOM", True,
    )  # fmt: skip
    assert found["sectors"] == {"public": 4, "civic": 4, "business": 4, "none": 0}
    assert found["delete_after"] == "2027-03-31"


def test_no_seat_token_or_hash_is_in_it():
    text = written(made(whole(names=True)))
    for secret in ("hash", "token", "seat-", "client-", "-of-somebody"):
        assert secret not in text


@pytest.mark.parametrize("names", [False, True])
def test_nicknames_are_in_it_only_where_everybody_sees_them(names):
    found = made(whole(names=names))
    assert ("Nick" in written(found)) == names
    assert [row["person"] for row in found["people"]] == [f"p{place}" for place in range(1, 13)]


def test_what_was_taken_down_or_said_by_somebody_put_out_is_not_in_it():
    text = written(made(whole()))
    for gone in told["GONE"]:
        assert gone not in text
    assert told["FORMULA"].replace('"', '\\"') in text


def test_what_waits_for_the_trainer_is_not_in_it():
    activity = {"kind": "number", "ask": told["TEXT"], "help": None, "rounds": 1, "config": {}}
    block = {"name": "a", "title": told["TEXT"], "text": told["TEXT"], "min": 1, "plan": 2, "max": 3}
    story = Story(blocks=[block | {"activity": activity}], moderation=True)
    story.join(*people(6))
    name = story.turn(0)
    for seat in people(6):
        story.answer(seat, name, {"value": "Word nobody saw", "reason": "Reason nobody saw"})
    found = made(story)
    assert "nobody saw" not in written(found)
    assert len(found["activities"][0]["rounds"][0]["answers"]) == 6


@pytest.mark.parametrize(("n", "reveal", "kept"), [(4, False, 0), (4, True, 4), (5, False, 5)])
def test_answers_of_fewer_than_five_are_in_it_only_where_the_room_saw_them(n, reveal, kept):
    turn = polled("agree", [{"value": 1}] * n, reveal=reveal)
    assert len(turn["answers"]) == kept
    assert turn["results"]["count"] == n
    assert turn["results"]["hidden"] == (kept == 0)


@pytest.mark.parametrize(("n", "kept"), [(4, 0), (5, 5)])
def test_marks_of_fewer_than_five_are_never_in_it(n, kept):
    corners = [told["TEXT"]] * 3
    assert len(polled("triangle", [{"shares": [50, 30, 20]}] * n, reveal=True, corners=corners)["answers"]) == kept


def test_ratings_of_a_sector_with_fewer_than_five_raters_are_not_in_it():
    rating = {"ratings": {"public": 5, "civic": 4, "business": 1}}
    assert {written(answer["value"]) for answer in polled("ratings", [rating] * 12, reveal=True)["answers"]} == {
        '{"ratings": {}}'
    }


def test_promises_are_in_it_only_where_shared_and_belong_to_nobody():
    found = made(whole())
    assert [row["what"] for row in found["commitments"]] == ["@Promise 0", "@Promise 1"]
    assert all(set(row) == {"what", "with_whom", "by"} for row in found["commitments"])
    assert "@Promise 2" not in written(found)
    (promises,) = [one for one in found["activities"] if one["kind"] == "commitments"]
    assert (promises["rounds"][0]["answers"], promises["rounds"][0]["results"]["count"]) == ([], 6)


def test_blocks_say_what_was_planned_and_what_the_clock_said():
    blocks = {row["name"]: (row["planned"], row["real"]) for row in made(whole())["blocks"]}
    assert blocks["two_and_two"] == (5, 8)
    assert blocks["thesis"] == (10, 10)
    assert blocks["understand"] == (20, None)


def test_block_of_a_workshop_left_unfinished_ends_with_its_last_event():
    story = Story()
    story.join("a", "b")
    story.turn(0)
    story.minute += 7
    story.join("c")
    real = [record(story.events, story.now + 60 * more)["blocks"][0]["real"] for more in (3, 60 * 24)]
    assert real == [10, 7]


def test_fives_are_those_the_room_saw_although_everybody_has_gone_home():
    story = whole()
    found, room = made(story), Room("ROOM")
    for event in story.events:
        if event.kind != "leave":
            room.apply(event)
    for number in (0, 1):
        shown = room.part(f"group:{number}", story.now)
        board = found["groups"][number]
        assert [card["text"] for card in board["cards"]] == [card["text"] for card in shown["cards"]]
        texts = {card["id"]: card["text"] for card in shown["cards"]}
        for own, theirs in (("fair", "cards"), ("top", "top")):
            chosen = [board["cards"][place]["text"] for place in board[own]]
            assert chosen == [texts[name] for name in shown["five"][theirs]]
        assert board["people"] == len(shown["people"]) == 6
    assert [card["text"] for card in found["wall"]["cards"]] == [card.text for card in room.cards.on(WALL)]


def test_rows_of_approvals_are_in_an_order_that_tells_nothing():
    for board in boards(made(whole())).values():
        assert board["approvals"] == sorted(board["approvals"], reverse=True)


def test_merged_card_names_its_parts_and_has_their_approvals():
    cards_ = {"kind": "cards", "ask": told["TEXT"], "help": None, "rounds": 1, "config": {}}
    block = {"name": "a", "title": told["TEXT"], "text": told["TEXT"], "min": 1, "plan": 2, "max": 3}
    story = Story(blocks=[block | {"activity": cards_}])
    story.join(*people(4))
    story.lead("deal", groups=1)
    story.turn(0)
    names = [f"c{story.tell(seat, 'card', text=f'Card {n}')}" for n, seat in enumerate(people(3))]
    for seat, name in zip(people(3), names, strict=True):
        story.tell(seat, "approve", card=name, on=True)
    story.lead("merge", cards=names, text="All in one")
    (board,) = made(story)["groups"]
    assert [(card["text"], card["merged"]) for card in board["cards"]] == [
        ("All in one", ["Card 0", "Card 1", "Card 2"])
    ]
    assert board["approvals"] == [[1], [1], [1], [0]]


def test_approvals_give_the_fives_of_the_document():
    found = sample("pl")
    for group, board in boards(found).items():
        table = approvals(found, group)
        assert table.shape == (7, len(cards(found, group)))
        assert (list(fair_five(table)), list(top_five(table))) == (board["fair"], board["top"])
        back = np.zeros_like(table)
        for row, own in enumerate(liked(found, group)):
            back[row, np.array(own) - 1] = True
        np.testing.assert_array_equal(back, table)
    lost = [len(left_out(approvals(found, g), top_five(approvals(found, g)))) for g in (1, 2, 3, 4)]
    assert lost == [3, 0, 0, 3]


def test_document_without_a_group_of_that_number_says_so():
    with pytest.raises(ValueError, match="group must be one of 1, 2, 3, 4, got 5"):
        approvals(sample(), 5)


def test_sample_is_read_where_there_is_no_file(tmp_path):
    assert load(tmp_path / "workshop.json", "pl") == sample("pl") != sample("en")
    (tmp_path / "workshop.json").write_text(written(made(whole())), encoding="utf-8")
    assert load(tmp_path / "workshop.json")["code"] == "ROOM"
    assert read(written(sample("pl"))) == sample("pl")


def changed(place, value):
    found = json.loads(written(sample("en")))
    node = found
    *way, last = place
    for step in way:
        node = node[step]
    node[last] = value
    return written(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "damaged"),
        ("[" * 100_000, "damaged"),
        ('{"format": "partnership-workshop", "version": NaN}', "damaged"),
        ("[1]", "not the record of a workshop"),
        ('{"format": "something-else"}', "not the record of a workshop"),
        ('{"format": "partnership-workshop", "version": 2}', "newer version"),
        ('{"format": "partnership-workshop", "version": 1}', "has been changed"),
        (" " * 8_000_001, "too large"),
        (changed(["groups", 0, "approvals", 0], [1, 0]), "has been changed"),
        (changed(["groups", 0, "fair", 0], 99), "has been changed"),
        (changed(["groups", 0, "approvals", 0, 0], "1"), "groups/0/approvals/0/0"),
        (changed(["delete_after"], "never"), "has been changed"),
        (changed(["groups", 0, "cards", 0], {"text": "no more"}), "has been changed"),
    ],
)
def test_file_that_is_no_document_is_refused_in_both_languages(text, says):
    with pytest.raises(RecordError, match=says) as caught:
        read(text)
    assert set(caught.value.say) == {"en", "pl"}
    assert str(caught.value).splitlines() == list(caught.value.say.values())


def test_room_that_has_not_begun_has_no_document():
    with pytest.raises(ValueError, match="events must begin"):
        record([], 0.0)
