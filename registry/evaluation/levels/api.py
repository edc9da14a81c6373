"""Evidence levels over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.evaluation.levels import queries
from registry.evaluation.levels.queries import LevelView, RuleView
from registry.evaluation.levels.records import Record
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText

TAGS: Final = ["scores"]


class LevelWithRecord(Struct, frozen=True):
    """A level with the record that it follows from, so that anybody can go through the rules again."""

    level: LevelView
    record: Record


@get("/evidence-levels", summary="Rules of evidence levels", tags=TAGS, sync_to_thread=True)
def evidence_level_rules(db: Db) -> list[RuleView]:
    """All published versions of the rules, the newest first."""
    with db.read() as session:
        return queries.rules(session)


@get("/solutions/{name:str}/evidence-level", summary="Evidence level", tags=TAGS, sync_to_thread=True)
def evidence_level(name: PathText, db: Db) -> LevelWithRecord:
    """The level of a solution with the reasons met and unmet; staleness stands beside it."""
    with db.read() as session:
        solution_id = solutions.solution_id(session, name)
        return LevelWithRecord(queries.level(session, solution_id), queries.record(session, solution_id))


API: Final[list[ControllerRouterHandler]] = [evidence_level_rules, evidence_level]
