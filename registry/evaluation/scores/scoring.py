"""One criterion at a time: from a judgement to what it counts for. Pure, exact.

Unknown is a value of its own: whatever rests on it is an interval from the least to the most that is possible. Where it
is open whether something applies, both are allowed for. A level is no higher than its evidence carries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile

from registry.evaluation.applicability import Applies
from registry.evidence.hierarchy import EvidenceClass


class Verdict(StrEnum):
    """What became of a gate, or of all criteria together."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion; `needs` is the least class of evidence that carries it, in the product's tier."""

    code: str
    value: Fraction
    meets: bool = False
    needs: EvidenceClass = EvidenceClass.NONE


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion with its levels, lowest first."""

    code: str
    domain: str
    levels: tuple[Level, ...]
    weight: Fraction = Fraction(1)
    gate: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What reviewers found on one criterion: a level, a gap between two (`low` to `high`), or, with both None, unknown.

    `evidence` is the best class of what it rests on; `reason` is why, in the reviewers' words.
    """

    criterion: str
    applies: Applies = Applies.YES
    low: str | None = None
    high: str | None = None
    evidence: EvidenceClass = EvidenceClass.NONE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One criterion as it counts: places of the lowest and highest level possible, and whether evidence held it back."""

    criterion: Criterion
    applies: Applies
    low: int
    high: int
    is_known: bool
    is_capped: bool

    @property
    def values(self) -> tuple[Fraction, Fraction]:
        """The least and the most it can be worth."""
        return self.criterion.levels[self.low].value, self.criterion.levels[self.high].value

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """The same as a share of what could be had; one where there is nothing between the levels."""
        levels = self.criterion.levels
        span = levels[-1].value - levels[0].value
        if span == 0:
            return Fraction(1), Fraction(1)
        low, high = self.values
        return (low - levels[0].value) / span, (high - levels[0].value) / span

    @property
    def meets(self) -> tuple[bool, bool]:
        """Whether it is met at the least, and at the most."""
        return self.criterion.levels[self.low].meets, self.criterion.levels[self.high].meets

    @property
    def counts(self) -> bool:
        """Whether it stands in any fraction: not if it does not apply, nor if it is optional and nobody judged it."""
        return self.applies is not Applies.NO and (self.is_known or not self.criterion.optional)


def find(criterion: Criterion, judgement: Judgement | None) -> Found:
    """One criterion as it counts; without a judgement it is unknown."""
    top = len(criterion.levels) - 1
    applies = judgement.applies if judgement else Applies.YES
    if judgement is None or judgement.low is None or judgement.high is None:
        return Found(criterion, applies, 0, top, is_known=False, is_capped=False)
    places = {level.code: place for place, level in enumerate(criterion.levels)}
    if judgement.low not in places or judgement.high not in places:
        raise ValueError(f"{criterion.code}: no level {judgement.low} or {judgement.high}")
    low, high = places[judgement.low], places[judgement.high]
    if low > high:
        raise ValueError(f"{criterion.code}: {judgement.low} is above {judgement.high}")
    cap = highest_carried(criterion.levels, judgement.evidence)
    return Found(criterion, applies, min(low, cap), min(high, cap), is_known=True, is_capped=high > cap)


def highest_carried(levels: Sequence[Level], evidence: EvidenceClass) -> int:
    """The place of the highest level that this class carries: it must carry all below as well; the lowest stands."""
    carried = takewhile(lambda place: levels[place].needs.rank <= evidence.rank, range(1, len(levels)))
    return max(carried, default=0)


def gate(found: Found) -> Verdict:
    """Pass, fail or unknown; one that fails if it applies is unknown while that is open."""
    if found.applies is Applies.NO:
        return Verdict.NOT_APPLICABLE
    surely, possibly = found.meets
    if surely:
        return Verdict.PASSED
    return Verdict.UNKNOWN if possibly or found.applies is Applies.UNKNOWN else Verdict.FAILED


def all_together(verdicts: Iterable[Verdict]) -> Verdict:
    """All must pass; one that fails settles it, one that is unknown leaves it open."""
    every = set(verdicts) - {Verdict.NOT_APPLICABLE}
    if Verdict.FAILED in every:
        return Verdict.FAILED
    if Verdict.UNKNOWN in every:
        return Verdict.UNKNOWN
    return Verdict.PASSED if every else Verdict.NOT_APPLICABLE
