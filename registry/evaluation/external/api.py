"""Assessments by others over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.evaluation.external import queries
from registry.evaluation.external.schemas import ExternalView
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText


@get(
    "/solutions/{name:str}/external-assessments",
    summary="Assessments by others",
    tags=["evidence"],
    sync_to_thread=True,
)
def external_assessments(name: PathText, db: Db) -> list[ExternalView]:
    """What others found, with date and source; null: not assessed. None of it counts in a score of this registry."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


API: Final[list[ControllerRouterHandler]] = [external_assessments]
