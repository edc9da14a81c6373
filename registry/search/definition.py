"""The one definition of what is searched, how it ranks and what it is filtered by; both engines follow it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from registry import resources
from registry.db.ids import Kind
from registry.search.query import SynonymTable
from registry.search.text import tokens

# Searchable fields, the most telling first, with the weight of a word found there.
FIELDS: Final[dict[str, float]] = {
    "name": 8.0,
    "alias": 6.0,
    "code": 6.0,
    "summary": 3.0,
    "label": 2.0,
    "text": 1.0,
}
STEMMED: Final[dict[str, str]] = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "ru": "russian",
    "ar": "arabic",
}
LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")

STEM_WEIGHT: Final = 1.5
PREFIX_WEIGHT: Final = 0.8
SYNONYM_WEIGHT: Final = 0.8
TYPO_WEIGHT: Final = 0.4
ONE_TYPO_FROM: Final = 4
TWO_TYPOS_FROM: Final = 8
RARE_WORD: Final = 5
"""A word in fewer records than this may be a misspelling, so that similar words are looked for as well."""

NOT_KNOWN: Final = "not_known"


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter of a kind: `name` in addresses, `field` in the index.

    `vocabulary` names where its values and labels come from. In a tree the values above are indexed too.
    `most` limits how many values are counted where there may be thousands; 0: all.
    """

    name: str
    vocabulary: str
    tree: bool = False
    most: int = 0

    @property
    def field(self) -> str:
        """The index field; a place's values are joined with the statuses found there (see `places`)."""
        return f"f_{self.name}"


PLACE_FACETS: Final = ("country", "region")

FACETS: Final[dict[Kind, tuple[Facet, ...]]] = {
    Kind.SOLUTION: (
        Facet("country", "countries"),
        Facet("region", "regions"),
        Facet("status", "status"),
        Facet("confirmed", "countries"),
        Facet("evidence", "evidence_level"),
        Facet("standard", "standards"),
        Facet("intervention", "intervention", tree=True),
        Facet("challenge", "challenge", tree=True),
        Facet("service", "service", tree=True),
        Facet("focus_area", "focus_area", tree=True),
        Facet("sdg", "sdg", tree=True),
        Facet("type", "type"),
        Facet("licence", "licence"),
        Facet("openness", "openness"),
        Facet("offline", "yes_no"),
        Facet("ai", "yes_no"),
        Facet("emergency", "yes_no"),
        Facet("stage", "stage"),
        Facet("language", "languages"),
    ),
    Kind.DEPLOYMENT: (
        Facet("country", "countries"),
        Facet("region", "regions"),
        Facet("status", "status"),
        Facet("record", "record"),
        Facet("confirmation", "confirmation"),
        Facet("agreement", "agreement"),
        Facet("intervention", "intervention", tree=True),
        Facet("service", "service", tree=True),
        Facet("source", "sources"),
        Facet("solution", "solutions", most=100),
    ),
    Kind.STANDARD: (
        Facet("category", "category"),
        Facet("standard_kind", "standard_kind"),
        Facet("sdo", "organisations"),
        Facet("access_cost", "access_cost"),
        Facet("maturity", "process_maturity"),
        Facet("provenance", "provenance"),
    ),
    Kind.ORGANISATION: (
        Facet("country", "countries"),
        Facet("organisation_kind", "organisation_kind"),
        Facet("role", "role"),
    ),
    Kind.COUNTRY: (
        Facet("region", "regions"),
        Facet("income", "income"),
        Facet("membership", "membership"),
    ),
}
ALL_FIELDS: Final = tuple(dict.fromkeys(facet.field for facets in FACETS.values() for facet in facets))

STATUSES: Final = ("not_known", "planned", "pilot", "active", "scaled", "ended")


def facet(kind: Kind, name: str) -> Facet | None:
    """The facet of that name."""
    return next((facet for facet in FACETS[kind] if facet.name == name), None)


def has_places(kind: Kind) -> bool:
    """Whether status narrows country and region, as on a solution, which runs in many places."""
    return kind is Kind.SOLUTION


def place_value(place: str, mask: int) -> str:
    """How one place of a solution is indexed: `KEN|9` says planned (bit 0 is not known) … in Kenya."""
    return f"{place}|{mask}"


def status_mask(statuses: object) -> int:
    """The bits of a set of statuses."""
    wanted = set(statuses)  # type: ignore[call-overload]
    return sum(1 << bit for bit, status in enumerate(STATUSES) if status in wanted)


@dataclass(frozen=True)
class Language:
    """Synonyms, each phrase as written, and stop words, as read from `search.yaml`."""

    synonyms: SynonymTable
    groups: tuple[tuple[str, ...], ...]
    written: Mapping[tuple[str, ...], str]
    stop_words: frozenset[str]


@cache
def language() -> Language:
    """The words of the field: what means the same, and what means nothing."""
    file = resources.path("seed") / "search.yaml"
    content = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    groups = [[str(phrase) for phrase in group] for group in content.get("synonyms") or []]
    stop = {
        token
        for words in (content.get("stop_words") or {}).values()
        for word in words
        for token in tokens(str(word))
    }
    written = {tuple(tokens(phrase)): phrase for group in reversed(groups) for phrase in reversed(group)}
    return Language(SynonymTable.of(groups), tuple(map(tuple, groups)), written, frozenset(stop))


@cache
def fingerprint() -> str:
    """A name of all that shapes the stored index; one built for another is not used."""
    shape = [
        list(FIELDS),
        STEMMED,
        {kind.value: [facet.name for facet in facets] for kind, facets in FACETS.items()},
        STATUSES,
        5,
    ]
    return hashlib.blake2b(json.dumps(shape).encode(), digest_size=6).hexdigest()
