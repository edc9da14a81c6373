"""Limits that all processes share."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from registry.db import Database, limits
from registry.db.limits import take
from registry.db.models import SharedLimit
from registry.errors import TooOften

HOUR = timedelta(hours=1)


def rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(SharedLimit)) or 0


def test_more_than_the_most_is_too_often(database: Database) -> None:
    for _ in range(3):
        take(database, "mail", "a@example.org", 3, HOUR)
    with pytest.raises(TooOften) as caught:
        take(database, "mail", "a@example.org", 3, HOUR)
    assert 1 <= caught.value.seconds <= 3600


def test_others_and_other_things_have_counts_of_their_own(database: Database) -> None:
    take(database, "mail", "a@example.org", 1, HOUR)
    take(database, "mail", "b@example.org", 1, HOUR)
    take(database, "search", "a@example.org", 1, HOUR)


def test_what_is_refused_counts_as_well_and_only_a_digest_is_kept(database: Database) -> None:
    take(database, "mail", "a@example.org", 1, HOUR)
    for _ in range(2):
        with pytest.raises(TooOften):
            take(database, "mail", "a@example.org", 1, HOUR)
    with database.read() as session:
        row = session.execute(sa.select(SharedLimit)).scalar_one()
    assert row.count == 3
    assert "example" not in row.key


def test_a_new_stretch_of_time_begins_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
    monkeypatch.setattr(limits, "now", lambda: moment)
    take(database, "mail", "a@example.org", 1, HOUR)
    with pytest.raises(TooOften) as caught:
        take(database, "mail", "a@example.org", 1, HOUR)
    assert caught.value.seconds == 1800
    moment += timedelta(minutes=30)
    take(database, "mail", "a@example.org", 1, HOUR)
    moment += timedelta(hours=3)
    take(database, "mail", "b@example.org", 1, HOUR)
    assert rows(database) == 1  # counts that are over are deleted


def test_many_at_once_are_each_counted(database: Database) -> None:
    def attempt(_: int) -> bool:
        try:
            take(database, "mail", "a@example.org", 5, HOUR)
        except TooOften:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(attempt, range(24)))
    assert sum(granted) == 5
