"""Two records of one thing become one: nothing is lost, and every address goes on working; on both engines."""

from typing import Any

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.audit.service import last_revisions
from registry.db import Database, Kind
from registry.deployments import queries as deployments
from registry.deployments import service as deployment_service
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.models import Deployment
from registry.errors import Conflict, Forbidden, Invalid, Moved, NotFound
from registry.evaluation.applicability import RiskTier
from registry.evaluation.assessments.models import AssessingBody, Assessment, BodyKind
from registry.organisations import queries as organisations
from registry.organisations import service as organisation_service
from registry.organisations.service import OrganisationDraft
from registry.ownership.models import OwnershipClaim, ProofMethod
from registry.provenance.service import ClaimDraft, IdentifierDraft
from registry.quality.merge_fields import FIELDS, Side, choices
from registry.quality.merging import DRAFTS, MERGED_INTO, merge
from registry.solutions import queries as solutions
from registry.solutions import service as solution_service
from registry.solutions.drafts import SolutionDraft
from tests.factories import make_country, make_source, make_viewer
from tests.factories.frameworks import make_framework

REASON = "They are one product under two names."
SOLUTION: dict[str, Any] = {"type": "software", "openness": "open_source", "summary": {"en": "Keeps stock."}}


def solution(session: Session, slug: str, **values: Any) -> str:
    body = {**SOLUTION, "slug": slug, "names": {"en": slug.title()}, **values}
    return solution_service.save(session, SolutionDraft.model_validate(body), author="Somebody").id


def organisation(session: Session, slug: str, **values: Any) -> str:
    body = {"slug": slug, "names": {"en": slug.title()}, "kind": "private_sector", **values}
    return organisation_service.save(session, OrganisationDraft.model_validate(body), author="Somebody").id


def deployment(session: Session, solution_id: str, country: str = "KEN", **values: Any) -> str:
    body = {"solution": solution_id, "country": country, "status": "active", **values}
    return deployment_service.save(session, DeploymentDraft.model_validate(body), author="Somebody").id


def join(
    session: Session,
    viewer: Viewer,
    kind: Kind,
    kept_id: str,
    other_id: str,
    *,
    reason: str = REASON,
    **sides: Side,
) -> None:
    found = last_revisions(session, kind, [kept_id, other_id])
    seen = (found[kept_id].number, found[other_id].number)
    merge(session, viewer, kind, kept_id=kept_id, other_id=other_id, seen=seen, sides=sides, reason=reason)


@pytest.fixture
def ready(database: Database) -> Database:
    with database.write() as session:
        for code in ("KEN", "UGA"):
            make_country(session, code)
        for source in ("one", "two"):
            make_source(session, source)
    return database


def test_every_field_of_a_draft_can_be_chosen() -> None:
    for kind, draft in DRAFTS.items():
        apart = {"slug", "key", "former_slugs", "identifiers", "claims", "id", "solution", "country"}
        apart |= {"is_reported_presence"} if kind is Kind.DEPLOYMENT else set()
        if kind is Kind.ORGANISATION:
            apart -= {"country"}
        assert set(FIELDS[kind]) == set(draft.model_fields) - apart, kind


def test_only_editors_merge_and_say_why(ready: Database) -> None:
    with ready.write() as session:
        one, two = solution(session, "tracker"), solution(session, "tracker-app")
        for role in (Role.SCREENER, Role.REVIEWER):
            with pytest.raises(Forbidden):
                join(session, make_viewer(session, role), Kind.SOLUTION, one, two)
        editor = make_viewer(session, Role.EDITOR)
        with pytest.raises(Invalid):
            join(session, editor, Kind.SOLUTION, one, two, reason="Same")
        with pytest.raises(Conflict):
            join(session, editor, Kind.SOLUTION, one, one)
        with pytest.raises(NotFound):
            merge(
                session,
                editor,
                Kind.SOLUTION,
                kept_id=one,
                other_id="DHS-00000",
                seen=(1, 1),
                sides={},
                reason=REASON,
            )
        with pytest.raises(Invalid):
            merge(
                session,
                editor,
                Kind.SOLUTION,
                kept_id=one,
                other_id=two,
                seen=(1, 2),
                sides={},
                reason=REASON,
            )


def test_what_reviewers_have_judged_is_kept(ready: Database) -> None:
    with ready.write() as session:
        one, two = solution(session, "tracker"), solution(session, "tracker-app")
        body = AssessingBody(id="here", kind=BodyKind.SECRETARIAT, names={"en": "Here"})
        session.add(body)
        session.flush()
        assessment = Assessment(
            id="DHA-TEST1",
            body_id=body.id,
            solution_id=two,
            version_id=make_framework(session),
            tier=RiskTier.ENABLING,
            tier_reason="It stores only.",
        )
        session.add(assessment)
        session.flush()
        with pytest.raises(Invalid) as refused:
            join(session, make_viewer(session, Role.EDITOR), Kind.SOLUTION, one, two)
        assert "Reviewers have judged" in str(refused.value.faults["reason"])
        join(session, make_viewer(session, Role.EDITOR), Kind.SOLUTION, two, one)


