"""Reads of what changed: the revisions of all records, of one kind, of one country, of one organisation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registry.audit.models import Revision
from registry.countries import queries as countries
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import Deployment, DeploymentFunder, DeploymentOrganisation
from registry.feeds.schemas import Changed, Named, Scope
from registry.organisations import queries as organisations
from registry.organisations.models import Organisation
from registry.solutions import queries as solutions
from registry.solutions.models import SolutionOrganisation
from registry.standards import queries as standards
from registry.standards.models import Standard

Record = tuple[Kind, str, Mapping[str, Any]]
"""A record's kind and id, and a body of it."""


def changes(session: Session, scope: Scope, *, limit: int, before: int | None = None) -> list[Changed]:
    """The last revisions within a scope, newest first; `before` is the id of the last one already seen."""
    earlier = aliased(Revision)
    asked = (
        select_columns(
            col(Revision.id),
            col(Revision.record_kind),
            col(Revision.record_id),
            col(Revision.number),
            col(Revision.author),
            col(Revision.at),
            col(Revision.note),
            col(Revision.body),
            col(earlier.body),
        )
        .outerjoin(
            earlier,
            sa.and_(
                col(earlier.record_kind) == col(Revision.record_kind),
                col(earlier.record_id) == col(Revision.record_id),
                col(earlier.number) == col(Revision.number) - 1,
            ),
        )
        .where(_within(scope))
        .order_by(col(Revision.id).desc())
        .limit(limit)
    )
    if before is not None:
        asked = asked.where(col(Revision.id) < before)
    return [Changed(*row) for row in session.execute(asked)]


def founded(session: Session) -> datetime | None:
    """When the first record was published: no two registries share this moment, and it never changes."""
    return session.exec(select(Revision.at).order_by(col(Revision.id)).limit(1)).first()


def named(session: Session, records: Iterable[Record]) -> dict[tuple[Kind, str], Named]:
    """What records are called; a deployment, published or withdrawn, by the solution and country of its body."""
    every = list(records)
    ids: dict[Kind, set[str]] = defaultdict(set)
    for kind, record_id, body in every:
        if kind is Kind.DEPLOYMENT:
            ids[Kind.SOLUTION].add(body.get("solution", ""))
            ids[Kind.COUNTRY].add(body.get("country", ""))
        else:
            ids[kind].add(record_id)
    refs: dict[tuple[Kind, str], Named] = {}
    for kind, reader in (
        (Kind.SOLUTION, solutions),
        (Kind.STANDARD, standards),
        (Kind.ORGANISATION, organisations),
    ):
        found = reader.refs(session, list(ids[kind]))
        refs |= {(kind, key): Named(ref.slug, ref.names) for key, ref in found.items()}
    for code, country in countries.refs(session, list(ids[Kind.COUNTRY])).items():
        refs[Kind.COUNTRY, code] = Named(code.lower(), country.names)
    for kind, record_id, body in every:
        if kind is Kind.DEPLOYMENT:
            solution = refs.get((Kind.SOLUTION, body.get("solution", "")))
            place = refs.get((Kind.COUNTRY, body.get("country", "")))
            if solution and place:
                refs[kind, record_id] = Named(record_id, solution.names, place.names)
    return refs


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    if scope.kind is not None:
        return col(Revision.record_kind) == scope.kind
    if scope.country:
        return sa.or_(*_of_country(scope.country))
    if scope.organisation:
        return sa.or_(*_of_organisation(scope.organisation))
    return sa.true()


def _of(kind: Kind, ids: Any) -> sa.ColumnElement[bool]:
    return sa.and_(col(Revision.record_kind) == kind, col(Revision.record_id).in_(ids))


def _of_country(code: str) -> list[sa.ColumnElement[bool]]:
    """The country itself, what runs or ran there, and the organisations that are at home there."""
    # One that was withdrawn has no row any more: only its revisions say where it was.
    is_withdrawn = sa.and_(
        col(Revision.record_kind) == Kind.DEPLOYMENT,
        col(Revision.record_id).not_in(sa.select(col(Deployment.id))),
        col(Revision.body)["country"].as_string() == code,
    )
    return [
        _of(Kind.COUNTRY, [code]),
        _of(Kind.DEPLOYMENT, sa.select(col(Deployment.id)).where(col(Deployment.country) == code)),
        is_withdrawn,
        _of(Kind.ORGANISATION, sa.select(col(Organisation.id)).where(col(Organisation.country) == code)),
    ]


def _of_organisation(organisation_id: str) -> list[sa.ColumnElement[bool]]:
    """The organisation itself, the solutions and deployments it has a part in, the standards it publishes."""
    own = SolutionOrganisation, DeploymentOrganisation, DeploymentFunder
    has_a_part, runs, pays = (col(each.organisation_id) == organisation_id for each in own)
    return [
        _of(Kind.ORGANISATION, [organisation_id]),
        _of(Kind.SOLUTION, sa.select(col(SolutionOrganisation.solution_id)).where(has_a_part)),
        _of(
            Kind.DEPLOYMENT,
            sa.union(
                sa.select(col(DeploymentOrganisation.deployment_id)).where(runs),
                sa.select(col(DeploymentFunder.deployment_id)).where(pays),
            ),
        ),
        _of(Kind.STANDARD, sa.select(col(Standard.id)).where(col(Standard.sdo_id) == organisation_id)),
    ]
