"""What a submission proposes, in words: each field beside what the record said when the change was begun."""

from typing import Any

from msgspec import Struct
from sqlmodel import Session

from registry.audit.pages import wording
from registry.db.base import Names
from registry.db.ids import Kind
from registry.submissions.drafting import NEW, published_body
from registry.submissions.merging import changed
from registry.submissions.models import Submission
from registry.submissions.sections import SECTIONS
from registry.web.wording import Wording


class Stated(Struct, frozen=True):
    """One field of what is proposed, with what the record said before."""

    name: str
    before: Any
    after: Any
    differs: bool


def proposal(session: Session, row: Submission) -> tuple[Wording, list[tuple[str, list[Stated]]]]:
    """What is proposed by section, beside what the record says now, and the words for both."""
    before: dict[str, Any] = {}
    if row.target_id and row.base_revision is not None:
        before = published_body(session, row.kind, row.target_id, row.base_revision)
    differing = set(changed(before, row.body, [*before, *row.body]))
    found = wording(session, Kind(row.kind.value), [row.body, before])
    new = row.body.get(NEW, {})
    added: dict[tuple[str, str], Names] = {
        ("organisation", slug): body.get("names", {}) for slug, body in new.items()
    }
    sections = [
        (
            section,
            [
                Stated(name, before.get(name), row.body.get(name), name in differing)
                for name in fields
                if name in before or name in row.body
            ],
        )
        for section, fields in SECTIONS[row.kind].items()
    ]
    return Wording(found.kind, {**found.names, **added}), sections
