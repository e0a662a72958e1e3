"""The room: what events make of it, that parts it does not name stay as they are, and what it refuses."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.live import script
from course.live.room import Room
from course.texts import Words

SECTORS = ("public", "civic", "business")
SCRIPT = script.read()
PLACE = {block["name"]: index for index, block in enumerate(SCRIPT["blocks"])}


@dataclass(frozen=True)
class Event:
    seq: int
    at: float
    kind: str
    seat: str
    client_id: str
    body: dict[str, Any]


class Play:
    """A room and the events it is made of."""

    def __init__(self, seats: int = 0, **body: Any) -> None:
        self.room, self.events, self.at = Room("ROOM1"), [], 1_000_000.0
        names = {"ask": False, "trainer": False, "all": False}
        start = {"code": "ROOM1", "language": "pl", "names": names, "delete_after": "2027-01-31", **SCRIPT}
        self("began", "", trainer_key_hash="t", projector_key_hash="p", **(start | body))
        for number in range(seats):
            self.join(number)

    def __call__(self, kind: str, who: str = "trainer", /, **body: Any) -> str | None:
        event = Event(len(self.events) + 1, self.at, kind, who, f"id{len(self.events)}", body)
        refused = self.room.refuse(event, self.at)
        self.events.append(event)
        self.touched = self.room.apply(event)
        return refused

    def join(self, number: int, **more: Any) -> str | None:
        body = {
            "nickname": f"Ann {number}",
            "sector": SECTORS[number % 3],
            "language": "pl",
            "token_hash": f"h{number}",
        }
        return self("joined", f"s{number}", **(body | {"paper": False} | more))

    def part(self, name: str) -> dict[str, Any]:
        return self.room.part(name, self.at)

    def to(self, block: str) -> str:
        self("block", index=PLACE[block])
        self("open")
        return f"b{PLACE[block]}"

    def answer(self, number: int, value: dict[str, Any], round: int = 1) -> str | None:
        return self("answer", f"s{number}", activity=self.room.current, round=round, value=value)


def everything(room: Room, now: float) -> dict[str, Any]:
    names = ["public", "projector", "trainer", *(f"group:{n}" for n in range(room.groups))]
    names += [f"me:{seat.id}" for seat in room.present()]
    room._cache.clear()  # what has not been named is kept as it was: here it must be what it would be if made anew
    return {name: deepcopy(room.part(name, now)) for name in names}


# ---- by hand ----


def test_hidden_vote_reaches_the_voter_and_the_screens_alone() -> None:
    play = Play(6)
    play.to("trust")
    assert play.answer(0, {"level": 2}) is None
    assert play.touched == {"me:s0", "projector", "trainer"}
    assert play.part("public")["activity"]["results"] is None
    assert play.part("projector")["answers"] == 1
    assert play.part("trainer")["results"]["count"] == 1
    play("reveal", on=True)
    play.answer(1, {"level": 2})
    assert "public" in play.touched
    assert play.part("public")["activity"]["results"]["count"] == 2
    assert play.part("me:s1")["answer"] == {"level": 2}


def test_last_answer_counts_and_a_reset_clears_the_round() -> None:
    play = Play(3)
    play.to("two_and_two")
    play.answer(0, {"value": "4", "reason": "arithmetic"})
    play.answer(0, {"value": "5", "reason": ""})
    assert play.part("trainer")["results"]["picture"]["bars"] == [
        {"label": {"en": "5", "pl": "5"}, "value": 1, "of": 1}
    ]
    assert play.part("trainer")["results"]["texts"] == []
    play("reset")
    assert play.part("me:s0")["answer"] is None
    assert play.part("trainer")["results"]["count"] == 0


def test_second_round_shows_who_moved() -> None:
    play = Play(4)
    play.to("thesis")
    for number, value in enumerate((1, 1, -1)):
        play.answer(number, {"value": value})
    play("close")
    play("round", round=2)
    assert play.part("me:s0")["before"] == {"value": 1}
    for number, value in enumerate((1, 0, 0, 1)):
        play.answer(number, {"value": value}, round=2)
    play("reveal", on=True)
    picture = play.part("public")["activity"]["results"]["picture"]
    assert picture["form"] == "flow"
    assert picture["moves"] == [[0, 0, 1], [0, 1, 1], [2, 1, 1]]  # the fourth voted once only
    assert [bar["value"] for bar in picture["from"]] == [2, 0, 1]


def test_groups_are_dealt_when_stage_one_begins_and_a_latecomer_gets_a_place() -> None:
    play = Play(12)
    play("block", index=PLACE["introduce"])
    rows = play.part("projector")["groups"]
    assert [row["size"] for row in rows] == [3, 3, 3, 3]
    assert all(row["sectors"] == {"public": 1, "civic": 1, "business": 1, "none": 0} for row in rows)
    play.join(12)
    assert f"group:{play.part('me:s12')['group']}" in play.touched
    play("move", seat="s12", group=3)
    assert play.part("me:s12")["group"] == 3
    assert play("deal", groups=3) is None
    assert {play.part(f"me:s{n}")["group"] for n in range(13)} == {0, 1, 2}


def one_group(seats: int = 5) -> Play:
    play = Play(seats)
    play("block", index=PLACE["introduce"])
    play("deal", groups=1)
    play.to("conditions")
    return play


def cards(play: Play, *texts: str) -> list[str]:
    for number, text in enumerate(texts):
        assert play("card", f"s{number % 5}", text=text) is None
    return [card["id"] for card in play.part("group:0")["cards"]]


def test_fair_five_stands_beside_the_top_five() -> None:
    play = one_group()
    names = cards(play, *(f"kind {letter * 9}" for letter in "abcdef"))
    assert play.part("group:0")["five"] is None
    play.to("summary")
    assert play.part("group:0")["five"]["cards"] == []
    for seat in range(4):
        for name in names[:5]:
            play("approve", f"s{seat}", card=name, on=True)
    play("approve", "s4", card=names[5], on=True)
    five = play.part("group:0")["five"]
    assert five["top"] == names[:5]
    assert five["cards"] == [*names[:4], names[5]]
    assert (five["left_out"], five["left_out_top"], five["people"], five["exact"]) == (0, 1, 5, True)
    five = play.part("projector")["groups"][0]["five"]
    assert (five["texts"][4], five["top_texts"][4]) == ("kind fffffffff", "kind eeeeeeeee")


def test_merged_cards_count_as_one_and_a_split_gives_everything_back() -> None:
    play = one_group()
    first, second, third = cards(play, "Meetings start on time", "Meetings begin on time", "A shared purse")
    assert play.part("trainer")["similar"][0][:2] == [first, second]
    play.to("summary")
    play("approve", "s0", card=first, on=True)
    play("approve", "s1", card=second, on=True)
    play("merge", cards=[first, second], text="Meetings on time")
    (merged, _) = sorted(play.part("group:0")["cards"], key=lambda card: -card["approvals"])
    assert (merged["text"], merged["approvals"]) == ("Meetings on time", 2)
    assert play.part("me:s0")["approvals"] == [merged["id"]]
    assert play.part("me:s0")["cards"] == [merged["id"]]
    play("approve", "s1", card=second, on=False)  # a phone that has not heard of the merge yet
    play("split", card=merged["id"])
    assert {card["id"]: card["approvals"] for card in play.part("group:0")["cards"]} == {first: 1, second: 0, third: 0}


def test_wall_has_the_fives_of_the_groups_and_is_merged_across_them() -> None:
    play = Play(8)
    play("block", index=PLACE["introduce"])
    play("deal", groups=2)
    play.to("conditions")
    for number in range(8):
        play("card", f"s{number}", text="a fair share" if number < 2 else f"thing number {number}")
    play.to("summary")
    for number in range(8):
        group = play.part(f"me:s{number}")["group"]
        for card in play.part(f"group:{group}")["cards"]:
            play("approve", f"s{number}", card=card["id"], on=True)
    play.to("plenary")
    wall = play.part("projector")["wall"]
    assert len(wall) == 8
    assert play.part("public")["activity"]["config"]["items"][0]["groups"] == wall[0]["groups"]
    ours, theirs = (next(item["id"] for item in wall if item["groups"] == [group]) for group in (0, 1))
    play("approve", "s0", card=ours, on=True)
    play("approve", "s1", card=theirs, on=True)
    assert play.touched == {"me:s1", "projector", "trainer"}
    play("merge", cards=[ours, theirs], text="")
    merged = play.part("projector")["wall"][-1]
    assert (merged["groups"], merged["approvals"]) == ([0, 1], 2)
    assert play.part("projector")["wall_five"]["left_out"] == 6


def test_texts_wait_for_the_trainer_while_moderation_is_on() -> None:
    play = one_group()
    play("moderation", on=True)
    play("card", "s0", text="rude")
    assert play.part("group:0")["cards"] == []
    (waiting,) = play.part("trainer")["queue"]
    assert play.part("me:s0")["waiting"] == [{"id": waiting["item"], "text": "rude"}]
    play("accept", item=waiting["item"])
    assert [card["text"] for card in play.part("group:0")["cards"]] == ["rude"]
    play("remove", item=waiting["item"])
    assert play.part("group:0")["cards"] == []
    assert play.part("me:s0")["removed"] == ["rude"]
    play.to("two_and_two")
    play.answer(0, {"value": "lots", "reason": "because"})
    results = play.part("trainer")["results"]
    assert results["texts"] == []
    assert results["picture"]["bars"][0]["label"] == {"en": "other answers", "pl": "inne odpowiedzi"}


def test_names_are_shown_as_the_three_switches_say() -> None:
    play = Play(0, names={"ask": True, "trainer": False, "all": False})
    play.join(0)
    play("deal", groups=1)
    assert play.part("group:0")["people"] == [{"name": "", "sector": "public"}]
    assert play.part("trainer")["seats_list"][0]["name"] == ""
    play("names", trainer=True)
    assert play.part("trainer")["seats_list"][0]["name"] == "Ann 0"
    assert play.part("group:0")["people"][0]["name"] == ""
    play("names", all=True)
    assert play.part("group:0")["people"][0]["name"] == "Ann 0"
    anonymous = Play(1)
    assert anonymous.part("me:s0")["nickname"] == ""


def test_kicked_may_come_back_and_banned_may_not() -> None:
    play = Play(6)
    play.to("trust")
    play.answer(0, {"level": 4})
    play("kick", seat="s0")
    assert play.part("projector")["answers"] == 0
    assert (play.room.seat_of("h0"), play.room.out_of("h0")) == (None, "kicked")
    assert play.answer(0, {"level": 4}) == "out"
    assert play.join(0, token_hash="again") is None
    assert play.room.seat_of("again") == "s0"
    play("ban", seat="s1")
    assert play.join(1) == "banned"
    assert play.answer(1, {"level": 4}) == "banned"


def test_paper_seat_is_answered_for() -> None:
    play = Play(1)
    name = play.to("trust")
    assert play("paper", seat="p1", nickname="", sector="civic") is None
    play("close")
    assert play("answer_for", seat="p1", activity=name, round=1, value={"level": 1}) is None
    assert play.part("projector")["answers"] == 1
    assert play.part("trainer")["seats_list"][1]["paper"] is True
    play("deal", groups=1)
    assert play("card_for", group=0, text="A card of paper") is None
    (card,) = play.part("group:0")["cards"]
    assert play("approve_for", seat="p1", card=card["id"], on=True) is None
    assert play.part("group:0")["cards"][0]["approvals"] == 1


def test_spare_opens_and_the_block_comes_back_with_its_clock_untouched() -> None:
    play = Play(2)
    play.to("trust")
    play.answer(0, {"level": 1})
    ends = play.part("projector")["clock"]["ends"]
    play.at += 60
    play("spare", name="ranking")
    assert play.part("public")["activity"]["open"] is True
    play("block", index=PLACE["trust"])
    assert play.part("public")["activity"]["kind"] == "ladder"
    assert play.part("me:s0")["answer"] == {"level": 1}
    assert play.part("projector")["clock"]["ends"] == ends


def test_commitments_are_shown_where_they_are_shared() -> None:
    play = Play(2)
    play.to("commitments")
    value = {"what": "ring the carrier", "with_whom": "the town", "by": "2027-01-10", "share": True}
    play.answer(0, value)
    play.answer(1, value | {"share": False})
    (shown,) = play.part("projector")["commitments"]
    assert shown == {"what": "ring the carrier", "with_whom": "the town", "by": "2027-01-10", "name": ""}


def test_vote_of_five_hundred_is_cheap() -> None:
    """A vote must not go through all answers for every phone: counted in parts made, not in seconds."""
    play = Play(300)
    play.to("trust")
    public = play.part("public")
    for number in range(300):
        play.answer(number, {"level": number % 5})
        assert len(play.touched) == 3
    assert play.part("public") is public


# ---- for all inputs ----

SEAT = st.integers(0, 7).map("s{}".format)
NAME = st.integers(0, 25)  # the how-manieth of the cards there are
VALUES = st.sampled_from(
    [
        {"level": 2},
        {"value": "4", "reason": "so"},
        {"value": "much"},
        {"value": 1},
        {"value": -1},
        {"chosen": ["voice"]},
        {"what": "ring", "with_whom": "you", "by": "2027-02-01", "share": True},
        {"order": []},
        7,
        None,
    ]
)
ACTIVITY = st.sampled_from([f"b{index}" for index in range(len(PLACE))])
ON = st.booleans()


TRAINER = st.just("trainer")


def act(kind: str, who: Any = TRAINER, /, **body: Any) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
    return st.tuples(st.just(kind), who, st.fixed_dictionaries(body))


SEATS_ACTS = st.one_of(
    act(
        "joined",
        SEAT,
        nickname=st.sampled_from(["", "Ann"]),
        sector=st.sampled_from([*SECTORS, "none"]),
        token_hash=SEAT,
    ),
    act("answer", SEAT, activity=ACTIVITY, round=st.integers(1, 2), value=VALUES),
    act("card", SEAT, text=st.sampled_from(["a shared purse", "a common purse", "trust", "  "])),
    act("approve", SEAT, card=NAME, on=ON),
    act("rename", SEAT, nickname=st.just("Eve")),
    act("sector", SEAT, sector=st.sampled_from(SECTORS)),
    act("leave", SEAT),
)
TRAINERS_ACTS = st.one_of(
    act("block", index=st.integers(0, len(PLACE) - 1)),
    act("open"),
    act("open"),
    act("close"),
    act("reveal", on=ON),
    act("reset"),
    act("round", round=st.integers(1, 2)),
    act("spare", name=st.sampled_from(sorted(SCRIPT["spares"]))),
    act("extra", minutes=st.integers(-5, 5)),
    act("deal", groups=st.integers(1, 3)),
    act("move", seat=SEAT, group=st.integers(0, 2)),
    act("message", group=st.sampled_from([None, 0, 1]), text=st.sampled_from(["", "five minutes left"])),
    act("moderation", on=ON),
    act("accept", item=NAME),
    act("remove", item=NAME | SEAT.map("n.{}".format)),
    act("kick", seat=SEAT),
    act("ban", seat=SEAT),
    act("names", ask=ON, trainer=ON, all=ON),
    act("merge", cards=st.lists(NAME, min_size=2, max_size=3), text=st.sampled_from(["", "one of two"])),
    act("split", card=NAME),
    act("paper", seat=st.sampled_from(["p1", "p2"]), nickname=st.just("Jo"), sector=st.just("civic")),
    act("answer_for", seat=SEAT, activity=ACTIVITY, round=st.integers(1, 2), value=VALUES),
    act("card_for", group=st.integers(0, 2), text=st.sampled_from(["their card", ""])),
    act("approve_for", seat=SEAT, card=NAME, on=ON),
    act("delete_after", day=st.sampled_from(["2027-02-01", "soon"])),
    act("finish"),
)


def begun(how: int) -> Play:
    """Return a room in which something can happen: before, in the cards, or at the wall."""
    play = Play(8)
    if how:
        play("block", index=PLACE["introduce"])
        play("deal", groups=2)
        play.to("conditions")
        for number in range(8):
            play("card", f"s{number}", text=f"condition {number}")
        play.to("summary")
    if how == 2:
        for number in range(8):
            for card in play.part(f"group:{play.part(f'me:s{number}')['group']}")["cards"]:
                play("approve", f"s{number}", card=card["id"], on=True)
        play.to("plenary")
    return play


def meant(play: Play, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body with the cards' names in place of their numbers."""
    names = list(play.room.cards.all) or ["c1"]
    named = {
        key: names[value % len(names)] for key, value in body.items() if key in ("card", "item") and value in range(26)
    }
    if "cards" in body:
        named["cards"] = [names[value % len(names)] for value in body["cards"]]
    return body | named


