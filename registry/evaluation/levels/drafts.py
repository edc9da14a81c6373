"""What a version of the rules may say, checked as it comes in from a seed or a form; pure."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from registry.db.values import Strict, Texts
from registry.evaluation.applicability import RiskTier
from registry.evaluation.grade import Certainty
from registry.evidence.hierarchy import EvidenceKind


class Level(StrEnum):
    """How far a product has come, lowest first; without an assessment that is no judgement of it."""

    NOT_ASSESSED = "not_assessed"
    LISTED = "listed"
    VETTED = "vetted"
    PROMISING = "promising"
    PROVEN = "proven"


class GatesPassed(Strict):
    """All gates are passed by independent review of so many reviewers, and no body found one failed."""

    condition: Literal["gates_passed"] = "gates_passed"
    reviewers: int = Field(default=2, ge=1)


class EvidenceInProportion(Strict):
    """Benefit is shown as the tier of risk asks.

    In the tiers `strict`: at least this certainty of benefit on a claimed outcome. In the others an independent
    evaluation that found benefit on one of `outcomes`, or a test of one of `kinds`, is enough.
    """

    condition: Literal["evidence_in_proportion"] = "evidence_in_proportion"
    certainty: Certainty = Certainty.MODERATE
    strict: list[RiskTier] = Field(default_factory=lambda: [RiskTier.GUIDING])
    outcomes: list[str] = Field(default_factory=list)
    kinds: list[EvidenceKind] = Field(default_factory=list)


class NoHarm(Strict):
    """No harm is known with this certainty or a higher one."""

    condition: Literal["no_harm"] = "no_harm"
    certainty: Certainty = Certainty.MODERATE


class UsedAtScale(Strict):
    """It reaches a stated and sourced share of its target in so many countries, each confirmed."""

    condition: Literal["used_at_scale"] = "used_at_scale"
    countries: int = Field(default=2, ge=1)
    different_implementers: bool = True


Condition = Annotated[
    GatesPassed | EvidenceInProportion | NoHarm | UsedAtScale, Field(discriminator="condition")
]

EARNED = (Level.VETTED, Level.PROMISING, Level.PROVEN)


class Step(Strict):
    """What a level needs beyond the levels below it."""

    level: Literal[Level.VETTED, Level.PROMISING, Level.PROVEN]
    needs: list[Condition] = Field(min_length=1)


class RuleDraft(Strict):
    """One version of the rules; `maturity` names the frameworks that judge how mature a product is."""

    version: str = Field(pattern=r"^[0-9]{1,9}$")
    changes: Texts = Field(default_factory=dict)
    maturity: list[str] = Field(default_factory=list)
    steps: list[Step]

    @model_validator(mode="after")
    def _names_each_level(self) -> "RuleDraft":
        if tuple(step.level for step in self.steps) != EARNED:
            raise ValueError("steps: vetted, promising and proven, in this order")
        return self
