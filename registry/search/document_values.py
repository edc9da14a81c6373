"""What documents of every kind are put together from: words in all languages, keys to sort by, the stamp."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from registry.db.ids import Kind
from registry.search import definition
from registry.search.definition import NOT_KNOWN
from registry.search.engine import SearchDocument
from registry.search.reference import Names, Reference
from registry.search.text import collation_key


class Wording:
    """The words of codes and of names, those of each code put together once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._texts: dict[tuple[str, str], tuple[str, ...]] = {}

    def labels(self, labels: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """What these (vocabulary, code) pairs are called, in all languages."""
        found: list[str] = []
        for each in labels:
            texts = self._texts.get(each)
            if texts is None:
                texts = self._texts[each] = self.reference.all_names(*each)
            found += texts
        return tuple(found)

    def by_language(self, texts: Iterable[Names], labels: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        """The texts and labels of each language, to be stemmed."""
        found: dict[str, list[str]] = defaultdict(list)
        for names in (*texts, *(self.reference.names(*each) for each in labels)):
            for language, text in names.items():
                found[language].append(text)
        return found


def document(
    kind: Kind,
    record_id: str,
    texts: Mapping[str, Sequence[str]],
    by_language: Mapping[str, Sequence[str]],
    facets: Mapping[str, Sequence[str]],
    keys: Mapping[str, str],
    payload: Mapping[str, Any],
    **numbers: int,
) -> SearchDocument:
    """Add the stamp, by which a document is compared with its record."""
    content = msgspec.json.encode((texts, facets, payload, numbers), order="sorted")
    stamp = hashlib.blake2b(content, digest_size=8).hexdigest()
    return SearchDocument(kind, record_id, texts, by_language, facets, keys, payload, stamp=stamp, **numbers)


def compact(record_id: str) -> str:
    """An id as one token: its prefix would else be a word of every record."""
    return record_id.replace("-", "")


def sort_keys(names: Names) -> dict[str, str]:
    """The collation key of a name in each language, in English or any other where it has none."""
    fallback = names.get("en") or next(iter(names.values()), "")
    return {language: _key(names.get(language) or fallback, language) for language in definition.LANGUAGES}


@lru_cache(maxsize=4096)
def _key(name: str, language: str) -> str:
    return collation_key(name, language)


def names_of(rows: Iterable[Any]) -> tuple[str, ...]:
    """Every name of these records, each once."""
    return tuple(dict.fromkeys(name for row in rows for name in row.names.values()))


def yes_no(value: bool | None) -> str:
    """A fact that may not be known, as a facet has it."""
    return NOT_KNOWN if value is None else "yes" if value else "no"


def seconds(moment: datetime | None) -> int:
    """A moment in seconds since 1970, 0 when never."""
    return int(moment.timestamp()) if moment else 0
