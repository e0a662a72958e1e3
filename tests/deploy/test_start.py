"""What a start looks at before anything runs; the Hub itself is in test_hub.py."""

import base64
import json
import os
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from course.texts import LANGUAGES, Words
from deploy.courses import Member, language_form, server_variables
from deploy.local.exchange import Exchange, enrol, probe
from deploy.local.people import accounts, class_list, hashed, people, slips
from deploy.local.server import hushed
from deploy.local.services import services
from deploy.local.state import HubError, Plan, State
from deploy.local.visitor import PROXIES


@pytest.fixture
def state(tmp_path: Path) -> State:
    made = State(tmp_path / "hub")
    made.make()
    return made


def test_taken_port_is_said_with_its_option() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for plan, option in ((Plan(port=port), "--port"), (Plan(port=port + 1, inside=port), "--inside")):
            with pytest.raises(HubError) as refused:
                plan.check()
            for language in LANGUAGES:
                assert str(port) in refused.value.said(language)
                assert option in refused.value.said(language)


@pytest.mark.parametrize(("address", "count"), [("", "1"), ("http://course.example.org", "1"), ("https://x.org", "2")])
def test_workshop_is_told_how_many_proxies_stand_before_it(state: State, address: str, count: str) -> None:
    (workshop,) = [row for row in services(state, Plan(address=address)) if row["name"] == "workshop"]
    assert workshop["environment"][PROXIES] == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_instructor_of_two_courses_is_offered_the_hubs_own_language_first(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANGUAGE", language)
    form = language_form(Member("instructor", ("en", "pl")))
    assert form.index("<option") == form.index(f'<option value="{language}"')
    assert form.count("<option") == 2


@pytest.mark.parametrize("servers", [0, 17])
def test_number_of_servers_that_makes_no_sense_is_refused(servers: int) -> None:
    with pytest.raises(HubError, match="no_servers"):
        Plan(servers=servers).check()


def test_port_beyond_the_last_is_refused() -> None:
    with pytest.raises(HubError, match="no_port"):
        Plan(inside=65533).check()


def test_second_holder_of_a_folder_is_refused(state: State) -> None:
    with state.held():
        holder = state.holder()
        assert holder
        assert holder.pid == os.getpid()
        with pytest.raises(HubError, match="running"), state.held():
            pass
    assert state.holder() is None


def test_what_ends_a_hub_names_its_folder_unless_it_is_the_usual_one(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state.stopping == f'make hub-stop ARGS="--folder {state.folder}"'
    monkeypatch.setenv("COURSE_HUB_DIR", str(state.folder))
    assert state.stopping == "make hub-stop"


def test_secrets_and_passwords_are_for_their_owner_alone(state: State) -> None:
    secrets = state.secrets
    accounts(state, people(state))
    for name in ("secrets.json", "accounts.json", "passwords.csv"):
        assert stat.S_IMODE((state.folder / name).stat().st_mode) == 0o600, name
    assert State(state.folder).secrets == secrets
    assert len({*secrets.values()}) == len(secrets)


def test_each_new_person_gets_one_password_that_is_kept_as_a_hash(state: State) -> None:
    accounts(state, people(state))
    first = (state.folder / "passwords.csv").read_text()
    with (state.folder / "people.csv").open("a") as file:
        file.write("ola,learner,pl,Ola,Nowak,\n")
    listed = people(state)
    accounts(state, listed)
    assert (state.folder / "passwords.csv").read_text().startswith(first)
    assert slips(state, listed) == 4
    assert slips(state, {"ola": listed["ola"]}) == 1, "who has been taken off the list gets no slip"
    name, password = (state.folder / "passwords.csv").read_text().splitlines()[-1].split(",")
    kept = json.loads((state.folder / "accounts.json").read_text())
    assert name == "ola"
    assert kept["ola"]["hash"] == hashed(password, kept["ola"]["salt"])
    assert password not in (state.folder / "accounts.json").read_text()
    assert len({one["number"] for one in kept.values()}) == 4
    class_list(state, listed)
    assert (state.grading / "learners.csv").read_text().splitlines()[-1] == "ola,Ola,Nowak,"


@pytest.mark.parametrize(
    "row", ["Ola,learner,pl", "ola,guest,pl", "ola,learner,de", "ola,learner,", "ngshare,learner,pl", "a/b,learner,pl"]
)
def test_line_of_the_list_that_cannot_be_used_is_named(state: State, row: str) -> None:
    (state.folder / "people.csv").write_text(f"id,role,courses\nanna,learner,pl\n{row}\n")
    with pytest.raises(HubError) as refused:
        people(state)
    assert refused.value.key == "people_line"
    assert refused.value.values["line"] == 3


class Memory(Exchange):
    """An exchange in memory; a forgetful one says success and stores nothing."""

    def __init__(self, forgetful: bool = False) -> None:
        self.forgetful, self.files, self.asked = forgetful, dict[str, Any](), list[str]()

    def ask(self, method: str, *path: str, **fields: str) -> dict[str, Any]:
        self.asked.append(f"{method} {path[0]}")
        if method == "POST" and path[0] == "assignment" and not self.forgetful:
            self.files[path[1]] = json.loads(fields["files"])
        if method == "GET" and path[0] == "assignment":
            if path[1] not in self.files:
                raise HubError("exchange", reason="404 Assignment not found")
            return {"files": self.files[path[1]]}
        lists = {"courses": list[str](), "assignments": list[str](), "instructors": [], "students": []}
        return {path[0]: lists.get(path[0], [])}


def test_exchange_that_keeps_a_release_passes() -> None:
    memory = Memory()
    probe(memory, memory)
    assert memory.asked[-1] == "DELETE course"


def test_exchange_that_only_says_success_is_found_out() -> None:
    memory = Memory(forgetful=True)
    with pytest.raises(HubError) as refused:
        probe(memory, memory)
    assert refused.value.key == "probe"
    assert memory.asked[-1] == "DELETE course"


def test_exchange_that_changes_what_it_keeps_is_found_out() -> None:
    memory = Memory()

    class Other(Memory):
        def ask(self, method: str, *path: str, **fields: str) -> dict[str, Any]:
            return {"files": [{"path": "probe.ipynb", "content": base64.b64encode(b"other").decode()}]}

    with pytest.raises(HubError) as refused:
        probe(memory, Other())
    assert refused.value.key == "probe"


def test_everybody_is_enrolled_where_they_belong(state: State) -> None:
    memory = Memory()
    enrol(memory, people(state).values())
    assert [memory.asked.count(f"POST {kind}") for kind in ("course", "instructor", "student")] == [2, 2, 2]


def test_learners_server_is_told_nothing_of_gradebooks(state: State) -> None:
    learner = people(state)["learner-pl"]
    told = server_variables(learner.member, learner.id, {"language": "en"}, "http://127.0.0.1:1/services/ngshare")
    assert told["COURSE_LANGUAGE"] == "pl"
    assert not any(name.startswith("COURSE_GRAD") for name in told)
    assert "COURSE_EXCHANGE" not in hushed(told)


def test_instructor_of_two_courses_chooses_a_language(state: State) -> None:
    instructor = people(state)["instructor"].member
    assert server_variables(instructor, "ewa", {"language": "pl"}, "")["COURSE_LANGUAGE"] == "pl"
    assert server_variables(instructor, "ewa", {"language": "xx"}, "")["COURSE_LANGUAGE"] == "en"


def test_every_refusal_has_its_sentence() -> None:
    source = "".join(path.read_text() for path in Path(__file__).parents[2].glob("deploy/**/*.py"))
    for key in Words("hub", "en").node("error"):
        assert f'"{key}"' in source, key
