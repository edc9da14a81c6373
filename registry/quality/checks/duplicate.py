"""Records that are likely the same thing twice."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from registry.db.addresses import page
from registry.db.ids import Kind
from registry.db.text import fold
from registry.errors import mark
from registry.quality.check import Check, Found
from registry.quality.facts import DeploymentFacts, Facts, OrganisationFacts, SolutionFacts
from registry.quality.likeness import Candidate, Pair, pairs
from registry.quality.models import Severity

_BRACKETS: Final = re.compile(r"\s*[(（\[].*?[)）\]]\s*")
_INSIDE: Final = re.compile(r"[(（\[](.*?)[)）\]]")
_WORD: Final = re.compile(r"\w+")


def likely(facts: Iterable[Facts], only: AbstractSet[str] | None = None) -> list[Pair]:
    """Pairs of records of one kind that are likely the same; with `only`, those with one of these ids."""
    return pairs((each for each in map(candidate, facts) if each is not None), only)


def found(pair: Pair, other_name: str, other: str = "") -> Found:
    """A pair as a finding on its first record; `other` where it is told from the second one's side."""
    details = {
        "other": other_name,
        "score": pair.score,
        "reasons": list(pair.reasons),
        "doubts": list(pair.doubts),
    }
    rests_on = [pair.reasons, pair.doubts]
    return Found("likely", details, other or pair.other, rests_on=rests_on)


def candidate(facts: Facts) -> Candidate | None:
    """What of a record is compared; None for what cannot be recorded twice."""
    match facts:
        case SolutionFacts():
            return Candidate(
                id=facts.id,
                names=_names(facts.names),
                words=_word_orders(facts.names),
                pages=_pages(facts.links.get("home", ())),
                repositories=_pages(facts.links.get("source", ())),
                owners=facts.owners,
                identifiers=facts.identifiers,
                related=facts.related,
                type=facts.type,
            )
        case OrganisationFacts():
            return Candidate(
                id=facts.id,
                names=_names(facts.names),
                words=_word_orders(facts.names),
                pages=_pages(facts.links.get("home", ())),
                identifiers=facts.identifiers,
                country=facts.country,
            )
        case DeploymentFacts() if not facts.is_presence:
            return Candidate(
                id=facts.id,
                place=f"{facts.solution} {facts.country} {facts.subdivision}",
                owners=facts.organisations,
                start=facts.started,
            )
    return None


def _names(names: Iterable[str]) -> frozenset[str]:
    """Names, also without what stands in brackets, and what stands in them by itself."""
    every = [part for name in names for part in (name, _BRACKETS.sub(" ", name), *_INSIDE.findall(name))]
    return frozenset(folded for each in every if len(folded := fold(each)) >= 3)


def _word_orders(names: Iterable[str]) -> frozenset[str]:
    """Names of several words with the words in order, so that their order does not matter."""
    words = [sorted(_WORD.findall(name.casefold())) for name in names]
    return frozenset(" ".join(each) for each in words if len(each) > 1 and sum(map(len, each)) >= 8)


def _pages(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(found for each in addresses if (found := page(each)))


CHECK: Final = Check(
    id="duplicate",
    kinds=(Kind.SOLUTION, Kind.ORGANISATION, Kind.DEPLOYMENT),
    severity=Severity.WARNING,
    title=mark("Likely recorded twice"),
    explanation=mark(
        "Two records have a name, a page, a repository or an owner in common, so that they are likely one and the same."
    ),
    remedy=mark(
        "Compare them side by side. An editor merges them, or says why they are two; both addresses go on working."
    ),
    sentences={
        "likely": mark("It is likely the same as %(other)s (%(score)s): %(reasons)s."),
    },
)
