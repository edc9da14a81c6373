"""When a criterion applies to a product: by what it is, what it does and how much depends on it; pure.

A fact that nobody has stated leaves it open whether a criterion applies: that is an answer of its own, not "no".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from registry.solutions.models import SolutionType


class RiskTier(StrEnum):
    """How much a person's care depends on the product."""

    ENABLING = "enabling"
    SUPPORTING = "supporting"
    GUIDING = "guiding"


class Trait(StrEnum):
    """A fact about a product on which criteria depend."""

    USES_AI = "uses_ai"
    MEDICAL_DEVICE = "medical_device"
    PERSONAL_DATA = "personal_data"
    USER_CONTENT = "user_content"
    USER_INTERACTION = "user_interaction"


class Applies(StrEnum):
    """Whether a criterion applies."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for a criterion to apply; what is empty is no condition. `tiers` are the framework's own."""

    types: Sequence[SolutionType] = ()
    tiers: Sequence[str] = ()
    traits: Sequence[Trait] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a product; a trait that is not named, or None, is not known. `tier` is the framework's own."""

    type: SolutionType
    tier: str = ""
    traits: Mapping[Trait, bool | None] = field(default_factory=dict)


def applies(condition: Condition, profile: Profile) -> Applies:
    """Whether a criterion applies to a product."""
    answers = [
        *([profile.type in condition.types] if condition.types else []),
        *([(profile.tier in condition.tiers) if profile.tier else None] if condition.tiers else []),
        *(profile.traits.get(trait) for trait in condition.traits),
    ]
    if any(answer is False for answer in answers):
        return Applies.NO
    return Applies.UNKNOWN if any(answer is None for answer in answers) else Applies.YES
