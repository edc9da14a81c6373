"""Whether a published score still holds: past its date, or overtaken by something. Pure; nothing ever disappears."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from registry.evaluation.scores.models import Mark
from registry.evidence.hierarchy import (
    RANDOMISED,
    EvidenceClass,
    EvidenceKind,
    Independence,
    class_of,
)
from registry.evidence.models import Direction

TRIGGERS: Final = (
    Mark.MAJOR_VERSION,
    Mark.WITHDRAWN_STANDARD,
    Mark.NEW_EVIDENCE,
    Mark.INCIDENT,
    Mark.DEPLOYMENT_ENDED,
)
"""What makes a score stale before its date."""


class MarkView(Struct, frozen=True):
    """One thing that became of a score: `subject` is what brought it about (an id or a version)."""

    mark: Mark
    at: datetime
    subject: str = ""
    reason: str = ""


def stale(
    due_at: datetime, gates_due_at: datetime | None, marks: Iterable[MarkView], now: datetime
) -> list[MarkView]:
    """Why a score is stale and since when, the oldest reason first; nothing while it holds."""
    found = [each for each in marks if each.mark in TRIGGERS]
    if due_at <= now:
        found.append(MarkView(Mark.DUE, due_at))
    elif gates_due_at is not None and gates_due_at <= now:
        found.append(MarkView(Mark.GATES_DUE, gates_due_at))
    return sorted(found, key=lambda each: (each.at, each.mark))


def is_pivotal(kind: EvidenceKind, independence: Independence, direction: Direction | None) -> bool:
    """Whether an item may change a judgement: an independent trial, or any report of harm or disadvantage."""
    if direction in {Direction.HARM, Direction.UNFAVOURABLE}:
        return True
    return kind in RANDOMISED and class_of(kind, independence) is EvidenceClass.INDEPENDENT_EVALUATION


def is_major_step(assessed: str, other: str) -> bool:
    """Whether a version is of a later main number than the one that was assessed; False where either has none."""
    first, second = _major(assessed), _major(other)
    return first is not None and second is not None and second > first


def _major(version: str) -> int | None:
    match = re.match(r"\D{0,3}(\d{1,6})", version.strip())
    return int(match[1]) if match else None
