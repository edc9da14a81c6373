"""Reads of organisations."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.countries import queries as countries
from registry.db.base import Names, select_columns
from registry.db.ids import Kind
from registry.db.records import find
from registry.db.text import FOUND_BY_NAME, closest, has_words
from registry.notices import queries as notices
from registry.organisations.models import Organisation
from registry.organisations.schemas import OrganisationRef, OrganisationView
from registry.provenance import queries as provenance


def organisation(session: Session, name: str) -> OrganisationView:
    """An organisation by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    row = find(session, Kind.ORGANISATION, Organisation, name)
    country = countries.refs(session, [row.country]).get(row.country) if row.country else None
    return OrganisationView(
        row.id,
        row.slug,
        row.names,
        row.aliases,
        row.kind,
        country,
        row.home,
        provenance.identifiers_of(session, Kind.ORGANISATION, row.id),
        provenance.source_refs(session).get(row.source_id) if row.source_id else None,
        row.updated_at,
        row.is_sample,
        notices=notices.in_force(session, (Kind.ORGANISATION, row.id)),
    )


def organisation_id(session: Session, name: str) -> str:
    """The id of an organisation by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    return find(session, Kind.ORGANISATION, Organisation, name).id


def names_of(session: Session, names: Iterable[str]) -> dict[str, Names]:
    """What organisations are called, by the id or slug that names them."""
    wanted = set(names)
    rows = session.exec(
        select(Organisation.id, Organisation.slug, Organisation.names).where(
            sa.or_(col(Organisation.id).in_(wanted), col(Organisation.slug).in_(wanted))
        )
    )
    return {key: called for record_id, slug, called in rows for key in (record_id, slug) if key in wanted}


def refs(session: Session, ids: Iterable[str]) -> dict[str, OrganisationRef]:
    """Organisations by id, as they are named on other records."""
    rows = session.execute(
        select_columns(
            Organisation.id, Organisation.slug, Organisation.names, Organisation.kind, Organisation.is_sample
        ).where(col(Organisation.id).in_(set(ids)))
    )
    marks = notices.marks(session, Kind.ORGANISATION)
    return {row[0]: OrganisationRef(*[*row, marks.get(row[0], ())]) for row in rows}


def named_like(session: Session, text: str, limit: int = 8) -> list[tuple[OrganisationRef, bool]]:
    """Organisations whose names hold each word of a text, the closest first, and whether one is its very name."""
    rows = session.execute(
        select_columns(
            Organisation.id,
            Organisation.slug,
            Organisation.names,
            Organisation.kind,
            Organisation.is_sample,
            Organisation.aliases,
        )
        .where(has_words(text, Organisation.names, Organisation.aliases))
        .order_by(Organisation.slug)
        .limit(FOUND_BY_NAME)
    )
    return closest(text, [(OrganisationRef(*row[:5]), [*row[2].values(), *row[5]]) for row in rows], limit)


def page_of_ids(session: Session, after: str, limit: int) -> list[str]:
    """Ids in their order, behind `after`."""
    return list(
        session.exec(
            select(Organisation.id).where(Organisation.id > after).order_by(Organisation.id).limit(limit)
        )
    )


def in_country(session: Session, code: str, limit: int = 100) -> list[OrganisationRef]:
    """Organisations at home in a country, by slug."""
    rows = session.execute(
        select_columns(
            Organisation.id, Organisation.slug, Organisation.names, Organisation.kind, Organisation.is_sample
        )
        .where(col(Organisation.country) == code)
        .order_by(Organisation.slug)
        .limit(limit)
    )
    return [OrganisationRef(*row) for row in rows]
