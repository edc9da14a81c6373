"""Response shapes of the history."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct


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


class Difference(Struct, frozen=True):
    """What changed from one revision to another."""

    before: RevisionHead
    after: RevisionHead
    changes: list[Change]
