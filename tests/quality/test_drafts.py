"""Drafts are checked as they stand, without a trace; whatever is in them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from registry.db import Database, Kind
from registry.db.values import Strict
from registry.deployments.drafts import DeploymentDraft
from registry.organisations.service import OrganisationDraft
from registry.quality.draft_queries import check_draft
from registry.quality.models import Finding
from registry.solutions.drafts import SolutionDraft
from registry.standards.service import StandardDraft
from tests.factories import make_organisation, make_solution

FULL = dict.fromkeys(("en", "fr", "es", "ru", "zh", "ar"), "x")
DRAFTS: dict[Kind, type[Strict]] = {
    Kind.SOLUTION: SolutionDraft,
    Kind.DEPLOYMENT: DeploymentDraft,
    Kind.STANDARD: StandardDraft,
    Kind.ORGANISATION: OrganisationDraft,
}


def reasons(
    database: Database, kind: Kind, body: dict[str, Any], record_id: str = ""
) -> list[tuple[str, str]]:
    with database.read() as session:
        found = check_draft(session, kind, body, record_id)
        return [(each.finding.check, each.finding.reason) for each in found]


def test_an_empty_draft_is_only_incomplete(database: Database) -> None:
    assert reasons(database, Kind.SOLUTION, {}) == [("translation", "no_summary")]
    assert reasons(database, Kind.DEPLOYMENT, {}) == []
    assert reasons(database, Kind.ORGANISATION, {}) == []
    assert reasons(database, Kind.COUNTRY, {}) == []


def test_a_solution_that_is_recorded_already_is_told_first(database: Database) -> None:
    with database.write() as session:
        known = make_solution(session, "Tracker", links={"home": ["https://tracker.org"]})
    body = {
        "names": {"en": "Tracker"},
        "links": {"home": ["http://www.tracker.org/"]},
        "summary": FULL,
        "licence": "no such",
        "first_released": "2090",
    }
    with database.read() as session:
        found = check_draft(session, Kind.SOLUTION, body)
        assert [each.finding.check for each in found] == ["dates", "licence", "duplicate"]
        assert (found[-1].finding.subject, found[-1].finding.id) == (known.id, 0)
        assert found[-1].other is not None
        assert found[-1].other.name == known.slug
        assert "Tracker" in found[-1].finding.message
        assert session.exec(select(Finding)).all() == []
    assert ("duplicate", "likely") not in reasons(database, Kind.SOLUTION, body, known.id)


def test_a_deployment_is_held_against_its_product(database: Database) -> None:
    with database.write() as session:
        owner = make_organisation(session, "Body")
        solution = make_solution(session, "Tracker", stage="retired", first_released="2020")
    body = {
        "solution": solution.slug,
        "country": "KEN",
        "status": "active",
        "started": "2018",
        "ended": "2017",
        "funders": [{"organisation": owner.slug, "from_year": 2020, "until_year": 2019}],
    }
    expected = [
        ("dates", "ended_before_started"),
        ("dates", "runs_after_ended"),
        ("dates", "funding_reversed"),
        ("status", "runs_though_retired"),
        ("status", "started_before_release"),
    ]
    assert reasons(database, Kind.DEPLOYMENT, body) == expected
    assert reasons(database, Kind.DEPLOYMENT, body | {"solution": solution.id}) == expected


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 3000) | st.text(max_size=8) | st.just("2024-13"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", list(DRAFTS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_in_a_draft_ends_in_an_answer(
    database: Database, kind: Kind, data: st.DataObject
) -> None:
    fields = st.sampled_from(sorted(DRAFTS[kind].model_fields))
    body = data.draw(st.dictionaries(fields, ANYTHING, max_size=6))
    with database.read() as session:
        check_draft(session, kind, body)
