"""Reads what records of any kind are called, for lists that hold several kinds."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.countries import queries as countries
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.deployments.models import Deployment
from registry.organisations import queries as organisations
from registry.quality.schemas import RecordRef
from registry.solutions import queries as solutions
from registry.standards import queries as standards


def refs(session: Session, wanted: Iterable[tuple[Kind, str]]) -> dict[tuple[str, str], RecordRef]:
    """The records of these kinds and ids that are published."""
    by_kind: dict[Kind, set[str]] = defaultdict(set)
    for kind, record_id in wanted:
        by_kind[kind].add(record_id)
    found: dict[tuple[str, str], RecordRef] = {}
    for kind, ids in by_kind.items():
        for chunk in chunks(sorted(ids)):
            for each in _of_kind(session, kind, chunk):
                found[kind.value, each.id] = each
    return found


def _of_kind(session: Session, kind: Kind, ids: list[str]) -> list[RecordRef]:
    if kind is Kind.DEPLOYMENT:
        return _deployments(session, ids)
    if kind is Kind.SOLUTION:
        return [
            RecordRef(kind, each.id, each.slug, each.names) for each in solutions.refs(session, ids).values()
        ]
    if kind is Kind.STANDARD:
        return [
            RecordRef(kind, each.id, each.slug, each.names) for each in standards.refs(session, ids).values()
        ]
    if kind is Kind.ORGANISATION:
        return [
            RecordRef(kind, each.id, each.slug, each.names)
            for each in organisations.refs(session, ids).values()
        ]
    return []


def _deployments(session: Session, ids: list[str]) -> list[RecordRef]:
    rows = session.exec(
        select(Deployment.id, Deployment.solution_id, Deployment.country).where(col(Deployment.id).in_(ids))
    ).all()
    names = solutions.refs(session, {solution_id for _, solution_id, _ in rows})
    places = countries.refs(session, {code for *_, code in rows})
    return [
        RecordRef(Kind.DEPLOYMENT.value, record_id, record_id, names[solution_id].names, places[code])
        for record_id, solution_id, code in rows
    ]
