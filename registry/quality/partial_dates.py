"""Compares dates that are known to the year, the month or the day; pure."""

from calendar import monthrange
from datetime import date


def first_day(text: str) -> date:
    """The first day that a partial date can mean."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, min(day, monthrange(year, month)[1]))


def last_day(text: str) -> date:
    """The last day that a partial date can mean."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    days = monthrange(year, month)[1]
    return date(year, month, min(parts[2], days) if len(parts) > 2 else days)


def surely_before(one: str, other: str) -> bool:
    """Whether every day that the one can mean is before every day that the other can mean."""
    return last_day(one) < first_day(other)


def surely_after(text: str, day: date) -> bool:
    """Whether every day that it can mean is after that day."""
    return first_day(text) > day


def months_between(text: str, day: date) -> int:
    """Whole months from the last day that it can mean until that day; never less than 0."""
    last = last_day(text)
    months = (day.year - last.year) * 12 + day.month - last.month - (day.day < last.day)
    return max(0, months)
