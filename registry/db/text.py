"""Finds rows by words in their multilingual texts, for choosing a record by its name; search is another matter."""

import json
import re
import string
from collections.abc import Iterable
from typing import Any, Final, TypeVar

import sqlalchemy as sa

Found = TypeVar("Found")

MOST_WORDS: Final = 8
FOUND_BY_NAME: Final = 200
"""How many rows are read, of which the closest are shown."""
_WORD: Final = re.compile(r"\w+")

_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def has_words(text: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether some of these JSON columns hold each word of a text, in any case, anywhere in a word."""
    words = _WORD.findall(text)[:MOST_WORDS]
    if not words:
        return sa.false()
    whole: sa.ColumnElement[str] = sa.literal("")
    for column in columns:
        whole = whole.concat(sa.func.lower(sa.cast(column, sa.Text)))
    return sa.and_(
        *(sa.or_(*(whole.contains(each, autoescape=True) for each in _forms(word))) for word in words)
    )


def _forms(word: str) -> set[str]:
    """A word as the column's text may hold it: letters beyond ASCII may be escaped, and keep their case then."""
    written = {word, word.lower(), word.upper(), word.capitalize()}
    # A database may know the case of ASCII letters only.
    plain = {each.translate(_ASCII_LOWER) for each in written}
    return {word.lower(), *plain, *(json.dumps(each)[1:-1].lower() for each in written)}


def fold(text: str) -> str:
    """A name without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def closest(text: str, named: Iterable[tuple[Found, Iterable[str]]], limit: int) -> list[tuple[Found, bool]]:
    """What has the names closest to a text, with whether one of them is the very text.

    First what is called so, then what has a word that begins with it, then the rest; the shorter names first.
    """
    wanted, start = fold(text), re.compile(rf"\b{re.escape(text.strip())}", re.IGNORECASE)
    near: list[tuple[int, int, Found]] = []
    for found, names in named:
        known = list(names) or [""]
        folded = [fold(each) for each in known]
        rank = 0 if wanted in folded else 1 if any(start.search(each) for each in known) else 2
        near.append((rank, min(len(each) for each in folded), found))
    near.sort(key=lambda each: each[:2])
    return [(found, rank == 0) for rank, _, found in near[:limit]]