@settings(max_examples=120, deadline=None)
@given(how=st.integers(0, 2), acts=st.lists(SEATS_ACTS | TRAINERS_ACTS, max_size=25))
def test_only_what_is_named_changes_and_a_replay_gives_the_same_room(how: int, acts: list[Any]) -> None:
    play = begun(how)
    before = everything(play.room, play.at)
    for kind, seat, body in acts:
        play(kind, seat, **meant(play, body))
        after = everything(play.room, play.at)
        changed = {name for name in after if name in before and after[name] != before[name]}
        assert changed <= play.touched, f"{kind} changed {changed - play.touched} without naming them"
        assert play.room.apply(play.events[-1]) == set(), "an event that is known changes nothing"
        before = after
    again = Room("ROOM1")
    for event in play.events:
        again.apply(event)
        again.apply(play.events[0])
    assert everything(again, play.at) == before


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(SEATS_ACTS | TRAINERS_ACTS, max_size=25), how=st.integers(1, 2))
def test_what_would_be_refused_changes_nothing(acts: list[Any], how: int) -> None:
    play = begun(how)
    for kind, seat, body in acts:
        before = everything(play.room, play.at)
        refused = play(kind, seat, **meant(play, body))
        if refused:
            assert play.touched == set()
            assert everything(play.room, play.at) == before
            assert Words("live", "pl")(f"refused.{refused}")


