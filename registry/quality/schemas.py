"""Shapes of findings and figures as pages and the API show them."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.countries.schemas import CountryRef
from registry.db.base import Names


class FindingView(Struct, frozen=True):
    """A finding; `id` is 0 where it is of a draft. `message` is English; pages say it in the reader's language."""

    id: int
    check: str
    severity: str
    state: str
    kind: str
    record_id: str
    subject: str
    reason: str
    details: dict[str, Any]
    message: str
    since: datetime | None = None
    accepted_reason: str = ""
    was_accepted: bool = False
    """Whether it was accepted once and opened again, because what it rested on changed."""


class RecordRef(Struct, frozen=True):
    """A record of any kind as it is named beside a finding; a deployment by its solution and country."""

    kind: str
    id: str
    name: str
    names: Names
    country: CountryRef | None = None


class FindingRow(Struct, frozen=True):
    """A finding with its record, and the other record where it is about two."""

    finding: FindingView
    record: RecordRef
    other: RecordRef | None = None


class CheckNumbers(Struct, frozen=True):
    """What one check has found so far."""

    check: str
    severity: str
    open: int
    accepted: int
    fixed: int
