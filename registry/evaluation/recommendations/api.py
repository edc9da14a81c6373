"""Recommendations over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.evaluation.recommendations import queries
from registry.evaluation.recommendations.schemas import RecommendationView
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText

TAGS: Final = ["evidence"]


@get("/recommendations", summary="Recommendations of guidelines", tags=TAGS, sync_to_thread=True)
def recommendations(db: Db) -> list[RecommendationView]:
    """All recommendations with their conditions and the interventions that they are on."""
    with db.read() as session:
        return queries.recommendations(session)


@get(
    "/solutions/{name:str}/recommendations", summary="What covers a solution", tags=TAGS, sync_to_thread=True
)
def recommendations_on_solution(name: PathText, db: Db) -> list[RecommendationView]:
    """Recommendations that cover the interventions of a solution; the conditions are for whoever uses it to meet."""
    with db.read() as session:
        found = solutions.solution(session, name)
        return queries.covering(session, [concept.code for concept in found.interventions])


API: Final[list[ControllerRouterHandler]] = [recommendations, recommendations_on_solution]
