"""Writing to whoever answers for a record: confirmed by mail, sent, answered by mail, erased.

Whoever is signed in has proved an address already; anybody else gets a link by mail, and nothing is sent before it is
followed. So nobody writes in another's name, and no mail of ours carries the text of a stranger to an address that did
not ask for it. Those who answer never see the writer's address, nor the writer theirs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.answering import Body, answering_for, people_of
from registry.accounts.leaving import on_leaving
from registry.accounts.models import Account
from registry.accounts.permissions import Permission
from registry.accounts.registration import LONGEST_NAME, demand_email
from registry.accounts.secrets import digest_of, new_token
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import demand_clear
from registry.audit import events
from registry.contact import queries
from registry.contact.models import Answer, Message, Recipient
from registry.db.base import Names, now
from registry.db.ids import Kind
from registry.errors import Conflict, Fault, Forbidden, Invalid, LinkNotGood, mark
from registry.mail.service import send
from registry.notices.subjects import names_of
from registry.notifications.service import notify
from registry.notifications.texts import names

SHORTEST: Final = 10
LONGEST: Final = 5_000
MOST_LINKS: Final = 3
MOST_ANSWERS: Final = 20

UNCONFIRMED_KEPT: Final = timedelta(days=2)
"""How long the link is good that sends a message; then the message is erased."""

KEPT: Final = timedelta(days=180)
"""How long a message and its answers are kept after it was written."""


class NobodyAnswers(Conflict):
    """Nobody who works here answers for the record, so nobody would read what is written to it."""

    slug = "nobody-answers"
    title = "Nobody answers for this record here yet, so nothing can be sent."


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader writes; `is_clear`: the writer says that nothing in it is data of a patient."""

    text: str
    name: str = ""
    email: str = ""
    language: str = "en"
    is_clear: bool = False


def answering(session: Session, kind: Kind, record_id: str) -> list[Body]:
    """The bodies that answer for a record and have somebody here to do so."""
    return [
        body
        for body in answering_for(session, kind, record_id)
        if people_of(session, [body], Permission.MESSAGE_ANSWER)
    ]


def write(session: Session, viewer: Viewer, kind: Kind, record_id: str, draft: Draft) -> bool:
    """Write to those who answer for a record; gives whether it is sent already, or waits for the writer's mailbox."""
    called = names_of(session, kind, record_id)
    check(draft, is_known=viewer.is_signed_in)
    if not answering(session, kind, record_id):
        raise NobodyAnswers
    account = session.get(Account, viewer.account_id) if viewer.is_signed_in else None
    row = Message(
        record_kind=kind,
        record_id=record_id,
        name=draft.name,
        email=(account.email if account else None) or check(draft),
        account_id=viewer.account_id,
        text=draft.text,
        language=draft.language,
    )
    session.add(row)
    if account:
        _send(session, viewer, row, called)
        return True
    token = new_token()
    row.token = digest_of(token)
    session.flush()
    send(session, "message-confirm", to=row.email, language=draft.language, token=token, called=dict(called))
    return False


def check(draft: Draft, *, is_known: bool = False) -> str:
    """The address that a writer gives, in the form in which it is kept; `Invalid` for what cannot be sent.

    `is_known`: the writer is signed in, so the address is known and none is given.
    """
    faults = _text_faults(draft.text)
    address = ""
    try:
        address = "" if is_known else demand_email(draft.email)
    except Invalid as error:
        faults |= error.faults
    if len(draft.name) > LONGEST_NAME:
        faults["name"] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_NAME})
    if faults:
        raise Invalid(faults)
    demand_clear(draft.text, is_clear=draft.is_clear)
    return address


def _text_faults(text: str) -> dict[str, Fault | str]:
    if len(text.strip()) < SHORTEST:
        return {"text": mark("Say in a few sentences what you want to know.")}
    if len(text) > LONGEST:
        return {"text": Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})}
    if text.count("://") > MOST_LINKS:
        return {"text": Fault(mark("Use at most %(number)s links."), {"number": MOST_LINKS})}
    return {}


