"""What a product's own repository says of it in a publiccode.yml: kept with the draft, compared, and published with it.

The draft may say something else; the check of licences then tells both.
"""

from typing import Final

import msgspec
from msgspec import Struct
from sqlmodel import Session

from registry.db.base import now
from registry.provenance.service import ClaimDraft, SourceDraft, save_sources
from registry.submissions.models import Submission

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
