"""Passwords: kept as Argon2 hashes, checked in the same time whether or not there is one, refused when weak."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from pwdlib import PasswordHash
from zxcvbn import zxcvbn

from registry.errors import Fault, Invalid, mark

SHORTEST: Final = 10
LONGEST: Final = 256
STRONG: Final = 3
"""Of zxcvbn's scores from 0 to 4: more than 10^8 guesses, out of reach of whoever must ask this server."""

MOST_CHECKED: Final = 72
"""Letters whose strength is estimated; the time that takes grows with their square."""

LEAST_OF_ONES_OWN: Final = 6
"""Letters that a password must have beside names and addresses."""

OF_THE_REGISTRY: Final = ("digital", "health", "registry")


class Weakness(StrEnum):
    """What makes a password easy to guess."""

    COMMON = "common"
    PERSONAL = "personal"
    NAME = "name"
    WORD = "word"
    KEYBOARD = "keyboard"
    REPEATED = "repeated"
    SEQUENCE = "sequence"
    DATE = "date"
    SHORT = "short"


ADVICE: Final[dict[Weakness, str]] = {
    Weakness.COMMON: mark(
        "Many people use this password, or one like it. Put together several unusual words."
    ),
    Weakness.PERSONAL: mark(
        "It is built on your name, your e-mail address or the name of this registry. Choose words that have "
        "nothing to do with you."
    ),
    Weakness.NAME: mark("It is built on a common name, which is easy to guess. Add other, unusual words."),
    Weakness.WORD: mark(
        "One known word is easy to guess, also with signs for letters. Add two or three others."
    ),
    Weakness.KEYBOARD: mark("Keys that lie beside each other are easy to guess. Use words instead."),
    Weakness.REPEATED: mark("What repeats is easy to guess. Use several different words."),
    Weakness.SEQUENCE: mark("Sequences such as abc or 6543 are easy to guess. Use words instead."),
    Weakness.DATE: mark("Dates and years are easy to guess. Use words instead."),
    Weakness.SHORT: mark("It is too easy to guess. Add another unusual word or two."),
}

_BY_PATTERN: Final[dict[str, Weakness]] = {
    "spatial": Weakness.KEYBOARD,
    "repeat": Weakness.REPEATED,
    "sequence": Weakness.SEQUENCE,
    "regex": Weakness.DATE,
    "date": Weakness.DATE,
}
_BY_DICTIONARY: Final[dict[str, Weakness]] = {
    "user_inputs": Weakness.PERSONAL,
    "passwords": Weakness.COMMON,
    "surnames": Weakness.NAME,
    "male_names": Weakness.NAME,
    "female_names": Weakness.NAME,
}


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _of_nobody() -> str:
    """A hash that is checked where there is none, so that the answer takes as long."""
    return _hasher().hash("nobody has this password")


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(_plain(password))


def matches(password: str, kept: str) -> bool:
    """Whether this is the password whose hash is kept; never, where none is kept, after the same time."""
    if len(password) > LONGEST:
        password = ""
    right = _hasher().verify(_plain(password), kept or _of_nobody())
    return right and bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than are used now."""
    return any(hasher.check_needs_rehash(kept) for hasher in _hasher().hashers if hasher.identify(kept))


def demand_strong(password: str, about: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a password that is too short or easy to guess; `about` is what is known of the person."""
    if not password:
        raise Invalid({field: mark("Enter a password.")})
    if len(password) < SHORTEST:
        fault = Fault(mark("Use at least %(number)s characters."), {"number": SHORTEST})
        raise Invalid({field: fault})
    if len(password) > LONGEST:
        raise Invalid({field: Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})})
    if weakness := weakness_of(password, about):
        raise Invalid({field: Fault(ADVICE[weakness])})


def weakness_of(password: str, about: Iterable[str] = ()) -> Weakness | None:
    """What makes the password easy to guess; None if nothing does."""
    known = {*OF_THE_REGISTRY, *_words(about)}
    if _is_mostly(_plain(password).lower(), known):
        return Weakness.PERSONAL
    found = zxcvbn(_plain(password)[:MOST_CHECKED], user_inputs=sorted(known))
    if found["score"] >= STRONG:
        return None
    parts: list[Mapping[str, Any]] = [part for part in found["sequence"] if part["pattern"] != "bruteforce"]
    if not parts:
        return Weakness.SHORT
    longest = max(parts, key=lambda part: len(part["token"]))
    if longest["pattern"] != "dictionary":
        return _BY_PATTERN.get(longest["pattern"], Weakness.SHORT)
    return _BY_DICTIONARY.get(longest["dictionary_name"], Weakness.WORD)


def _is_mostly(password: str, known: Iterable[str]) -> bool:
    """Whether little is left of a password without these words; several of them in a row look strong to zxcvbn."""
    rest = password
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) < min(LEAST_OF_ONES_OWN, len(password))


def _words(about: Iterable[str]) -> set[str]:
    """A person's names and the parts of their address, in small letters."""
    texts = [text.lower() for text in about]
    parts = {part for text in texts for part in re.split(r"[\s@._+-]+", text)}
    return {each for each in {*texts, *parts} if len(each) > 2}


def _plain(password: str) -> str:
    """One form for what can be typed in several, as with accents."""
    return unicodedata.normalize("NFKC", password)
