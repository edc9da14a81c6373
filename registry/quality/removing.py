"""Takes a record's rows out of what is published; its id stays taken and its history is kept."""

from sqlmodel import Session

from registry.db.bulk import replace_rows
from registry.db.ids import Kind
from registry.deployments.models import SolutionSource
from registry.deployments.service import remove_rows
from registry.organisations.models import Organisation
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRelation,
    SolutionStandard,
)

_OF_SOLUTION = (SolutionOrganisation, SolutionConcept, SolutionStandard, SolutionRelation, SolutionSource)


def remove(session: Session, kind: Kind, record_id: str) -> None:
    """Delete the record's own rows; nothing may point to it any more."""
    if kind is Kind.DEPLOYMENT:
        remove_rows(session, [record_id])
        return
    if kind is Kind.SOLUTION:
        for table in _OF_SOLUTION:
            replace_rows(session, table, "solution_id", [record_id], [])
        replace_rows(session, SolutionRelation, "other_id", [record_id], [])
    session.expire_all()
    session.delete(session.get_one(Solution if kind is Kind.SOLUTION else Organisation, record_id))
    session.flush()
