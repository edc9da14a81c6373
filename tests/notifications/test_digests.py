"""When digests go out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from registry.notifications.digests import due_before, last_posting
from registry.notifications.models import Frequency


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "daily", "weekly"),
    [
        ("2026-11-25 05:00", "2026-11-25 05:00", "2026-11-23 05:00"),  # a Wednesday
        ("2026-11-25 04:59", "2026-11-24 05:00", "2026-11-23 05:00"),
        ("2026-11-23 05:00", "2026-11-23 05:00", "2026-11-23 05:00"),  # a Monday
        ("2026-11-23 04:59", "2026-11-22 05:00", "2026-11-16 05:00"),
        ("2027-01-01 00:00", "2026-12-31 05:00", "2026-12-28 05:00"),
    ],
)
def test_are_posted_after_five_of_a_day_and_of_a_monday(moment: str, daily: str, weekly: str) -> None:
    assert last_posting(Frequency.DAILY, at(moment)) == at(daily)
    assert last_posting(Frequency.WEEKLY, at(moment)) == at(weekly)


def test_follow_universal_time_wherever_the_machine_is() -> None:
    there = datetime(2026, 11, 25, 14, 30, tzinfo=timezone(timedelta(hours=10)))
    assert last_posting(Frequency.DAILY, there) == at("2026-11-24 05:00")


def test_what_is_off_is_never_due() -> None:
    assert set(due_before(at("2026-11-25 12:00"))) == set(Frequency) - {Frequency.OFF}
