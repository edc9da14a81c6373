"""Who answers for a deployment: its owners and implementers, and those who make its solution."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.deployments.models import Deployment, DeploymentOrganisation
from registry.solutions.models import SolutionOrganisation, SolutionRole

MAKERS = (SolutionRole.OWNER, SolutionRole.DEVELOPER, SolutionRole.MAINTAINER)


def organisations_of(session: Session, deployment_ids: Iterable[str]) -> dict[str, list[str]]:
    """Deployment → the organisations (ids) that answer for it, in the order of their ids."""
    wanted = list(dict.fromkeys(deployment_ids))
    here = sa.select(
        col(DeploymentOrganisation.deployment_id), col(DeploymentOrganisation.organisation_id)
    ).where(col(DeploymentOrganisation.deployment_id).in_(wanted))
    making = (
        sa.select(col(Deployment.id), col(SolutionOrganisation.organisation_id))
        .join(SolutionOrganisation, col(SolutionOrganisation.solution_id) == col(Deployment.solution_id))
        .where(col(Deployment.id).in_(wanted), col(SolutionOrganisation.role).in_(MAKERS))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for deployment_id, organisation_id in sorted(map(tuple, session.execute(sa.union(here, making)))):
        found[deployment_id].append(organisation_id)
    return found


def answering_for(session: Session, viewer: Viewer, deployment_id: str) -> list[str]:
    """The organisations (ids) in whose name somebody may answer for a deployment."""
    mine = viewer.organisations(Permission.SUBMISSION_EDIT)
    return [
        each for each in organisations_of(session, [deployment_id]).get(deployment_id, ()) if each in mine
    ]
