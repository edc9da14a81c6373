"""Which criteria of a framework an assessment asks, and what each level of them needs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.evaluation.applicability import Applies, Profile, RiskTier, Trait, applies
from registry.evaluation.assessments.models import Assessment
from registry.evaluation.frameworks.schemas import CriterionView, LevelView, VersionView
from registry.evaluation.scores.freezing import condition_of, tier_of
from registry.evidence.hierarchy import EvidenceClass
from registry.solutions.models import SolutionType


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that reviewers judge; `applies` is open where a fact about the product is not known."""

    criterion: CriterionView
    applies: Applies
    tier: str

    @property
    def code(self) -> str:
        """Its code in the framework."""
        return self.criterion.code

    @property
    def levels(self) -> list[LevelView]:
        """Its levels, the lowest first."""
        return self.criterion.levels

    def place(self, level: str) -> int:
        """The place of a level, from 0; `ValueError` if there is none of that code."""
        return [each.code for each in self.levels].index(level)

    def needs(self, level: str) -> EvidenceClass:
        """The least class of evidence that supports a level of this product's tier."""
        found = self.levels[self.place(level)]
        return EvidenceClass(found.evidence_by_tier.get(self.tier, found.evidence))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of evidence that any level of it names."""
        return frozenset(kind for level in self.levels for kind in level.kinds)


def profile_of(version: VersionView, row: Assessment, kind: SolutionType) -> Profile:
    """What an assessment says of its product."""
    return Profile(
        kind,
        tier_of(version, RiskTier(row.tier).value),
        {Trait(name): value for name, value in row.traits.items()},
    )


def criteria(version: VersionView, profile: Profile) -> list[tuple[CriterionView, Applies]]:
    """Every criterion of a version with whether it applies to such a product."""
    return [(each, applies(condition_of(each), profile)) for each in version.criteria]


def asked(version: VersionView, profile: Profile) -> list[Asked]:
    """The criteria that reviewers judge: all but those that do not apply."""
    return [
        Asked(each, answer, profile.tier)
        for each, answer in criteria(version, profile)
        if answer is not Applies.NO
    ]


def found(of: Iterable[Asked], code: str) -> Asked | None:
    """One of the criteria that are asked."""
    return next((each for each in of if each.code == code), None)
