"""Response shapes of organisations."""

from datetime import datetime

from msgspec import Struct

from registry.countries.schemas import CountryRef
from registry.db.base import Names
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeView
from registry.provenance.schemas import Identifier, SourceRef


class OrganisationRef(Struct, frozen=True):
    """An organisation as it is named on other records."""

    id: str
    slug: str
    names: Names
    kind: str
    is_sample: bool
    """Made up, for the demo."""
    notices: tuple[NoticeKind, ...] = ()
    """The kinds of notice in force on it."""


class OrganisationRole(Struct, frozen=True):
    """An organisation with what it is to a record."""

    role: str
    organisation: OrganisationRef


class OrganisationView(Struct, frozen=True):
    """An organisation."""

    id: str
    slug: str
    names: Names
    aliases: list[str]
    kind: str
    country: CountryRef | None
    home: str
    identifiers: list[Identifier]
    source: SourceRef | None
    updated_at: datetime
    is_sample: bool
    """Made up, for the demo."""
    notices: list[NoticeView] = []
    """Notices of the Secretariat that are in force."""
