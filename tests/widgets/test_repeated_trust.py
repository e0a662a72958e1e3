"""Repeated trust as a person plays it: the bet, the stranger, the tournament and its generations, the next round."""

import pytest

from course.models.repeated_trust import STRATEGIES
from widgets import Question
from widgets.repeated_trust import (
    ROUNDS,
    RepeatedTrust,
    RepeatedTrustBet,
    RepeatedTrustMeeting,
    RepeatedTrustPatience,
    RepeatedTrustTournament,
)


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, *names):
    for name in names:
        widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def stranger(strategy, language="en", **start):
    """Return a meeting with the first stranger of that strategy."""
    for number in range(1, 8):
        meeting = RepeatedTrustMeeting(language, number=str(number), **start)
        if meeting.strategy == strategy:
            return meeting
    raise AssertionError(strategy)


def test_the_play_opens_once_a_bet_is_placed():
    trust = RepeatedTrust("en")
    assert trust.children == (trust.bet,)
    typed(trust.bet, answer="grim")
    assert trust.children == (trust.bet, trust.meeting, trust.tournament, trust.patience)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("always_deliver", "that makes 265 points, place 5 of seven; “never forgives” has the most, 316."),
        ("always_hold_back", "that makes 216 points, place 6 of seven"),
        ("tit_for_tat", "that makes 305.5 points, place 2 of seven"),
        ("grim", "you are right: 316 points, place 1."),
        ("tit_for_two_tats", "that makes 295 points, place 3 of seven"),
        ("skip", "“never forgives” collects the most, 316 points"),
    ],
)
def test_every_bet_comes_back_as_its_own_verdict(answer, said):
    trust = RepeatedTrust("en")
    typed(trust.bet, answer=answer)
    (verdict,) = [block for block in trust.tournament.report if block["title"] == "And the bet?"]
    assert said in verdict["text"]


def test_seven_strangers_are_the_seven_strategies():
    met = []
    meeting = RepeatedTrustMeeting("en")
    for _ in range(7):
        met.append(meeting.strategy)
        press(meeting, "stranger")
    assert sorted(met) == sorted(STRATEGIES)


def test_moves_are_answered_round_by_round():
    meeting = stranger("tit_for_tat")
    press(meeting, "deliver", "hold_back", "hold_back", "deliver")
    assert meeting.history() == ([True, False, False, True], [True, True, False, False], [False] * 4)
    assert "round 4: you deliver, the stranger holds back. Points so far: you 4" in meeting.pictures[0]["sentence"]


def test_what_is_known_narrows_down_and_kindness_alone_teaches_little():
    meeting = stranger("grim", "pl")
    assert meeting.report[0]["text"].startswith("Nic: każda z siedmiu")
    press(meeting, "deliver", "deliver")
    assert "kto zawsze dotrzymuje słowa, nie odróżni świętego" in meeting.report[0]["text"]
    press(meeting, "hold_back", "deliver", "hold_back", "deliver", "deliver")
    assert meeting.report[0]["text"] == "Z siedmiu strategii szansę co najmniej 5% ma już tylko jedna."


def test_a_guess_is_answered_by_the_round_that_speaks_against_it():
    meeting = stranger("tit_for_tat")
    typed(meeting, guess="grim")
    assert meeting.notes["guess"]["text"].startswith("Play a round first")
    press(meeting, "deliver")
    assert meeting.notes["guess"]["text"].startswith("No, although it fits")
    press(meeting, "hold_back", "deliver", "deliver")
    assert meeting.notes["guess"]["text"].startswith("No. In round 4 that strategy would have held back")
    typed(meeting, guess="always_deliver")
    assert meeting.notes["guess"]["text"].startswith("No. In round 3 that strategy would have delivered")
    typed(meeting, guess="tit_for_tat")
    assert meeting.notes["guess"]["tone"] == "good"
    assert meeting.notes["guess"]["text"].startswith("Yes, this is “tit for tat”: it delivers first")
    # 2 + 3 − 1 + 2; always delivering brings 4 times 2; always holding back 3 once.
    assert "You have 6 after 4 rounds." in meeting.report[1]["text"]
    assert "always delivers would have 8, and one who always holds back 3" in meeting.report[1]["text"]


def test_with_slips_a_wrong_guess_is_answered_by_its_chance():
    meeting = stranger("always_hold_back", "pl", slips="s", moves="d" * ROUNDS)
    typed(meeting, guess="always_deliver")
    assert meeting.notes["guess"]["text"].endswith("szansa na to wynosiła 0%.")
    assert any(meeting.history()[2])
    assert False in meeting.history()[0]


