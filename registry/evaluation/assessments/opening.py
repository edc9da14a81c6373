"""Opening an assessment, and setting the tier of risk that decides what is asked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import ALPHABET, check_character
from registry.errors import Conflict, Fault, Invalid, mark
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.assessments import moving, queries, standing, tie_queries, workflow
from registry.evaluation.assessments.models import AssessingBody, Assessment
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import Action, State
from registry.evaluation.frameworks import service as frameworks
from registry.evaluation.frameworks.models import FrameworkVersion, VersionStatus
from registry.solutions import sample_queries
from registry.solutions.models import Solution

PREFIX: Final = "DHA-"
LONGEST: Final = 5_000


class OwnProduct(Conflict):
    """A body does not assess a product that it made, owns, runs or paid for."""

    slug = "own-product"
    title = mark("A body does not assess a product of its own.")


@dataclass(frozen=True, slots=True)
class TierDraft:
    """How much care depends on a product, why, and the facts on which criteria depend (None: not known)."""

    tier: RiskTier | None
    reason: str
    traits: Mapping[Trait, bool | None] = field(default_factory=dict)

    def check(self) -> RiskTier:
        """The tier; refuses one without reasons."""
        faults: dict[str, Fault | str] = {}
        if self.tier is None:
            faults["tier"] = mark("Choose the tier of risk.")
        if not self.reason.strip():
            faults["tier_reason"] = mark("Say why the product is in this tier.")
        elif len(self.reason) > LONGEST:
            faults["tier_reason"] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})
        if faults or self.tier is None:
            raise Invalid(faults)
        return self.tier


def open_assessment(  # noqa: PLR0913 - what an assessment is of
    session: Session,
    viewer: Viewer,
    solution_id: str,
    body_id: str,
    version_id: str,
    tier: TierDraft,
    *,
    product_version: str = "",
    is_practice: bool = False,
) -> str:
    """Open the assessment of a product by a body under a version of a framework; gives its id."""
    viewer.demand_somewhere(Permission.ASSESSMENT_MANAGE)
    body = _body(session, viewer, body_id)
    if session.get(Solution, solution_id) is None:
        raise Invalid({"solution": mark("Nothing is registered under that name.")})
    version = session.get(FrameworkVersion, version_id)
    if version is None or version.status is not VersionStatus.PUBLISHED:
        raise Invalid({"version": mark("Choose a framework that is published.")})
    if len(product_version) > 40:
        raise Invalid({"product_version": Fault(mark("Use at most %(number)s characters."), {"number": 40})})
    if body.organisation_id in tie_queries.organisations_of(session, solution_id):
        raise OwnProduct
    row = Assessment(
        id=_new_id(session),
        body_id=body_id,
        solution_id=solution_id,
        product_version=product_version.strip(),
        version_id=version_id,
        tier=tier.check(),
        tier_reason=tier.reason.strip(),
        traits={trait.value: tier.traits.get(trait) for trait in Trait},
        is_practice=is_practice,
        is_sample=sample_queries.is_sample(session, solution_id),
        opened_by=viewer.account_id,
        due_at=now() + workflow.REVIEW_WITHIN,
    )
    if standing.is_insider(session, viewer, row) or standing.is_recused(
        session, viewer.account_id, solution_id
    ):
        raise standing.Recused
    if not is_practice:
        _refuse_second(session, row)
    session.add(row)
    frameworks.mark_used(session, version_id)
    session.flush()
    _note(session, viewer, row, "assessment.opened")
    return row.id


def set_tier(session: Session, viewer: Viewer, assessment_id: str, draft: TierDraft) -> None:
    """Set another tier, while nobody has begun to review."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    if row.state is not State.PLANNED:
        raise workflow.CannotMove(mark("Somebody reviews by this tier already."))
    row.tier = draft.check()
    row.tier_reason = draft.reason.strip()
    row.traits = {trait.value: draft.traits.get(trait) for trait in Trait}
    session.add(row)
    _note(session, viewer, row, "assessment.tier_set")


def withdraw(session: Session, viewer: Viewer, assessment_id: str, reason: str) -> None:
    """Give an assessment up before it is published, and say why."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    if not reason.strip():
        raise Invalid({"reason": mark("Say why it is given up.")})
    if row.published_at is not None:
        raise workflow.CannotMove(mark("It was published; what is published does not vanish."))
    moving.move(session, row, Action.WITHDRAW, viewer.account_id, text=reason.strip())


def _body(session: Session, viewer: Viewer, body_id: str) -> AssessingBody:
    row = session.get(AssessingBody, body_id)
    if row is None or row.ended_at is not None:
        raise Invalid({"body": mark("Choose who assesses.")})
    viewer.demand(Permission.ASSESSMENT_MANAGE, organisation=row.organisation_id or "")
    return row


def _refuse_second(session: Session, row: Assessment) -> None:
    """One body has one assessment of a product under a framework under way."""
    known = queries.under_way(session, row)
    if known is not None:
        raise Conflict(mark("This body assesses the product by this framework already."), id=known)


def _new_id(session: Session) -> str:
    while True:
        text = "".join(secrets.choice(ALPHABET) for _ in range(5))
        candidate = f"{PREFIX}{text}{check_character(text)}"
        if session.get(Assessment, candidate) is None:
            return candidate


def _note(session: Session, viewer: Viewer, row: Assessment, action: str) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=("solution", row.solution_id),
        after={
            "assessment": row.id,
            "body": row.body_id,
            "version": row.version_id,
            "tier": row.tier.value,
            "tier_reason": row.tier_reason,
        },
    )
