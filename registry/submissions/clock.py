"""The clock of deadlines: how much of its time a side has used, and when that time is up. Pure.

A clock runs only while its side is waited for: while the submitter answers, the Secretariat's stands still.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from types import MappingProxyType
from typing import Final

from registry.submissions.models import Priority
from registry.submissions.workflow import ANSWER_WITHIN, WAITS_ON, Side, State

DECIDE_WITHIN: Final[Mapping[Priority, timedelta]] = MappingProxyType(
    {
        Priority.URGENT: timedelta(days=7),
        Priority.HIGH: timedelta(days=21),
        Priority.NORMAL: timedelta(days=45),
    }
)
"""How long the Secretariat gives itself to decide, by priority."""

REMIND_BEFORE: Final = timedelta(days=7)
"""How long before a deadline those who are waited for are reminded of it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch in which one side was waited for; `ended` None: it goes on."""

    waits_on: Side
    began: datetime
    ended: datetime | None = None


def spent(stays: Iterable[Stay], side: Side, moment: datetime) -> timedelta:
    """How long this side has been waited for in all."""
    lengths = ((each.ended or moment) - each.began for each in stays if each.waits_on is side)
    return sum(lengths, timedelta())


def due(state: State, priority: Priority, stays: Iterable[Stay], moment: datetime) -> datetime | None:
    """When the side whose turn it is runs out of time; None where no deadline runs.

    Nobody is hurried to hand in a draft. The submitter has the whole time for each answer; the Secretariat has one
    allowance for the whole road, of which its earlier turns have used a part.
    """
    match WAITS_ON[state]:
        case Side.SUBMITTER if state is not State.DRAFT:
            return moment + ANSWER_WITHIN
        case Side.SECRETARIAT:
            return moment + DECIDE_WITHIN[priority] - spent(stays, Side.SECRETARIAT, moment)
    return None


def median_time(times: Iterable[timedelta]) -> timedelta | None:
    """The middle of some times; None where there are none."""
    known = list(times)
    return timedelta(seconds=median(each.total_seconds() for each in known)) if known else None
