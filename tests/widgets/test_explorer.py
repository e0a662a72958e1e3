"""The base of all widgets: what is typed, what is understood, what is said when it is not."""

import json

import pytest

from course.figures import Picture
from widgets import _explorer
from widgets._controls import Buttons, Choice, Column, Hidden, Matrix, RefusedError, Rows, Slider, Table, Text, kept
from widgets._explorer import Explorer
from widgets.shared_energy import SharedEnergySquare
from widgets.synergy import SynergyPair


class Broken(SynergyPair):
    def redraw(self):
        if self.state["trust"] > 0.9:
            raise ZeroDivisionError("planted")
        super().redraw()


def typed(widget, **values):
    """Play the browser: send values as the page does."""
    widget.set_state({"values": {**widget.values, **values}})


def test_a_comma_is_a_decimal_point():
    pair = SynergyPair("pl")
    typed(pair, trust="0,75")
    assert pair.state["trust"] == 0.75


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("1,4", "od 0 do 1, a wpisano 1,4"), ("dużo", "„dużo”"), (None, "liczba"), ("nan", "liczba")],
)
def test_a_refused_value_is_named_in_the_readers_language_and_the_last_good_one_kept(value, sentence):
    pair = SynergyPair("pl")
    typed(pair, trust=0.3)
    typed(pair, trust=value)
    assert sentence in pair.errors["trust"]
    assert pair.errors["trust"].startswith("Zaufanie między nimi")
    assert pair.state["trust"] == 0.3
    typed(pair, trust=0.4)
    assert pair.errors == {}


def test_an_error_in_redraw_is_said_on_the_page_and_raised():
    broken = Broken("en")
    with pytest.raises(ZeroDivisionError):
        typed(broken, trust=1)
    assert "Start again" in broken.errors[""]


def test_start_again_goes_back():
    pair = SynergyPair("en")
    typed(pair, trust=0.1, cost=3)
    pair.set_state({"pressed": ["reset", 1]})
    assert pair.values == pair.start
    assert pair.state["trust"] == 0.6


