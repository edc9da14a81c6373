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
_WORD = re.compile(r"[\w+]+")
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


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a standard, as the words that a text would show."""

    words: tuple[str, ...]
    standard: str
    any_case: bool

    def begins(self, shown: Sequence[str], folded: Sequence[str], start: int) -> bool:
        """Say whether a text has the name at a word."""
        text = folded if self.any_case else shown
        return tuple(text[start : start + len(self.words)]) == self.words


class StandardNames:
    """Finds the registry's standards in the words of a source.

    `aliases` gives the standard for each name or spelling; `editions` the labels of a standard's editions;
    `unclear` the spellings that name no single standard, of which none is guessed.
    """

    def __init__(
        self,
        aliases: Mapping[str, str],
        editions: Mapping[str, Sequence[str]] | None = None,
        unclear: Iterable[str] = (),
    ) -> None:
        self._unclear = frozenset(_fold(name) for name in unclear)
        self._exact = {_fold(name): slug for name, slug in aliases.items()}
        self._editions = {
            slug: [(label, tuple(_words(label.casefold()))) for label in labels]
            for slug, labels in (editions or {}).items()
        }
        self._names = _by_first_word(aliases)

    def is_unclear(self, text: str) -> bool:
        """Say whether the text is a spelling that is known to name no single standard."""
        return _fold(text) in self._unclear

    def exact(self, text: str) -> NamedStandard | None:
        """Give the standard that the whole text names, with or without an edition's label."""
        words = _words(clean(text).casefold())
        for end in range(len(words), 0, -1):
            slug = self._exact.get(" ".join(words[:end]))
            if slug is None:
                continue
            edition = self._edition(slug, words[:end], words[end:])
            if end == len(words) or (edition and len(_words(edition)) == len(words) - end):
                return NamedStandard(slug, edition)
        return None

    def within(self, text: str) -> list[NamedStandard]:
        """Find standards named inside a longer text; the longest name wins where names overlap."""
        shown = _words(clean(text))
        whole = self.exact(text)
        if whole:
            return [whole]
        folded = [word.casefold() for word in shown]
        found: list[NamedStandard] = []
        start = 0
        while start < len(shown):
            name = self._name_at(shown, folded, start)
            if name is None:
                start += 1
                continue
            end = start + len(name.words)
            found.append(
                NamedStandard(name.standard, self._edition(name.standard, folded[start:end], folded[end:]))
            )
            start = end
        return found

    def _name_at(self, shown: Sequence[str], folded: Sequence[str], start: int) -> _Name | None:
        candidates = self._names.get(folded[start], ())
        return next((name for name in candidates if name.begins(shown, folded, start)), None)

    def _edition(self, slug: str, name: Sequence[str], after: Sequence[str]) -> str | None:
        for label, words in self._editions.get(slug, ()):
            if tuple(after[: len(words)]) == words or tuple(name[1:][-len(words) :]) == words:
                return label
        return None


def _by_first_word(aliases: Mapping[str, str]) -> dict[str, list[_Name]]:
    names: dict[str, list[_Name]] = {}
    # Short names are abbreviations, told from words by their capitals; the shortest are too often chance.
    for alias, slug in sorted(aliases.items(), key=lambda pair: len(_words(pair[0])), reverse=True):
        any_case = len(alias) >= _SHORTEST_ANY_CASE
        words = tuple(_words(alias.casefold() if any_case else alias))
        if words and len(alias) >= _SHORTEST_IN_TEXT:
            names.setdefault(words[0].casefold(), []).append(_Name(words, slug, any_case))
    return names


def unique_claims(standards: Iterable[NamedStandard]) -> list[dict[str, str]]:
    """Give each standard once; a naming with an edition replaces one without."""
    dated = {standard.standard for standard in standards if standard.edition}
    kept = [standard for standard in standards if standard.edition or standard.standard not in dated]
    return [standard.as_claim() for standard in dict.fromkeys(kept)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _fold(name: str) -> str:
    return " ".join(_words(clean(name).casefold()))


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
