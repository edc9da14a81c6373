"""Makers of reports, by the service."""

from typing import Any

from sqlmodel import Session

from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.feedback import service
from registry.feedback.models import Reporter
from registry.feedback.service import FeedbackDraft
from registry.solutions.models import Solution
from tests.factories.people import make_viewer
from tests.factories.reference import make_country


def feedback_draft(solution: Solution, **values: Any) -> FeedbackDraft:
    """What a health worker in Kenya says; any field can be given."""
    given: dict[str, Any] = {
        "solution_id": solution.id,
        "reporter": Reporter.HEALTH_WORKER,
        "works": "It works without a network.",
        "lacks": "Reports are slow.",
        "country": "KEN",
        "since": 2021,
    }
    return FeedbackDraft(**(given | values))


def make_feedback(
    session: Session, solution: Solution, *, by: Viewer | None = None, publish: bool = False, **values: Any
) -> int:
    """A report that waits, or is published; gives its number."""
    make_country(session, "KEN")
    number = service.send(session, by or make_viewer(session), feedback_draft(solution, **values))
    if publish:
        service.publish(session, make_viewer(session, Role.EDITOR), number)
    return number
