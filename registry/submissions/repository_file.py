"""What a product's own repository says of it in a publiccode.yml: kept with the draft, compared, and published with it.

The draft may say something else; the check of licences then tells both.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlmodel import Session

from registry.db.base import now
from registry.provenance.service import ClaimDraft, SourceDraft, save_sources
from registry.quality.checks.licence import from_a_repository
from registry.quality.fact_queries import solutions
from registry.submissions.models import Submission, SubmissionKind

SOURCE: Final = SourceDraft(
    id="publiccode-files",
    title="publiccode.yml files that came with submissions",
    publisher="The products’ maintainers",
    url="https://yml.publiccode.tools/",
)
"""Whose statements those of such files are, once they are published."""


class RepositoryFile(Struct, frozen=True, omit_defaults=True):
    """What was read from the file of a repository; `date`: of the release that it describes."""

    name: str
    url: str
    date: str = ""
    licence: str = ""


def file_of(row: Submission) -> RepositoryFile | None:
    """The file that a submission was given, if any."""
    return msgspec.convert(row.repository_file, RepositoryFile) if row.repository_file else None


def stated_claims(row: Submission) -> list[ClaimDraft]:
    """What the file states, as claims of its own source."""
    file = file_of(row)
    if file is None or not file.licence:
        return []
    date = file.date or row.created_at.date().isoformat()
    return [ClaimDraft(field="licence", value=file.licence, source=SOURCE.id, date=date, url=file.url)]


def claims_to_publish(session: Session, row: Submission) -> list[ClaimDraft]:
    """The claims of the file, with their source recorded."""
    claims = stated_claims(row)
    if claims:
        today = now().date().isoformat()
        save_sources(session, [SOURCE.model_copy(update={"retrieved": today})])
    return claims


def claims_to_compare(session: Session, row: Submission) -> list[dict[str, Any]]:
    """What repositories state: the draft's own file, or what is recorded of the product that it changes."""
    own = stated_claims(row)
    if own or not row.target_id or row.kind is not SubmissionKind.SOLUTION:
        return [each.model_dump(mode="json") for each in own]
    return [
        {"field": field, "source": source, "value": value, "date": date, "url": url}
        for facts in solutions(session, [row.target_id])
        for field, source, value, date, url in facts.statements
        if from_a_repository(source)
    ]
