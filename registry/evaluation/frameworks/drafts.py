"""What a version of a framework may say, checked as it comes in from a seed or a form; `seed/README.md` tells it in words.

One shape holds all of them: pass or fail, levels, points, steps up and down, tiers, weights, measured thresholds.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pydantic import Field, model_validator

from registry.db.values import PartialDate, SchemeName, SlugText, Strict, Text, Texts, WebAddress
from registry.evaluation.applicability import Condition, RiskTier, Trait
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind
from registry.solutions.models import SolutionType

VERSION: Final = r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$"
"""What the number of a version looks like."""


class How(StrEnum):
    """How judgements are put together."""

    NONE = "none"
    ALL_MET = "all_met"
    COUNT_MET = "count_met"
    SUM = "sum"
    MEAN = "mean"
    SHARE = "share"
    MEAN_OF_DOMAINS = "mean_of_domains"
    CLAMPED_SUM = "clamped_sum"


class Carry(StrEnum):
    """What becomes of judgements made under the version before."""

    CARRIES = "carries"
    REDO = "redo"


class ScaleLevelDraft(Strict):
    """One level of a scale, lowest first; `meets`: whoever reaches it meets the criterion."""

    code: SlugText
    value: float
    names: Texts
    meets: bool = False


class LevelDraft(Strict):
    """What a level means for one criterion, and what evidence it needs."""

    descriptor: Texts = Field(default_factory=dict)
    evidence: EvidenceClass = EvidenceClass.NONE
    evidence_by_tier: dict[str, EvidenceClass] = Field(default_factory=dict)
    kinds: list[EvidenceKind] = Field(default_factory=list)
    at_least: float | None = None


class FollowsDraft(Strict):
    """The criterion of the version before that this one follows, and what becomes of judgements on it."""

    criterion: SlugText
    how: Carry


class CriterionDraft(Strict):
    """One criterion. What `types`, `tiers` and `traits` name must all hold for it to apply."""

    code: SlugText
    domain: SlugText
    names: Texts
    asks: Texts = Field(default_factory=dict)
    guidance: Texts = Field(default_factory=dict)
    cites: list[Text] = Field(default_factory=list)
    gate: bool = False
    optional: bool = False
    types: list[SolutionType] = Field(default_factory=list)
    tiers: list[str] = Field(default_factory=list)
    traits: list[Trait] = Field(default_factory=list)
    weight: float = Field(default=1, gt=0)
    scale: SlugText
    levels: dict[SlugText, LevelDraft] = Field(default_factory=dict)
    follows: FollowsDraft | None = None

    @property
    def condition(self) -> Condition:
        """When it applies."""
        return Condition(self.types, self.tiers, self.traits)


class DomainDraft(Strict):
    """A group of criteria."""

    code: SlugText
    names: Texts
    about: Texts = Field(default_factory=dict)


class TierDraft(Strict):
    """A tier of the framework's own, and which of the registry's tiers of risk fall in it."""

    code: str = Field(min_length=1, max_length=20)
    names: Texts
    risk: list[RiskTier]


class BandDraft(Strict):
    """A name for results from a value on."""

    code: str = Field(min_length=1, max_length=20)
    names: Texts
    at_least: float


class AggregateDraft(Strict):
    """How judgements are put together in a domain and overall; a clamped sum stays between `lowest` and `highest`."""

    domain: How = How.NONE
    overall: How = How.NONE
    lowest: float | None = None
    highest: float | None = None
    bands: list[BandDraft] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_complete(self) -> "AggregateDraft":
        if How.CLAMPED_SUM in {self.domain, self.overall} and (self.lowest is None or self.highest is None):
            raise ValueError("a clamped sum needs `lowest` and `highest`")
        if self.domain is How.MEAN_OF_DOMAINS:
            raise ValueError("a domain holds no domains")
        bounds = [band.at_least for band in self.bands]
        if bounds != sorted(set(bounds)):
            raise ValueError("bands: lowest first, each with a bound of its own")
        return self


class VersionDraft(Strict):
    """One version of a framework with all its criteria."""

    framework: SchemeName
    version: str = Field(pattern=VERSION)
    names: Texts
    summary: Texts = Field(default_factory=dict)
    publisher: str = ""
    home: WebAddress = ""
    published: PartialDate = ""
    source: SchemeName
    citation: str = ""
    licence: str = Field(default="", max_length=120)
    notice: str = ""
    former: str = ""
    changes: Texts = Field(default_factory=dict)
    dropped: list[SlugText] = Field(default_factory=list)
    review_months: int = Field(default=24, ge=1)
    gate_review_months: int = Field(default=12, ge=1)
    aggregate: AggregateDraft = Field(default_factory=AggregateDraft)
    scales: dict[SlugText, list[ScaleLevelDraft]]
    tiers: list[TierDraft] = Field(default_factory=list)
    domains: list[DomainDraft]
    criteria: list[CriterionDraft]

    @property
    def id(self) -> str:
        """What the version is called everywhere: `dpg-standard@1.1.7`."""
        return f"{self.framework}@{self.version}"

    @property
    def tier_codes(self) -> list[str]:
        """The framework's own tiers; the registry's where it has none."""
        return [tier.code for tier in self.tiers] or list(RiskTier)

    @model_validator(mode="after")
    def _holds_together(self) -> "VersionDraft":
        _once("domain", (domain.code for domain in self.domains))
        _once("criterion", (criterion.code for criterion in self.criteria))
        _once("tier", (tier.code for tier in self.tiers))
        _once("risk", (risk for tier in self.tiers for risk in tier.risk))
        for code, levels in self.scales.items():
            _once(f"scale {code}: level", (level.code for level in levels))
            values = [level.value for level in levels]
            if values != sorted(set(values)):
                raise ValueError(f"scale {code}: lowest first, each level with a value of its own")
            meets = [level.meets for level in levels]
            if meets != sorted(meets):
                raise ValueError(f"scale {code}: above a level that meets a criterion all do")
        for criterion in self.criteria:
            self._check(criterion)
        if bool(self.former) != bool(self.changes):
            raise ValueError("changes: a version that follows another says what changed, and only such a one")
        return self

    def _check(self, criterion: CriterionDraft) -> None:
        place = f"criterion {criterion.code}"
        if criterion.domain not in {domain.code for domain in self.domains}:
            raise ValueError(f"{place}: no domain {criterion.domain}")
        levels = self.scales.get(criterion.scale)
        if levels is None:
            raise ValueError(f"{place}: no scale {criterion.scale}")
        if unknown := set(criterion.levels) - {level.code for level in levels}:
            raise ValueError(f"{place}: no level {', '.join(sorted(unknown))} in {criterion.scale}")
        if criterion.gate and not any(level.meets for level in levels):
            raise ValueError(f"{place}: a gate needs a level that meets it")
        named = {
            *criterion.tiers,
            *(tier for level in criterion.levels.values() for tier in level.evidence_by_tier),
        }
        if unknown := named - set(self.tier_codes):
            raise ValueError(f"{place}: no tier {', '.join(sorted(unknown))}")
        if criterion.follows and not self.former:
            raise ValueError(f"{place}: there is no version before this one")


def _once(what: str, codes: Iterable[str]) -> None:
    twice = sorted(code for code, number in Counter(codes).items() if number > 1)
    if twice:
        raise ValueError(f"{what} {', '.join(twice)} stands twice")
