"""How far a piece of evidence can carry a judgement: what it is, who made it, and the class that follows; pure."""

from collections.abc import Hashable, Iterable
from enum import StrEnum
from typing import Final


class EvidenceKind(StrEnum):
    """What a citable item is."""

    RANDOMISED_TRIAL = "randomised_trial"
    CLUSTER_TRIAL = "cluster_trial"
    QUASI_EXPERIMENT = "quasi_experiment"
    COHORT = "cohort"
    BEFORE_AFTER = "before_after"
    CROSS_SECTIONAL = "cross_sectional"
    QUALITATIVE = "qualitative"
    MIXED_METHODS = "mixed_methods"
    ECONOMIC_EVALUATION = "economic_evaluation"
    USABILITY_STUDY = "usability_study"
    ROUTINE_DATA_EVALUATION = "routine_data_evaluation"
    TECHNICAL_EVALUATION = "technical_evaluation"
    SECURITY_AUDIT = "security_audit"
    CONFORMANCE_TEST = "conformance_test"
    CERTIFICATION = "certification"
    AI_BENCHMARK = "ai_benchmark"
    TECHNICAL_DOCUMENTATION = "technical_documentation"
    SELF_DECLARATION = "self_declaration"


class Independence(StrEnum):
    """How those who made it stand to the maker of the product."""

    INDEPENDENT = "independent"
    NOT_INDEPENDENT = "not_independent"
    UNCLEAR = "unclear"


class EvidenceClass(StrEnum):
    """The hierarchy, lowest first; a judgement is no higher than its best evidence allows."""

    NONE = "none"
    SELF_DECLARATION = "self_declaration"
    DOCUMENTATION = "documentation"
    INDEPENDENT_TEST = "independent_test"
    INDEPENDENT_EVALUATION = "independent_evaluation"
    REPLICATED_EVALUATION = "replicated_evaluation"

    @property
    def rank(self) -> int:
        """Its place, from 0."""
        return list(EvidenceClass).index(self)


TESTS: Final = frozenset(
    {
        EvidenceKind.SECURITY_AUDIT,
        EvidenceKind.CONFORMANCE_TEST,
        EvidenceKind.CERTIFICATION,
        EvidenceKind.AI_BENCHMARK,
    }
)
"""Kinds that test the product itself."""

STUDIES: Final = (
    frozenset(EvidenceKind)
    - TESTS
    - {
        EvidenceKind.TECHNICAL_DOCUMENTATION,
        EvidenceKind.SELF_DECLARATION,
    }
)
"""Kinds that study the product at work."""

RANDOMISED: Final = frozenset({EvidenceKind.RANDOMISED_TRIAL, EvidenceKind.CLUSTER_TRIAL})
"""Studies in which chance decided who got it."""


def class_of(kind: EvidenceKind, independence: Independence) -> EvidenceClass:
    """The class of one item. What its maker published of it, or may have, is documentation, whatever its design."""
    if kind is EvidenceKind.SELF_DECLARATION:
        return EvidenceClass.SELF_DECLARATION
    if independence is not Independence.INDEPENDENT or kind is EvidenceKind.TECHNICAL_DOCUMENTATION:
        return EvidenceClass.DOCUMENTATION
    return EvidenceClass.INDEPENDENT_TEST if kind in TESTS else EvidenceClass.INDEPENDENT_EVALUATION


def class_of_all(items: Iterable[tuple[EvidenceKind, Independence, Hashable]]) -> EvidenceClass:
    """The class of several items (kind, independence, study) together.

    Independent evaluations of two different studies replicate each other; two reports of one study do not.
    """
    best, evaluations = EvidenceClass.NONE, set()
    for kind, independence, study in items:
        found = class_of(kind, independence)
        best = max(best, found, key=lambda each: each.rank)
        if found is EvidenceClass.INDEPENDENT_EVALUATION:
            evaluations.add(study)
    return EvidenceClass.REPLICATED_EVALUATION if len(evaluations) > 1 else best
