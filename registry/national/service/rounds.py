"""Confirmation rounds: a country goes once a year through all that is recorded for it; nothing disappears by it."""

from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.deployments.country_queries import ids_of_country
from registry.errors import Conflict, Fault, Invalid, NotFound, mark
from registry.national import telling
from registry.national.models import ConfirmationRound, RoundEntry, Stance
from registry.national.queries.rounds import current, last_opened, open_rounds, waiting
from registry.national.service.authority import voice_of

SHORTEST: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=366)
YEAR: Final = timedelta(days=365)
"""How long after a round was opened the next one is due."""

REMINDERS: Final = (30, 7, 1)
"""Days before the end of a round on which its focal points are reminded."""


def open_round(session: Session, viewer: Viewer, country: str, ends_on: str) -> ConfirmationRound:
    """Open a round that lists everything recorded for the country now; one at a time."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    today = now().date()
    last = _last_day(ends_on, today)
    if current(session, country) is not None:
        raise Conflict("A confirmation round is open already.", country=country)
    made = ConfirmationRound(
        country=country,
        opened_on=today.isoformat(),
        ends_on=last.isoformat(),
        opened_by=viewer.account_id,
    )
    session.add(made)
    session.flush()
    for part in chunks(ids_of_country(session, country)):
        session.execute(
            sa.insert(RoundEntry), [{"round_id": made.id, "deployment_id": each} for each in part]
        )
    raise_catalogue_version(session)
    _record(session, viewer.account_id, "country.round_opened", made)
    telling.tell_country(
        session,
        telling.focal_points(session, country),
        "country.round_opened",
        country,
        path=_path(country),
        until=last,
    )
    return made


def close_round(session: Session, viewer: Viewer, country: str) -> None:
    """Close the open round before its last day."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    row = current(session, country)
    if row is None:
        raise NotFound("No confirmation round is open.", country=country)
    _close(session, row, viewer.account_id)


def note_done(session: Session, country: str, deployment_id: str, stance: Stance) -> None:
    """Note in the open round that the authority came to this deployment; one that is new joins the list."""
    row = current(session, country)
    if row is None or row.id is None:
        return
    entry = session.get(RoundEntry, (row.id, deployment_id))
    entry = entry or RoundEntry(round_id=row.id, deployment_id=deployment_id)
    entry.done_at, entry.stance = now(), stance
    session.add(entry)


def follow_up(session: Session, today: date) -> None:
    """Close rounds whose last day is over, and remind of those that end soon; safe to run again."""
    for row in open_rounds(session):
        last = date.fromisoformat(row.ends_on)
        if last < today:
            _close(session, row, events.SYSTEM)
            continue
        left = (last - today).days
        due = [days for days in REMINDERS if left <= days]
        if due and today.isoformat() != row.opened_on:
            telling.tell_country(
                session,
                telling.focal_points(session, row.country),
                "country.round_ends",
                row.country,
                path=_path(row.country),
                key=f"round-{row.id}-{min(due)}",
                until=last,
                number=str(len(waiting(session, row.id or 0))),
            )


def call_for_round(session: Session, today: date) -> None:
    """Tell focal points once that the last round was opened a year ago, or that there was none yet."""
    for country, opened_on in last_opened(session).items():
        if not opened_on or date.fromisoformat(opened_on) + YEAR <= today:
            telling.tell_country(
                session,
                telling.focal_points(session, country),
                "country.round_due",
                country,
                path=_path(country),
                key=f"round-due-{country}-{opened_on or 'first'}",
            )


def _close(session: Session, row: ConfirmationRound, actor: str) -> None:
    row.closed_on = now().date().isoformat()
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    _record(session, actor, "country.round_closed", row)
    telling.tell_country(
        session,
        telling.focal_points(session, row.country),
        "country.round_closed",
        row.country,
        path=_path(row.country),
        number=str(len(waiting(session, row.id or 0))),
    )


def _record(session: Session, actor: str, action: str, row: ConfirmationRound) -> None:
    events.record(
        session,
        action,
        actor=actor,
        on=(Kind.COUNTRY, row.country),
        after={
            "opened_on": row.opened_on,
            "ends_on": row.ends_on,
            "closed_on": row.closed_on,
            "by": voice_of(row.country),
        },
        public=True,
    )


def _path(country: str) -> str:
    return f"/countries/{country.lower()}/desk/round"


def _last_day(text: str, today: date) -> date:
    try:
        last = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            {"ends_on": mark("Give the last day as year-month-day, such as 2027-03-31.")}
        ) from error
    if not SHORTEST <= last - today <= LONGEST:
        between = {"from": (today + SHORTEST).isoformat(), "until": (today + LONGEST).isoformat()}
        raise Invalid({"ends_on": Fault(mark("Choose a day from %(from)s to %(until)s."), between)})
    return last
