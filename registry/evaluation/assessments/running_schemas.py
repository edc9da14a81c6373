"""What is sent and answered where assessments are run over the API."""

from datetime import datetime

from msgspec import Struct

from registry.db.base import Names
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.assessments.candidates import Candidate
from registry.evaluation.assessments.models import AppealOutcome
from registry.evaluation.assessments.opening import TierDraft
from registry.web.inputs import Said


class BodyView(Struct, frozen=True):
    """Who assesses: the Secretariat, or a national centre."""

    id: str
    kind: str
    organisation: str | None
    country: str | None
    names: Names
    recognised_at: datetime
    ended_at: datetime | None
    is_sample: bool


class RunRow(Struct, frozen=True):
    """An assessment in the list of those who run it."""

    id: str
    body: str
    solution: str
    names: Names
    framework: str
    tier: str
    state: str
    round: int
    due_at: datetime | None
    is_practice: bool
    is_sample: bool


class AskedView(Struct, frozen=True):
    """Somebody who was asked to review: what became of it, and how many criteria are judged; never what."""

    number: int
    account: str
    name: str
    state: str
    reason: str
    due_at: datetime
    review: int | None
    review_state: str
    judged: int


class RunView(Struct, frozen=True):
    """How far an assessment is: who reviews, who else could, and the criteria that apply."""

    assessment: RunRow
    reviewers: list[AskedView]
    candidates: list[Candidate]
    criteria: list[str]


class Tier(Struct, frozen=True, forbid_unknown_fields=True):
    """The tier of risk, why, and the facts on which criteria depend; what is left out or null is not known."""

    tier: RiskTier
    tier_reason: Said
    traits: dict[Trait, bool | None] = {}

    def draft(self) -> TierDraft:
        """As the rules take it."""
        return TierDraft(self.tier, self.tier_reason, self.traits)


class NewAssessment(Tier, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is assessed (id or slug), by which body, under which version of a framework (`framework@version`)."""

    solution: Said
    body: Said = "secretariat"
    framework: Said
    product_version: Said = ""
    is_practice: bool = False


class Who(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is asked: an account, as the list of candidates names it."""

    account: Said


class Why(Struct, frozen=True, forbid_unknown_fields=True):
    """The reason."""

    reason: Said = ""


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said."""

    text: Said


class Fact(Told, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which fact is wrong, and where the right one can be read; without a criterion it is about the whole."""

    criterion: Said = ""
    language: Said = "en"


class Appeal(Told, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Against the levels of which criteria, and why."""

    criteria: list[Said]


class AppealDecision(Told, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an appeal is decided, with the reasons, which are published."""

    outcome: AppealOutcome


class Centre(Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation (id or slug) that is recognised as the centre of its country."""

    organisation: Said
