"""What a notice needs to know of its record, which lives in a feature above: whether it is there, what it is called.

Its table is named, not imported, as a foreign key names it.
"""

import sqlalchemy as sa
from sqlmodel import Session

from registry.db.base import Names, Table
from registry.db.ids import Kind
from registry.errors import NotFound


def names_of(session: Session, kind: Kind, record_id: str) -> Names:
    """What a record is called, a deployment after its solution; `NotFound` if there is none."""
    if kind is Kind.DEPLOYMENT:
        return names_of(session, Kind.SOLUTION, solution_of(session, record_id) or record_id)
    table = Table.metadata.tables[kind.value].c
    key = table.code if kind is Kind.COUNTRY else table.id
    names: Names | None = session.scalar(sa.select(table.names).where(key == record_id))
    if names is None:
        raise NotFound(f"No {kind} {record_id}.", kind=kind, name=record_id)
    return names


def solution_of(session: Session, deployment_id: str) -> str | None:
    """The id of the solution that a deployment is one of."""
    deployments = Table.metadata.tables["deployment"].c
    found: str | None = session.scalar(
        sa.select(deployments.solution_id).where(deployments.id == deployment_id)
    )
    return found
