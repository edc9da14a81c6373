"""The parts that a draft of each kind is filled in and judged by: which fields of the record each holds. Pure data."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from registry.errors import NotFound
from registry.submissions.models import SubmissionKind

Sections = Mapping[str, tuple[str, ...]]

SECTIONS: Final[Mapping[SubmissionKind, Sections]] = MappingProxyType(
    {
        SubmissionKind.SOLUTION: MappingProxyType(
            {
                "identity": ("names", "aliases", "type", "summary", "stage", "first_released"),
                "purpose": (
                    "interventions",
                    "challenges",
                    "services",
                    "focus_areas",
                    "sdgs",
                    "emergency_ready",
                ),
                "openness": ("openness", "licence", "cost_model", "price"),
                "technology": (
                    "platforms",
                    "hosting",
                    "offline",
                    "uses_ai",
                    "medical_device_class",
                    "languages",
                    "standards",
                    "relations",
                ),
                "organisations": ("organisations", "new_organisations", "contact"),
                "links": ("links", "identifiers"),
            }
        ),
        SubmissionKind.DEPLOYMENT: MappingProxyType(
            {
                "place": ("solution", "country", "subdivision", "status", "started", "ended", "version"),
                "reach": (
                    "people",
                    "people_share",
                    "health_workers",
                    "health_workers_share",
                    "facilities",
                    "facilities_share",
                    "target_share",
                    "target_share_source",
                ),
                "organisations": ("organisations", "funders", "new_organisations"),
                "purpose": ("interventions", "challenges"),
                "links": ("links", "identifiers"),
            }
        ),
        SubmissionKind.ORGANISATION: MappingProxyType(
            {
                "identity": ("names", "aliases", "kind", "country"),
                "links": ("home", "identifiers"),
            }
        ),
        SubmissionKind.STANDARD: MappingProxyType(
            {
                "identity": (
                    "names",
                    "aliases",
                    "summary",
                    "kind",
                    "category",
                    "sdo",
                    "new_organisations",
                    "note",
                ),
                "access": ("canonical_uri", "url", "access_cost", "access_note"),
                "editions": ("process_maturity", "editions", "replaced_by"),
                "use": ("openhie_component", "test_tools"),
            }
        ),
    }
)

NOT_ASKED: Final = frozenset(
    {"slug", "former_slugs", "claims", "source", "provenance", "id", "key", "is_reported_presence"}
)
"""Fields of records that follow from the submission itself, and that nobody is asked for."""


def fields_of(kind: SubmissionKind, section: str) -> tuple[str, ...]:
    """The fields of one section; `NotFound` where the kind has none of that name."""
    found = SECTIONS[kind].get(section)
    if found is None:
        raise NotFound(f"A {kind} has no section {section}.", kind=kind.value, section=section)
    return found


def section_of(kind: SubmissionKind, field: str) -> str:
    """The section that holds a field."""
    return next(section for section, fields in SECTIONS[kind].items() if field in fields)
