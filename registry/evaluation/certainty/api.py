"""Certainty over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.evaluation.certainty import queries
from registry.evaluation.certainty.schemas import JudgementView, OutcomeEvidence
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathNumber, PathText

TAGS: Final = ["evidence"]


@get("/certainty/{number:int}", summary="One judgement of certainty", tags=TAGS, sync_to_thread=True)
def certainty_judgement(number: PathNumber, db: Db, viewer: Asker) -> JudgementView:
    """A judgement with all that it follows from, sealed by a digest; superseded ones stay readable."""
    with db.read() as session:
        return queries.judgement(session, number, viewer)


@get("/solutions/{name:str}/certainty", summary="Certainty by outcome", tags=TAGS, sync_to_thread=True)
def certainty_of_solution(name: PathText, db: Db) -> list[OutcomeEvidence]:
    """Each outcome with evidence on a solution; `judgement` is null where nobody has judged it yet."""
    with db.read() as session:
        return queries.outcomes_of_solution(session, solutions.solution_id(session, name))


API: Final[list[ControllerRouterHandler]] = [certainty_judgement, certainty_of_solution]
