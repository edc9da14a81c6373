"""Automated evidence over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.evaluation.machine import queries, words
from registry.evaluation.machine.queries import CheckView
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText

__all__ = ["API", "words"]


@get(
    "/solutions/{name:str}/machine-checks", summary="Checked by machine", tags=["scores"], sync_to_thread=True
)
def machine_checks(name: PathText, db: Db) -> list[CheckView]:
    """Facts that a machine checked, with the checker's version and the time; they are no judgement."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


API: Final[list[ControllerRouterHandler]] = [machine_checks]
