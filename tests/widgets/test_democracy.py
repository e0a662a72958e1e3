"""Votes and power as a person plays them: the bet, the statute, one vote more, the scenes."""

import pytest

from course.cases.files import dumps
from course.cases.partnership import Partner, Partnership
from widgets import Democracy, DemocracyBet, DemocracyStatute, DemocracySteps, Question

SLUG = "democracy"


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def opened(widget, what, text=""):
    widget.set_state({"opened": [what, text, (widget.opened[2] if widget.opened else 0) + 1]})


def changed(values, row, value):
    return [value if index == row else old for index, old in enumerate(values)]


def block(widget, title):
    (found,) = [row for row in widget.report if row["title"] == widget.words(title)]
    return found


def test_the_play_opens_once_a_bet_is_placed():
    whole = Democracy("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="tenth")
    assert whole.children == (whole.bet, whole.statute, whole.steps, whole.sorting)


@pytest.mark.parametrize("answer", ["tenth", "more", "little", "none", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_and_the_picture_bears_it_out(answer):
    whole = Democracy("pl")
    typed(whole.bet, answer=answer)
    assert whole.statute.report[0]["title"] == "A zakład?"
    assert "0%" in whole.statute.report[0]["text"]
    assert whole.statute.report[0]["text"] == whole.statute.words(f"verdict.{answer}")
    assert "Stowarzyszenie: 10% głosów, 0% siły" in whole.statute.pictures[0]["sentence"]


def test_a_statute_without_a_bet_gives_no_verdict():
    assert DemocracyStatute("en").report[0]["title"] == "What this statute shows"
    assert DemocracyBet("en").report == []


@pytest.mark.parametrize(
    ("case", "said", "tone"),
    [
        ("gesture", "Has votes and no power: Association.", "bad"),
        ("hinge", "Everybody with a vote tips some decision", "good"),
        ("big", "Everybody with a vote tips some decision", "good"),
        ("half", "Can block everything alone: Municipality.", "plain"),
        ("veto", "Can block everything alone: Municipality.", "plain"),
    ],
)
def test_each_statute_has_its_story_and_says_who_has_a_say(case, said, tone):
    widget = DemocracyStatute("en")
    press(widget, case)
    assert block(widget, "statute.story")["text"] == widget.words(f"statute.stories.{case}")
    assert block(widget, "say.title")["text"].startswith(said)
    assert block(widget, "say.title")["tone"] == tone
    typed(widget, votes=changed(widget.values["votes"], 0, 5))
    assert not [row for row in widget.report if row["title"] == "What this statute shows"]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("hinge", "Association: 4.8% of the votes, 33.3% of the power"),
        ("big", "Municipality: 44.4% of the votes, 66.7% of the power"),
        ("half", "Municipality: 50% of the votes, 66.7% of the power"),
    ],
)
def test_what_the_stories_tell_is_what_the_pictures_count(case, sentence):
    widget = DemocracyStatute("en")
    press(widget, case)
    assert sentence in widget.pictures[0]["sentence"]


def test_sectors_voting_as_one_have_a_third_each_where_one_is_big():
    widget = DemocracyStatute("en")
    press(widget, "big")
    assert widget.pictures[1]["sentence"].count("33.3% of the power") == 3


def test_one_vote_less_than_half_and_each_has_a_third():
    widget = DemocracyStatute("pl")
    press(widget, "half")
    assert "więcej niż 49%" in block(widget, "limit.title")["text"]
    typed(widget, votes=changed(widget.values["votes"], 0, "9"))
    assert widget.pictures[0]["sentence"].count("33,3% siły") == 3
    assert block(widget, "limit.title")["tone"] == "good"


def test_two_thirds_give_the_association_a_quarter():
    widget = DemocracyStatute("en")
    press(widget, "thirds")
    assert widget.pictures[0]["sentence"].count("25% of the power") == 4
    press(widget, "everyone")
    assert widget.pictures[0]["sentence"].startswith("Votes in all: 10; a decision needs 10.")
    press(widget, "majority")
    assert widget.told == "gesture"


def test_groups_that_are_just_enough_are_named_and_the_rest_counted():
    widget = DemocracyStatute("pl")
    assert block(widget, "statute.enough")["items"] == ["Gmina + Młyn", "Gmina + Straż (OSP)", "Młyn + Straż (OSP)"]
    typed(widget, partners=5, votes=[1] * 8)
    assert block(widget, "statute.enough")["items"][-1] == "i jeszcze 4 takie grupy"


def test_who_decides_alone_is_said_and_the_others_have_no_power():
    widget = DemocracyStatute("en")
    typed(widget, votes=[20, 1, 1, 0, 1, 1, 1, 1])
    assert block(widget, "say.title")["text"].startswith("Decides alone: Municipality.")
    assert "Has votes and no power: Association, Mill." in block(widget, "say.title")["text"]


@pytest.mark.parametrize(
    ("votes", "said"), [(["1,5", 1, 1, 1], "Głosy liczy się w całości"), ([0, 0, 0, 0], "Ktoś musi mieć głos")]
)
def test_votes_that_cannot_be_counted_are_answered_and_the_last_good_ones_stay(votes, said):
    widget = DemocracyStatute("pl")
    before = widget.pictures
    typed(widget, votes=[*votes, 1, 1, 1, 1])
    assert widget.errors["votes"].startswith(said)
    assert widget.pictures == before
    press(widget, "reset")
    assert widget.errors == {}


def test_fewer_rows_that_leave_nobody_with_a_vote_still_draw():
    widget = DemocracyStatute("en")
    typed(widget, votes=[0, 0, 5, 5, 1, 1, 1, 1])
    typed(widget, partners=2)
    assert "Somebody must have a vote" in widget.errors["votes"]
    assert len(widget.pictures) == 2


def test_a_sector_of_ones_own_moves_votes_between_the_groups():
    widget = DemocracyStatute("en")
    typed(widget, group=changed(widget.values["group"], 2, "public"))
    assert "Public: 60% of the votes, 100% of the power" in widget.pictures[1]["sentence"]
    typed(widget, group=changed(widget.values["group"], 2, "parish"))
    assert widget.errors["group"] == "Sector: there is no option “parish”."


@pytest.mark.parametrize(("rule", "quota"), [("majority", 6), ("two_thirds", 7), ("unanimity", 10)])
def test_a_partnership_is_opened_with_its_votes_sectors_and_rule(rule, quota):
    votes = (("Hall", "public", 3), ("Choir", "civic", 3), ("Mill", "business", 4))
    own = Partnership("Ours", tuple(Partner(name, sector, 1, vote) for name, sector, vote in votes), rule=rule)
    widget = DemocracyStatute("en")
    opened(widget, "file", dumps(own))
    assert widget.pictures[0]["sentence"].startswith(f"Votes in all: 10; a decision needs {quota}. Hall: 30%")
    assert widget.state["group"][:3] == ["public", "civic", "business"]


def test_the_bus_line_has_a_vote_that_decides_nothing_and_a_partnership_without_votes_is_refused():
    widget = DemocracyStatute("pl")
    opened(widget, "bus_line")
    assert "Stowarzyszenie pasażerów" in block(widget, "say.title")["text"]
    before = widget.pictures
    none = Partnership("Ours", (Partner("Hall", "public", 1, 0), Partner("Choir", "civic", 1, 0)))
    opened(widget, "file", dumps(none))
    assert "nikt nie ma głosu" in widget.errors["load"]
    assert widget.pictures == before


def test_the_association_needs_three_votes_for_any_power():
    whole = Democracy("en")
    for votes, power in ((2, "0%"), (3, "25%"), (4, "50%")):
        typed(whole.steps, votes=votes)
        assert f"of the votes and {power} of the power" in whole.steps.pictures[0]["sentence"]
    assert "3, 4, 9, 10" in whole.steps.report[0]["text"]


def test_one_vote_more_follows_the_statute_and_leaves_it_alone():
    whole = Democracy("en")
    before = whole.statute.pictures
    typed(whole.steps, votes=9)
    assert whole.statute.pictures == before
    press(whole.statute, "hinge")
    assert whole.steps.pictures[0]["sentence"].startswith("Association: 9 votes out of 29")
    typed(whole.steps, whose=5)
    assert "only 3 partners" in whole.steps.errors["whose"]
    typed(whole.steps, whose=1)
    assert whole.steps.pictures[0]["sentence"].startswith("Municipality: 9 votes out of 20")


def test_where_nobody_else_has_a_vote_one_sentence_says_so():
    whole = Democracy("pl")
    typed(whole.statute, partners=2, votes=[0, 3, 1, 1, 1, 1, 1, 1])
    assert "Nikt inny nie ma głosu" in whole.steps.errors["whose"]
    typed(whole.steps, whose=1)
    assert whole.steps.errors == {}


def test_one_vote_more_stands_without_a_statute_too():
    assert DemocracySteps("en").pictures[0]["sentence"].startswith("Association: one vote out of 10")


def test_a_link_carries_the_rule(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "statute.above=66")
    assert "a decision needs 7" in DemocracyStatute("en").pictures[0]["sentence"]


def test_every_scene_has_its_answer_and_two_of_them_have_two():
    whole = Democracy("en")
    cards = whole.sorting.words.node("sorting.cards")
    typed(whole.sorting, **{f"card{index + 1}": card["accepted"][-1] for index, card in enumerate(cards)})
    assert {note["tone"] for note in whole.sorting.notes.values()} == {"good"}
    assert sum(len(card["accepted"]) == 2 for card in cards) == 2


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question(SLUG, "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
