"""Says why a record was found: in which fields, with what was typed marked; the same for every engine."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from rapidfuzz.distance import OSA

from registry.search import definition
from registry.search.query import ParsedQuery, SynonymTable, Term
from registry.search.reference import Reference
from registry.search.reference import Term as ReferenceTerm
from registry.search.tantivy_schema import stemmer
from registry.search.text import (
    Span,
    distance_allowed,
    excerpt,
    fold,
    merge,
    spans,
    split_number,
    to_html,
    tokens,
)

_STEMMERS: Final = {language: stemmer(language) for language in definition.STEMMED}
MOST_FIELDS: Final = 4

Code = tuple[str, str]
"""A vocabulary and a code in it."""


@lru_cache(maxsize=8192)
def _stem(language: str, word: str) -> str:
    stems = _STEMMERS[language].analyze(word) if language in _STEMMERS else None
    return stems[0] if stems else word


class LabelIndex:
    """Which codes have a word in one of their labels, so that results need not look through all of theirs."""

    def __init__(self, reference: Reference) -> None:
        words: dict[str, set[Code]] = defaultdict(set)
        stems: dict[tuple[str, str], set[Code]] = defaultdict(set)
        for vocabulary, terms in reference.terms.items():
            for code, term in terms.items():
                words[fold(code)].add((vocabulary, code))
                for language, text in _texts(term):
                    for token in tokens(text):
                        words[token].add((vocabulary, code))
                        stems[language, _stem(language, token)].add((vocabulary, code))
        # Tuples, as the garbage collector passes over them, which would go through thousands of sets.
        self.words = {word: tuple(codes) for word, codes in words.items()}
        self.stems = {stem: tuple(codes) for stem, codes in stems.items()}
        self._sorted = sorted(self.words)

    def beginning(self, word: str) -> Iterator[tuple[Code, ...]]:
        """The codes of each word that begins so."""
        for place in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[place].startswith(word):
                return
            yield self.words[self._sorted[place]]


def _texts(term: ReferenceTerm) -> list[tuple[str, str]]:
    """What a code is called: its labels by language, then its other names."""
    return [*term.labels.items(), *(("", alias) for alias in term.aliases)]


@lru_cache(maxsize=2)
def label_index(reference: Reference) -> LabelIndex:
    """The index of the labels in use."""
    return LabelIndex(reference)


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
        self._phrase_words = {phrase[0] for phrase in self._phrases}
        # A code stands in a text as it was asked for or not at all: most texts need not be taken apart.
        self._codes = tuple(self._words) if self._are_codes() else ()
        self.candidates: set[Code] | None = None
        self.labels: dict[tuple[str, str], Highlight | None] = {}
        self.shared: dict[tuple[str, str, bool], Highlight | None] = {}
        self._judged: dict[tuple[str, bool], dict[str, bool]] = defaultdict(dict)
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

    def _are_codes(self) -> bool:
        return not self._phrases and all("." in word and not distance_allowed(word) for word in self._words)

    def codes(self, index: LabelIndex) -> set[Code]:
        """The codes that have a word in their labels that was asked for."""
        found: set[Code] = set()
        for word in self._words | self._phrase_words:
            found.update(index.words.get(word, ()))
        for language, stems in self._stems.items():
            for stem in stems:
                found.update(index.stems.get((language, stem), ()))
        for word in self._beginnings:
            found.update(*index.beginning(word))
        return found

    def marks(self, text: str, language: str, *, typos: bool = False) -> list[Span]:
        """Where in the text something stands that was asked for."""
        if self._codes and not any(code in text.lower() for code in self._codes):
            return []
        found = spans(text)
        judged = self._judged[language, typos]  # many words stand in most texts, so each is judged once
        marked = []
        for token, start, end in found:
            if token not in judged:
                judged[token] = self._judge(token, language, typos=typos)
            if judged[token]:
                marked.append((start, end))
        listed = [token for token, _, _ in found] if self._phrases else []
        for phrase in self._phrases if not self._phrase_words.isdisjoint(listed) else ():
            last = len(phrase) - 1
            marked += [(found[at][1], found[at + last][2]) for at in _places(listed, phrase)]
        return merge(marked, text) if marked else []

    def _judge(self, token: str, language: str, *, typos: bool) -> bool:
        """Whether a word was asked for."""
        if token in self._words or (self._beginnings and token.startswith(tuple(self._beginnings))):
            return True
        if not self._exact and _stem(language, token) in self._stems.get(language, ()):
            return True
        return typos and any(
            OSA.distance(word, token, score_cutoff=allowed) <= allowed
            for word in self._words
            if (allowed := distance_allowed(word)) and split_number(word)[1] == split_number(token)[1]
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for that could be marked."""
        return not self._words and not self._phrases


