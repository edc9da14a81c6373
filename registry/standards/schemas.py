"""Response shapes of standards."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.db.base import Names
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeView
from registry.organisations.schemas import OrganisationRef
from registry.provenance.schemas import Identifier, SourceRef


class StandardRef(Struct, frozen=True):
    """A standard as it is named on other records."""

    id: str
    slug: str
    names: Names
    provenance: str
    notices: tuple[NoticeKind, ...] = ()
    """The kinds of notice in force on it."""


class EditionView(Struct, frozen=True):
    """One dated version of a standard."""

    label: str
    version: str
    status: str
    date: str
    url: str


class StandardView(Struct, frozen=True):
    """A standard with its editions and how it is known."""

    id: str
    slug: str
    names: Names
    aliases: list[str]
    summary: Names
    sdo: OrganisationRef | None
    kind: str
    category: str
    canonical_uri: str
    url: str
    access_cost: str
    access_note: str
    process_maturity: str
    openhie_component: str
    test_tools: list[dict[str, Any]]
    replaced_by: StandardRef | None
    replaces: list[StandardRef]
    provenance: str
    source: SourceRef | None
    note: Names
    editions: list[EditionView]
    identifiers: list[Identifier]
    updated_at: datetime
    notices: list[NoticeView] = []
    """Notices of the Secretariat that are in force."""
