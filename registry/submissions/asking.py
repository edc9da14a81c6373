"""The fields of each kind by section: what is asked, in which order."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from registry.submissions.deployment_fields import DEPLOYMENT
from registry.submissions.fields import Field, by_name
from registry.submissions.models import SubmissionKind
from registry.submissions.other_fields import ORGANISATION_FIELDS, STANDARD_FIELDS
from registry.submissions.sections import SECTIONS, fields_of
from registry.submissions.solution_fields import SOLUTION

FIELDS: Final[Mapping[SubmissionKind, Mapping[str, Field]]] = MappingProxyType(
    {
        SubmissionKind.SOLUTION: by_name(SOLUTION),
        SubmissionKind.DEPLOYMENT: by_name(DEPLOYMENT),
        SubmissionKind.ORGANISATION: by_name(ORGANISATION_FIELDS),
        SubmissionKind.STANDARD: by_name(STANDARD_FIELDS),
    }
)
"""What is asked about each kind of record."""


def asked(kind: SubmissionKind, section: str) -> list[Field]:
    """The fields of one section, in their order; `NotFound` where there is none of that name."""
    return [FIELDS[kind][name] for name in fields_of(kind, section)]


def next_section(kind: SubmissionKind, section: str) -> str:
    """The section that comes after one; empty after the last."""
    names = list(SECTIONS[kind])
    place = names.index(section) + 1
    return names[place] if place < len(names) else ""
