"""Reads a table of ratings, `unit,rater,rating`, and says of each fault in which row and column it is."""

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from registry.errors import RegistryError
from registry.evaluation.agreement import Ratings

COLUMNS: Final = ("unit", "rater", "rating")
ABSENT: Final = frozenset({"", ".", "na", "n/a", "nan"})
"""How a missing rating may be written, in any case."""


class BadRatings(RegistryError):
    """A table of ratings cannot be read; the detail names row and column."""

    status = 422
    slug = "bad-ratings"
    title = "The table of ratings cannot be read."


class RatingsFile:
    """The ratings of a file, and whether they are numbers (`ordered`) or words."""

    def __init__(self, ratings: Ratings, *, ordered: bool) -> None:
        self.ratings = ratings
        self.ordered = ordered


def read_ratings(path: Path) -> RatingsFile:
    """The ratings in a CSV file; all numbers, or all words. Rows without a rating are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = _rows(stream)
    except UnicodeDecodeError as error:
        raise BadRatings(f"{path.name} is not UTF-8 text.") from error
    except OSError as error:
        raise BadRatings(f"{path}: {error.strerror}.") from error
    except csv.Error as error:
        raise BadRatings(f"{path.name} is not CSV: {error}.") from error
    return _of(rows)


def _rows(lines: Iterable[str]) -> list[tuple[int, str, str, str]]:
    reader = csv.reader(lines)
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise BadRatings(f"Row 1: there is no column {', '.join(missing)}; needed are {', '.join(COLUMNS)}.")
    places = [header.index(name) for name in COLUMNS]
    found: list[tuple[int, str, str, str]] = []
    seen: dict[tuple[str, str], int] = {}
    for cells in reader:
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= max(places):
            short = next(name for name, place in zip(COLUMNS, places, strict=True) if place >= len(cells))
            raise BadRatings(f"Row {line}, column {short}: the row ends before it.")
        unit, rater, rating = (cells[place].strip() for place in places)
        for name, value in (("unit", unit), ("rater", rater)):
            if not value:
                raise BadRatings(f"Row {line}, column {name}: it is empty.")
        if (unit, rater) in seen:
            raise BadRatings(
                f"Row {line}, column rater: {rater} rated {unit} already in row {seen[unit, rater]}."
            )
        seen[unit, rater] = line
        if rating.lower() not in ABSENT:
            found.append((line, unit, rater, rating))
    if not found:
        raise BadRatings("There are no ratings in it.")
    return found


def _of(rows: list[tuple[int, str, str, str]]) -> RatingsFile:
    numbers = [_number(rating) for _, _, _, rating in rows]
    if all(number is None for number in numbers):
        words = {word: place for place, word in enumerate(sorted({row[3] for row in rows}))}
        return RatingsFile(Ratings.of((row[1], row[2], words[row[3]]) for row in rows), ordered=False)
    given = []
    for (line, unit, rater, rating), number in zip(rows, numbers, strict=True):
        if number is None:
            raise BadRatings(f"Row {line}, column rating: “{rating}” is not a number, and other ratings are.")
        given.append((unit, rater, number))
    return RatingsFile(Ratings.of(given), ordered=True)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
