"""The level that follows from a record by a version of the rules, with each reason met and unmet. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from registry.db.base import Names
from registry.evaluation.applicability import RiskTier
from registry.evaluation.grade import Certainty
from registry.evaluation.levels.drafts import (
    EvidenceInProportion,
    GatesPassed,
    Level,
    NoHarm,
    RuleDraft,
    UsedAtScale,
)
from registry.evaluation.levels.records import Certain, Finding, Record, Use
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind

EVALUATED: Final = (EvidenceClass.INDEPENDENT_EVALUATION, EvidenceClass.REPLICATED_EVALUATION)
CONTRARY: Final = ("no_difference", "unfavourable", "harm")


class Reason(Struct, frozen=True):
    """A condition of a level, whether it is met, and by what: the addresses of scores, judgements and so on.

    `asked` holds the condition's own values; `against`: what stands against it.
    """

    level: str
    condition: str
    met: bool
    asked: dict[str, Any]
    by: list[str]
    against: list[str]


class ShownFor(Struct, frozen=True):
    """For what benefit was shown: never for all and everywhere. `countries` or `setting` say where."""

    outcome: str
    certainty: str
    setting: Names
    countries: list[str]
    version: str
    date: str
    by: str


class Contrary(Struct, frozen=True):
    """A finding of no difference, to its disadvantage, or of harm: shown beside whatever level."""

    outcome: str
    direction: str
    certainty: str
    by: str


class Standing(Struct, frozen=True):
    """A level with its reasons; `shown_for` and `contrary` belong beside the word."""

    level: Level
    rule: str
    reasons: list[Reason]
    shown_for: list[ShownFor]
    contrary: list[Contrary]


Checked = tuple[bool, list[str], list[str]]
"""Whether it is met, what by, and what stands against it."""


def stand(rule: RuleDraft, record: Record) -> Standing:
    """The highest level all of whose conditions, and of those below it, are met."""
    reasons = []
    reached = Level.LISTED if record.gates else Level.NOT_ASSESSED
    holds = bool(record.gates)
    for step in rule.steps:
        for need in step.needs:
            met, by, against = CHECKS[type(need)](need, record)
            asked = need.model_dump(mode="json", exclude={"condition"})
            reasons.append(Reason(step.level.value, need.condition, met, asked, by, against))
            holds = holds and met
        if holds:
            reached = step.level
    return Standing(reached, rule.version, reasons, _shown_for(rule, record), _contrary(record))


def tier_of(record: Record) -> RiskTier:
    """The strictest tier of risk in which any body put it."""
    order = list(RiskTier)
    return max((RiskTier(each.tier) for each in record.gates), key=order.index, default=RiskTier.GUIDING)


def _gates_passed(need: GatesPassed, record: Record) -> Checked:
    by = [
        f"scores/{each.score}"
        for each in record.gates
        if each.verdict == "passed" and each.reviewers >= need.reviewers
    ]
    failed = [f"scores/{each.score}" for each in record.gates if each.verdict == "failed"]
    return bool(by) and not failed, by, failed


def _evidence(need: EvidenceInProportion, record: Record) -> Checked:
    sure = [f"certainty/{each.judgement}" for each in _sure(need, record)]
    found = (
        []
        if tier_of(record) in need.strict
        else [f"evidence/{each.evidence}" for each in _found(need, record)]
    )
    by = [*dict.fromkeys((*sure, *found))]
    return bool(by), by, []


def _sure(need: EvidenceInProportion, record: Record) -> list[Certain]:
    return [
        each
        for each in record.certainty
        if each.direction == "benefit" and each.is_claimed and _at_least(each.certainty, need.certainty)
    ]


def _found(need: EvidenceInProportion, record: Record) -> list[Finding]:
    against = {each.evidence for each in record.findings if each.direction in CONTRARY}
    return [
        each
        for each in record.findings
        if (
            each.evidence_class in EVALUATED and each.direction == "benefit" and each.outcome in need.outcomes
        )
        or (
            EvidenceKind(each.kind) in need.kinds
            and each.evidence_class == EvidenceClass.INDEPENDENT_TEST
            and each.evidence not in against
        )
    ]


def _no_harm(need: NoHarm, record: Record) -> Checked:
    harms = [
        f"certainty/{each.judgement}"
        for each in record.certainty
        if each.direction == "harm" and _at_least(each.certainty, need.certainty)
    ]
    return not harms, [], harms


def _used_at_scale(need: UsedAtScale, record: Record) -> Checked:
    counting = [
        each
        for each in record.uses
        if each.share is not None and each.share_source and (each.confirmed or each.independent_sources)
    ]
    countries = sorted({each.country for each in counting})
    number = _matched(countries, counting) if need.different_implementers else len(countries)
    return number >= need.countries, [f"deployments/{each.deployment}" for each in counting], []


def _matched(countries: Sequence[str], uses: Iterable[Use]) -> int:
    """In how many countries at most it runs by implementers of whom each counts for one country only."""
    there: dict[str, list[str]] = {country: [] for country in countries}
    for use in uses:
        there[use.country] += use.implementers
    taken: dict[str, str] = {}

    def place(country: str, seen: set[str]) -> bool:
        for implementer in sorted(set(there[country]) - seen):
            seen.add(implementer)
            if implementer not in taken or place(taken[implementer], seen):
                taken[implementer] = country
                return True
        return False

    return sum(place(country, set()) for country in countries)


def _at_least(certainty: str, wanted: Certainty) -> bool:
    return Certainty(certainty).value_of >= wanted.value_of


CHECKS: Final[dict[type, Callable[[Any, Record], Checked]]] = {
    GatesPassed: _gates_passed,
    EvidenceInProportion: _evidence,
    NoHarm: _no_harm,
    UsedAtScale: _used_at_scale,
}


def _shown_for(rule: RuleDraft, record: Record) -> list[ShownFor]:
    needs = [need for step in rule.steps for need in step.needs if isinstance(need, EvidenceInProportion)]
    shown = []
    for need in needs:
        for sure in _sure(need, record):
            by = f"certainty/{sure.judgement}"
            version = sure.version or _version(record)
            shown.append(ShownFor(sure.outcome, sure.certainty, sure.setting, [], version, sure.date, by))
        if tier_of(record) in need.strict:
            continue
        for found in _found(need, record):
            by, year = f"evidence/{found.evidence}", str(found.year or "")
            shown.append(ShownFor(found.outcome, "", {}, found.countries, found.version, year, by))
    return shown


def _version(record: Record) -> str:
    """The version that was assessed last."""
    last = max(record.gates, key=lambda each: (each.date, each.score), default=None)
    return last.product_version if last else ""


def _contrary(record: Record) -> list[Contrary]:
    judged = [
        Contrary(each.outcome, each.direction, each.certainty, f"certainty/{each.judgement}")
        for each in record.certainty
        if each.direction in CONTRARY
    ]
    found = [
        Contrary(each.outcome, each.direction, "", f"evidence/{each.evidence}")
        for each in record.findings
        if each.direction in CONTRARY
    ]
    return [*judged, *found]
