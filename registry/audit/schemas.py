"""Response shapes of the history."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from registry.db.base import Names


class RevisionHead(Struct, frozen=True):
    """A revision without its body."""

    number: int
    author: str
    at: datetime
    note: str


class RevisionView(Struct, frozen=True):
    """A revision with the full body."""

    number: int
    author: str
    at: datetime
    note: str
    body: dict[str, Any]


class Change(Struct, frozen=True):
    """One place where two bodies differ; `path` such as `names.fr` or `standards[hl7-fhir].strength`."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class DecisionView(Struct, frozen=True):
    """What was decided about a record, without who did it; `by` is a body: `secretariat`, `organisation:DHO-…`, `country:KEN`.

    `refers_to` holds what there is to read about it: the number of a notice, a submission or a revision. `said` is the
    reason that was given in public, by language (`und`: as it was written).
    """

    at: datetime
    action: str
    by: str
    refers_to: dict[str, int]
    said: Names


class EventView(Struct, frozen=True):
    """An event as administrators see it; `actor` is an account's id, empty for the system."""

    id: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    request_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    is_public: bool
    digest: str


class Difference(Struct, frozen=True):
    """What changed from one revision to another."""

    before: RevisionHead
    after: RevisionHead
    changes: list[Change]
