"""Reads of sources, claims and external identifiers."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.db.withheld import public_value
from registry.provenance.models import Claim, ExternalIdentifier, Source
from registry.provenance.schemas import ClaimView, FieldClaims, Identifier, SourceRef


def sources(session: Session) -> list[Source]:
    """All sources, newest data first."""
    return list(session.exec(select(Source).order_by(col(Source.date).desc(), Source.title)))


def source_refs(session: Session) -> dict[str, SourceRef]:
    """All sources by id, as they are named beside facts."""
    rows = session.execute(
        select_columns(Source.id, Source.title, Source.publisher, Source.url, Source.date, Source.kind)
    )
    return {row[0]: SourceRef(*row) for row in rows}


def claims_of(
    session: Session, kind: Kind, ids: Iterable[str], field: str = ""
) -> dict[str, list[ClaimView]]:
    """The claims on these records (on one field, or on all), by record id; oldest statement first."""
    wanted = list(ids)
    if not wanted:
        return {}
    statement = (
        select_columns(
            Claim.record_id,
            Claim.field,
            Claim.value,
            Claim.date,
            Claim.url,
            Source.id,
            Source.title,
            Source.publisher,
            Source.url,
            Source.date,
            Source.kind,
        )
        .join(Source, col(Source.id) == col(Claim.source_id))
        .where(col(Claim.record_kind) == kind, col(Claim.record_id).in_(wanted))
        .order_by(Claim.record_id, Claim.field, Claim.date, Source.title)
    )
    if field:
        statement = statement.where(col(Claim.field) == field)
    found: dict[str, list[ClaimView]] = defaultdict(list)
    for record_id, name, value, date, url, *source in session.execute(statement):
        found[record_id].append(
            ClaimView(name, public_value(name, value), SourceRef(*source), date or source[4], url)
        )
    return dict(found)


def by_field(claims: Iterable[ClaimView]) -> list[FieldClaims]:
    """Claims grouped by field, each with whether its sources agree."""
    grouped: dict[str, list[ClaimView]] = defaultdict(list)
    for claim in claims:
        grouped[claim.field].append(claim)
    return [
        FieldClaims(field, listed, len({_comparable(claim.value) for claim in listed}) == 1)
        for field, listed in grouped.items()
    ]


def _comparable(value: Any) -> str:
    if isinstance(value, list):  # the order in which a source lists things says nothing
        return json.dumps(sorted(json.dumps(item, sort_keys=True) for item in value))
    return json.dumps(value, sort_keys=True)


def identifiers_of(session: Session, kind: Kind, record_id: str) -> list[Identifier]:
    """The ids that other registries gave to a record."""
    rows = session.exec(
        select(ExternalIdentifier.scheme, ExternalIdentifier.value, ExternalIdentifier.url)
        .where(ExternalIdentifier.record_kind == kind, ExternalIdentifier.record_id == record_id)
        .order_by(ExternalIdentifier.scheme, ExternalIdentifier.value)
    )
    return [Identifier(*row) for row in rows]


def by_identifier(session: Session, scheme: str, value: str) -> tuple[Kind, str] | None:
    """The record that another registry's id names."""
    found = session.get(ExternalIdentifier, (scheme, value))
    return (found.record_kind, found.record_id) if found else None