def _places(listed: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    for at in range(len(listed) - len(phrase) + 1):
        if listed[at] == phrase[0] and tuple(listed[at : at + len(phrase)]) == phrase:
            yield at


def highlights(
    matcher: Matcher, payload: Mapping[str, Any], reference: Reference, language: str
) -> list[Highlight]:
    """Why a record was found: its telling fields first, at most a few."""
    if matcher.is_empty:
        return []
    for typos in (False, True):  # what is only alike is marked where nothing else is
        found = list(islice(_found(matcher, payload, reference, language, typos=typos), MOST_FIELDS))
        if found:
            return found
    return []


def _found(
    matcher: Matcher, payload: Mapping[str, Any], reference: Reference, language: str, *, typos: bool
) -> Iterator[Highlight]:
    for field, code, texts in _fields(payload):
        highlight = _shared if code else _highlight
        found = highlight(matcher, field, code, texts, language, typos=typos)
        if found:
            yield found
    for vocabulary, code in payload.get("labels", ()):
        found = _label(matcher, reference, vocabulary, code, language)
        if found:
            yield found
    for _, slug, names in payload.get("organisations", ()):
        found = _shared(matcher, "organisation", slug, names.items(), language, typos=typos)
        if found:
            yield found


def _label(
    matcher: Matcher, reference: Reference, vocabulary: str, code: str, language: str
) -> Highlight | None:
    """Why a classification or place was found; many results share it, so it is looked at once."""
    key = (vocabulary, code)
    if matcher.candidates is None:
        matcher.candidates = matcher.codes(label_index(reference))
    if key not in matcher.candidates:
        return None
    if key not in matcher.labels:
        term = reference.terms[vocabulary].get(code)
        texts = [*(_texts(term) if term else ()), ("", code)]
        matcher.labels[key] = _highlight(matcher, vocabulary, code, texts, language, typos=False)
    return matcher.labels[key]


def _shared(
    matcher: Matcher, field: str, code: str, texts: Iterable[tuple[str, str]], language: str, *, typos: bool
) -> Highlight | None:
    """Why a standard or organisation was found, which many results name: it is looked at once."""
    key = (field, code, typos)
    if key not in matcher.shared:
        matcher.shared[key] = _highlight(matcher, field, code, texts, language, typos=typos)
    return matcher.shared[key]


def _highlight(
    matcher: Matcher, field: str, code: str, texts: Iterable[tuple[str, str]], language: str, *, typos: bool
) -> Highlight | None:
    for lang, text in _in_order(texts, language):
        marks = matcher.marks(text, lang, typos=typos)
        if marks:
            shown, inside = excerpt(text, marks)
            return Highlight(field, shown, tuple(inside), code, lang)
    return None


def _fields(payload: Mapping[str, Any]) -> Iterator[tuple[str, str, Iterable[tuple[str, str]]]]:
    """A record's own texts that may say why: a field's name, a code, and its texts by language."""
    yield "name", "", payload["names"].items()
    for text in (*payload.get("aliases", ()), *payload.get("old", ())):
        yield "alias", "", (("", text),)
    for text in payload.get("codes", ()):
        yield "code", "", (("", text),)
    yield "summary", "", payload.get("summary", {}).items()
    for slug, names in payload.get("standards", ()):
        yield "standard", slug, names.items()
    for text in payload.get("texts", ()):
        yield "text", "", (("", text),)


def _in_order(texts: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """The reader's language first, then English, then any."""
    order = {language: 0, "en": 1}
    return sorted(texts, key=lambda each: order.get(each[0], 2))
