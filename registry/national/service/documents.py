"""Strategies, plans and other documents that a country publishes here: a file, or a link to where it is."""

import re
from collections.abc import Collection
from typing import Final

from license_expression import ExpressionError
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments import access
from registry.attachments import service as attachments
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.db.values import SpdxExpression, WebAddress
from registry.errors import Fault, Invalid, NotFound, mark
from registry.national.models import DocumentKind, NationalDocument
from registry.national.queries.documents import DOCUMENT, existing_ids
from registry.national.service.authority import ensure, voice_of

_LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_YEARS: Final = range(1950, 2101)
_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(WebAddress)
_LICENCE: Final[TypeAdapter[str]] = TypeAdapter(SpdxExpression)


def add(  # noqa: PLR0913 - what a document is described by
    session: Session,
    viewer: Viewer,
    country: str,
    *,
    title: str,
    kind: str,
    language: str,
    from_year: int | None = None,
    until_year: int | None = None,
    url: str = "",
    upload: attachments.Incoming | None = None,
    licence: str = "",
) -> NationalDocument:
    """Publish a document on the country's page: either a file or a link."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    faults = _faults(title, kind, language, (from_year, until_year), (url, licence))
    if bool(url) == (upload is not None):
        faults["url"] = mark("Give either a link or a file.")
    if faults:
        raise Invalid(faults)
    ensure(session, country)
    row = NationalDocument(
        country=country,
        title=title,
        language=language,
        kind=DocumentKind(kind),
        from_year=from_year,
        until_year=until_year,
        url=url,
        licence=licence,
        added_on=now().date().isoformat(),
    )
    session.add(row)
    session.flush()
    if upload is not None:
        attachments.store(session, viewer, upload, owner=(DOCUMENT, str(row.id)), public=True)
    raise_catalogue_version(session)
    _record(session, viewer, "country.document_added", row)
    return row


def withdraw(session: Session, viewer: Viewer, country: str, document_id: int) -> None:
    """Take a document off the country's page; what refers to it still names it."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    row = session.get(NationalDocument, document_id)
    if row is None or row.country != country or row.withdrawn_on:
        raise NotFound(f"No document {document_id} of {country}.", id=document_id)
    row.withdrawn_on = now().date().isoformat()
    session.add(row)
    raise_catalogue_version(session)
    _record(session, viewer, "country.document_withdrawn", row)


def _faults(
    title: str,
    kind: str,
    language: str,
    years: tuple[int | None, int | None],
    more: tuple[str, str],
) -> dict[str, Fault | str]:
    faults: dict[str, Fault | str] = {}
    if not 0 < len(title) <= 300:
        faults["title"] = mark("Give the title, in at most 300 characters.")
    if kind not in {each.value for each in DocumentKind}:
        faults["kind"] = mark("Choose what it is.")
    if not _LANGUAGE.match(language):
        faults["language"] = mark("Give the language as a tag, such as fr or pt-BR.")
    if any(year is not None and year not in _YEARS for year in years):
        faults["from_year"] = mark("Give years as 2026.")
    elif None not in years and years[1] < years[0]:  # type: ignore[operator]
        faults["until_year"] = mark("The last year is before the first.")
    if not _fits(_ADDRESS, more[0]):
        faults["url"] = mark("Give an address that begins with https://.")
    if not _fits(_LICENCE, more[1]):
        faults["licence"] = mark(
            "Give the licence as an SPDX expression, such as CC-BY-4.0; empty if none is stated."
        )
    return faults


def _fits(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except (ValidationError, ExpressionError):
        return False
    return True


def _record(session: Session, viewer: Viewer, action: str, row: NationalDocument) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=(Kind.COUNTRY, row.country),
        after={"document": row.id, "title": row.title, "by": voice_of(row.country)},
        public=True,
    )


# --------------------------------------------------------------------------------------- their files


def _may_change(session: Session, viewer: Viewer, owner_id: str) -> bool:
    row = session.get(NationalDocument, int(owner_id)) if owner_id.isdigit() else None
    return row is not None and viewer.may(Permission.COUNTRY_MANAGE, country=row.country)


def _existing(session: Session, ids: Collection[str]) -> Collection[str]:
    wanted = [int(each) for each in ids if each.isdigit()]
    return {str(each) for each in existing_ids(session, wanted)}


access.register(DOCUMENT, access.OwnerRules(_may_change, _may_change, _existing))
