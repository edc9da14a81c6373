"""Makers of judgements of certainty, by the service: a judgement is sealed with what it rests on."""

from typing import Any

from sqlmodel import Session

from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.evaluation.certainty import service
from registry.evaluation.grade import Lowering, Rating, Start, Step
from registry.evidence.models import Direction
from registry.solutions.models import Solution
from tests.factories.evidence import make_evidence, result
from tests.factories.people import make_viewer

RATING = Rating(Start.RANDOMISED, {Lowering.IMPRECISION: Step(-1, "Few events.")})


def make_judgement(
    session: Session, solution: Solution, *, by: Viewer | None = None, publish: bool = False, **values: Any
) -> int:
    """A judgement on outcome 3 of a solution, with an item it rests on; gives its number."""
    items = values.pop("evidence_ids", None) or [
        make_evidence(
            session, about=[{"named": "It", "solution": solution.slug}], results=[result("benefit", "3")]
        )
    ]
    given: dict[str, Any] = {
        "solution_id": solution.id,
        "outcome": "3",
        "direction": Direction.BENEFIT,
        "rating": RATING,
        "finding": {"en": "It helps."},
        "evidence_ids": items,
    }
    number = service.draft(session, by or make_viewer(session, Role.REVIEWER), **(given | values))
    if publish:
        service.agree(session, make_viewer(session, Role.REVIEWER), number)
    return number
