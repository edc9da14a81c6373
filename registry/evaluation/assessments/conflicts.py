"""What follows from a tie to a product: whether somebody may judge it. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from registry.evaluation.assessments.models import ConflictKind, ConflictVerdict

YEARS_BACK: Final = 4
"""Ties that ended longer ago than this no longer count, save that an author stays one."""

_WHILE_IT_COUNTS: Final = {
    ConflictKind.EMPLOYMENT: ConflictVerdict.RECUSE,
    ConflictKind.FUNDING: ConflictVerdict.RECUSE,
    ConflictKind.AUTHORSHIP: ConflictVerdict.RECUSE,
    ConflictKind.COMPETITOR: ConflictVerdict.RECUSE,
    ConflictKind.PROCUREMENT: ConflictVerdict.DECLARE,
}
_AFTERWARDS: Final = {ConflictKind.AUTHORSHIP: ConflictVerdict.RECUSE}


def least_verdict(kinds: Iterable[ConflictKind], ended: str, today: date) -> ConflictVerdict:
    """The lightest verdict that ties of these kinds allow; `ended` empty: they go on.

    Of a date that is not given to the day, its last day counts.
    """
    table = _WHILE_IT_COUNTS if _counts(ended, today) else _AFTERWARDS
    found = [table.get(each, ConflictVerdict.NONE) for each in kinds]
    return max(found, key=lambda each: each.rank, default=ConflictVerdict.NONE)


def heavier(one: ConflictVerdict, other: ConflictVerdict) -> ConflictVerdict:
    """The heavier of two verdicts."""
    return max(one, other, key=lambda each: each.rank)


def _counts(ended: str, today: date) -> bool:
    if not ended:
        return True
    first = f"{today.year - YEARS_BACK:04}-{today.month:02}-{today.day:02}"
    return ended + "-12-31"[len(ended) - 4 :] >= first
