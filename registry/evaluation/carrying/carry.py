"""What a version of a framework makes of judgements under the version before it: the check of a draft. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.evaluation.applicability import Profile, RiskTier, Trait
from registry.evaluation.frameworks.drafts import Carry
from registry.evaluation.frameworks.schemas import VersionView
from registry.evaluation.scores.freezing import Item, freeze, score, tier_of
from registry.evaluation.scores.scoring import Judgement
from registry.solutions.models import SolutionType


@dataclass(frozen=True, slots=True)
class Carried:
    """A score as it is and as it would be; `redo` are the criteria on which judgements must be made anew or at all."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    redo: tuple[str, ...]

    @property
    def changes_gates(self) -> bool:
        """Whether the gates together come out otherwise."""
        return bool(self.before["gates_together"] != self.after["gates_together"])

    @property
    def changes_total(self) -> bool:
        """Whether the whole comes out otherwise."""
        return bool(self.before["overall"] != self.after["overall"])


def carry(
    frozen: Mapping[str, Any], found: Mapping[str, Any], risk: RiskTier, version: VersionView
) -> Carried:
    """What a published score would be under a version that follows its own.

    A judgement stands where the version says that it carries over and the levels that it names still exist; all else
    is unknown until it is judged. Nothing is assumed of criteria that are new.
    """
    judged = {each["criterion"]: each for each in frozen["judgements"]}
    judgements, evidence, redo = [], {}, []
    for criterion in version.criteria:
        old = judged.get(criterion.follows) if criterion.follows_how == Carry.CARRIES else None
        levels = {level.code for level in criterion.levels}
        if old is None or (old["low"] is not None and not {old["low"], old["high"]} <= levels):
            redo.append(criterion.code)
            continue
        judgements.append(Judgement(criterion.code, low=old["low"], high=old["high"], reason=old["reason"]))
        evidence[criterion.code] = [Item(**item) for item in old.get("evidence", ())]
    profile = Profile(
        SolutionType(frozen["profile"]["type"]),
        tier_of(version, risk),
        {Trait(trait): value for trait, value in frozen["profile"]["traits"].items()},
    )
    after = score(freeze(version, profile, judgements, evidence))
    waiting = {each["criterion"] for each in after["criteria"] if each["applies"] != "no"}
    return Carried(found, after, tuple(code for code in redo if code in waiting))
