"""What placeholders of a notification stand for, so that each reader gets it in their own language.

A plain text stands as it is. The others are kept as what they mean and put into words when they are read.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

DAY: Final = "day"
TERM: Final = "term"
NUMBER: Final = "number"
NAMES: Final = "names"


def names(value: Mapping[str, str]) -> dict[str, Any]:
    """What something is called, in several languages: `names(solution.names)`."""
    return {NAMES: dict(value)}


def day(value: date | datetime) -> dict[str, Any]:
    """A date; of a moment the day in UTC."""
    return {DAY: (value.date() if isinstance(value, datetime) else value).isoformat()}


def term(group: str, value: object) -> dict[str, Any]:
    """What a code is called: a group and value of `registry.web.vocabulary`."""
    return {TERM: [group, str(value)]}


def number(value: float) -> dict[str, Any]:
    """A number."""
    return {NUMBER: value}
