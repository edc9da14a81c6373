"""What a country makes of solutions and standards: endorsed, its national standard, in its national architecture."""

import re
from collections.abc import Mapping
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.bulk import existing
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Fault, Invalid, NotFound, mark
from registry.national.models import Choice, NationalChoice, NationalDocument
from registry.national.queries.choices import is_in_force
from registry.national.service.authority import ensure, voice_of

_DATE: Final = re.compile(r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$")
LONGEST: Final = 1_000


def choose(  # noqa: PLR0913 - what a choice consists of
    session: Session,
    viewer: Viewer,
    country: str,
    record: tuple[Kind, str],
    choice: Choice,
    *,
    since: str = "",
    note: Mapping[str, str] | None = None,
    document_id: int | None = None,
) -> NationalChoice:
    """State a choice on a solution or standard (kind, id); one of each sort is in force at a time."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    kind, record_id = record
    _check(session, country, record, since, note or {}, document_id)
    if is_in_force(session, country, record, choice):
        raise Conflict("The country has said so already.", country=country, record=record_id)
    ensure(session, country)
    row = NationalChoice(
        country=country,
        record_kind=kind,
        record_id=record_id,
        choice=choice,
        since=since,
        note=dict(note or {}),
        document_id=document_id,
        stated_on=now().date().isoformat(),
    )
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    _record(session, viewer, "country.chose", row)
    return row


def withdraw(session: Session, viewer: Viewer, country: str, choice_id: int) -> None:
    """Say that a choice does not hold any more; it stays on record."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    row = session.get(NationalChoice, choice_id)
    if row is None or row.country != country or row.withdrawn_on:
        raise NotFound(f"No choice {choice_id} of {country}.", id=choice_id)
    row.withdrawn_on = now().date().isoformat()
    session.add(row)
    raise_catalogue_version(session)
    _record(session, viewer, "country.choice_withdrawn", row)


def _check(
    session: Session,
    country: str,
    record: tuple[Kind, str],
    since: str,
    note: Mapping[str, str],
    document_id: int | None,
) -> None:
    faults: dict[str, Fault | str] = {}
    kind, record_id = record
    if kind not in {Kind.SOLUTION, Kind.STANDARD} or not existing(session, f"{kind.value}.id", [record_id]):
        faults["record"] = mark("Choose a solution or a standard that is recorded here.")
    if not _DATE.match(since):
        faults["since"] = mark("Give a date as 2025, 2025-05 or 2025-05-23.")
    if any(len(text) > LONGEST for text in note.values()):
        faults["note"] = Fault(mark("At most %(number)s characters."), {"number": LONGEST})
    if document_id is not None:
        document = session.get(NationalDocument, document_id)
        if document is None or document.country != country or document.withdrawn_on:
            faults["document"] = mark("Choose a document of the country.")
    if faults:
        raise Invalid(faults)


def _record(session: Session, viewer: Viewer, action: str, row: NationalChoice) -> None:
    said = {"choice": row.choice.value, "record": row.record_id, "since": row.since, "note": dict(row.note)}
    for on in ((Kind.COUNTRY, row.country), (row.record_kind, row.record_id)):
        events.record(
            session,
            action,
            actor=viewer.account_id,
            on=on,
            after={"country": row.country, **said, "by": voice_of(row.country)},
            public=True,
        )
