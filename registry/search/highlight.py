"""Says why a record was found: in which fields, with what was typed marked; the same for every engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rapidfuzz.distance import OSA

from registry.search import definition
from registry.search.query import ParsedQuery, SynonymTable, Term
from registry.search.reference import Reference
from registry.search.tantivy_engine import stemmer
from registry.search.text import Span, distance_allowed, excerpt, fold, merge, spans, to_html

_STEMMERS: Final = {language: stemmer(language) for language in definition.STEMMED}
MOST_FIELDS: Final = 4


@lru_cache(maxsize=8192)
def _stem(language: str, word: str) -> str:
    stems = _STEMMERS[language].analyze(word) if language in _STEMMERS else None
    return stems[0] if stems else word


@dataclass(frozen=True, slots=True)
class Highlight:
    """A text in which something was found; `marks` are (start, end) in characters of `text`."""

    field: str
    text: str
    marks: tuple[Span, ...]
    code: str = ""
    lang: str = ""

    def html(self) -> str:
        """The text as safe HTML with `<mark>`."""
        return to_html(self.text, self.marks)


class Matcher:
    """Finds in any text what a query asked for."""

    def __init__(self, query: ParsedQuery, corrections: Mapping[str, str], *, exact: bool = False) -> None:
        self._words: set[str] = set()
        self._beginnings: set[str] = set()
        self._phrases: set[tuple[str, ...]] = set()
        self._exact = exact
        terms = tuple(self._corrected(term, corrections) for term in query.terms)
        for term in terms:
            self._add(term)
        table = SynonymTable() if exact else definition.language().synonyms
        for clause in table.clauses(terms):
            self._phrases.update(clause.synonyms)
        self._stems = {
            language: {_stem(language, word) for word in self._words} for language in definition.STEMMED
        }

    def _corrected(self, term: Term, corrections: Mapping[str, str]) -> Term:
        corrected = corrections.get(term.text)
        return Term((fold(corrected),), corrected) if corrected else term

    def _add(self, term: Term) -> None:
        if term.word:
            self._words.add(term.word)
            if term.prefix and not self._exact:
                self._beginnings.add(term.word)
            return
        self._phrases.add(term.tokens)
        if not term.quoted:
            self._words.add("".join(term.tokens))

    def marks(self, text: str, language: str, *, typos: bool = False) -> list[Span]:
        """Where in the text something stands that was asked for."""
        found = spans(text)
        tokens = [token for token, _, _ in found]
        marked = [
            (start, end) for token, start, end in found if self._is_wanted(token, language, typos=typos)
        ]
        for phrase in self._phrases:
            last = len(phrase) - 1
            marked += [(found[at][1], found[at + last][2]) for at in _places(tokens, phrase)]
        return merge(marked, text) if marked else []

    def _is_wanted(self, token: str, language: str, *, typos: bool) -> bool:
        if token in self._words or (self._beginnings and token.startswith(tuple(self._beginnings))):
            return True
        if not self._exact and _stem(language, token) in self._stems.get(language, ()):
            return True
        return typos and any(
            OSA.distance(word, token, score_cutoff=allowed) <= allowed
            for word in self._words
            if (allowed := distance_allowed(word))
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for that could be marked."""
        return not self._words and not self._phrases


def _places(tokens: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    for at in range(len(tokens) - len(phrase) + 1):
        if tokens[at] == phrase[0] and tuple(tokens[at : at + len(phrase)]) == phrase:
            yield at


def highlights(
    matcher: Matcher, payload: Mapping[str, Any], reference: Reference, language: str
) -> list[Highlight]:
    """Why a record was found: its telling fields first, at most a few."""
    if matcher.is_empty:
        return []
    for typos in (False, True):  # what is only alike is marked where nothing else is
        found = list(_found(matcher, payload, reference, language, typos=typos))
        if found:
            return found[:MOST_FIELDS]
    return []


def _found(
    matcher: Matcher, payload: Mapping[str, Any], reference: Reference, language: str, *, typos: bool
) -> Iterator[Highlight]:
    seen: set[tuple[str, str]] = set()
    for field, code, texts in _fields(payload, reference):
        if (field, code) in seen and code:
            continue
        for lang, text in _in_order(texts, language):
            marks = matcher.marks(text, lang, typos=typos)
            if marks:
                seen.add((field, code))
                shown, inside = excerpt(text, marks)
                yield Highlight(field, shown, tuple(inside), code, lang)
                break


def _fields(
    payload: Mapping[str, Any], reference: Reference
) -> Iterator[tuple[str, str, Iterable[tuple[str, str]]]]:
    """Every field of a record that may say why: its name, a code, and its texts by language."""
    yield "name", "", payload["names"].items()
    for text in (*payload.get("aliases", ()), *payload.get("old", ())):
        yield "alias", "", (("", text),)
    for text in payload.get("codes", ()):
        yield "code", "", (("", text),)
    yield "summary", "", payload.get("summary", {}).items()
    for slug, names in payload.get("standards", ()):
        yield "standard", slug, names.items()
    for vocabulary, code in payload.get("labels", ()):
        texts = list(reference.names(vocabulary, code).items())
        yield vocabulary, code, texts
        yield vocabulary, code, (("", code),)
    for _, slug, names in payload.get("organisations", ()):
        yield "organisation", slug, names.items()
    for text in payload.get("texts", ()):
        yield "text", "", (("", text),)


def _in_order(texts: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """The reader's language first, then English, then any."""
    order = {language: 0, "en": 1}
    return sorted(texts, key=lambda each: order.get(each[0], 2))
