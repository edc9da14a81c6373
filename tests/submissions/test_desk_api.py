"""A program does what the desk's pages do, with the token of somebody who may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.accounts.permissions import Role
from registry.db import Database
from registry.submissions.workflow import State
from tests.acting import Stage, acting
from tests.factories import make_account, make_submission


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    with acting(Database(sqlite_url), tmp_path) as made:
        yield made


def test_a_submission_is_worked_on_until_it_is_published(stage: Stage) -> None:
    with stage.database.write() as session:
        author, commenter = make_account(session).id, make_account(session).id
        screener = make_account(session, "Sam Screener", Role.SCREENER).id
        number = make_submission(session, author, state=State.SUBMITTED).id
    desk, public = stage.program(screener), stage.program(commenter)
    path = f"/api/v1/desk/{number}"
    assert [each["id"] for each in desk.ask("GET", "/api/v1/desk?queue=unassigned").json()["items"]] == [
        number
    ]
    assert desk.ask("GET", "/api/v1/desk?queue=appeals").status_code == 400
    taken = desk.ask("POST", f"{path}/assignee", json={"to": screener}).json()
    assert (taken["assignee"], taken["submission"]["state"]) == ("Sam Screener", "screening")
    assert desk.ask("POST", f"{path}/priority", json={"priority": "urgent"}).json()["priority"] == "urgent"
    wrong = desk.ask("POST", f"{path}/sections/identity", json={"verdict": "changes_needed"})
    assert wrong.status_code == 422
    judged = desk.ask("POST", f"{path}/sections/identity", json={"verdict": "in_order"}).json()
    assert [each["verdict"] for each in judged["submission"]["findings"]] == ["in_order"]
    noted = desk.ask("POST", f"{path}/notes", json={"text": "Only for us."}).json()
    assert [(each["by"], each["text"]) for each in noted["notes"]] == [("Sam Screener", "Only for us.")]
    said = desk.ask("POST", f"{path}/messages", json={"text": "Thank you."}).json()
    assert "Thank you." in [each["text"] for each in said["submission"]["conversation"]]
    mine = stage.program(author).ask("GET", f"/api/v1/submissions/{number}").text
    assert "Thank you." in mine
    assert "Only for us." not in mine

    asked = desk.ask("POST", f"{path}/consultation", json={"question": "Do you use it?", "days": 7})
    assert asked.status_code == 200
    comment = public.ask("POST", f"/api/v1/consultations/{number}/comments", json={"text": "We do."})
    assert comment.json()["moderation"] == "waiting"
    (waiting,) = desk.ask("GET", "/api/v1/desk/comments").json()
    answer = {"moderation": "published", "answer": "Good to know."}
    assert desk.ask("POST", f"/api/v1/desk/comments/{waiting['id']}", json=answer).json() == []
    (shown,) = stage.program().ask("GET", f"/api/v1/consultations/{number}/comments").json()
    assert (shown["text"], shown["answer"]) == ("We do.", "Good to know.")
    assert desk.ask("DELETE", f"{path}/consultation").status_code == 204
    assert desk.ask("DELETE", f"{path}/consultation").status_code == 409

    refused = desk.ask("POST", f"{path}/moves", json={"action": "decline"})
    assert refused.status_code == 422
    moved = desk.ask("POST", f"{path}/moves", json={"action": "accept", "text": "In order."}).json()
    assert moved["submission"]["state"] == "accepted"
    (decision,) = stage.program().ask("GET", f"/api/v1/decisions/{number}").json()
    assert decision["reasons"] == "In order."


def test_whose_own_it_is_does_not_see_what_the_others_noted(stage: Stage) -> None:
    with stage.database.write() as session:
        own = make_account(session, "", Role.SCREENER).id
        other = make_account(session, "", Role.SCREENER).id
        number = make_submission(session, own, state=State.SCREENING).id
    path = f"/api/v1/desk/{number}"
    assert stage.program(other).ask("POST", f"{path}/notes", json={"text": "Odd."}).status_code == 200
    assert stage.program(own).ask("GET", path).json()["notes"] == []
    assert stage.program(own).ask("POST", f"{path}/moves", json={"action": "accept"}).status_code == 403


@pytest.mark.parametrize("cursor", ["WyJhIl0", "WzBd", "x"])
def test_a_cursor_of_another_list_is_a_wrong_parameter(stage: Stage, cursor: str) -> None:
    assert stage.program().ask("GET", f"/api/v1/decisions?cursor={cursor}").status_code == 400
