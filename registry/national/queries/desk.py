"""Reads of the desk: what is recorded for a country, by how its authority stands to it."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.deployments import queries as deployments
from registry.deployments.models import Confirmation, Deployment
from registry.deployments.schemas import DeploymentRow
from registry.solutions.models import Solution

PAGE = 50
ALL = 500
"""Rows of a confirmation round on its one page; a country with more goes through them in parts."""


class Shown(StrEnum):
    """What of the deployments of a country is listed."""

    EVERYTHING = "everything"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REPORTED = "reported"


def counts(session: Session, country: str) -> dict[str, int]:
    """How many deployments and reported presences each list holds."""
    here = col(Deployment.country) == country
    rows = session.execute(
        sa.select(col(Deployment.confirmation), col(Deployment.is_reported_presence), sa.func.count())
        .where(here)
        .group_by(col(Deployment.confirmation), col(Deployment.is_reported_presence))
    ).all()
    found = {
        state.value: sum(total for confirmation, _, total in rows if confirmation == state)
        for state in Confirmation
    }
    return {
        Shown.EVERYTHING.value: sum(total for _, _, total in rows),
        **found,
        Shown.REPORTED.value: sum(total for _, is_presence, total in rows if is_presence),
    }


def rows(
    session: Session, country: str, shown: Shown, *, limit: int = PAGE, offset: int = 0
) -> list[DeploymentRow]:
    """Deployments of a country by the name that their solution has in addresses."""
    statement = (
        select(Deployment.id)
        .join(Solution, col(Solution.id) == col(Deployment.solution_id))
        .where(Deployment.country == country)
        .order_by(Solution.slug, Deployment.id)
        .limit(limit)
        .offset(offset)
    )
    if shown is Shown.REPORTED:
        statement = statement.where(Deployment.is_reported_presence)
    elif shown is not Shown.EVERYTHING:
        statement = statement.where(Deployment.confirmation == Confirmation(shown.value))
    ids = list(session.exec(statement))
    found = {row.id: row for row in deployments.by_ids(session, ids)}
    return [found[each] for each in ids]
