"""Published scores over HTTP."""

from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.evaluation.scores import due_queries, queries
from registry.evaluation.scores.due_queries import DueRow
from registry.evaluation.scores.schemas import ScoreRow, ScoreView
from registry.evaluation.scores.scorecard import Scorecard, scorecard, side_by_side
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText

TAGS: Final = ["scores"]
Chosen = Annotated[list[str] | None, QueryParameter(name="solution", description="Two to five solutions.")]


@get("/scores/{score_id:str}", summary="One published score", tags=TAGS, sync_to_thread=True)
def score(score_id: PathText, db: Db) -> ScoreView:
    """A published score with everything that it rests on, sealed by a digest; it never changes."""
    with db.read() as session:
        return queries.score(session, score_id)


@get("/solutions/{name:str}/scores", summary="Scores of a solution", tags=TAGS, sync_to_thread=True)
def scores_of_solution(name: PathText, db: Db) -> list[ScoreRow]:
    """All scores ever published of a solution, by every body and framework, the newest first; none are averaged."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


@get("/solutions/{name:str}/scorecard", summary="Scorecard of a solution", tags=TAGS, sync_to_thread=True)
def scorecard_of_solution(name: PathText, db: Db) -> Scorecard:
    """Gates, certainty by outcome, criteria and maturity, by framework and body, side by side and never merged."""
    with db.read() as session:
        return scorecard(session, solutions.solution_id(session, name))


@get("/scorecards", summary="Scorecards side by side", tags=TAGS, sync_to_thread=True)
def scorecards(db: Db, chosen: Chosen = None) -> list[Scorecard]:
    """The scorecards of two to five solutions, in the order they were asked for."""
    with db.read() as session:
        return side_by_side(session, chosen or [])


@get(
    "/scores/due",
    opt=needs(Permission.ASSESSMENT_MANAGE),
    summary="Scores due",
    tags=TAGS,
    sync_to_thread=True,
)
def scores_due(db: Db, viewer: Asker) -> list[DueRow]:
    """Scores in force that are stale or will be within three months, the longest due first."""
    with db.read() as session:
        return due_queries.due(session, viewer)


API: Final[list[ControllerRouterHandler]] = [
    scores_due,
    score,
    scores_of_solution,
    scorecard_of_solution,
    scorecards,
]
