"""Reads of the bodies that speak for countries."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.national.models import CountryAuthority
from registry.national.schemas import AuthorityView


def authorities(session: Session, countries: Iterable[str]) -> dict[str, AuthorityView]:
    """The authorities of these countries that have one here, by code."""
    rows = session.exec(select(CountryAuthority).where(col(CountryAuthority.country).in_(set(countries))))
    return {
        row.country: AuthorityView(row.country, row.names, row.source_id, row.approval_required)
        for row in rows
    }


def authority(session: Session, country: str) -> AuthorityView | None:
    """The authority of one country; None where nobody speaks for it here yet."""
    return authorities(session, [country]).get(country)
