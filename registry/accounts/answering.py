"""Who answers for a record: the organisations that own it, or the country itself; and whose people these are.

Records live in features above this one, so their tables are named, not imported, as a foreign key names them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from registry.accounts import queries
from registry.accounts.permissions import ROLES, SCOPE_OF, Permission, Role, ScopeKind
from registry.db.base import Table
from registry.db.ids import Kind

SOLUTION_ROLES: Final = (("owner",), ("maintainer", "developer"))
"""Roles that answer for a solution: those of the first group that anybody has."""

DEPLOYMENT_ROLES: Final = ("owner", "implementer")


@dataclass(frozen=True, slots=True, order=True)
class Body:
    """An organisation (id) or a country (code) whose people may speak for it."""

    scope: ScopeKind
    id: str

    @property
    def place(self) -> dict[str, str]:
        """As `Viewer.may` and `Viewer.demand` take it."""
        return {self.scope.value: self.id}


def answering_for(session: Session, kind: Kind, record_id: str) -> list[Body]:
    """The bodies that answer for a record, in the order of their ids; none where no owner is known."""
    if kind is Kind.COUNTRY:
        return [Body(ScopeKind.COUNTRY, record_id)]
    found = set(_ORGANISATIONS[kind](session, record_id))
    return sorted(Body(ScopeKind.ORGANISATION, each) for each in found if each)


def people_of(session: Session, bodies: Iterable[Body], permission: Permission) -> list[str]:
    """The accounts that have a permission by a role in one of these bodies, in the order of their ids."""
    found: set[str] = set()
    for body in bodies:
        roles = [role for role in Role if SCOPE_OF[role] is body.scope and permission in ROLES[role]]
        found.update(queries.holders(session, roles, scope=body.scope, scope_id=body.id))
    return sorted(found)


def _table(name: str) -> sa.Table:
    return Table.metadata.tables[name]


def _of_solution(session: Session, record_id: str) -> list[str]:
    links = _table("solution_organisation").c
    for roles in SOLUTION_ROLES:
        found = _column(session, links.organisation_id, links.solution_id == record_id, links.role.in_(roles))
        if found:
            return found
    return []


def _of_deployment(session: Session, record_id: str) -> list[str]:
    """Who runs it, and who answers for what is run."""
    links, deployments = _table("deployment_organisation").c, _table("deployment").c
    own = _column(
        session, links.organisation_id, links.deployment_id == record_id, links.role.in_(DEPLOYMENT_ROLES)
    )
    solutions = _column(session, deployments.solution_id, deployments.id == record_id)
    return [*own, *(each for solution in solutions for each in _of_solution(session, solution))]


def _of_standard(session: Session, record_id: str) -> list[str]:
    standards = _table("standard").c
    return _column(session, standards.sdo_id, standards.id == record_id)


def _of_organisation(_session: Session, record_id: str) -> list[str]:
    return [record_id]


_ORGANISATIONS: Final = {
    Kind.SOLUTION: _of_solution,
    Kind.DEPLOYMENT: _of_deployment,
    Kind.STANDARD: _of_standard,
    Kind.ORGANISATION: _of_organisation,
}


def _column(session: Session, column: sa.Column[Any], *conditions: sa.ColumnElement[bool]) -> list[str]:
    return list(session.scalars(sa.select(column).where(*conditions)))
