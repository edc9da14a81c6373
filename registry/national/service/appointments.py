"""Who speaks for a country: appointed on a document, confirmed every year, handed over, reminded in time."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlmodel import Session

from registry.accounts.models import RoleGrant
from registry.accounts.permissions import Permission, Role
from registry.accounts.queries import holders
from registry.accounts.registration import demand_email
from registry.accounts.service import end_role, give_role, send_invitation
from registry.accounts.viewer import Viewer
from registry.attachments import access
from registry.attachments import service as attachments
from registry.audit import events
from registry.countries.queries import refs as countries_by_code
from registry.db.base import now
from registry.db.ids import Kind
from registry.errors import Fault, Forbidden, Invalid, NotFound, mark
from registry.national import telling
from registry.national.models import FocalAppointment
from registry.national.queries import people
from registry.national.queries.people import APPOINTMENT
from registry.national.service.authority import call, ensure

REMINDERS: Final = (60, 30, 7)
"""Days before a focal point's year is over on which those concerned are reminded."""

_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class OwnRole(Forbidden):
    """Nobody confirms a role of their own: another focal point does it, or the Secretariat."""

    slug = "own-role"
    title = "Nobody confirms a role of their own."


def appoint(  # noqa: PLR0913 - what an appointment consists of
    session: Session,
    viewer: Viewer,
    country: str,
    email: str,
    document: attachments.Incoming | None,
    *,
    document_date: str,
    authority: str = "",
    language: str = "",
) -> FocalAppointment:
    """Appoint a focal point on an official document: it is kept, and the person is invited."""
    viewer.demand(Permission.FOCAL_POINT_APPOINT)
    if faults := _faults(country, email, document, document_date):
        raise Invalid(faults)
    row = FocalAppointment(country=country, document_date=document_date, appointed_by=viewer.account_id)
    ensure(session, country)
    session.add(row)
    session.flush()
    attachments.store(
        session, viewer, document, owner=(APPOINTMENT, str(row.id)), public=False, field="document"
    )
    called = countries_by_code(session, [country])[country].names
    invitation = send_invitation(
        session, viewer, email, Role.FOCAL_POINT, country, called=called, language=language
    )
    row.invitation_id = invitation.id
    session.add(row)
    if authority.strip():
        known = dict(ensure(session, country).names)
        call(session, country, known | {"en": authority}, by=viewer.account_id)
    events.record(
        session,
        "focal_point.appointed",
        actor=viewer.account_id,
        on=(Kind.COUNTRY, country),
        after={"appointment": row.id, "document_date": row.document_date},
    )
    return row


def renew(session: Session, viewer: Viewer, country: str, account_id: str) -> None:
    """Say that somebody is still a focal point: the role holds for another year."""
    viewer.demand(Permission.MEMBERS_MANAGE, country=country)
    if account_id == viewer.account_id:
        raise OwnRole
    _grant_of(session, account_id, country)
    give_role(session, account_id, Role.FOCAL_POINT, country, by=viewer.account_id)
    events.record(
        session,
        "focal_point.renewed",
        actor=viewer.account_id,
        on=(Kind.COUNTRY, country),
        after={"account": account_id},
    )


def hand_over(session: Session, viewer: Viewer, country: str, to: str) -> None:
    """End one's own role once another speaks for the country; no country is left without a voice by it."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    own = _grant_of(session, viewer.account_id, country)
    if to == viewer.account_id or to not in telling.focal_points(session, country):
        raise Invalid({"to": mark("Choose another focal point of the country; invite one first.")})
    end_role(session, viewer, own.id or 0)
    events.record(
        session,
        "focal_point.handed_over",
        actor=viewer.account_id,
        on=(Kind.COUNTRY, country),
        after={"from": viewer.account_id, "to": to},
    )
    telling.tell_country(
        session,
        [to, *holders(session, [Role.ADMINISTRATOR])],
        "country.handed_over",
        country,
        path=_path(country),
    )


def follow_up(session: Session, today: date) -> None:
    """Remind focal points, those beside them and the Secretariat of years that are soon over; safe to run again."""
    horizon = datetime.combine(today + timedelta(days=max(REMINDERS) + 1), time(), UTC)
    for row in people.roles_ending(session, datetime.combine(today, time(), UTC), horizon):
        if row.expires_at is None:
            continue
        last = row.expires_at.date()
        due = [days for days in REMINDERS if (last - today).days <= days]
        if not due:
            continue
        concerned = {*telling.focal_points(session, row.scope_id), *holders(session, [Role.ADMINISTRATOR])}
        telling.tell_country(
            session,
            concerned,
            "country.role_ends",
            row.scope_id,
            path=_path(row.scope_id),
            key=f"role-{row.id}-{last.isoformat()}-{min(due)}",
            until=last,
        )


def _grant_of(session: Session, account_id: str, country: str) -> RoleGrant:
    row = people.role_of(session, account_id, country)
    if row is None:
        raise NotFound(f"No such focal point of {country}.", code=country)
    return row


def _faults(
    country: str, email: str, document: attachments.Incoming | None, document_date: str
) -> dict[str, Fault | str]:
    """What is missing or wrong in an appointment, all of it at once."""
    faults: dict[str, Fault | str] = {}
    if not country:
        faults["country"] = mark("Choose a country.")
    try:
        demand_email(email)
    except Invalid as error:
        faults |= error.faults
    if not _is_past_day(document_date):
        faults["document_date"] = mark(
            "Give the date of the document, such as 2026-03-31; not in the future."
        )
    if document is None:
        faults["document"] = mark("An appointment rests on an official document: choose its file.")
    return faults


def _is_past_day(text: str) -> bool:
    try:
        return _DAY.match(text) is not None and date.fromisoformat(text) <= now().date()
    except ValueError:
        return False


def _path(country: str) -> str:
    return f"/countries/{country.lower()}/desk/people"


# ---------------------------------------------------------------------------- the documents it rests on


def _may_read(session: Session, viewer: Viewer, owner_id: str) -> bool:
    """The Secretariat, and those who speak for the country."""
    row = session.get(FocalAppointment, int(owner_id)) if owner_id.isdigit() else None
    return row is not None and (
        viewer.may(Permission.FOCAL_POINT_APPOINT)
        or viewer.may(Permission.COUNTRY_MANAGE, country=row.country)
    )


def _may_change(_session: Session, viewer: Viewer, _owner_id: str) -> bool:
    return viewer.may(Permission.FOCAL_POINT_APPOINT)


def _existing(session: Session, ids: Collection[str]) -> Collection[str]:
    wanted = [int(each) for each in ids if each.isdigit()]
    return {str(each) for each in people.existing_appointments(session, wanted)}


access.register(APPOINTMENT, access.OwnerRules(_may_read, _may_change, _existing))
