"""Reads of countries, areas and regions."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registry.countries.models import (
    Country,
    IncomeClassification,
    MembershipState,
    Region,
    RegionMembership,
)
from registry.countries.schemas import CountryRef, CountryRow, CountryView, DatedState, RegionView
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.errors import NotFound
from registry.notices import queries as notices


def regions(session: Session) -> list[RegionView]:
    """The WHO regions in their usual order."""
    rows = session.exec(select(Region).order_by(Region.position, Region.code))  # type: ignore[arg-type]
    return [RegionView(row.code, row.names, row.office) for row in rows]


def countries(session: Session) -> list[CountryRow]:
    """All countries and areas by code."""
    rows = session.execute(
        select_columns(
            Country.code,
            Country.alpha2,
            Country.numeric,
            Country.names,
            Country.region,
            Country.income,
            Country.membership,
            Country.longitude,
            Country.latitude,
        ).order_by(Country.code)
    )
    return [CountryRow(*row) for row in rows]


def country_code(session: Session, name: str) -> str | None:
    """The alpha-3 code for an alpha-3 or alpha-2 code in any case, or None."""
    wanted = name.upper()
    if not (wanted.isascii() and wanted.isalpha()):
        return None
    column = Country.alpha2 if len(wanted) == 2 else Country.code
    return session.exec(select(Country.code).where(column == wanted)).first()


def existing_code(session: Session, name: str) -> str:
    """The alpha-3 code for an alpha-3 or alpha-2 code in any case; `NotFound` if there is none."""
    code = country_code(session, name)
    if code is None:
        raise NotFound(f"No country or area {name}.", code=name)
    return code


def country(session: Session, code: str) -> CountryView:
    """A country or area by alpha-3 code; `NotFound` if there is none."""
    row = session.get(Country, code)
    if row is None:
        raise NotFound(f"No country or area {code}.", code=code)
    region = session.get(Region, row.region) if row.region else None
    return CountryView(
        row.code,
        row.alpha2,
        row.numeric,
        row.names,
        row.aliases,
        RegionView(region.code, region.names, region.office) if region else None,
        row.income,
        row.membership,
        [
            DatedState(state.status, state.since, state.until, state.note, state.source_id)
            for state in session.exec(
                select(MembershipState)
                .where(MembershipState.country == code)
                .order_by(col(MembershipState.id))
            )
        ],
        [
            DatedState(state.region, state.since, state.until, state.note, state.source_id)
            for state in session.exec(
                select(RegionMembership)
                .where(RegionMembership.country == code)
                .order_by(col(RegionMembership.id))
            )
        ],
        [
            DatedState(state.income_group, state.year, "", {}, state.source_id, state.basis)
            for state in session.exec(
                select(IncomeClassification)
                .where(IncomeClassification.country == code)
                .order_by(IncomeClassification.year)
            )
        ],
        notices=notices.in_force(session, (Kind.COUNTRY, code)),
    )


def memberships_with_notes(session: Session) -> dict[str, list[DatedState]]:
    """Membership states that carry a note, by country; what a list must say beside a name."""
    found: dict[str, list[DatedState]] = defaultdict(list)
    for state in session.exec(select(MembershipState).order_by(col(MembershipState.id))):
        if state.note:
            found[state.country].append(
                DatedState(state.status, state.since, state.until, state.note, state.source_id)
            )
    return found


def refs(session: Session, codes: Iterable[str]) -> dict[str, CountryRef]:
    """Countries by code, as they are named on other records."""
    rows = session.exec(select(Country.code, Country.names).where(col(Country.code).in_(set(codes))))
    return {code: CountryRef(code, names) for code, names in rows}


def region_of(session: Session, codes: Iterable[str]) -> dict[str, str | None]:
    """The present WHO region of each of these countries and areas, None where it belongs to none."""
    rows = session.exec(select(Country.code, Country.region).where(col(Country.code).in_(set(codes))))
    return dict(rows.all())


def alike(session: Session, code: str) -> list[CountryRef]:
    """The other countries in the same WHO region and income group; none if either is not known."""
    this = aliased(Country)
    rows = session.exec(
        select(Country.code, Country.names)
        .join(this, sa.and_(col(this.region) == Country.region, col(this.income) == Country.income))
        .where(this.code == code, Country.code != code)
    )
    return [CountryRef(*row) for row in rows]