# ---- refused ----


@pytest.mark.parametrize(
    ("kind", "seat", "body", "reason"),
    [
        ("answer", "s0", {"activity": "b2", "round": 1, "value": {"level": 1}}, "closed"),
        ("answer", "s0", {"activity": "b1", "round": 1, "value": {"value": "4"}}, "not_now"),
        ("answer", "s0", {"activity": "b2", "round": 2, "value": {"level": 1}}, "not_now"),
        ("answer", "nobody", {"activity": "b2", "round": 1, "value": {"level": 1}}, "unknown_seat"),
        ("open", "s0", {}, "not_allowed"),
        ("began", "", {}, "not_now"),
        ("fly", "s0", {}, "unknown_act"),
        ("deal", "trainer", {"groups": 4}, "too_few"),
        ("card", "s0", {"text": "early"}, "not_now"),
        ("approve", "s0", {"card": "c99", "on": True}, "unknown_card"),
        ("round", "trainer", {"round": 2}, "wrong_value"),
        ("spare", "trainer", {"name": "chess"}, "unknown_activity"),
        ("block", "trainer", {"index": 99}, "wrong_value"),
        ("rename", "s0", {"nickname": "Ann"}, "not_now"),
        ("message", "trainer", {"group": None, "text": "x" * 301}, "too_long"),
        ("delete_after", "trainer", {"day": "soon"}, "wrong_day"),
        ("remove", "trainer", {"item": "c99"}, "unknown_item"),
        ("joined", "s0", {}, "wrong_value"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(kind: str, seat: str, body: dict, reason: str) -> None:
    play = Play(2)
    play("block", index=PLACE["trust"])
    before = everything(play.room, play.at)
    assert play(kind, seat, **body) == reason
    assert everything(play.room, play.at) == before


def test_one_person_puts_up_three_cards_and_in_time() -> None:
    play = one_group()
    assert [play("card", "s0", text=f"thing {n}") for n in range(4)] == [None, None, None, "too_many"]
    assert play("card", "s1", text="x" * 121) == "too_long"
    play("finish")
    assert play("card", "s1", text="late") == "finished"
