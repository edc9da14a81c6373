"""Guessing is slowed down for those who guess, and not for the owner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from registry.accounts import guessing
from registry.accounts.guessing import FREE_FOR_ACCOUNT, FREE_FOR_CLIENT, FREE_FOR_DEVICE, attempt
from registry.accounts.models import Guesses
from registry.db import Database
from registry.errors import TooOften

EMAIL = "amina@example.org"


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(guessing, "now", made)
    return made


def wait_after(call: Callable[[], object]) -> int:
    with pytest.raises(TooOften) as caught:
        call()
    return caught.value.seconds


def guess(database: Database, client: str = "192.0.2.1", device: str = "", account: str = EMAIL) -> object:
    return attempt(database, "password", account, client, device)


def test_the_first_guesses_are_free_then_each_wait_is_twice_as_long(database: Database, clock: Clock) -> None:
    for _ in range(FREE_FOR_ACCOUNT):
        guess(database)
    waits = []
    for _ in range(8):
        waits.append(wait_after(lambda: guess(database)))
        clock.wait(seconds=waits[-1])
        guess(database)
    assert waits == [16, 31, 61, 121, 241, 481, 901, 901]


def test_another_client_shares_the_count_of_the_account(database: Database, clock: Clock) -> None:
    for number in range(FREE_FOR_ACCOUNT):
        guess(database, client=f"192.0.2.{number}")
    assert wait_after(lambda: guess(database, client="198.51.100.1"))


def test_the_owners_browser_is_not_locked_out_by_strangers(database: Database, clock: Clock) -> None:
    for _ in range(FREE_FOR_ACCOUNT):
        guess(database)
    assert wait_after(lambda: guess(database))
    for _ in range(FREE_FOR_DEVICE):
        guess(database, device="owners")
    assert wait_after(lambda: guess(database, device="owners"))


def test_one_client_cannot_try_many_accounts(database: Database, clock: Clock) -> None:
    for number in range(FREE_FOR_CLIENT):
        guess(database, account=f"{number}@example.org")
    assert wait_after(lambda: guess(database, account="another@example.org"))
    guess(database, account="another@example.org", client="198.51.100.1")


def test_the_right_guess_empties_the_account_and_takes_one_from_the_client(
    database: Database, clock: Clock
) -> None:
    for number in range(FREE_FOR_CLIENT - 1):
        guess(database, account=f"{number}@example.org")
    for _ in range(3):  # an own account does not give an attacker new guesses at others
        made = attempt(database, "password", "own@example.org", "192.0.2.1")
        with database.write() as session:
            guessing.succeeded(session, made)
    guess(database, account="one-more@example.org")
    assert wait_after(lambda: guess(database, account="another@example.org"))


def test_guesses_are_forgotten_after_a_day(database: Database, clock: Clock) -> None:
    for _ in range(FREE_FOR_ACCOUNT):
        guess(database)
    clock.wait(days=1, seconds=1)
    for _ in range(FREE_FOR_ACCOUNT):
        guess(database)
    assert wait_after(lambda: guess(database))


def test_old_counts_are_deleted(database: Database, clock: Clock) -> None:
    guess(database)
    clock.wait(days=2)
    with database.write() as session:
        guessing.forget_old(session)
        assert not session.exec(select(Guesses)).all()


def test_it_is_said_once_that_an_account_is_slowed(database: Database, clock: Clock) -> None:
    slowed = []
    for _ in range(FREE_FOR_ACCOUNT + 2):
        slowed.append(attempt(database, "password", EMAIL, "192.0.2.1").slowed)
        clock.wait(minutes=20)
    assert slowed.count(True) == 1
    assert slowed[FREE_FOR_ACCOUNT - 1]


def test_many_at_once_gain_nothing(database: Database) -> None:
    def one(_: int) -> bool:
        try:
            guess(database)
        except TooOften:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == FREE_FOR_ACCOUNT


def test_only_digests_are_kept(database: Database) -> None:
    guess(database, client="192.0.2.77")
    with database.read() as session:
        keys = list(session.exec(select(Guesses.key)))
    assert keys
    assert not any(EMAIL in key or "192.0.2.77" in key for key in keys)
