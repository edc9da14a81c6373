"""Reports over HTTP, to read."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.feedback import queries
from registry.feedback.schemas import FeedbackView, SolutionFeedback
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathNumber, PathText

TAGS: Final = ["evidence"]


@get("/solutions/{name:str}/feedback", summary="Reports on a solution", tags=TAGS, sync_to_thread=True)
def feedback_on_solution(name: PathText, db: Db) -> SolutionFeedback:
    """What people report who run or use it, and apart from that the public; no level of a review rests on it."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


@get("/feedback/{number:int}", summary="One report", tags=TAGS, sync_to_thread=True)
def feedback_report(number: PathNumber, db: Db, viewer: Asker) -> FeedbackView:
    """A published report; one's own also before that."""
    with db.read() as session:
        return queries.report(session, number, viewer)


API: Final[list[ControllerRouterHandler]] = [feedback_on_solution, feedback_report]
