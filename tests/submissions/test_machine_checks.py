"""The checks of the records look at drafts too: their author sees what they find, and so does the Secretariat."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.ids import Kind
from registry.submissions.models import SubmissionKind
from registry.submissions.workflow import State
from tests.acting import Stage, acting
from tests.factories import (
    make_account,
    make_claim,
    make_deployment,
    make_solution,
    make_submission,
)
from tests.factories.submissions import SOLUTION_BODY

DOUBTFUL = SOLUTION_BODY | {"openness": "proprietary", "links": {"home": ["https://www.ledger.example.org/"]}}


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    with acting(Database(sqlite_url), tmp_path) as made:
        yield made


def submitted(stage: Stage, state: State = State.DRAFT, **columns: Any) -> tuple[str, int]:
    """The account of a submitter and the number of what was submitted; a record of the same name is known."""
    with stage.database.write() as session:
        known = {"home": ["https://ledger.example.org"]}
        make_solution(session, "Sample Ledger", slug="sample-ledger", links=known)
        account = make_account(session).id
        columns.setdefault("body", DOUBTFUL)
        return account, make_submission(session, account, state=state, **columns).id or 0


def plain(page: str) -> str:
    return " ".join(page.replace("<bdi>", "").replace("</bdi>", "").split())


def test_the_author_sees_what_they_find_why_and_what_to_do(stage: Stage) -> None:
    account, number = submitted(stage)
    author = stage.person(account)
    for path in ("edit/identity", "review"):
        page = plain(author.get(f"/en/submissions/{number}/{path}").text)
        assert "It is likely the same as Sample Ledger" in page, path
        assert "the same name and the same home page" in page
        assert 'href="/en/solutions/sample-ledger"' in page
        assert "It is said to be proprietary, but its licence is MPL-2.0." in page
        assert "Look into the licence file of the product’s repository" in page
        assert f'href="/en/submissions/{number}/edit/openness#f-openness"' in page
        assert "The summary is missing in" in page


def test_they_are_told_anew_while_the_draft_saves_itself(stage: Stage) -> None:
    account, number = submitted(stage)
    author = stage.person(account)
    page = author.get(f"/en/submissions/{number}/edit/openness").text
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert base
    fields = {"base": unescape(base[1]), "licence": "MIT", "openness": "proprietary"}
    saved = author.post(f"/en/submissions/{number}/autosave/openness", fields).json()
    assert "its licence is <bdi>MIT</bdi>" in saved["checklist"]
    assert "It is likely the same as" in saved["checklist"]


def test_they_keep_nobody_from_submitting(stage: Stage) -> None:
    account, number = submitted(stage)
    assert stage.person(account).post(f"/en/submissions/{number}/submit").status_code == 303


def test_what_is_told_at_the_field_is_not_told_twice(stage: Stage) -> None:
    body = {"country": "KEN", "status": "ended", "started": "2024", "ended": "2020"}
    account, number = submitted(stage, kind=SubmissionKind.DEPLOYMENT, body=body)
    page = plain(stage.person(account).get(f"/en/submissions/{number}/review").text)
    assert "It cannot have ended before it started." in page
    assert "It ended (2020) before it started (2024)." not in page


def test_the_secretariat_sees_it_at_the_desk_while_it_is_open(stage: Stage) -> None:
    _, number = submitted(stage, State.SCREENING)
    with stage.database.write() as session:
        screener = make_account(session, "", Role.SCREENER).id
        closed = make_submission(session, state=State.DECLINED, body=DOUBTFUL).id
    page = plain(stage.person(screener).get(f"/en/desk/{number}").text)
    assert "It is likely the same as Sample Ledger" in page
    assert "It is said to be proprietary, but its licence is MPL-2.0." in page
    assert "edit/" not in page
    assert "It is likely the same" not in stage.person(screener).get(f"/en/desk/{closed}").text


def test_programs_get_it_with_the_checklist(stage: Stage) -> None:
    account, number = submitted(stage)
    checklist = stage.program(account).ask("GET", f"/api/v1/submissions/{number}").json()["checklist"]
    assert checklist["is_ready"]
    assert [(each["check"], each["path"]) for each in checklist["doubts"]] == [
        ("duplicate", "names"),
        ("licence", "openness"),
        ("translation", "summary"),
    ]
    assert checklist["doubts"][0]["other"].startswith("DHS-")


def test_a_deployment_that_other_sources_deny_or_describe_otherwise_is_told(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
        solution = make_solution(session, "Sample Ledger", slug="ledger")
        known = make_deployment(session, solution)
        make_claim(session, Kind.DEPLOYMENT, known.id, "presence", False, source="ministry")
        make_claim(session, Kind.DEPLOYMENT, known.id, "status", "ended", source="ministry")
        body = {"solution": "ledger", "country": "KEN", "status": "active"}
        new = make_submission(session, account, kind=SubmissionKind.DEPLOYMENT, body=body)
        change = make_submission(
            session, account, kind=SubmissionKind.DEPLOYMENT, body=body, target_id=known.id
        )
    author = stage.person(account)
    page = plain(author.get(f"/en/submissions/{new.id}/review").text)
    assert "Ministry: not so. This draft and Test source: it is so." in page
    page = plain(author.get(f"/en/submissions/{change.id}/review").text)
    assert "Sources give different values of “Status”." in page
