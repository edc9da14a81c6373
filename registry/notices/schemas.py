"""Response shapes of notices."""

from datetime import date, datetime

from msgspec import Struct


class NoticeAnswerView(Struct, frozen=True):
    """What a body says to a notice; `scope` is `organisation` or `country`, `body` its id or code."""

    scope: str
    body: str
    text: str
    language: str
    at: datetime


class NoticeView(Struct, frozen=True):
    """A notice on a record; `reason` and answers are Markdown in their `language`.

    It is in force from `starts_on` to `ends_on`, that day included (null: until it is lifted). `steps` says how often
    it was placed, changed or lifted; whoever changes it says which of them was seen.
    """

    id: int
    record_kind: str
    record_id: str
    kind: str
    reason: str
    language: str
    link: str
    starts_on: date
    ends_on: date | None
    placed_at: datetime
    changed_at: datetime
    lifted_at: datetime | None
    steps: int
    answers: list[NoticeAnswerView]


class NoticeStepView(Struct, frozen=True):
    """A state that a notice was in."""

    number: int
    step: str
    at: datetime
    kind: str
    reason: str
    language: str
    link: str
    starts_on: date
    ends_on: date | None


class NoticeRow(Struct, frozen=True):
    """A notice in the list of all of them; `is_in_force` today."""

    id: int
    record_kind: str
    record_id: str
    kind: str
    starts_on: date
    ends_on: date | None
    lifted_at: datetime | None
    is_in_force: bool
