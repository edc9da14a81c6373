"""Submissions over the API: with a token of one's own, version by version."""

import pytest

from registry.accounts.permissions import Permission, Role
from registry.submissions.asking import FIELDS
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.workflow import State
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_submission
from tests.factories.submissions import SOLUTION_BODY

BASE = "/api/v1/submissions"


def test_a_reader_needs_a_token(stage: Stage) -> None:
    program = stage.program()
    for method, path in (("GET", BASE), ("POST", BASE), ("GET", f"{BASE}/1"), ("POST", f"{BASE}/1/submit")):
        assert program.ask(method, path, json={}).status_code == 401


def test_a_token_that_is_not_for_it_is_refused(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
    program = stage.program(account, permissions=[Permission.COMMENT_CREATE])
    assert program.ask("GET", BASE).status_code == 403


def test_what_belongs_to_others_is_not_there(stage: Stage) -> None:
    with stage.database.write() as session:
        number = make_submission(session, state=State.SUBMITTED).id
        accounts = [make_account(session).id, make_account(session, "", Role.SCREENER).id]
    for account in accounts:
        program = stage.program(account)
        assert program.ask("GET", BASE).json() == []
        assert program.ask("GET", f"{BASE}/{number}").status_code == 404
        assert program.ask("POST", f"{BASE}/{number}/withdraw", json={}).status_code == 404
        headers = {"if-match": '"1"'}
        assert (
            program.ask("PUT", f"{BASE}/{number}/sections/links", json={}, headers=headers).status_code == 404
        )


def test_the_whole_way_of_a_vendor(stage: Stage) -> None:
    with stage.database.write() as session:
        body = make_organisation(session, "Sample Works")
        account = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
    program = stage.program(account)
    begun = program.ask("POST", BASE, json={"kind": "solution", "organisation": body.slug})
    assert begun.status_code == 201
    path = begun.headers["location"]
    assert begun.headers["etag"] == '"1"'
    assert [each["field"] for each in begun.json()["checklist"]["missing"]] == [
        "names",
        "type",
        "summary",
        "links",
    ]
    version, saved = begun.headers["etag"], begun
    for section, fields in begun.json()["sections"].items():
        values = {name: SOLUTION_BODY[name] for name in fields if name in SOLUTION_BODY}
        saved = program.ask("PUT", f"{path}/sections/{section}", json=values, headers={"if-match": version})
        assert saved.status_code == 200, saved.text
        version = saved.headers["etag"]
    assert saved.json()["body"] == SOLUTION_BODY
    assert saved.json()["checklist"]["is_ready"]
    assert program.ask("POST", f"{path}/submit").json()["state"] == "submitted"
    assert program.ask("POST", f"{path}/submit").status_code == 409
    assert [row["state"] for row in program.ask("GET", BASE).json()] == ["submitted"]
    assert program.ask("POST", f"{path}/withdraw", json={"text": "A mistake."}).json()["state"] == "withdrawn"


class TestVersions:
    def program(self, stage: Stage):
        with stage.database.write() as session:
            account = make_account(session).id
            number = make_submission(session, account).id
        return stage.program(account), f"{BASE}/{number}/sections/openness"

    def test_a_change_says_what_it_is_based_on(self, stage: Stage) -> None:
        program, path = self.program(stage)
        answer = program.ask("PUT", path, json={"licence": "MIT"})
        assert (answer.status_code, answer.json()["type"]) == (428, "/en/api#version-needed")

    @pytest.mark.parametrize("tag", ['W/"1"', "*", "1", '"x"', '"1", "2"', '"99999999999999"'])
    def test_anything_else_than_an_etag_is_a_wrong_parameter(self, stage: Stage, tag: str) -> None:
        program, path = self.program(stage)
        answer = program.ask("PUT", path, json={"licence": "MIT"}, headers={"if-match": tag})
        assert (answer.status_code, answer.json()["name"]) == (400, "If-Match")

    def test_a_change_based_on_an_old_version_overwrites_nothing(self, stage: Stage) -> None:
        program, path = self.program(stage)
        first = program.ask("PUT", path, json={"licence": "MIT"}, headers={"if-match": '"1"'})
        assert first.headers["etag"] == '"2"'
        second = program.ask("PUT", path, json={"licence": "ISC"}, headers={"if-match": '"1"'})
        assert (second.status_code, second.json()["version"]) == (412, 2)
        with stage.database.read() as session:
            row = session.get(Submission, int(path.split("/")[4]))
            assert row is not None
            assert row.body["licence"] == "MIT"

    def test_a_field_of_another_section_and_a_wrong_value_are_told(self, stage: Stage) -> None:
        program, path = self.program(stage)
        values = {"names": {"en": "X"}, "licence": "no licence", "price": {"amount": "x"}}
        answer = program.ask("PUT", path, json=values, headers={"if-match": '"1"'})
        assert answer.status_code == 422
        assert {each["name"] for each in answer.json()["errors"]} == {
            "names",
            "licence",
            "price.amount",
            "price.currency",
            "price.per",
            "price.source",
        }

    def test_an_unknown_section_is_not_there(self, stage: Stage) -> None:
        program, path = self.program(stage)
        answer = program.ask("PUT", path.replace("openness", "nothing"), json={}, headers={"if-match": '"1"'})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        5,
        5.5,
        "",
        "x",
        [],
        [1],
        [[]],
        {},
        {"": ""},
        {"en": 5},
        [{"a": 1}],
        [{"standard": []}],
        {"x": {}},
    ],
)
def test_no_value_of_any_form_breaks_it(stage: Stage, value: object) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
    program = stage.program(account)
    for kind in SubmissionKind:
        for field in FIELDS[kind]:
            answer = program.ask("POST", BASE, json={"kind": kind.value, "body": {field: value}})
            assert answer.status_code in {201, 422}, answer.text


@pytest.mark.parametrize("field", ["organisation", "target", "parent"])
def test_what_names_nothing_is_told_at_its_field(stage: Stage, field: str) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
    named = {"kind": "solution", field: 4711 if field == "parent" else "nowhere"}
    answer = stage.program(account).ask("POST", BASE, json=named)
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, field)


def test_a_program_attaches_a_file_and_clears_or_removes_it(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
        number = make_submission(session, account).id
    program, path = stage.program(account), f"/api/v1/submissions/{number}/attachments"
    content = b"name,date of birth\nJane Doe,1990-02-03\n"
    answer = program.ask("POST", path, files={"file": ("people.csv", content, "text/csv")})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["is_held_back"]) == ("people.csv", True)
    cleared = program.ask("POST", f"/api/v1/attachments/{made['id']}/clear").json()
    assert not cleared["is_held_back"]
    assert program.ask("DELETE", f"/api/v1/attachments/{made['id']}").status_code == 204
    assert program.ask("GET", f"/api/v1/submissions/{number}").json()["attachments"] == []
    assert program.ask("POST", path, files={"file": ("a.exe", b"MZ", "x/y")}).status_code == 422
    assert program.ask("POST", path, json={"file": "x"}).status_code == 400
    assert program.ask("POST", path, data={"file": "x"}).status_code == 400


def test_a_misspelt_field_of_a_request_is_refused(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
    program = stage.program(account)
    answer = program.ask("POST", "/api/v1/submissions", json={"kind": "solution", "organization": "x"})
    assert answer.status_code == 400
    assert program.ask("GET", "/api/v1/submissions").json() == []
