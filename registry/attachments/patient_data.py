"""Recognises text that looks like patient data, in six languages; pure.

It says where something looks so and why, and shows no more of it than the first letters: whoever sent the text
confirms that it is not, or removes it. A false alarm costs a person's time, so a word or number alone is rarely
enough: what counts is a label with its value, or several signs together.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from msgspec import Struct

from registry.attachments import patient_words as words
from registry.attachments.national_ids import people_numbers

MOST_FOUND: Final = 20
MOST_TEXT: Final = 2_000_000
MOST_ROWS: Final = 20_000
FEW: Final = 3
"""So many rows make a list of people, where no header says that they are patients; under one that does, one is enough."""

_HEADER_ROWS: Final = 10
_LONGEST_EXCERPT: Final = 60


class SuspicionKind(StrEnum):
    """Why something looks like patient data."""

    BIRTH_DATE = "birth_date"
    BORN_PERSON = "born_person"
    RECORD_NUMBER = "record_number"
    NATIONAL_NUMBER = "national_number"
    CONTACTS_WITH_ILLNESS = "contacts_with_illness"
    BIRTH_DATE_COLUMN = "birth_date_column"
    RECORD_NUMBER_COLUMN = "record_number_column"
    PATIENT_NAME_COLUMN = "patient_name_column"
    PEOPLE_WITH_ILLNESS = "people_with_illness"


class Suspicion(Struct, frozen=True):
    """One place that looks like patient data; `line` and `page` count from 1 (0: no pages); `excerpt` is masked.

    `column` is a header.
    """

    kind: SuspicionKind
    line: int
    column: str = ""
    sheet: str = ""
    excerpt: str = ""
    page: int = 0


def suspicious(text: str) -> list[Suspicion]:
    """The places of a text that look like patient data, in their order; at most `MOST_FOUND`."""
    plain = _plain(text[:MOST_TEXT])
    found = [
        Suspicion(kind, plain.count("\n", 0, start) + 1, excerpt=masked(plain[start:end]))
        for kind, start, end in _places(plain)
    ]
    if listed := _contacts_with_illness(plain):
        found.append(listed)
    return list(dict.fromkeys(found))[:MOST_FOUND]


def suspicious_rows(rows: Iterable[Sequence[str]], sheet: str = "") -> list[Suspicion]:
    """The same for a table: columns of births, record numbers or names, and what stands in cells."""
    kept = [[_plain(cell) for cell in row] for row, _ in zip(rows, range(MOST_ROWS), strict=False)]
    found: list[Suspicion] = []
    for number, row in enumerate(kept[:_HEADER_ROWS]):
        columns = _suspicious_columns(row, kept[number + 1 :], number + 1, sheet)
        if columns:
            found += columns
            break
    for number, row in enumerate(kept, 1):
        if len(found) >= MOST_FOUND:
            break
        line = "\t".join(row)
        found += (
            Suspicion(kind, number, sheet=sheet, excerpt=masked(line[start:end]))
            for kind, start, end in _places(line)
        )
    return list(dict.fromkeys(found))[:MOST_FOUND]


def masked(text: str) -> str:
    """The text with the first sign of each word only, so that it can be recognised but not read."""
    short = " ".join(text.split())[:_LONGEST_EXCERPT]
    return re.sub(r"(\w)(\w+)", lambda each: each[1] + "•" * min(len(each[2]), 8), short)


def _plain(text: str) -> str:
    """The text with digits of every script as 0 to 9, in the same places."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(each))
        if not each.isascii() and unicodedata.digit(each, None) is not None
        else each
        for each in text
    )


@cache
def _patterns() -> tuple[tuple[SuspicionKind, re.Pattern[str], Callable[[re.Match[str], str], bool]], ...]:
    day = words.full_date()
    between = r"\s*(?:[:：=\-|(]|\t|\bis\b|\best\b|\bes\b)?\s*"
    number = r"(?:n[°ºo]\.?|№|#|no\.?|number)?\s*[:：=#\-]?\s*(?P<value>[A-Z]{0,5}[-/]?\d[\w/-]{3,24})"
    label = re.IGNORECASE
    return (
        (SuspicionKind.BIRTH_DATE, re.compile(rf"(?:{words.BIRTH_LABELS}){between}{day}", label), _always),
        (SuspicionKind.BORN_PERSON, re.compile(rf"(?:{words.BORN})\s*{day}", label), _beside_person),
        (
            SuspicionKind.BORN_PERSON,
            re.compile(rf"{day}\s*(?:г\.\s?р\.|года рождения|出生)", label),
            _beside_person,
        ),
        (
            SuspicionKind.RECORD_NUMBER,
            re.compile(rf"(?:{words.RECORD_LABELS})\s*{number}", label),
            _is_number,
        ),
        (
            SuspicionKind.NATIONAL_NUMBER,
            re.compile(rf"(?:{words.NATIONAL_LABELS})\s*{number}", label),
            _is_number,
        ),
    )


def _always(_found: re.Match[str], _text: str) -> bool:
    return True


