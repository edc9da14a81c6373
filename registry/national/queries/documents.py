"""Reads of the documents that countries publish here."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from registry.accounts.viewer import ANYBODY
from registry.attachments import queries as attachments
from registry.national.models import NationalDocument
from registry.national.schemas import DocumentView

DOCUMENT = "national_document"
"""The kind of owner of the files of these documents."""


def documents(session: Session, country: str) -> list[DocumentView]:
    """The documents of a country, those of the latest years first."""
    rows = session.exec(
        select(NationalDocument)
        .where(NationalDocument.country == country, NationalDocument.withdrawn_on == "")
        .order_by(col(NationalDocument.id).desc())
    ).all()
    return sorted(
        (_view(session, row) for row in rows), key=lambda each: -(each.until_year or each.from_year or 0)
    )


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, DocumentView]:
    """These documents, withdrawn or not."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(NationalDocument).where(col(NationalDocument.id).in_(wanted)))
    return {row.id or 0: _view(session, row) for row in rows}


def existing_ids(session: Session, numbers: Collection[int]) -> list[int | None]:
    """Which of these documents there are, withdrawn or not."""
    return list(session.exec(select(NationalDocument.id).where(col(NationalDocument.id).in_(numbers))))


def _view(session: Session, row: NationalDocument) -> DocumentView:
    # A file that is held back is not for readers; until it is cleared the document has none.
    files = [] if row.url else attachments.of_owner(session, ANYBODY, (DOCUMENT, str(row.id)))
    return DocumentView(
        row.id or 0,
        row.country,
        row.title,
        row.language,
        row.kind,
        row.from_year,
        row.until_year,
        row.url,
        files[0].id if files else "",
        row.licence,
        row.added_on,
    )
