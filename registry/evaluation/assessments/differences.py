"""How far the judgements of several reviewers on one criterion lie apart, and what must follow. Pure."""

from collections.abc import Sequence
from enum import StrEnum


class Gap(StrEnum):
    """How judgements on one criterion differ."""

    ALIKE = "alike"
    ONE_LEVEL = "one_level"
    ADJUDICATOR = "adjudicator"


def gap(places: Sequence[int | None], *, is_gate: bool) -> Gap:
    """What follows from the places of levels that reviewers gave; None: one of them cannot judge.

    Two levels apart, a level against "cannot judge" and any difference on a gate go to an adjudicator.
    """
    if len(set(places)) == 1:
        return Gap.ALIKE
    known = [each for each in places if each is not None]
    if is_gate or len(known) < len(places) or max(known) - min(known) > 1:
        return Gap.ADJUDICATOR
    return Gap.ONE_LEVEL
