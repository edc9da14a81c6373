"""Scores age in the open: past their date or overtaken they are stale, with the reason; nothing disappears."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.ids import Kind
from registry.deployments.models import DeploymentStatus
from registry.errors import Forbidden
from registry.evaluation.scores import due_queries, jobs, queries, service
from registry.evaluation.scores.ageing import is_major_step, is_pivotal
from registry.evaluation.scores.models import Mark
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.models import Direction
from registry.feedback.models import Feedback
from registry.notices.models import Notice, NoticeKind
from registry.standards.models import EditionStatus, StandardEdition
from tests.factories import make_deployment, make_solution, make_standard, make_viewer
from tests.factories.evidence import make_evidence, result
from tests.factories.feedback import make_feedback
from tests.factories.scores import FAILED, GOOD, PUBLISHED, make_score

TRIAL, INDEPENDENT = EvidenceKind.CLUSTER_TRIAL, Independence.INDEPENDENT
LATER = PUBLISHED + timedelta(days=10)


@pytest.mark.parametrize(
    ("kind", "independence", "direction", "pivotal"),
    [
        (TRIAL, INDEPENDENT, Direction.NO_DIFFERENCE, True),
        (TRIAL, Independence.NOT_INDEPENDENT, Direction.BENEFIT, False),
        (EvidenceKind.QUALITATIVE, INDEPENDENT, Direction.BENEFIT, False),
        (EvidenceKind.QUALITATIVE, Independence.UNCLEAR, Direction.HARM, True),
        (EvidenceKind.SELF_DECLARATION, Independence.NOT_INDEPENDENT, None, False),
    ],
)
def test_what_is_pivotal(kind, independence, direction, pivotal: bool) -> None:
    assert is_pivotal(kind, independence, direction) is pivotal


@pytest.mark.parametrize(
    ("assessed", "other", "major"),
    [("2.1", "3.0", True), ("v2.9", "v10", True), ("2.1", "2.40", False), ("", "3", False), ("2", "", False)],
)
def test_what_is_a_major_version(assessed: str, other: str, major: bool) -> None:
    assert is_major_step(assessed, other) is major


def test_each_trigger_marks_once_what_it_overtakes(database: Database) -> None:
    with database.write() as session:
        standard = make_standard(session, editions=["R3"])
        solution = make_solution(session, standards=[standard])
        score = make_score(session, solution)
        about = [{"named": "It", "solution": solution.slug}]
        other = make_solution(session, "Other")
        make_score(session, other)
    assert jobs.age(database, LATER) == 0
    with database.write() as session:
        trial = make_evidence(session, about=about, results=[result("no_difference")])
        make_evidence(session, about=about, kind="qualitative")
        session.add(
            Notice(
                record_kind=Kind.SOLUTION,
                record_id=solution.id,
                kind=NoticeKind.SAFETY,
                reason="Wrong doses.",
                starts_on=LATER.date(),
                placed_at=LATER,
            )
        )
        ended = make_deployment(session, solution, status=DeploymentStatus.ENDED, ended="2026-12")
        make_deployment(session, solution, "UGA", status=DeploymentStatus.ENDED, ended="2026")
        make_deployment(session, solution, "NPL", version="3.0")
        edition = session.get_one(StandardEdition, 1)
        edition.status = EditionStatus.RETIRED
        standard = session.merge(standard)
        standard.updated_at = LATER
    assert jobs.age(database, LATER) == 5
    assert jobs.age(database, LATER) == 0
    with database.read() as session:
        (row,) = queries.of_solution(session, solution.id, LATER)
        assert {each.mark: each.subject for each in row.stale} == {
            Mark.NEW_EVIDENCE: f"evidence/{trial}",
            Mark.INCIDENT: "notices/1",
            Mark.DEPLOYMENT_ENDED: f"deployments/{ended.id}",
            Mark.MAJOR_VERSION: "3.0",
            Mark.WITHDRAWN_STANDARD: f"standards/{standard.slug}",
        }
        assert row.in_force
        assert row.id == score.id
        (untouched,) = queries.of_solution(session, other.id, LATER)
        assert untouched.stale == []


def test_incidents_that_several_people_report_call_for_a_new_review(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        solution = make_solution(session)
        make_score(session, solution)
        for _ in range(2):
            number = make_feedback(session, solution, is_incident=True, publish=True)
            session.get_one(Feedback, number).sent_at = LATER
    assert jobs.age(database, LATER) == 0
    assert jobs.age(database, LATER, least=2) == 1
    assert jobs.age(database, LATER, least=2) == 0
    with database.read() as session:
        (row,) = queries.of_solution(session, solution.id, LATER)
        assert [(each.mark, each.subject) for each in row.stale] == [
            (Mark.INCIDENT, f"feedback/{solution.id}")
        ]
    database.dispose()


def test_gates_are_due_after_a_year_and_the_rest_after_two(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        solution = make_solution(session)
        make_score(session, solution)
    for at, expected in (
        (datetime(2027, 10, 31, tzinfo=UTC), []),
        (datetime(2027, 11, 2, tzinfo=UTC), [Mark.GATES_DUE]),
        (datetime(2028, 11, 2, tzinfo=UTC), [Mark.DUE]),
    ):
        with database.read() as session:
            (row,) = queries.of_solution(session, solution.id, at)
        assert [each.mark for each in row.stale] == expected


def test_the_queue_holds_what_is_stale_or_soon_due_the_longest_first(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        first, second, third = (make_solution(session, name) for name in ("First", "Second", "Third"))
        make_score(session, first, (*GOOD, FAILED), now=PUBLISHED - timedelta(days=800))
        fresh = make_score(session, second, now=PUBLISHED)
        make_score(session, third, now=PUBLISHED - timedelta(days=300))
        screener, reviewer = (make_viewer(session, role) for role in (Role.SCREENER, Role.REVIEWER))
        at = PUBLISHED + timedelta(days=1)
        assert [each.score.solution.names["en"] for each in due_queries.due(session, screener, at)] == [
            "First",
            "Third",
        ]
        service.mark(session, fresh.id, Mark.INCIDENT, now=at, subject="notices/4")
        found = due_queries.due(session, screener, at)
        assert [(each.score.solution.names["en"], each.is_stale) for each in found] == [
            ("First", True),
            ("Second", True),
            ("Third", False),
        ]
        with pytest.raises(Forbidden):
            due_queries.due(session, reviewer, at)