def _beside_person(found: re.Match[str], text: str) -> bool:
    """A person's name stands right before: a programme can be born as well."""
    before = text[max(0, found.start() - 40) : found.start()].rsplit("\n", 1)[-1]
    return any(re.search(r"^[\s,(،（]*$", before[each.end() :]) for each in words.PERSON.finditer(before))


def _is_number(found: re.Match[str], _text: str) -> bool:
    """The value is a number of somebody: at least four digits, and no date or version."""
    value = found["value"]
    return sum(each.isdigit() for each in value) >= 4 and not re.fullmatch(words.full_date(), value)


def _places(text: str) -> list[tuple[SuspicionKind, int, int]]:
    """What looks so, in its order; what lies inside another place is not told twice."""
    every = [
        (found.start(), -found.end(), kind)
        for kind, pattern, holds in _patterns()
        for found in pattern.finditer(text)
        if holds(found, text)
    ]
    every += [(start, -end, SuspicionKind.NATIONAL_NUMBER) for start, end in people_numbers(text)]
    places: list[tuple[SuspicionKind, int, int]] = []
    for start, end, kind in sorted(every):
        if not places or -end > places[-1][2]:
            places.append((kind, start, -end))
    return places


@cache
def _illness() -> re.Pattern[str]:
    return re.compile(words.ILLNESS, re.IGNORECASE)


def _contacts_with_illness(text: str) -> Suspicion | None:
    """Lines that each hold a way to reach somebody and an illness; one alone is a sentence, several are a list."""
    found = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) < 300 and _illness().search(line) and (_has_phone(line) or words.EMAIL.search(line))
    ]
    if len(found) < FEW:
        return None
    return Suspicion(SuspicionKind.CONTACTS_WITH_ILLNESS, found[0][0], excerpt=masked(found[0][1]))


def _has_phone(line: str) -> bool:
    return any(8 <= sum(c.isdigit() for c in each[0]) <= 15 for each in words.PHONE.finditer(line))


# Tables -------------------------------------------------------------------------------------------


@cache
def _header(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})\s*(?:[(（].*)?[:：]?\s*", re.IGNORECASE)


@cache
def _day() -> re.Pattern[str]:
    return re.compile(rf"{words.full_date()}(?:[ T]00:00(?::00)?)?", re.IGNORECASE)


def _suspicious_columns(
    header: Sequence[str], below: Sequence[Sequence[str]], line: int, sheet: str
) -> list[Suspicion]:
    columns = [
        (name, [row[place] for row in below if place < len(row) and row[place].strip()])
        for place, name in enumerate(header)
        if name.strip()
    ]
    kinds = {
        SuspicionKind.BIRTH_DATE_COLUMN: (words.BIRTH_LABELS, _are_days),
        SuspicionKind.RECORD_NUMBER_COLUMN: (f"{words.RECORD_LABELS}|{words.NATIONAL_LABELS}", _are_numbers),
        SuspicionKind.PATIENT_NAME_COLUMN: (words.PATIENT_NAME_HEADERS, _are_several),
    }
    found = [
        Suspicion(kind, line, column=name.strip()[:80], sheet=sheet, excerpt=masked(values[0]))
        for kind, (pattern, holds) in kinds.items()
        for name, values in columns
        if _header(pattern).fullmatch(name) and holds(values)
    ]
    return found or _people_with_illness(columns, line, sheet)


def _people_with_illness(columns: Sequence[tuple[str, list[str]]], line: int, sheet: str) -> list[Suspicion]:
    """Names or numbers to call beside illnesses, several of each."""
    people = f"{words.NAME_HEADERS}|{words.PHONE_HEADERS}"
    named = [each for each in columns if _header(people).fullmatch(each[0]) and len(set(each[1])) >= FEW]
    ill = [
        each for each in columns if _header(words.ILLNESS_HEADERS).fullmatch(each[0]) and len(each[1]) >= FEW
    ]
    reached = any(_header(words.PHONE_HEADERS).fullmatch(name) for name, _ in named)
    people_like = reached or any(_are_people(values) for _, values in named)
    if not (named and ill and people_like):
        return []
    name, values = named[0]
    return [
        Suspicion(
            SuspicionKind.PEOPLE_WITH_ILLNESS,
            line,
            column=name.strip()[:80],
            sheet=sheet,
            excerpt=masked(values[0]),
        )
    ]


def _are_days(values: Sequence[str]) -> bool:
    return sum(bool(_day().fullmatch(each.strip())) for each in values) >= max(1, len(values) // 2)


def _are_numbers(values: Sequence[str]) -> bool:
    numbers = {each for each in values if sum(c.isdigit() for c in each) >= 4 and len(each) <= 30}
    return len(numbers) >= max(1, len(values) // 2)


def _are_several(values: Sequence[str]) -> bool:
    return len(set(values)) >= FEW


def _are_people(values: Sequence[str]) -> bool:
    """Most look like a person's name: two to four words, no digits."""
    names = [
        each for each in values if words.PERSON.fullmatch(each.strip()) and not any(c.isdigit() for c in each)
    ]
    return len(names) >= max(FEW, len(values) // 2)
