"""What a draft of a framework would make of past assessments, over HTTP."""

from typing import Any, Final

from litestar import get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db.base import Names
from registry.evaluation.carrying.carry import Carried
from registry.evaluation.carrying.checking import check
from registry.web.inputs import Db, PathText


class Outcome(Struct, frozen=True):
    """The gates together, and the whole."""

    gates: str
    overall: dict[str, Any]


class CarriedScore(Struct, frozen=True):
    """A score as it is and as the draft would have it; `redo`: the criteria that would have to be judged."""

    score: str
    solution: str
    names: Names
    before: Outcome
    after: Outcome
    changes: bool
    redo: list[str]


@get(
    "/framework-drafts/{framework:str}/{version:str}/check",
    summary="What a draft would change",
    tags=["frameworks"],
    opt=needs(Permission.FRAMEWORK_MANAGE),
    sync_to_thread=True,
)
def check_draft(db: Db, viewer: Asker, framework: PathText, version: PathText) -> list[CarriedScore]:
    """Each score in force by the version before, computed again by the draft; nothing is stored."""
    with db.read() as session:
        _, rows = check(session, viewer, framework, version)
        return [
            CarriedScore(past.score.id, past.slug, past.names, *_outcomes(found), list(found.redo))
            for past, found in rows
        ]


def _outcomes(found: Carried) -> tuple[Outcome, Outcome, bool]:
    before, after = (
        Outcome(each["gates_together"], dict(each["overall"])) for each in (found.before, found.after)
    )
    return before, after, found.changes_gates or found.changes_total


API: Final[list[ControllerRouterHandler]] = [check_draft]