def test_start_values_are_checked_and_switch_off_memory():
    assert SynergyPair("en", trust=0.2).key == ""
    assert SynergyPair("en").key == "synergy.pair"
    with pytest.raises(ValueError, match="start must name controls"):
        SynergyPair("en", truth=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        SynergyPair("en", trust=2)


def test_a_shared_link_restores_values_and_a_bad_one_is_refused_in_place(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "lang=pl&pair.trust=0.3&pair.cost=99&pair.first=%22&other.trust=1")
    pair = SynergyPair()
    assert pair.language == "pl"
    assert pair.state["trust"] == 0.3
    assert "od 0 do 5" in pair.errors["cost"]
    assert "liczba" in pair.errors["first"]
    assert pair.state["cost"] == 0.25


@pytest.mark.parametrize(("address", "expected"), [("lang=xx", "en"), ("lang=pl", "pl"), ("", "pl")])
def test_language_comes_from_choice_then_address_then_environment(monkeypatch, address, expected):
    monkeypatch.setenv("COURSE_LANGUAGE", "pl")
    monkeypatch.setenv("QUERY_STRING", address)
    assert SynergyPair().language == expected
    assert SynergyPair("en").language == "en"


def test_everything_sent_to_the_page_is_json_and_named():
    pair = SynergyPair("pl")
    for state in (pair.controls, pair.values, pair.report, pair.labels):
        json.dumps(state)
    for control in pair.controls:
        assert control["label"]


def test_every_picture_on_the_page_has_its_sentence():
    pair = SynergyPair("en")
    assert len(pair.pictures) == 2
    assert all(picture["sentence"].endswith(".") and picture["svg"].startswith("<svg") for picture in pair.pictures)


def test_a_notebook_read_without_a_kernel_keeps_a_still_with_its_sentence(monkeypatch):
    shown = []
    monkeypatch.setattr(_explorer, "display", lambda data, raw: shown.append(data))
    pair = SynergyPair("pl")
    pair._repr_mimebundle_()
    assert "data:image/png;base64," in shown[0]["text/html"]
    assert "uruchom tę komórkę" in shown[0]["text/html"]
    assert pair.pictures[0]["sentence"] in shown[0]["text/plain"]
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    pair._repr_mimebundle_()
    assert len(shown) == 1


def test_tables_and_matrices_refuse_wrong_sizes_ranges_and_empty_names():
    names = Column("names", ("A", "B"))
    units = Column("units", (1, 2), 0, 10)
    trust = Matrix("trust", ((0, 0.5), (0.5, 0)), 0, 1, "partners", "names")
    assert names.clean([" A ", "B"], "Partner", "en") == ["A", "B"]
    assert units.clean(["1,5", 2], "Units", "en") == [1.5, 2.0]
    assert trust.clean([[0, "0,2"], [0.9, 0]], "Trust", "en") == [[0, 0.2], [0.2, 0]]
    for control, value in (
        (names, ["A", " "]),
        (names, ["A"]),
        (units, [1]),
        (units, [1, 11]),
        (trust, [[0, 2], [2, 0]]),
    ):
        with pytest.raises(RefusedError, match="Label"):
            control.clean(value, "Label", "en")


@pytest.mark.parametrize(
    ("column", "good", "bad", "sentence"),
    [
        (Column("c", ("a",), options=("a", "b"), labels="x"), "b", "c", "no option “c”"),
        (Column("c", ("",), least=0, dated=True), "2027-03-31", "2027-02-30", "must be a day"),
        (Column("c", ("",), least=0, dated=True), "", "31.03.2027", "must be a day"),
        (Column("c", ("",), least=0, most=5), "", "sixsix", "at most 5 characters"),
        (Column("c", ("x",), most=60), "y" * 60, "", "1 and 60 characters"),
    ],
)
def test_columns_hold_options_days_and_longer_texts(column, good, bad, sentence):
    assert column.clean([f" {good} "], "Label", "en") == [good]
    with pytest.raises(RefusedError, match=f"^Label.*{sentence}"):
        column.clean([bad], "Label", "en")


def test_rows_are_a_table_of_another_kind_and_what_is_hidden_is_kept():
    controls = (Rows("r", (Column("c", ("",), least=0),), "n"), Hidden("h", 10, "{}"), Text("t", lines=1))
    assert list(kept(controls)) == ["c", "h", "t"]
    assert (Rows.kind, Table.kind) == ("rows", "table")


def test_a_file_for_the_browser_is_counted_so_that_the_same_may_come_twice():
    pair = SynergyPair("en")
    pair.save("a.json", "application/json", "{}")
    pair.save("a.json", "application/json", "{}")
    assert pair.saved == ["a.json", "application/json", "{}", 2]


def test_choice_takes_only_its_options():
    choice = Choice("answer", ("a", "b"), None)
    assert choice.clean(None, "Answer", "en") is None
    with pytest.raises(RefusedError, match="“c”"):
        choice.clean("c", "Answer", "en")


def test_kept_lists_what_holds_a_value():
    controls = (Slider("s", 0, 1, 0.1, 0), Table("t", (Column("c", (1,), 0, 2),), "n"), Buttons("b", ("x",), "xs"))
    assert list(kept(controls)) == ["s", "c"]


def test_base_leaves_controls_and_drawing_to_the_concept():
    bare = Explorer.__new__(Explorer)
    for method in (Explorer.build, Explorer.redraw):
        with pytest.raises(NotImplementedError):
            method(bare)


def test_picture_is_public():
    assert Picture.__doc__


def test_a_press_is_reported_as_answered_together_with_the_values_it_sets():
    square = SharedEnergySquare("en")
    sent = []
    square.send_state = lambda key=None: sent.append(set(key or ()))
    square.set_state({"pressed": ["careful", 1]})
    assert square.answered == 1
    assert [names for names in sent if "answered" in names] == [names for names in sent if "values" in names]
