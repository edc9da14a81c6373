"""Countries and areas by the names that sources give them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pycountry

from registry.interchange.repairs import clean

_BRACKETS = re.compile(r"\s*\([^)]*\)?\s*")
# Lists that were split at an apostrophe end a name early; only one country's name can begin so.
_CUT_SHORT = {"cote d": "CIV", "lao people": "LAO", "democratic people": "PRK"}


@dataclass(frozen=True, slots=True)
class Place:
    """A country found, and whether the source named only a part of it."""

    code: str
    part: bool = False


def key(name: str) -> str:
    """Fold a name for comparison: accents, case, punctuation and spacing do not matter."""
    plain = unicodedata.normalize("NFKD", clean(name))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+", " ", letters.casefold()).split())


class Places:
    """Resolves names and codes of countries and areas to ISO 3166-1 alpha-3.

    `aliases` are spellings that sources use, each with its alpha-3 code; they win over the library.
    """

    def __init__(self, aliases: Mapping[str, str] | None = None) -> None:
        self._known = _library_names()
        self._known.update({key(name): code for name, code in (aliases or {}).items()})
        self._parts = _parts_of_countries()

    def code(self, name: str) -> str | None:
        """Give the alpha-3 code for a name or code, or nothing when the place is not known."""
        place = self.find(name)
        return place.code if place else None

    def find(self, name: str) -> Place | None:
        """Find the country that a name or code means, also through the defects that sources have."""
        for spelling in _spellings(name):
            if spelling in self._known:
                return Place(self._known[spelling], part=spelling in self._parts)
            if spelling in self._parts:
                return Place(self._parts[spelling], part=True)
        cut = _CUT_SHORT.get(key(name))
        return Place(cut) if cut else None


def _spellings(name: str) -> Iterable[str]:
    text = clean(name).strip('"')
    yield key(text)
    yield key(_BRACKETS.sub(" ", text))
    if "," in text:
        last, _, first = text.partition(",")
        yield key(f"{first} {last}")


def _library_names() -> dict[str, str]:
    known: dict[str, str] = {}
    for country in pycountry.countries:
        official = getattr(country, "official_name", None)
        common = getattr(country, "common_name", None)
        for name in (official, common, country.name, country.alpha_2, country.alpha_3):
            if name:
                known[key(name)] = country.alpha_3
    return known


def _parts_of_countries() -> dict[str, str]:
    # Only subdivisions that are themselves called countries: other subdivisions share names with towns.
    parts: dict[str, str] = {}
    for part in pycountry.subdivisions:
        if part.country_code == "GB" and part.type == "Country":
            parts[key(part.name)] = "GBR"
    return parts