def test_two_solutions_become_one_with_all_that_either_had(ready: Database) -> None:
    with ready.write() as session:
        one = solution(
            session,
            "tracker",
            licence="MIT",
            links={"home": ["https://tracker.example.org"]},
            claims=[ClaimDraft(field="licence", source="one", value="MIT")],
            identifiers=[IdentifierDraft(scheme="dpga", value="1")],
        )
        two = solution(
            session,
            "tracker-app",
            licence="Apache-2.0",
            links={"home": ["https://app.example.org"], "source": ["https://github.com/a/b"]},
            claims=[ClaimDraft(field="licence", source="two", value="Apache-2.0")],
            identifiers=[IdentifierDraft(scheme="globalgoods", value="2")],
        )
        related = solution(session, "add-on", relations=[{"solution": "tracker-app", "kind": "extends"}])
        moved = deployment(session, two)
        claim = OwnershipClaim(
            solution_id=two,
            organisation_id=organisation(session, "maker"),
            method=ProofMethod.DECISION,
            expires_at=last_moment(),
        )
        session.add(claim)
        session.flush()
        join(session, make_viewer(session, Role.EDITOR), Kind.SOLUTION, one, two, licence=Side.OTHER)

    with ready.read() as session:
        found = solutions.solution(session, "tracker")
        assert found.licence == "Apache-2.0"
        assert "Tracker-App" in found.aliases
        assert found.links == {
            "home": ["https://tracker.example.org", "https://app.example.org"],
            "source": ["https://github.com/a/b"],
        }
        assert {each.scheme for each in found.identifiers} == {"dpga", "globalgoods"}
        assert {claim.source.id for field in found.claims for claim in field.claims} == {"one", "two"}
        for former in ("tracker-app", two):
            with pytest.raises(Moved) as moving:
                solutions.solution(session, former)
            assert moving.value.new_slug == "tracker"
        assert [each.solution.slug for each in solutions.solution(session, related).relations] == ["tracker"]
        assert deployments.deployment(session, moved).solution.slug == "tracker"
        assert session.exec(select(OwnershipClaim.solution_id)).one() == one
        last = last_revisions(session, Kind.SOLUTION, [one, two])
        assert last[two].body[MERGED_INTO] == one
        assert last[one].author == "Digital Health Registry"


def test_reported_presences_of_one_country_become_one(ready: Database) -> None:
    with ready.write() as session:
        one, two = solution(session, "tracker"), solution(session, "tracker-app")
        present: dict[str, Any] = {"is_reported_presence": True, "status": "not_known"}
        ids = [
            deployment(
                session,
                each,
                **present,
                claims=[ClaimDraft(field="presence", source=source, value=True)],
            )
            for each, source in ((one, "one"), (two, "two"))
        ]
        elsewhere = deployment(
            session, two, "UGA", **present, claims=[ClaimDraft(field="presence", source="two", value=True)]
        )
        join(session, make_viewer(session, Role.EDITOR), Kind.SOLUTION, one, two)
    with ready.read() as session:
        rows = session.exec(select(Deployment.id).where(Deployment.solution_id == one)).all()
        assert set(rows) == {ids[0], elsewhere}
        stating = deployments.deployment(session, ids[0]).standing.claims
        assert {each.source.id for each in stating} == {"one", "two"}
        with pytest.raises(Moved) as moving:
            deployments.deployment(session, ids[1])
        assert moving.value.new_slug == ids[0]


def test_two_organisations_become_one_in_all_that_names_them(ready: Database) -> None:
    with ready.write() as session:
        one = organisation(session, "maker", country="KEN")
        two = organisation(session, "maker-ltd", home="https://maker.example.org")
        both_roles = [{"organisation": each, "role": "owner"} for each in ("maker", "maker-ltd")]
        product = solution(session, "tracker", organisations=both_roles)
        work = deployment(
            session, product, organisations=[{"organisation": "maker-ltd", "role": "implementer"}]
        )
        join(session, make_viewer(session, Role.EDITOR), Kind.ORGANISATION, one, two)
    with ready.read() as session:
        kept = organisations.organisation(session, "maker")
        assert (kept.home, "Maker-Ltd" in kept.aliases) == ("https://maker.example.org", True)
        named = solutions.solution(session, product).organisations
        assert [(each.organisation.slug, each.role) for each in named] == [("maker", "owner")]
        assert [each.organisation.slug for each in deployments.deployment(session, work).organisations] == [
            "maker"
        ]
        with pytest.raises(Moved):
            organisations.organisation(session, "maker-ltd")


def test_two_deployments_of_one_product_in_one_country(ready: Database) -> None:
    with ready.write() as session:
        product = solution(session, "tracker")
        one = deployment(session, product, started="2020", people=10)
        two = deployment(session, product, started="2021", facilities=5)
        far = deployment(session, product, "UGA")
        editor = make_viewer(session, Role.EDITOR)
        with pytest.raises(Conflict):
            join(session, editor, Kind.DEPLOYMENT, one, far)
        join(session, editor, Kind.DEPLOYMENT, one, two)
    with ready.read() as session:
        kept = deployments.deployment(session, one)
        assert (kept.started, {each.of: each.count for each in kept.coverage if each.count}) == (
            "2020",
            {"people": 10, "facilities": 5},
        )
        with pytest.raises(Moved):
            deployments.deployment(session, two)


def test_what_is_nothing_yields_and_lists_are_joined() -> None:
    kept = {"names": {"en": "a"}, "licence": "", "links": {"home": ["a"]}, "price": {"amount": 1}}
    other = {"names": {"en": "b"}, "licence": "MIT", "links": {"home": ["b"]}, "price": {"amount": 2}}
    found = {each.field: each for each in choices(Kind.SOLUTION, kept, other)}
    assert {field: each.proposed for field, each in found.items()} == {
        "names": Side.KEPT,
        "licence": Side.OTHER,
        "links": Side.BOTH,
        "price": Side.KEPT,
    }
    for field in ("names", "price"):
        assert Side.BOTH not in found[field].sides, field


def last_moment() -> Any:
    from registry.db.base import now

    return now()
