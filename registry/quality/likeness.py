"""How likely it is that two records are of the same thing, with the reasons; pure.

Each sign that speaks for it leaves a share of the doubt: two signs of 0.7 and 0.5 leave 0.3 x 0.5. Signs that speak
against it take a part of the result. Only records that share a key are compared, so that 20,000 take seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, combinations
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import OSA

THRESHOLD: Final = 0.6

SIGNS: Final = {
    "same_name": 0.7,
    "near_name": 0.45,
    "same_repository": 0.75,
    "same_page": 0.45,
    "same_owner": 0.2,
    "same_place": 0.5,
    "same_implementer": 0.4,
    "same_start": 0.3,
}
"""What speaks for it, and how much."""

DOUBTS: Final = {"other_identifiers": 0.45, "related": 0.25, "other_type": 0.85, "other_country": 0.5}
"""What speaks against it, and what it leaves of the score."""

SHARED_PAGE: Final = 3
"""A page of more records than this is a portal: it says nothing."""

LARGEST_NEAR_GROUP: Final = 400
SHORTEST: Final = 3
SHORTEST_NEAR: Final = 6
LARGEST_GROUP: Final = 60
"""Records that share one key; where there are more, the key is too common to say anything."""


class Candidate(Struct, frozen=True, kw_only=True):
    """What of a record is compared; names and pages are folded, so that equal ones are equal."""

    id: str
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    repositories: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    identifiers: Mapping[str, frozenset[str]] = {}
    related: frozenset[str] = frozenset()
    type: str = ""
    country: str = ""
    place: str = ""
    start: str = ""


class Pair(Struct, frozen=True):
    """Two records that may be one, the smaller id first; `reasons` and `doubts` are keys of SIGNS and DOUBTS."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


def pairs(candidates: Iterable[Candidate], only: AbstractSet[str] | None = None) -> list[Pair]:
    """All pairs at or above the threshold; with `only`, those in which one of these ids takes part."""
    every = {each.id: each for each in candidates}
    common = _common_pages(every.values())
    found = (
        compare(every[one], every[other], common)
        for one, other in _blocked(list(every.values()))
        if only is None or one in only or other in only
    )
    return sorted(
        (each for each in found if each.score >= THRESHOLD),
        key=lambda each: (-each.score, each.one, each.other),
    )


def compare(first: Candidate, second: Candidate, common: AbstractSet[str] = frozenset()) -> Pair:
    """How likely two records are of the same thing; pages in `common` count for nothing."""
    one, other = sorted((first, second), key=lambda each: each.id)
    signs = {
        "same_name": bool(one.names & other.names),
        "same_repository": bool((one.repositories & other.repositories) - common),
        "same_page": bool((one.pages & other.pages) - common),
        "same_owner": bool(one.owners & other.owners) and not one.place,
        "same_place": bool(one.place) and one.place == other.place,
        "same_implementer": bool(one.place) and bool(one.owners & other.owners),
        "same_start": bool(one.start) and one.start == other.start,
    }
    signs["near_name"] = not signs["same_name"] and _near(one, other)
    doubts = {
        "other_identifiers": any(
            not (values & other.identifiers[scheme])
            for scheme, values in one.identifiers.items()
            if scheme in other.identifiers
        ),
        "related": other.id in one.related or one.id in other.related,
        "other_type": bool(one.type and other.type) and one.type != other.type,
        "other_country": bool(one.country and other.country) and one.country != other.country,
    }
    reasons = tuple(each for each in SIGNS if signs[each])
    against = tuple(each for each in DOUBTS if doubts[each])
    doubt = 1.0
    for each in reasons:
        doubt *= 1 - SIGNS[each]
    score = 1 - doubt
    for each in against:
        score *= DOUBTS[each]
    return Pair(one.id, other.id, round(score, 2), reasons, against)


def _near(one: Candidate, other: Candidate) -> bool:
    """Whether names differ by one letter, or only in the order of their words."""
    if one.words & other.words:
        return True
    return any(
        len(first) >= SHORTEST_NEAR and len(second) >= SHORTEST_NEAR and _one_letter_apart(first, second)
        for first in one.names
        for second in other.names
    )


def _one_letter_apart(first: str, second: str) -> bool:
    """One letter more, less, other or swapped; digits count: FHIR R4 is not FHIR R5."""
    if abs(len(first) - len(second)) > 1 or OSA.distance(first, second, score_cutoff=1) != 1:
        return False
    return [each for each in first if each.isdigit()] == [each for each in second if each.isdigit()]


def _common_pages(candidates: Iterable[Candidate]) -> set[str]:
    counts: dict[str, int] = defaultdict(int)
    for each in candidates:
        for page in each.pages | each.repositories:
            counts[page] += 1
    return {page for page, count in counts.items() if count > SHARED_PAGE}


def _blocked(candidates: Sequence[Candidate]) -> Iterator[tuple[str, str]]:
    """Pairs that share a key or have names that are nearly the same, each once."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in candidates:
        for key in _keys(each):
            groups[key].add(each.id)
    seen: set[tuple[str, str]] = set()
    shared = (
        pair
        for members in groups.values()
        if 2 <= len(members) <= LARGEST_GROUP
        for pair in combinations(sorted(members), 2)
    )
    for pair in chain(shared, _near_names(candidates)):
        if pair not in seen:
            seen.add(pair)
            yield pair


def shares_a_key(one: Candidate, other: Candidate) -> bool:
    """Whether two records share anything by which they are compared, or have names that are nearly the same."""
    return not set(_keys(one)).isdisjoint(_keys(other)) or _near(one, other)


def _keys(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """What must be equal in one respect before two records are compared at all."""
    for name in candidate.names:
        if len(name) >= SHORTEST:
            yield ("name", name)
    for words in candidate.words:
        yield ("words", words)
    for page in candidate.pages | candidate.repositories:
        yield ("page", page)
    if candidate.place:
        yield ("place", candidate.place)


def _near_names(candidates: Iterable[Candidate]) -> Iterator[tuple[str, str]]:
    """Pairs whose names are one letter apart, found by the half that they have in common."""
    groups: dict[tuple[int, str, str], list[tuple[str, str]]] = defaultdict(list)
    for each in candidates:
        for name in each.names:
            if len(name) >= SHORTEST_NEAR:
                for key in _halves(name):
                    groups[key].append((name, each.id))
    for members in groups.values():
        if 2 <= len(members) <= LARGEST_NEAR_GROUP:
            for (first, one), (second, other) in combinations(members, 2):
                if one != other and _one_letter_apart(first, second):
                    yield (one, other) if one < other else (other, one)


def _halves(name: str) -> Iterator[tuple[int, str, str]]:
    """Beginnings and ends of which names that differ in one place share at least one.

    A swap of two letters in the very middle touches both halves: the shorter pieces leave room for it. Lengths differ
    by one at most, so each name stands among those of its own length or less, and of its own length or more.
    """
    for length in {len(name) // 2, (len(name) - 1) // 2}:
        piece = max(2, length - 1)
        for shorter in (len(name) - 1, len(name)):
            yield (shorter, "begins", name[:piece])
            yield (shorter, "ends", name[-piece:])
