"""Evidence levels over HTTP: anybody reads them and their rules, who manages frameworks drafts other rules."""

from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.params import Body
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from pydantic import ValidationError
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Fault, Invalid, mark
from registry.evaluation.frameworks.editing import reasons
from registry.evaluation.levels import queries, service
from registry.evaluation.levels.drafts import RuleDraft
from registry.evaluation.levels.queries import LevelView, Move, RuleView
from registry.evaluation.levels.records import Record
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText
from registry.web.urls import Urls

TAGS: Final = ["scores"]
MANAGE: Final = needs(Permission.FRAMEWORK_MANAGE)


class LevelWithRecord(Struct, frozen=True):
    """A level with the record that it follows from, so that anybody can go through the rules again."""

    level: LevelView
    record: Record


@get("/evidence-levels", summary="Rules of evidence levels", tags=TAGS, sync_to_thread=True)
def evidence_level_rules(db: Db) -> list[RuleView]:
    """All published versions of the rules, the newest first."""
    with db.read() as session:
        return queries.rules(session)


class RuleWithMoves(Struct, frozen=True):
    """One version of the rules; of a draft, whose level would be another by it."""

    rule: RuleView
    moves: list[Move]


@get("/evidence-levels/{version:str}", summary="One version of the rules", tags=TAGS, sync_to_thread=True)
def evidence_level_rule(version: PathText, db: Db, viewer: Asker) -> RuleWithMoves:
    """One version; a draft is there only for those who manage frameworks, with who would move by it."""
    with db.read() as session:
        return _with_moves(session, version, viewer)


@post("/evidence-levels", summary="Draft other rules", tags=TAGS, opt=MANAGE, sync_to_thread=True)
def draft_rule(
    db: Db,
    viewer: Asker,
    data: Annotated[
        dict[str, Any],
        Body(description="`changes` (by language), `maturity` and `steps`, as published rules have them."),
    ],
) -> Response[RuleWithMoves]:
    """Keep a draft of other rules, in the place of the draft there is; the answer says who would move."""
    with db.write() as session:
        try:
            draft = RuleDraft.model_validate({**data, "version": queries.next_version(session)})
        except ValidationError as error:
            message = mark("The draft does not hold together: %(reasons)s")
            raise Invalid({"draft": Fault(message, {"reasons": reasons(error)})}) from error
        if not any(text.strip() for text in draft.changes.values()):
            raise Invalid({"changes": mark("Say what changed.")})
        service.save(session, viewer, draft)
        location = Urls("en").api("evidence-levels", draft.version)
        return Response(_with_moves(session, draft.version, viewer), headers={"location": location})


@post(
    "/evidence-levels/{version:str}/publish",
    summary="Put rules in force",
    tags=TAGS,
    opt=MANAGE,
    sync_to_thread=True,
    status_code=200,
)
def publish_rule(version: PathText, db: Db, viewer: Asker) -> RuleWithMoves:
    """Put a draft in force; what is published is never changed."""
    with db.write() as session:
        service.publish(session, viewer, version)
        return _with_moves(session, version, viewer)


def _with_moves(session: Session, version: str, viewer: Viewer) -> RuleWithMoves:
    found = queries.rule(session, version, viewer)
    if found.published_at is not None:
        return RuleWithMoves(found, [])
    return RuleWithMoves(found, queries.moves(session, RuleDraft.model_validate(found.rule)))


@get("/solutions/{name:str}/evidence-level", summary="Evidence level", tags=TAGS, sync_to_thread=True)
def evidence_level(name: PathText, db: Db) -> LevelWithRecord:
    """The level of a solution with the reasons met and unmet; staleness stands beside it."""
    with db.read() as session:
        solution_id = solutions.solution_id(session, name)
        return LevelWithRecord(queries.level(session, solution_id), queries.record(session, solution_id))


API: Final[list[ControllerRouterHandler]] = [
    evidence_level_rules,
    evidence_level_rule,
    draft_rule,
    publish_rule,
    evidence_level,
]
