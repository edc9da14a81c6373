"""GRADE: how sure one can be of a body of evidence on one outcome; the arithmetic, pure.

A body starts high (4) if chance decided who got it, low (2) if not, and high again if its risk of bias was judged
with ROBINS-I. Five reasons lower it, three raise it; each step is written with its reason. The result stays between
very low (1) and high (4). GRADE guidelines 3 and 9: Journal of Clinical Epidemiology 64 (2011) 401-406, 1311-1316; with
ROBINS-I: 111 (2019) 105-114.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from registry.errors import Fault, Invalid, mark
from registry.evidence.hierarchy import RANDOMISED, EvidenceKind


class Certainty(StrEnum):
    """How sure one can be, lowest first."""

    VERY_LOW = "very_low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def value_of(self) -> int:
        """1 to 4."""
        return list(Certainty).index(self) + 1


class Start(StrEnum):
    """What the body consists of, which decides where it starts."""

    RANDOMISED = "randomised"
    OBSERVATIONAL = "observational"
    OBSERVATIONAL_ROBINS_I = "observational_robins_i"


class Lowering(StrEnum):
    """The five reasons to lower."""

    RISK_OF_BIAS = "risk_of_bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication_bias"


class Raising(StrEnum):
    """The three reasons to raise."""

    LARGE_EFFECT = "large_effect"
    DOSE_RESPONSE = "dose_response"
    PLAUSIBLE_CONFOUNDING = "plausible_confounding"


Reason = Lowering | Raising

STARTS: Final[Mapping[Start, int]] = {
    Start.RANDOMISED: 4,
    Start.OBSERVATIONAL: 2,
    Start.OBSERVATIONAL_ROBINS_I: 4,
}
MOST_UP: Final[Mapping[Raising, int]] = {
    Raising.LARGE_EFFECT: 2,
    Raising.DOSE_RESPONSE: 1,
    Raising.PLAUSIBLE_CONFOUNDING: 1,
}


def starts_of(kinds: Collection[EvidenceKind]) -> frozenset[Start]:
    """Where a body of items of these kinds may start; nowhere if trials are mixed with other studies.

    Trials and other studies on one outcome are two bodies, which are judged apart.
    """
    if not kinds:
        return frozenset()
    randomised = [kind in RANDOMISED for kind in kinds]
    if all(randomised):
        return frozenset({Start.RANDOMISED})
    return frozenset() if any(randomised) else frozenset(Start) - {Start.RANDOMISED}


@dataclass(frozen=True, slots=True)
class Step:
    """How far one reason moves the certainty (down: -3 to 0, up: 0 to 2), and the reason in words."""

    by: int
    because: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """All that decides on the certainty of one body; a reason that is not named moves nothing."""

    start: Start
    steps: Mapping[Reason, Step] = field(default_factory=dict)

    def by(self, reason: Reason) -> int:
        """How far a reason moves it."""
        return self.steps[reason].by if reason in self.steps else 0


def rate(rating: Rating) -> Certainty:
    """The certainty; `Invalid` names each step that breaks a rule."""
    if faults := faults_of(rating):
        raise Invalid(faults)
    total = STARTS[rating.start] + sum(step.by for step in rating.steps.values())
    return list(Certainty)[min(max(total, 1), 4) - 1]


def faults_of(rating: Rating) -> dict[str, Fault]:
    """What is wrong with a rating, by the reason's code."""
    faults: dict[str, Fault] = {}
    for lowering in Lowering:
        deepest = -3 if _may_lower_thrice(rating.start, lowering) else -2
        if not deepest <= rating.by(lowering) <= 0:
            faults[lowering] = Fault(mark("It lowers by 0 to %(most)s levels."), {"most": -deepest})
    for raising, most in MOST_UP.items():
        if not 0 <= rating.by(raising) <= most:
            faults[raising] = Fault(mark("It raises by 0 to %(most)s levels."), {"most": most})
    faults |= _faults_of_raising(rating)
    for reason, step in rating.steps.items():
        if step.by and not step.because.strip():
            faults.setdefault(reason, Fault(mark("Give the reason in words.")))
    return faults


def _may_lower_thrice(start: Start, reason: Lowering) -> bool:
    return start is Start.OBSERVATIONAL_ROBINS_I and reason is Lowering.RISK_OF_BIAS


def _faults_of_raising(rating: Rating) -> dict[str, Fault]:
    raised = [reason for reason in Raising if rating.by(reason) > 0]
    if rating.start is Start.RANDOMISED:
        text = mark("Only evidence in which chance did not decide can be raised.")
    elif any(rating.by(reason) < 0 for reason in Lowering):
        text = mark("Nothing is raised where anything was lowered.")
    elif rating.start is Start.OBSERVATIONAL_ROBINS_I and Raising.PLAUSIBLE_CONFOUNDING in raised:
        raised = [Raising.PLAUSIBLE_CONFOUNDING]
        text = mark("With ROBINS-I, confounding is judged under risk of bias.")
    else:
        return {}
    return {reason.value: Fault(text) for reason in raised}
