"""Passwords: what is kept, and what is told about weak ones."""

import re

import pytest
from pwdlib import PasswordHash

from registry.accounts import passwords
from registry.accounts.passwords import ADVICE, Weakness, demand_strong, weakness_of
from registry.errors import Invalid
from registry.web.i18n import fault, using
from tests.accounts.support import PASSWORD, hashed


def test_the_right_password_matches_and_no_other() -> None:
    assert hashed().startswith("$argon2id$")
    assert passwords.matches(PASSWORD, hashed())
    assert not passwords.matches(PASSWORD + "x", hashed())
    assert not passwords.matches("", hashed())


def test_guessing_takes_an_attacker_much_memory_and_time(own_hasher: PasswordHash) -> None:
    parameters = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),", own_hasher.hash(PASSWORD))
    memory, passes = map(int, parameters.groups())
    assert (memory >= 64 * 1024, passes >= 3) == (True, True)


def test_where_none_is_kept_nothing_matches() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("nobody has this password", "")


def test_a_password_without_end_is_not_hashed() -> None:
    assert not passwords.matches("x" * 10_000_000, hashed())


def test_what_can_be_typed_in_two_ways_is_one_password() -> None:
    assert passwords.matches("cafe\u0301 lantern quarry", passwords.hash_of("caf\u00e9 lantern quarry"))


def test_a_hash_of_present_strength_is_not_outdated() -> None:
    assert not passwords.is_outdated(hashed())
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("password123", Weakness.COMMON),
        ("Pa$$w0rd2026", Weakness.COMMON),
        ("aminadiallo1", Weakness.PERSONAL),
        ("digitalhealth", Weakness.PERSONAL),
        ("qwertyuiop[]", Weakness.KEYBOARD),
        ("aaaaaaaaaaaa", Weakness.REPEATED),
        ("abcdefghijkl", Weakness.SEQUENCE),
        ("25.11.2026", Weakness.DATE),
        ("extraordinary", Weakness.WORD),
    ],
)
def test_what_is_weak_is_named(password: str, weakness: Weakness) -> None:
    assert weakness_of(password, ["Amina Diallo", "amina@example.org"]) is weakness


def test_several_unusual_words_are_strong() -> None:
    assert weakness_of(PASSWORD, ["Amina Diallo", "amina@example.org"]) is None
    assert weakness_of("смородина телеграф берег") is None
    demand_strong("z" * 30 + PASSWORD * 5)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Enter a password."),
        ("short", "at least 10 characters"),
        ("x" * 257, "at most 256 characters"),
        ("password123", "Many people use this password"),
    ],
)
def test_the_fault_says_what_to_do(password: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        demand_strong(password, field="new")
    with using("en"):
        assert words in fault(caught.value.faults["new"])


def test_every_weakness_has_its_advice() -> None:
    assert set(ADVICE) == set(Weakness)
