"""What the checks of the records find in a draft: its author sees it beside the form, the Secretariat at the desk."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from sqlmodel import Session

from registry.db.ids import Kind
from registry.quality.draft_queries import check_draft
from registry.quality.wording import Shown, in_words
from registry.submissions.asking import FIELDS
from registry.submissions.checklist import Checklist
from registry.submissions.comparing import claims_to_compare
from registry.submissions.models import Submission
from registry.submissions.sections import section_of

FIELD_OF: Final[Mapping[str, str]] = {
    "duplicate": "names",
    "challenge_fit": "challenges",
    "dead_link": "links",
}
"""Where what these checks find is mended; the others name the field that they are about."""


class Doubt(Struct, frozen=True):
    """Something that a check finds in a draft, and the section and field where it is mended, if one can be named."""

    section: str
    path: str
    shown: Shown


def doubts(session: Session, row: Submission, told_by: Checklist | None = None) -> list[Doubt]:
    """What the checks find in a draft, in the current language, and its checklist does not tell already."""
    told = set()
    if told_by is not None:
        told = {each.field for each in told_by.missing} | {each.field for each in told_by.wrong}
    body = row.body | {"claims": claims_to_compare(session, row)}
    found = in_words(session, check_draft(session, Kind(row.kind.value), body, row.target_id))
    placed = [(_field(row, each), each) for each in found]
    return [
        Doubt(section_of(row.kind, field) if field else "", field, each)
        for field, each in placed
        if field not in told
    ]


def _field(row: Submission, shown: Shown) -> str:
    finding = shown.row.finding
    field = FIELD_OF.get(finding.check, finding.subject.partition(" ")[0])
    return field if field in FIELDS[row.kind] else ""
