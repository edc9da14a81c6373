"""Response shapes of countries and areas."""

from msgspec import Struct

from registry.db.base import Names
from registry.notices.schemas import NoticeView


class CountryRef(Struct, frozen=True):
    """A country or area as it is named on other records."""

    code: str
    names: Names


class RegionView(Struct, frozen=True):
    """A WHO region."""

    code: str
    names: Names
    office: str


class DatedState(Struct, frozen=True):
    """A membership, region or income group with the time it holds and its source."""

    value: str
    since: str
    until: str
    note: Names
    source: str | None
    basis: str = "found"


class CountryRow(Struct, frozen=True):
    """A country or area in a list."""

    code: str
    alpha2: str
    numeric: str
    names: Names
    region: str | None
    income: str | None
    membership: str
    longitude: float | None
    latitude: float | None


class CountryView(Struct, frozen=True):
    """A country or area with its states over time."""

    code: str
    alpha2: str
    numeric: str
    names: Names
    aliases: list[str]
    region: RegionView | None
    income: str | None
    membership: str
    memberships: list[DatedState]
    regions: list[DatedState]
    incomes: list[DatedState]
    notices: list[NoticeView] = []
    """Notices of the Secretariat that are in force."""
