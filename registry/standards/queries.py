"""Reads of standards and editions."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Names, select_columns
from registry.db.ids import Kind
from registry.db.records import find
from registry.db.text import FOUND_BY_NAME, closest, has_words
from registry.notices import queries as notices
from registry.organisations import queries as organisations
from registry.provenance import queries as provenance
from registry.standards.models import Standard, StandardEdition
from registry.standards.schemas import EditionView, StandardRef, StandardView


def standard(session: Session, name: str) -> StandardView:
    """A standard by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    row = find(session, Kind.STANDARD, Standard, name)
    editions = session.exec(
        select(StandardEdition)
        .where(StandardEdition.standard_id == row.id)
        .order_by(StandardEdition.position, StandardEdition.id)  # type: ignore[arg-type]
    )
    others = refs(session, [row.replaced_by_id]) if row.replaced_by_id else {}
    replaces = session.exec(
        select(Standard.id, Standard.slug, Standard.names, Standard.provenance)
        .where(Standard.replaced_by_id == row.id)
        .order_by(Standard.slug)
    )
    sdo = organisations.refs(session, [row.sdo_id]).get(row.sdo_id) if row.sdo_id else None
    return StandardView(
        row.id,
        row.slug,
        row.names,
        row.aliases,
        row.summary,
        sdo,
        row.kind,
        row.category,
        row.canonical_uri,
        row.url,
        row.access_cost,
        row.access_note,
        row.process_maturity,
        row.openhie_component,
        row.test_tools,
        others.get(row.replaced_by_id or ""),
        [StandardRef(*other) for other in replaces],
        row.provenance,
        provenance.source_refs(session).get(row.source_id) if row.source_id else None,
        row.note,
        [EditionView(item.label, item.version, item.status, item.date, item.url) for item in editions],
        provenance.identifiers_of(session, Kind.STANDARD, row.id),
        row.updated_at,
        notices=notices.in_force(session, (Kind.STANDARD, row.id)),
    )


def standard_id(session: Session, name: str) -> str:
    """The id of a standard by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    return find(session, Kind.STANDARD, Standard, name).id


def names_of(session: Session, names: Iterable[str]) -> dict[str, Names]:
    """What standards are called, by the id or slug that names them."""
    wanted = set(names)
    rows = session.exec(
        select(Standard.id, Standard.slug, Standard.names).where(
            sa.or_(col(Standard.id).in_(wanted), col(Standard.slug).in_(wanted))
        )
    )
    return {key: called for record_id, slug, called in rows for key in (record_id, slug) if key in wanted}


def refs(session: Session, ids: Iterable[str]) -> dict[str, StandardRef]:
    """Standards by id, as they are named on other records."""
    rows = session.exec(
        select(Standard.id, Standard.slug, Standard.names, Standard.provenance).where(
            col(Standard.id).in_(set(ids))
        )
    )
    marks = notices.marks(session, Kind.STANDARD)
    return {row[0]: StandardRef(*row, marks.get(row[0], ())) for row in rows}


def named_like(session: Session, text: str, limit: int = 8) -> list[tuple[StandardRef, bool]]:
    """Standards whose names hold each word of a text, the closest first, and whether one is its very name."""
    rows = session.execute(
        select_columns(Standard.id, Standard.slug, Standard.names, Standard.provenance, Standard.aliases)
        .where(has_words(text, Standard.names, Standard.aliases))
        .order_by(Standard.slug)
        .limit(FOUND_BY_NAME)
    )
    return closest(text, [(StandardRef(*row[:4]), [*row[2].values(), *row[4]]) for row in rows], limit)


def page_of_ids(session: Session, after: str, limit: int) -> list[str]:
    """Ids in their order, behind `after`."""
    return list(
        session.exec(select(Standard.id).where(Standard.id > after).order_by(Standard.id).limit(limit))
    )


def published_by(session: Session, organisation_id: str) -> list[StandardRef]:
    """Standards of one standards body, by slug."""
    rows = session.exec(
        select(Standard.id, Standard.slug, Standard.names, Standard.provenance)
        .where(Standard.sdo_id == organisation_id)
        .order_by(Standard.slug)
    )
    return [StandardRef(*row) for row in rows]


def by_name(session: Session, text: str, limit: int = 20) -> list[StandardRef]:
    """Standards of which a name, another name or the slug holds this text, in any case."""
    wanted = text.strip().casefold()
    rows = session.execute(
        select_columns(
            Standard.id, Standard.slug, Standard.names, Standard.provenance, Standard.aliases
        ).order_by(Standard.slug)
    )
    found = [
        StandardRef(record_id, slug, names, known)
        for record_id, slug, names, known, aliases in rows
        if any(wanted in each.casefold() for each in (slug, *names.values(), *aliases))
    ]
    return found[:limit]
