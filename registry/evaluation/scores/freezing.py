"""Freezes what a score follows from, and computes it from that alone. Pure.

What is frozen is plain JSON in one order, so that the same content has the same bytes and the same digest: the framework
as it applies to one product, the judgements, and the evidence that each rests on.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final

from registry.evaluation.applicability import Applies, Condition, Profile, Trait, applies
from registry.evaluation.frameworks.drafts import How
from registry.evaluation.frameworks.schemas import CriterionView, VersionView
from registry.evaluation.frozen import canonical, digest
from registry.evaluation.scores.scoring import Criterion, Found, Judgement, Level, all_together, find, gate
from registry.evaluation.scores.totals import Total, over_domains, total
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind, Independence, class_of_all
from registry.solutions.models import SolutionType

RULES: Final = "score-1"
"""The rules by which scores are computed; another name when they change, so that old scores replay by their own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence in the state in which it was judged."""

    id: str
    revision: int
    kind: str
    independence: str
    study: str


def freeze(
    version: VersionView,
    profile: Profile,
    judgements: Iterable[Judgement],
    evidence: Mapping[str, Sequence[Item]] | None = None,
) -> dict[str, Any]:
    """All that a score follows from. Whether a criterion applies follows from the profile, not from judgements.

    `evidence` names, for each criterion, what its judgement rests on: the class follows from that. Without it (a score
    that is tried out) the class is the one that the judgement gives. Evidence needed is that of the product's tier;
    where the tier is not known, the strictest that any tier asks.
    """
    given: dict[str, Judgement] = {}
    for each in judgements:
        if each.criterion in given:
            raise ValueError(f"{each.criterion} is judged twice")
        given[each.criterion] = each
    if unknown := set(given) - {each.code for each in version.criteria}:
        raise ValueError(f"no criterion {', '.join(sorted(unknown))}")
    return {
        "rules": RULES,
        "framework": version.id,
        "framework_digest": version.digest,
        "profile": {
            "type": profile.type.value,
            "tier": profile.tier,
            "traits": {trait.value: profile.traits.get(trait) for trait in Trait},
        },
        "aggregate": {key: _plain(value) for key, value in version.aggregate.items()},
        "domains": [domain.code for domain in version.domains],
        "criteria": [_frozen_criterion(each, profile.tier) for each in version.criteria],
        "judgements": [
            _frozen_judgement(each, profile, given.get(each.code), evidence)
            for each in sorted(version.criteria, key=lambda each: each.code)
        ],
    }


def condition_of(criterion: CriterionView) -> Condition:
    """When a criterion applies."""
    return Condition(
        [SolutionType(each) for each in criterion.types],
        criterion.tiers,
        [Trait(each) for each in criterion.traits],
    )


def tier_of(version: VersionView, risk: str) -> str:
    """The framework's own tier for the registry's tier of risk; empty where none is set or none fits."""
    if not version.tiers:
        return risk
    return next((tier.code for tier in version.tiers if risk in tier.risk), "")


def score(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """The score that follows from frozen inputs, as JSON."""
    if frozen["rules"] != RULES:
        raise ValueError(f"unknown rules {frozen['rules']}")
    aggregate = frozen["aggregate"]
    judged = {each["criterion"]: each for each in frozen["judgements"]}
    found = [find(each, _judgement(judged[each.code])) for each in map(_criterion, frozen["criteria"])]
    bounds = None
    if aggregate.get("lowest") is not None and aggregate.get("highest") is not None:
        bounds = exact(aggregate["lowest"]), exact(aggregate["highest"])
    domains = {
        code: total(
            How(aggregate["domain"]), [each for each in found if each.criterion.domain == code], bounds
        )
        for code in frozen["domains"]
    }
    how = How(aggregate["overall"])
    overall = over_domains([*domains.values()]) if how is How.MEAN_OF_DOMAINS else total(how, found, bounds)
    gates = {each.criterion.code: gate(each) for each in found if each.criterion.gate}
    return {
        "rules": RULES,
        "framework": frozen["framework"],
        "gates": {code: verdict.value for code, verdict in sorted(gates.items())},
        "gates_together": all_together(gates.values()).value,
        "criteria": [_shown(each, judged[each.criterion.code]) for each in found],
        "domains": {code: _total(each, aggregate) for code, each in domains.items()},
        "overall": _total(overall, aggregate),
        "unknown": sorted(each.criterion.code for each in found if each.counts and not each.is_known),
    }


def seal(frozen: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """The digest over inputs and result together."""
    return digest({"inputs": dict(frozen), "score": dict(found)})


def replay(frozen: str, published: str, sealed: str) -> str:
    """Compute a published score again from its inputs and compare byte for byte; says what differs, if anything does."""
    inputs = json.loads(frozen)
    if canonical(inputs) != frozen or seal(inputs, json.loads(published)) != sealed:
        return "what was published was changed: the digest is another"
    return "" if canonical(score(inputs)) == published else "another result follows from the inputs"


def exact(number: float | str) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def band_of(value: Fraction, bands: Sequence[Mapping[str, Any]]) -> str:
    """The code of the band that a value falls in, the one way everywhere: the last whose bound it reaches."""
    reached = [band["code"] for band in bands if value >= exact(band["at_least"])]
    return str(reached[-1]) if reached else ""


def _plain(value: Any) -> Any:
    """Numbers as text, so that every database gives back the same bytes; names of bands are not frozen."""
    if isinstance(value, list):
        return [{"code": each["code"], "at_least": str(each["at_least"])} for each in value]
    return str(value) if isinstance(value, int | float) else value


def _frozen_criterion(view: CriterionView, tier: str) -> dict[str, Any]:
    return {
        "code": view.code,
        "domain": view.domain,
        "weight": str(view.weight),
        "gate": view.gate,
        "optional": view.optional,
        "levels": [
            {
                "code": level.code,
                "value": str(level.value),
                "meets": level.meets,
                "needs": _needs(level.evidence, level.evidence_by_tier, tier),
            }
            for level in view.levels
        ],
    }


def _needs(evidence: str, by_tier: Mapping[str, str], tier: str) -> str:
    if tier:
        return str(by_tier.get(tier, evidence))
    return str(max((evidence, *by_tier.values()), key=lambda each: EvidenceClass(each).rank))


def _frozen_judgement(
    view: CriterionView,
    profile: Profile,
    given: Judgement | None,
    evidence: Mapping[str, Sequence[Item]] | None,
) -> dict[str, Any]:
    frozen: dict[str, Any] = {
        "criterion": view.code,
        "applies": applies(condition_of(view), profile).value,
        "low": given.low if given else None,
        "high": given.high if given else None,
        "reason": given.reason if given else "",
    }
    if evidence is None:
        return frozen | {"evidence_class": given.evidence.value if given else "none"}
    items = sorted(evidence.get(view.code, ()), key=lambda item: item.id)
    return frozen | {"evidence": [asdict(item) for item in items]}


def _judgement(frozen: Mapping[str, Any]) -> Judgement:
    return Judgement(
        frozen["criterion"], Applies(frozen["applies"]), frozen["low"], frozen["high"], _class(frozen)
    )


def _class(frozen: Mapping[str, Any]) -> EvidenceClass:
    if "evidence" not in frozen:
        return EvidenceClass(frozen["evidence_class"])
    return class_of_all(
        (EvidenceKind(each["kind"]), Independence(each["independence"]), each["study"] or each["id"])
        for each in frozen["evidence"]
    )


def _criterion(frozen: Mapping[str, Any]) -> Criterion:
    levels = tuple(
        Level(level["code"], exact(level["value"]), level["meets"], EvidenceClass(level["needs"]))
        for level in frozen["levels"]
    )
    return Criterion(
        frozen["code"], frozen["domain"], levels, exact(frozen["weight"]), frozen["gate"], frozen["optional"]
    )


def _shown(found: Found, frozen: Mapping[str, Any]) -> dict[str, Any]:
    levels = found.criterion.levels
    return {
        "criterion": found.criterion.code,
        "applies": found.applies.value,
        "known": found.is_known,
        "low": levels[found.low].code,
        "high": levels[found.high].code,
        "meets": list(found.meets),
        "evidence_class": _class(frozen).value,
        "capped": found.is_capped,
    }


def _total(found: Total, aggregate: Mapping[str, Any]) -> dict[str, Any]:
    bands = aggregate.get("bands") or []
    shown: dict[str, Any] = {
        "how": found.how.value,
        "low": _number(found.low),
        "high": _number(found.high),
        "least": _number(found.least),
        "most": _number(found.most),
        "of": list(found.of),
    }
    if found.verdict is not None:
        shown["verdict"] = found.verdict.value
    if bands and found.low is not None and found.high is not None:
        shown["bands"] = [band_of(found.low, bands), band_of(found.high, bands)]
    return shown


def _number(value: Fraction | None) -> float | None:
    """To six decimals, as a float."""
    return None if value is None else round(float(value), 6)
