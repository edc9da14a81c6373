"""Shapes of messages as those who answer see them: without the writer's address."""

from datetime import datetime

from msgspec import Struct


class AnswerView(Struct, frozen=True):
    """An answer; `by` is a body: `organisation:DHO-…` or `country:KEN`."""

    by: str
    text: str
    at: datetime


class MessageRow(Struct, frozen=True):
    """A message in the list of those who answer."""

    id: int
    record_kind: str
    record_id: str
    name: str
    sent_at: datetime
    is_answered: bool


class MessageView(Struct, frozen=True):
    """A message with its answers; `sent_at` None: the writer has not confirmed it yet."""

    id: int
    record_kind: str
    record_id: str
    name: str
    text: str
    language: str
    written_at: datetime
    sent_at: datetime | None
    answers: list[AnswerView]
