"""Names and codes of other registries in the registry's own vocabulary: standards, licences, languages, goals."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pycountry
from license_expression import ExpressionError, Licensing, get_spdx_licensing

from registry.interchange.repairs import clean

_GOAL = re.compile(r"^SDG[-\s]?(\d{1,2})\b", re.IGNORECASE)
_EXPRESSION = re.compile(r"\s(?:AND|OR|WITH)\s")
_WORD_START = r"(?<![^\W_])"
_WORD_END = r"(?![^\W_])"
_SHORTEST_IN_TEXT = 4
_SHORTEST_ANY_CASE = 7


@dataclass(frozen=True, slots=True)
class NamedStandard:
    """A standard that a source names, with the edition where it names one."""

    standard: str
    edition: str | None = None

    def as_claim(self) -> dict[str, str]:
        """Give the claim that the naming makes: it is said, no more."""
        edition = {"edition": self.edition} if self.edition else {}
        return {"standard": self.standard, **edition, "strength": "claimed"}


class StandardNames:
    """Finds the registry's standards in the words of a source.

    `aliases` gives the standard for each name or spelling; `editions` the labels of a standard's editions.
    """

    def __init__(
        self, aliases: Mapping[str, str], editions: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._exact = {_fold(name): slug for name, slug in aliases.items()}
        self._editions = editions or {}
        names = sorted((name for name in aliases if len(name) >= _SHORTEST_IN_TEXT), key=len, reverse=True)
        self._patterns = [(_pattern(name), aliases[name]) for name in names]

    def exact(self, text: str) -> NamedStandard | None:
        """Give the standard that the whole text names, with or without an edition's label."""
        folded = _fold(text)
        if folded in self._exact:
            return NamedStandard(self._exact[folded])
        for alias, slug in self._exact.items():
            for label in self._editions.get(slug, ()):
                if folded in (f"{alias} {_fold(label)}", f"{alias} {_fold(slug)} {_fold(label)}"):
                    return NamedStandard(slug, label)
        return None

    def within(self, text: str) -> list[NamedStandard]:
        """Find standards named inside a longer text; the longest name wins where names overlap."""
        plain = clean(text)
        whole = self.exact(plain)
        if whole:
            return [whole]
        found: list[tuple[int, NamedStandard]] = []
        for pattern, slug in self._patterns:
            for match in pattern.finditer(plain):
                found.append(
                    (match.start(), NamedStandard(slug, self._edition_after(slug, plain[match.end() :])))
                )
                plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
        return [standard for _, standard in sorted(found, key=lambda hit: hit[0])]

    def _edition_after(self, slug: str, rest: str) -> str | None:
        following = rest.split()
        word = following[0].strip("(),.;") if following else ""
        return next((label for label in self._editions.get(slug, ()) if _fold(label) == _fold(word)), None)


def unique_claims(standards: Iterable[NamedStandard]) -> list[dict[str, str]]:
    """Give each standard once; a naming with an edition replaces one without."""
    dated = {standard.standard for standard in standards if standard.edition}
    kept = [standard for standard in standards if standard.edition or standard.standard not in dated]
    return [standard.as_claim() for standard in dict.fromkeys(kept)]


def _fold(name: str) -> str:
    return " ".join(re.sub(r"[^\w+]+", " ", clean(name).casefold()).split())


def _pattern(name: str) -> re.Pattern[str]:
    # Short names are abbreviations: "FAIR" and "fair" are not the same word.
    flags = re.IGNORECASE if len(name) >= _SHORTEST_ANY_CASE else re.NOFLAG
    return re.compile(_WORD_START + re.escape(name).replace(r"\ ", r"[\s-]+") + _WORD_END, flags)


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()


@cache
def spdx(name: str) -> str | None:
    """Give the SPDX expression for a licence's name or code, or nothing when the list has no such licence."""
    try:
        parsed = _spdx().parse(clean(name), validate=True, strict=True)
    except ExpressionError:
        return None
    return str(parsed.render()) if parsed is not None else None


def spdx_all(names: Iterable[str]) -> str | None:
    """Join the licences that are known into one expression in which all apply."""
    known = sorted({expression for name in names if (expression := spdx(name))})
    if len(known) == 1:
        return known[0]
    return " AND ".join(f"({one})" if _EXPRESSION.search(one) else one for one in known) or None


def language(code: str) -> str | None:
    """Give the BCP 47 code for a two- or three-letter language code."""
    plain = clean(code).lower()
    if len(plain) == 2 and pycountry.languages.get(alpha_2=plain):
        return plain
    found = pycountry.languages.get(alpha_3=plain) if len(plain) == 3 else None
    return str(getattr(found, "alpha_2", plain)) if found else None


def goal(text: str) -> str | None:
    """Give the number of the Sustainable Development Goal that a text begins with."""
    match = _GOAL.match(clean(text))
    return match.group(1).lstrip("0") if match and 1 <= int(match.group(1)) <= 17 else None
