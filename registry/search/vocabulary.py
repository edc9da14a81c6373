"""The whole words of one index, for spelling: how often each occurs, and which are like a given one."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from registry.search.text import distance_allowed, split_number

FIELD = "all"
MOST_LIKE = 8
MOST_BEGINNING = 500
REMEMBERED = 512

Shape = tuple[int, str]
"""How many letters a word has, and the number that ends it: a typing error leaves the number alone."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A word like the one typed: `distance` in typing errors, one more where the first letter differs."""

    distance: int
    frequency: int
    word: str


class TermSource(Protocol):
    """What of a Tantivy searcher is needed here."""

    def terms_with_prefix(
        self, field_name: str, prefix: str, *, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """All terms of a field that begin so, with the number of documents."""

    def doc_freq(self, field_name: str, field_value: str) -> int:
        """The number of documents with a term."""


class WordList:
    """Words of one state of an index; read when first a word is not found."""

    def __init__(self, source: TermSource) -> None:
        self._source = source
        self._by_shape: dict[Shape, tuple[list[str], list[int]]] | None = None
        self._known: OrderedDict[str, tuple[Similar, ...]] = OrderedDict()
        self._reading = threading.Lock()

    def frequency(self, word: str, field: str = FIELD) -> int:
        """How many records hold the word in the field."""
        return self._source.doc_freq(field, word)

    def beginning(self, word: str) -> int:
        """How many records hold the commonest word that begins so."""
        found = self._source.terms_with_prefix(FIELD, word, limit=1)
        return found[0][1] if found else 0

    def beginning_with(self, word: str, field: str = FIELD) -> list[str]:
        """The words that begin so, the commonest of them where there are very many."""
        return [term for term, _ in self._source.terms_with_prefix(field, word, limit=MOST_BEGINNING)]

    def similar(self, word: str) -> tuple[Similar, ...]:
        """Words within the typing errors that `word` may have: the closest, then the commonest first."""
        allowed = distance_allowed(word)
        if not allowed:
            return ()
        found = self._known.get(word)
        if found is None:
            found = self._search(word, allowed)
            self._known[word] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _search(self, word: str, allowed: int) -> tuple[Similar, ...]:
        found: list[Similar] = []
        words = self._words()
        letters, number = split_number(word)
        for length in range(max(2, len(letters) - allowed), len(letters) + allowed + 1):
            listed, frequencies = words.get((length, number), ([], []))
            for other, distance, place in process.extract_iter(
                word, listed, scorer=OSA.distance, score_cutoff=allowed
            ):
                if other != word:
                    # A first letter is rarely mistyped.
                    found.append(Similar(distance + (other[0] != word[0]), frequencies[place], other))
        found.sort(key=lambda each: (each.distance, -each.frequency, each.word))
        return tuple(found[:MOST_LIKE])

    def _words(self) -> dict[Shape, tuple[list[str], list[int]]]:
        with self._reading:
            if self._by_shape is None:
                by_shape: dict[Shape, tuple[list[str], list[int]]] = {}
                for word, frequency in self._source.terms_with_prefix(FIELD, ""):
                    letters, number = split_number(word)
                    if len(letters) < 3:
                        continue
                    listed, frequencies = by_shape.setdefault((len(letters), number), ([], []))
                    listed.append(word)
                    frequencies.append(frequency)
                self._by_shape = by_shape
            return self._by_shape