def test_a_meeting_ends_after_twenty_rounds_and_starts_anew():
    meeting = RepeatedTrustMeeting("en", moves="d" * (ROUNDS - 1))
    press(meeting, *["deliver"] * 3)
    assert len(meeting.values["moves"]) == ROUNDS
    assert meeting.report[0]["title"] == "Twenty rounds are over"
    press(meeting, "again")
    assert meeting.values["moves"] == ""
    assert meeting.values["number"] == "1"
    press(meeting, "slippery")
    assert (meeting.values["number"], meeting.noise) == ("2", 0.1)
    press(meeting, "stranger")
    assert (meeting.values["number"], meeting.noise) == ("3", 0)


@pytest.mark.parametrize("query", ["meeting.moves=%22dxd%22", "meeting.number=%220%22", "meeting.moves=7e9"])
def test_a_link_with_a_meeting_that_cannot_be_is_refused(monkeypatch, query):
    monkeypatch.setenv("QUERY_STRING", query)
    meeting = RepeatedTrustMeeting("en")
    assert meeting.errors
    assert (meeting.state["moves"], meeting.state["number"]) == ("", "1")


def test_a_link_carries_a_meeting(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "meeting.moves=%22dh%22")
    assert len(RepeatedTrustMeeting("en").history()[0]) == 2


@pytest.mark.parametrize("name", RepeatedTrustTournament.cases)
def test_each_room_opens_with_its_own_story(name):
    tournament = RepeatedTrustTournament("pl", noise=0.1)
    press(tournament, name)
    assert tournament.report[1]["text"] == tournament.words(f"tournament.said.{name}")


@pytest.mark.parametrize(
    ("room", "leads", "left"),
    [
        ("bet", "never forgives", {"always_deliver": 3, "tit_for_tat": 4, "grim": 8, "tit_for_two_tats": 3}),
        ("classic", "tit for tat", None),
        ("gullible", "always holds back", {"tit_for_tat": 23}),
        ("island", "always holds back", {"always_hold_back": 17}),
        ("slips", "never forgives", {"tit_for_two_tats": 21}),
        ("once", "always holds back", {"always_hold_back": 21}),
    ],
)
def test_the_rooms_are_what_their_stories_say(room, leads, left):
    tournament = RepeatedTrustTournament("en")
    press(tournament, room)
    assert tournament.report[0]["text"].startswith(f"“{leads}”: ")
    typed(tournament, generation=20)
    sentence = tournament.pictures[1]["sentence"]
    for name, count in (left or {}).items():
        assert f"{tournament.words(f'names.{name}')} {count}" in sentence
    if left and len(left) == 1:
        assert sentence.count(";") == 0


def test_letting_two_kinds_in_takes_the_victory_from_tit_for_tat():
    tournament = RepeatedTrustTournament("en")
    press(tournament, "classic")
    typed(tournament, random=3, grim=3)
    assert tournament.report[0]["text"].startswith("“never forgives”: ")


def test_a_shared_lead_names_all_who_share_it():
    tournament = RepeatedTrustTournament("en")
    typed(tournament, random=0)
    assert tournament.report[0]["text"].startswith("“tit for tat”, “never forgives”: 277 points")
    typed(tournament, always_hold_back=0)
    assert tournament.report[0]["text"].startswith("Nobody: all who are here collect the same, 280 points.")


def test_an_empty_room_keeps_the_last_picture_and_says_why():
    tournament = RepeatedTrustTournament("pl")
    before = tournament.pictures
    typed(tournament, **dict.fromkeys(STRATEGIES, 0))
    assert tournament.errors["random"].startswith("Do spotkania trzeba dwojga")
    assert tournament.pictures == before
    typed(tournament, grim=1, always_deliver=1)
    assert tournament.errors["turnover"].startswith("Graczy na sali jest tylko 2")
    assert "random" not in tournament.errors
    assert tournament.pictures != before


def test_stories_of_the_next_round_say_what_pays():
    patience = RepeatedTrustPatience("en")
    for name, tone in (("fair", "bad"), ("bus", "good"), ("roof", "bad")):
        press(patience, name)
        assert patience.report[0]["tone"] == tone
        assert patience.report[1]["text"] == patience.words(f"patience.said.{name}")


def test_a_gift_worth_no_more_than_its_cost_is_refused_beside_it():
    patience = RepeatedTrustPatience("en")
    before = patience.pictures
    typed(patience, cost=3)
    assert "no more than it costs you" in patience.errors["gift"]
    assert patience.pictures == before
    typed(patience, gift=6, chance=0.5)
    assert patience.errors == {}
    assert patience.report[0]["text"].startswith("Exactly on the border")


def test_bet_alone_only_takes_note():
    assert RepeatedTrustBet("en").report == []


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("repeated_trust", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
