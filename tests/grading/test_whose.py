"""Names: whose they are, safe ids for any of them, and what a zip may call a file."""

import zipfile

from hypothesis import given
from hypothesis import strategies as st

from course.grading.item import RefusedError
from course.grading.letters import entry_name, safe_id, shown
from course.grading.place import ID, Learner
from course.grading.whose import person, whose

NAMES = st.text(st.characters(exclude_characters="/\x00"), min_size=1, max_size=90)


@given(NAMES)
def test_any_text_becomes_a_safe_id_or_none(text):
    made = safe_id(text)
    assert not made or (ID.fullmatch(made) and made[0] not in ".-")
    assert safe_id(made) == made if made else True


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_any_name_belongs_to_somebody_or_is_refused(parts):
    learner, key = "", ""
    try:
        learner = whose("/".join(parts), "synergy", {"anna": Learner("anna", "Anna", "Lis")}).learner
    except RefusedError as error:
        key = error.key
    assert ID.fullmatch(learner) or key in ("no_learner", "several_learners")


@given(st.text(max_size=60), st.binary(max_size=40))
def test_names_in_zips_are_read_whatever_they_are(name, extra):
    entry = zipfile.ZipInfo(name)
    entry.extra = extra
    assert shown(entry_name(entry)).isprintable()


def test_what_people_add_to_a_files_name_is_no_person():
    for name in ("synergy (1).ipynb", "Synergia FINAL v2.ipynb", "Kopia synergy.ipynb", "zadanie 2026-11-02.ipynb.txt"):
        assert person(name, "synergy") == (), name
    assert person("five points_demo-01.ipynb", "synergy") == ("demo", "01")


def test_letters_of_other_scripts_make_ids_too():
    assert [safe_id(name) for name in ("Łukasz Żądło", "Іван Франко", "Анна Ющенко", "Jürgen Groß")] == [
        "lukasz-zadlo", "ivan-franko", "anna-iushchenko", "jurgen-gross",
    ]  # fmt: skip
    assert whose("王_77_assignsubmission_file_/x.ipynb", "synergy", {}).learner == "participant-77"


def test_an_account_in_the_exchange_is_only_itself():
    known = {"anna": Learner("anna", "Anna", "Lis"), "jan": Learner("jan", "Anna", "Kot")}
    for user, listed in (("anna", True), ("anna-k", False), ("anna lis", False)):
        found = whose(f"{user}+synergy+2026-11-02 12:00:00.000000 UTC/anna kot.ipynb", "synergy", known)
        assert (found.learner, found.listed) == (safe_id(user), listed)


def test_a_name_joined_shortened_or_longer_still_finds_the_person():
    known = {"a1": Learner("a1", "Anna Maria", "Lis"), "a2": Learner("a2", "Anna", "Lis-Mak")}
    for folder, learner in (
        ("lisanna", "a1"),
        ("Grupa 1-LIS Anna", "a1"),
        ("Anna Lis-Mak", "a2"),
        ("mak lis anna", "a2"),
    ):
        assert whose(f"{folder}/x.ipynb", "synergy", known).learner == learner, folder
