"""Reads for merging: which records name the one that goes."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.db.bulk import existing
from registry.db.ids import Kind
from registry.deployments.models import Deployment, DeploymentFunder, DeploymentOrganisation
from registry.solutions.models import SolutionOrganisation, SolutionRelation
from registry.standards.models import Standard


def published(session: Session, kind: Kind, ids: Iterable[str]) -> set[str]:
    """Those of these ids that are published records."""
    return existing(session, f"{kind.value}.id", ids)


def deployments_of(session: Session, solution_id: str) -> list[Deployment]:
    """All deployments and reported presences of a solution, by id."""
    asked = select(Deployment).where(Deployment.solution_id == solution_id).order_by(col(Deployment.id))
    return list(session.exec(asked))


def related_to(session: Session, solution_id: str) -> list[str]:
    """Other solutions whose record names this one."""
    asked = select(SolutionRelation.solution_id).where(SolutionRelation.other_id == solution_id)
    return sorted(set(session.exec(asked)))


def naming_organisation(session: Session, organisation_id: str) -> dict[Kind, list[str]]:
    """The records that name an organisation in a role, as funder or as publisher, by kind."""
    own = session.exec(
        select(SolutionOrganisation.solution_id).where(
            SolutionOrganisation.organisation_id == organisation_id
        )
    )
    working = session.exec(
        select(DeploymentOrganisation.deployment_id).where(
            DeploymentOrganisation.organisation_id == organisation_id
        )
    )
    paid = session.exec(
        select(DeploymentFunder.deployment_id).where(DeploymentFunder.organisation_id == organisation_id)
    )
    standards = session.exec(select(Standard.id).where(Standard.sdo_id == organisation_id))
    return {
        Kind.SOLUTION: sorted(set(own)),
        Kind.DEPLOYMENT: sorted({*working, *paid}),
        Kind.STANDARD: sorted(standards),
    }
