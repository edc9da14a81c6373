"""Makers of assessments: by the verbs that people use, up to the state that a test begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.assessments import assigning, comparing, judging, opening, queries
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.judging import JudgementDraft
from registry.evaluation.assessments.models import Assessment, Confidence
from registry.evaluation.assessments.opening import TierDraft
from registry.solutions.models import Solution
from tests.factories.evidence import make_evidence
from tests.factories.frameworks import make_framework
from tests.factories.people import make_viewer
from tests.factories.records import make_organisation, make_solution

UNTIED = DeclarationDraft(none=True)
TRAITS = {Trait.PERSONAL_DATA: True}


@dataclass(frozen=True, slots=True)
class Story:
    """An assessment and the people in it; `evidence` is an independent evaluation of the product."""

    id: str
    solution: Solution
    owner: str
    evidence: str
    manager: Viewer
    reviewers: tuple[Viewer, ...] = ()
    reviews: tuple[int, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)

    def row(self, session: Session) -> Assessment:
        """The assessment as it stands."""
        return queries.assessment(session, self.id)


def make_assessment(
    session: Session, reviewers: int = 2, *, first: Viewer | None = None, **options: Any
) -> Story:
    """An assessment of a product with an owner, and so many reviewers at work, `first` the first of them."""
    owner = options.pop("owner", None) or make_organisation(session, "Maker")
    solution = make_solution(session, "Product", organisations=[owner])
    named = {"named": "Product", "solution": solution.slug}
    evidence = make_evidence(session, about=[named])
    manager = options.pop("manager", None) or make_viewer(session, Role.SCREENER)
    number = opening.open_assessment(
        session,
        manager,
        solution.id,
        "secretariat",
        options.pop("version", None) or make_framework(session),
        TierDraft(RiskTier.SUPPORTING, "It keeps the records of care.", TRAITS),
        **options,
    )
    people = ((first,) if first else ()) + tuple(
        make_viewer(session, Role.REVIEWER) for _ in range(reviewers - (first is not None))
    )
    reviews = tuple(begin(session, number, manager, each) for each in people)
    return Story(number, solution, owner.id, evidence, manager, people, reviews)


def begin(session: Session, assessment_id: str, manager: Viewer, reviewer: Viewer) -> int:
    """Have somebody asked and say yes; gives the number of the review."""
    offer = assigning.offer(session, manager, assessment_id, reviewer.account_id)
    review = assigning.accept(session, reviewer, offer, UNTIED)
    assert review is not None
    return review


def judge(session: Session, story: Story, who: int, levels: Mapping[str, str]) -> None:
    """Have a reviewer judge these criteria; `-` stands for "cannot judge"."""
    for criterion, level in levels.items():
        judging.save(
            session,
            story.reviewers[who],
            story.reviews[who],
            criterion,
            JudgementDraft(
                "" if level == "-" else level,
                level == "-",
                f"Reasons of reviewer {who} for {level}",
                Confidence.HIGH,
                [story.evidence],
            ),
            version=0,
        )


def lock(session: Session, story: Story, who: int, levels: Mapping[str, str]) -> None:
    """Have a reviewer judge everything, and lock."""
    judge(session, story, who, levels)
    judging.lock(session, story.reviewers[who], story.reviews[who])


def lock_all(session: Session, story: Story, *levels: Mapping[str, str]) -> None:
    """Have each reviewer judge and lock, in turn."""
    for who, given in enumerate(levels):
        lock(session, story, who, given)


def vendor_of(session: Session, story: Story) -> Viewer:
    """Somebody who answers for the product."""
    return make_viewer(session, (Role.ORGANISATION_OWNER, story.owner))


def settle(session: Session, story: Story) -> None:
    """End the comparison."""
    comparing.close(session, accounts.viewer(session, story.manager.account_id), story.id)
