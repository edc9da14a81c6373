"""Response shapes of solutions."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.db.base import Names
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeView
from registry.organisations.schemas import OrganisationRole
from registry.provenance.schemas import FieldClaims, Identifier
from registry.standards.schemas import StandardRef
from registry.taxonomy.schemas import ConceptRef


class SolutionRef(Struct, frozen=True):
    """A solution as it is named on other records."""

    id: str
    slug: str
    names: Names
    type: str
    is_sample: bool
    """Made up, for the demo, as is whoever makes it."""
    notices: tuple[NoticeKind, ...] = ()
    """The kinds of notice in force on it."""


class StandardClaim(Struct, frozen=True):
    """A standard that a solution speaks, and how strong the claim is."""

    standard: StandardRef
    edition: str
    strength: str


class StandardSpoken(Struct, frozen=True):
    """A solution that speaks a standard, in which edition and how strong the claim is."""

    solution: SolutionRef
    summary: Names
    edition: str
    strength: str


class RelationView(Struct, frozen=True):
    """A relation to another product; `outward` is whether this record is its subject."""

    kind: str
    outward: bool
    solution: SolutionRef


class SolutionView(Struct, frozen=True):
    """A solution with all that is linked to it but its deployments."""

    id: str
    slug: str
    names: Names
    aliases: list[str]
    summary: Names
    type: str
    licence: str
    openness: str
    organisations: list[OrganisationRole]
    links: dict[str, list[str]]
    languages: list[str]
    platforms: list[str]
    hosting: list[str]
    offline: bool | None
    emergency_ready: bool | None
    uses_ai: bool | None
    stage: str | None
    first_released: str
    medical_device_class: str
    cost_model: str
    price: dict[str, Any] | None
    contact: str
    interventions: list[ConceptRef]
    challenges: list[ConceptRef]
    services: list[ConceptRef]
    focus_areas: list[ConceptRef]
    sdgs: list[ConceptRef]
    standards: list[StandardClaim]
    relations: list[RelationView]
    identifiers: list[Identifier]
    claims: list[FieldClaims]
    reviewed_at: datetime | None
    updated_at: datetime
    edited: list[str]
    """Fields in which something is stated by no source: the editors of this registry worded or classified it."""
    is_sample: bool
    """Made up, for the demo, as is whoever makes it."""
    evidence_level: str = "not_assessed"
    notices: list[NoticeView] = []
    """Notices of the Secretariat that are in force."""


class SolutionRow(Struct, frozen=True):
    """A solution in a list."""

    id: str
    slug: str
    names: Names
    summary: Names
    type: str
    licence: str
    updated_at: datetime
    is_sample: bool
    """Made up, for the demo, as is whoever makes it."""
    notices: tuple[NoticeKind, ...] = ()
    """The kinds of notice in force on it."""
