"""What a machine can check is shown as that: unknown is no no, and no judgement is touched."""

import json
from datetime import UTC, date, datetime

import pytest

from registry.db import Database
from registry.evaluation.machine import queries
from registry.evaluation.machine.checkers import (
    Finding,
    Release,
    Seen,
    check,
    is_osi_approved,
    release_in,
)
from registry.evaluation.machine.jobs import check_all
from registry.evaluation.machine.models import Checker, Outcome
from registry.evaluation.scores import due_queries
from registry.evaluation.scores.models import Mark, Score
from registry.outside import Answer, NotAsked
from tests.factories import make_solution
from tests.factories.evidence import make_evidence
from tests.factories.scores import PUBLISHED, make_score
from tests.reading import reading

DAY = date(2026, 11, 25)
AT = datetime(2026, 11, 25, tzinfo=UTC)
LATER = datetime(2026, 12, 2, tzinfo=UTC)
SOURCE = "https://github.com/example/tracker.git"


@pytest.mark.parametrize(
    ("expression", "approved"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later WITH Classpath-exception-2.0", True),
        ("MIT OR LicenseRef-Own", True),
        ("MIT AND LicenseRef-Own", False),
        ("(MIT OR CC-BY-4.0) AND Apache-2.0", True),
        ("CC-BY-NC-4.0", False),
        ("AND MIT (", None),
    ],
)
def test_a_licence_is_approved_if_one_may_choose_so_throughout(
    expression: str, approved: bool | None
) -> None:
    assert is_osi_approved(expression) is approved


def test_what_nobody_recorded_or_asked_is_unknown() -> None:
    assert {each.outcome for each in check(Seen(day=DAY)).values()} == {Outcome.UNKNOWN}
    assert release_in("[: no yaml") is None
    assert release_in("- a list") is None
    found = check(Seen(source=SOURCE, release=Release(version="3"), commits="<feed/>", day=DAY))
    assert {each.outcome for each in found.values()} == {Outcome.UNKNOWN}


@pytest.mark.parametrize(
    ("seen", "checker", "finding"),
    [
        (
            Seen(repository=200, source=SOURCE),
            Checker.REPOSITORY_PUBLIC,
            Finding(Outcome.YES, SOURCE),
        ),
        (
            Seen(repository=404, source=SOURCE),
            Checker.REPOSITORY_PUBLIC,
            Finding(Outcome.NO, SOURCE, {"status": 404}),
        ),
        (Seen(repository=500, source=SOURCE), Checker.REPOSITORY_PUBLIC, Finding(Outcome.UNKNOWN, SOURCE)),
        (
            Seen(source=SOURCE, release=Release("2026-02-01", "3.2"), day=DAY),
            Checker.RELEASED_IN_YEAR,
            Finding(Outcome.YES, SOURCE, {"released": "2026-02-01", "version": "3.2"}),
        ),
        (
            Seen(source=SOURCE, release=Release("2024-02-01"), day=DAY),
            Checker.RELEASED_IN_YEAR,
            Finding(Outcome.NO, SOURCE, {"released": "2024-02-01", "version": ""}),
        ),
        (
            Seen(release=Release("2026-02-01", "3.2"), supplied="2026-03-01", day=DAY),
            Checker.RELEASED_IN_YEAR,
            Finding(Outcome.YES, "", {"released": "2026-02-01", "version": "3.2", "supplied": "2026-03-01"}),
        ),
        (
            Seen(source=SOURCE, commits="<updated>2026-11-01T00:00:00Z</updated>", day=DAY),
            Checker.COMMITS_IN_YEAR,
            Finding(Outcome.YES, SOURCE, {"last": "2026-11-01"}),
        ),
    ],
)
def test_each_checker_says_what_it_saw(seen: Seen, checker: Checker, finding: Finding) -> None:
    assert check(seen)[checker] == finding


def test_findings_are_kept_with_time_and_version_and_touch_no_judgement(sqlite_url: str) -> None:
    answers = {
        SOURCE: Answer(SOURCE, 200),
        "https://raw.githubusercontent.com/example/tracker/HEAD/publiccode.yml": Answer(
            "", 200, b"softwareVersion: 3.0\nreleaseDate: 2026-10-01"
        ),
    }

    def ask(url: str) -> Answer:
        if url not in answers:
            raise NotAsked("no_answer")
        return answers[url]

    database = Database(sqlite_url)
    with database.write() as session:
        solution = make_solution(
            session, "Tracker", slug="tracker", licence="MIT", links={"source": [SOURCE]}
        )
        about = [{"named": "It", "solution": "tracker"}]
        report = make_evidence(session, about=about, kind="conformance_test")
        score = make_score(session, solution)
        make_solution(session, "Bare", slug="bare")
        before = score.result
    check_all(database, at=AT)
    with database.read() as session:
        found = {each.checker: each for each in queries.of_solution(session, solution.id)}
        assert found["licence_osi"].outcome == "yes"
        assert found["conformance_reports"].detail == {"evidence": [report]}
        assert found["repository_public"].outcome == "unknown"  # nobody was asked
        assert (found["licence_osi"].at, found["licence_osi"].version) == (AT, "1")
    check_all(database, ask, at=LATER)
    with database.read() as session:
        views = {each.checker: each for each in queries.of_solution(session, solution.id)}
        same, other = views["licence_osi"], views["repository_public"]
        assert (same.since, same.at, same.earlier) == (AT, LATER, [])
        assert (other.since, other.at) == (LATER, LATER)
        assert [(each.outcome, each.since, each.at) for each in other.earlier] == [("unknown", AT, AT)]
        outcomes = {checker: each.outcome for checker, each in views.items()}
        assert len(outcomes) == 6
        assert (outcomes["repository_public"], outcomes["released_in_year"]) == ("yes", "yes")
        assert outcomes["commits_in_year"] == "unknown"
        kept = session.get_one(Score, score.id)
        assert kept.result == before
        marks = {each.mark: each.subject for each in due_queries.triggers(session, kept, PUBLISHED)}
        assert marks[Mark.MAJOR_VERSION] == "3.0"
    with reading(sqlite_url) as reader:
        section = reader.get("/en/solutions/tracker/scorecard").part("machine")
        assert "Licence approved by the Open Source Initiative" in section
        assert "They are no judgement" in section
        assert "Found before" in section
        listed = json.loads(reader.get("/api/v1/solutions/bare/machine-checks").html)
        assert {each["outcome"] for each in listed} == {"unknown"}
