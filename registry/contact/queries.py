"""Reads of messages: each is seen by the people of the bodies that it went to, and by nobody else."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.answering import Body
from registry.accounts.permissions import Permission, ScopeKind
from registry.accounts.viewer import Viewer
from registry.contact.models import Answer, Message, Recipient
from registry.contact.schemas import AnswerView, MessageRow, MessageView
from registry.errors import Forbidden, NotFound


def bodies_of(viewer: Viewer) -> list[Body]:
    """The bodies in whose name somebody answers messages."""
    organisations = viewer.organisations(Permission.MESSAGE_ANSWER)
    countries = viewer.countries(Permission.MESSAGE_ANSWER)
    return sorted(
        [Body(ScopeKind.ORGANISATION, each) for each in organisations]
        + [Body(ScopeKind.COUNTRY, each) for each in countries]
    )


def recipients(session: Session, number: int) -> list[Body]:
    """The bodies that a message went to."""
    rows = session.exec(select(Recipient).where(Recipient.message_id == number)).all()
    return sorted(Body(row.scope, row.scope_id) for row in rows)


def messages(session: Session, viewer: Viewer, *, before: int = 0, limit: int = 50) -> list[MessageRow]:
    """The messages that somebody may answer, the newest first; `before` the number of one."""
    mine = _went_to(bodies_of(viewer))
    conditions: list[sa.ColumnElement[bool]] = [col(Message.id).in_(mine), col(Message.sent_at).is_not(None)]
    if before:
        conditions.append(col(Message.id) < before)
    answered = sa.exists().where(col(Answer.message_id) == col(Message.id))
    rows = session.exec(
        select(Message, answered).where(*conditions).order_by(col(Message.id).desc()).limit(limit)
    )
    return [
        MessageRow(
            row.id or 0, row.record_kind, row.record_id, row.name, row.sent_at or row.written_at, is_answered
        )
        for row, is_answered in rows
    ]


def _went_to(bodies: Collection[Body]) -> sa.Select[int]:
    places = [
        sa.and_(col(Recipient.scope) == body.scope, col(Recipient.scope_id) == body.id) for body in bodies
    ]
    return sa.select(col(Recipient.message_id)).where(sa.or_(sa.false(), *places))


def message(session: Session, viewer: Viewer, number: int) -> MessageView:
    """A message that somebody may answer; nobody else reads it."""
    row = session.get(Message, number)
    if row is None or row.sent_at is None:
        raise NotFound(f"No message {number}.", number=number)
    if not set(recipients(session, number)) & set(bodies_of(viewer)):
        raise Forbidden(permission=Permission.MESSAGE_ANSWER.value)
    return view(session, row)


def view(session: Session, row: Message) -> MessageView:
    """A message as it is shown."""
    answers = session.exec(select(Answer).where(Answer.message_id == row.id).order_by(col(Answer.id)))
    return MessageView(
        row.id or 0,
        row.record_kind,
        row.record_id,
        row.name,
        row.text,
        row.language,
        row.written_at,
        row.sent_at,
        [AnswerView(f"{each.scope}:{each.scope_id}", each.text, each.at) for each in answers],
    )


def waiting(session: Session, digest: str, since: datetime) -> Message | None:
    """The message that waits for its writer to follow the link of this token (digest), if it is not too old."""
    return session.exec(
        select(Message).where(
            Message.token == digest, col(Message.sent_at).is_(None), col(Message.written_at) > since
        )
    ).first()
