"""Recording who says what: sources, claims, and the ids that other registries gave."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from registry.db.base import now
from registry.db.bulk import chunks, existing
from registry.db.ids import Kind
from registry.db.values import PartialDate, SchemeName, Strict, Text, Texts, WebAddress
from registry.errors import BadRecord, Conflict
from registry.provenance.models import Claim, ExternalIdentifier, Source, SourceKind

_EDITION = re.compile(r"-\d{4}(-\d{2}){0,2}$")


class SourceDraft(Strict):
    """A publication, registry or file that facts were read from."""

    id: SchemeName
    title: Text
    publisher: str = ""
    url: WebAddress = ""
    date: PartialDate = ""
    retrieved: PartialDate = ""
    licence: str = Field(default="", max_length=120)
    note: Texts = Field(default_factory=dict)
    kind: SourceKind = SourceKind.PUBLISHED


class ClaimDraft(Strict):
    """What one source states about one field of a record."""

    field: str = Field(min_length=1, max_length=40)
    value: Any
    source: SchemeName
    date: PartialDate = ""
    url: WebAddress = ""


class IdentifierDraft(Strict):
    """The id that another registry gave to a record."""

    scheme: SchemeName
    value: str = Field(min_length=1, max_length=200)
    url: WebAddress = ""


def series(source: str) -> str:
    """The name that all editions of a source share: its id without the date at its end.

    A newer edition of a registry's file replaces what the older one stated.
    """
    return _EDITION.sub("", source)


def sorted_claims(claims: Iterable[ClaimDraft]) -> tuple[ClaimDraft, ...]:
    """Claims in the one order that bodies keep them in: by field, then source."""
    return tuple(sorted(claims, key=lambda claim: (claim.field, claim.source)))


def save_sources(session: Session, drafts: Iterable[SourceDraft]) -> dict[str, str]:
    """Write sources; gives what happened to each: created, updated or unchanged."""
    outcomes: dict[str, str] = {}
    for draft in drafts:
        values = draft.model_dump()
        known = session.get(Source, draft.id)
        if known is None:
            session.add(Source.model_validate(values))
            outcomes[draft.id] = "created"
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            outcomes[draft.id] = "updated"
        else:
            outcomes[draft.id] = "unchanged"
    session.flush()
    return outcomes


def check_sources(session: Session, sources: Iterable[str]) -> None:
    """Refuse sources that are not recorded."""
    wanted = set(sources)
    missing = wanted - existing(session, "source.id", wanted)
    if missing:
        raise BadRecord(f"no source {', '.join(sorted(missing))}", "source")


def authorities(session: Session, sources: Iterable[str]) -> set[str]:
    """Those of these sources in which the authority of a country speaks."""
    found: set[str] = set()
    for chunk in chunks(dict.fromkeys(sources)):
        found.update(
            session.exec(
                select(Source.id).where(col(Source.id).in_(chunk), Source.kind == SourceKind.COUNTRY)
            )
        )
    return found


def authority_claims(session: Session, kind: Kind, ids: Iterable[str]) -> dict[str, list[ClaimDraft]]:
    """What authorities of countries state of these records, by record."""
    found: dict[str, list[ClaimDraft]] = {}
    for chunk in chunks(dict.fromkeys(ids)):
        rows = session.exec(
            select(Claim)
            .join(Source, col(Source.id) == col(Claim.source_id))
            .where(
                Claim.record_kind == kind,
                col(Claim.record_id).in_(chunk),
                Source.kind == SourceKind.COUNTRY,
            )
            .order_by(col(Claim.id))
        )
        for row in rows:
            claim = ClaimDraft(
                field=row.field, value=row.value, source=row.source_id, date=row.date, url=row.url
            )
            found.setdefault(row.record_id, []).append(claim)
    return found


def set_claims(session: Session, kind: Kind, claims: Mapping[str, Sequence[ClaimDraft]]) -> None:
    """Make these the claims on each record (id → claims): new ones come, changed ones change, others go."""
    present = _rows_of(session, kind, claims)
    moment = now()
    fresh: list[dict[str, Any]] = []
    gone: set[int] = {row.id for row in present.values() if row.id is not None}
    for record_id, wanted in claims.items():
        for claim in wanted:
            row = present.get((record_id, claim.field, claim.source))
            values = {"value": claim.value, "date": claim.date, "url": claim.url}
            if row is None:
                fresh.append(
                    {
                        "record_kind": kind,
                        "record_id": record_id,
                        "field": claim.field,
                        "source_id": claim.source,
                        "recorded_at": moment,
                        **values,
                    }
                )
                continue
            gone.discard(row.id or 0)
            if (row.value, row.date, row.url) != (claim.value, claim.date, claim.url):
                row.value, row.date, row.url, row.recorded_at = claim.value, claim.date, claim.url, moment
    session.flush()
    for ids in chunks(sorted(gone)):
        session.execute(sa.delete(Claim).where(col(Claim.id).in_(ids)))
    for part in chunks(fresh):
        session.execute(sa.insert(Claim), part)


def _rows_of(session: Session, kind: Kind, ids: Iterable[str]) -> dict[tuple[str, str, str], Claim]:
    found: dict[tuple[str, str, str], Claim] = {}
    for chunk in chunks(ids):
        rows = session.exec(select(Claim).where(Claim.record_kind == kind, col(Claim.record_id).in_(chunk)))
        found.update({(row.record_id, row.field, row.source_id): row for row in rows})
    return found


def find_by_identifiers(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The record id that each known (scheme, value) belongs to."""
    wanted = set(pairs)
    found: dict[tuple[str, str], str] = {}
    for chunk in chunks({value for _, value in wanted}):
        rows = session.exec(select(ExternalIdentifier).where(col(ExternalIdentifier.value).in_(chunk)))
        found.update(
            {(row.scheme, row.value): row.record_id for row in rows if (row.scheme, row.value) in wanted}
        )
    return found