def waiting(session: Session, token: str) -> Message:
    """The message that this link would send; `LinkNotGood` if there is none any more."""
    row = queries.waiting(session, digest_of(token), now() - UNCONFIRMED_KEPT)
    if row is None:
        raise LinkNotGood
    return row


def confirm(session: Session, viewer: Viewer, token: str) -> None:
    """Send a message whose writer followed the link."""
    row = waiting(session, token)
    taken = session.execute(
        sa.update(Message).where(col(Message.id) == row.id, col(Message.token) == row.token).values(token="")
    )
    if not getattr(taken, "rowcount", 0):
        raise LinkNotGood
    _send(session, viewer, row, names_of(session, row.record_kind, row.record_id))


def _send(session: Session, viewer: Viewer, row: Message, called: Names) -> None:
    """Bring a message to those who answer for its record, and tell them."""
    bodies = answering(session, row.record_kind, row.record_id)
    if not bodies:
        raise NobodyAnswers
    row.sent_at = now()
    session.add(row)
    session.flush()
    number = row.id or 0
    session.add_all(Recipient(message_id=number, scope=body.scope, scope_id=body.id) for body in bodies)
    events.record(
        session,
        "message.sent",
        actor=viewer.account_id,
        on=(row.record_kind, row.record_id),
        after={"message": number, "to": [f"{body.scope}:{body.id}" for body in bodies]},
    )
    notify(
        session,
        people_of(session, bodies, Permission.MESSAGE_ANSWER),
        "message.received",
        about=("message", str(number)),
        path=f"/messages/{number}",
        texts={"name": names(called)},
    )


def answer(
    session: Session, viewer: Viewer, number: int, body: Body, text: str, *, is_clear: bool = False
) -> None:
    """Answer a message in the name of one of the bodies that it went to; the answer goes to the writer by mail."""
    viewer.demand(Permission.MESSAGE_ANSWER, **body.place)
    found = queries.message(session, viewer, number)
    if body not in queries.recipients(session, number):
        raise Forbidden(permission=Permission.MESSAGE_ANSWER.value)
    if faults := _text_faults(text):
        raise Invalid(faults)
    demand_clear(text, is_clear=is_clear)
    if len(found.answers) >= MOST_ANSWERS:
        raise Conflict("This message was answered often enough; its writer can write again.", number=number)
    session.add(Answer(message_id=number, scope=body.scope, scope_id=body.id, text=text))
    row = session.get_one(Message, number)
    own = Kind.COUNTRY if body.place.get("country") else Kind.ORGANISATION
    send(
        session,
        "message-answer",
        to=row.email,
        language=row.language,
        called=dict(names_of(session, row.record_kind, row.record_id)),
        by=dict(names_of(session, own, body.id)),
        record=[row.record_kind.value, row.record_id],
        said=text,
    )
    events.record(
        session,
        "message.answered",
        actor=viewer.account_id,
        on=(row.record_kind, row.record_id),
        after={"message": number, "by": f"{body.scope}:{body.id}"},
    )


def erase_old(session: Session, moment: datetime) -> None:
    """Erase what was never confirmed, and every message with its answers when its time is over."""
    _erase(
        session,
        sa.or_(
            col(Message.written_at) < moment - KEPT,
            sa.and_(col(Message.sent_at).is_(None), col(Message.written_at) < moment - UNCONFIRMED_KEPT),
        ),
    )


@on_leaving
def erase_of(session: Session, account_id: str) -> None:
    """Erase what somebody wrote, with the account."""
    _erase(session, col(Message.account_id) == account_id)


def _erase(session: Session, which: sa.ColumnElement[bool]) -> None:
    numbers = sa.select(col(Message.id)).where(which)
    for table in (Recipient, Answer):
        session.execute(sa.delete(table).where(col(table.message_id).in_(numbers)))
    session.execute(sa.delete(Message).where(which))
