"""Reads of what is made up: organisations of the demo, and the solutions on which one of them has a role."""

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.organisations.models import Organisation
from registry.solutions.models import Solution, SolutionOrganisation

IS_SAMPLE = (
    sa.exists()
    .where(
        col(SolutionOrganisation.solution_id) == col(Solution.id),
        col(SolutionOrganisation.organisation_id) == col(Organisation.id),
        col(Organisation.is_sample),
    )
    .label("is_sample")
)
"""Whether a solution is made up: somebody made up has a role on it."""


def is_sample(session: Session, solution_id: str) -> bool:
    """Whether a solution is made up."""
    return bool(session.scalar(select_columns(IS_SAMPLE).where(col(Solution.id) == solution_id)))


def samples(session: Session) -> frozenset[tuple[Kind, str]]:
    """The organisations and solutions that are made up, each by its id and by its slug."""
    rows = session.execute(
        select_columns(
            col(Organisation.id).label("maker"),
            Organisation.slug,
            Solution.id,
            col(Solution.slug).label("name"),
        )
        .join(
            SolutionOrganisation,
            col(SolutionOrganisation.organisation_id) == col(Organisation.id),
            isouter=True,
        )
        .join(Solution, col(Solution.id) == col(SolutionOrganisation.solution_id), isouter=True)
        .where(col(Organisation.is_sample))
    ).all()
    return frozenset(
        (kind, name)
        for maker, slug, record_id, called in rows
        for kind, name in (
            (Kind.ORGANISATION, maker),
            (Kind.ORGANISATION, slug),
            (Kind.SOLUTION, record_id),
            (Kind.SOLUTION, called),
        )
        if name
    )
