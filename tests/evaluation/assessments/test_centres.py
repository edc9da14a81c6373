"""A national centre that is recognised runs its own assessments, beside the Secretariat's and apart from them."""

from datetime import UTC, datetime

import pytest

from registry.accounts.permissions import Role
from registry.db import Database
from registry.errors import Forbidden
from registry.evaluation.applicability import RiskTier
from registry.evaluation.assessments import bodies, opening, queries, standing
from registry.evaluation.assessments.candidates import candidates
from registry.evaluation.assessments.opening import TierDraft
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.scores import due_queries
from tests.factories import grant, make_country, make_organisation, make_solution, make_viewer
from tests.factories.frameworks import make_framework
from tests.factories.scores import make_score

LONG_AFTER = datetime(2032, 1, 1, tzinfo=UTC)
TIER = TierDraft(RiskTier.ENABLING, "It counts boxes.")


def test_its_owner_opens_and_runs_its_own_and_no_other(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        centre = make_organisation(session, "Centre", country=make_country(session, "KEN").code)
        owner = make_viewer(session, (Role.ORGANISATION_OWNER, centre.id))
        screener, product = make_viewer(session, Role.SCREENER), make_solution(session, "Product")
        version = make_framework(session)
        with pytest.raises(Forbidden):
            bodies.recognise(session, owner, centre.slug)
        with pytest.raises(Forbidden):
            standing.demand_some_body(session, owner)
        body = bodies.recognise(session, screener, centre.slug)
        standing.demand_some_body(session, owner)
        own = opening.open_assessment(session, owner, product.id, body, version, TIER)
        with pytest.raises(Forbidden):
            opening.open_assessment(session, owner, product.id, "secretariat", version, TIER)
        other = opening.open_assessment(session, screener, product.id, "secretariat", version, TIER)
        held = [
            standing.standings(session, owner, queries.assessment(session, each)) for each in (own, other)
        ]
        assert held == [frozenset({Standing.MANAGER}), frozenset()]
        reviewer = make_viewer(session, Role.REVIEWER)
        grant(session, reviewer.account_id, (Role.ORGANISATION_OWNER, centre.id))
        refused = {
            each.account_id: each.refused for each in candidates(session, queries.assessment(session, own))
        }
        assert refused[reviewer.account_id] == "manager"


def test_it_sees_what_is_due_of_its_own_scores_only(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        centre = make_organisation(session, "Centre", country=make_country(session, "KEN").code)
        owner = make_viewer(session, (Role.ORGANISATION_OWNER, centre.id))
        screener, product = make_viewer(session, Role.SCREENER), make_solution(session, "Product")
        with pytest.raises(Forbidden):
            due_queries.due(session, owner)
        body = bodies.recognise(session, screener, centre.slug)
        make_score(session, product)
        own = make_score(session, product, body_id=body)
        assert [each.score.id for each in due_queries.due(session, owner, LONG_AFTER)] == [own.id]
        assert len(due_queries.due(session, screener, LONG_AFTER)) == 2