class Claimed:
    """Tells whose identifiers are taken, by records that are there and by others of the same batch."""

    def __init__(self, session: Session, identifiers: Iterable[IdentifierDraft]) -> None:
        self._owners = find_by_identifiers(session, {(each.scheme, each.value) for each in identifiers})
        self._names: dict[tuple[str, str], str] = {}

    def check(self, record_id: str | None, name: str, identifiers: Iterable[IdentifierDraft]) -> None:
        """Refuse identifiers of another record than this one (`record_id` None: a new one called `name`)."""
        pairs = [(each.scheme, each.value) for each in identifiers]
        for pair in pairs:
            owner = self._owners.get(pair)
            if owner is not None and owner != record_id:
                raise BadRecord(f"{pair[0]} {pair[1]} is {owner} already", "identifiers")
            if self._names.get(pair, name) != name:
                raise BadRecord(f"{pair[0]} {pair[1]} is {self._names[pair]} already", "identifiers")
        self._names.update(dict.fromkeys(pairs, name))


def set_identifiers(
    session: Session, kind: Kind, identifiers: Mapping[str, Sequence[IdentifierDraft]]
) -> None:
    """Make these the external identifiers of each record; one that another record has is a conflict."""
    pairs = {(each.scheme, each.value): record_id for record_id, all_ in identifiers.items() for each in all_}
    for pair, owner in find_by_identifiers(session, pairs).items():
        if owner != pairs[pair]:
            raise Conflict(
                f"{pair[0]} {pair[1]} is {owner} already.", scheme=pair[0], value=pair[1], id=owner
            )
    for chunk in chunks(identifiers):
        session.execute(
            sa.delete(ExternalIdentifier).where(
                col(ExternalIdentifier.record_kind) == kind, col(ExternalIdentifier.record_id).in_(chunk)
            )
        )
    rows = [
        {"record_kind": kind, "record_id": record_id, **each.model_dump()}
        for record_id, all_ in identifiers.items()
        for each in all_
    ]
    for part in chunks(rows):
        session.execute(sa.insert(ExternalIdentifier), part)
