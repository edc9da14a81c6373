"""Certainty over HTTP: everybody reads what is published; those who judge draft, agree and return as on the pages."""

from functools import partial
from typing import Annotated, Final, Literal

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db.base import Names
from registry.evaluation.certainty import queries, service
from registry.evaluation.certainty.schemas import CertaintyDesk, JudgementView, OutcomeEvidence
from registry.evaluation.grade import Lowering, Raising, Rating, Reason, Start, Step
from registry.evidence.models import Direction
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathNumber, PathText, Said
from registry.web.urls import Urls

TAGS: Final = ["evidence"]
ACCOUNT: Final = needs(Permission.ACCOUNT_USE)
"""Two roles judge, by two permissions; which of them the viewer has is checked where it is done."""
decides: Final = partial(post, tags=TAGS, opt=ACCOUNT, sync_to_thread=True, status_code=200)

Sentence = dict[Literal["ar", "en", "es", "fr", "ru", "zh"], Said]
"""A text by language, such as `{"en": "…"}`."""


class StepBody(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a reason lowers (-3 to -1) or raises (1 or 2) the certainty, and why in words."""

    by: Annotated[int, Meta(ge=-3, le=2)]
    because: Said


class CertaintyBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A judgement on one outcome: the body of evidence by id, where it starts, and the reasons that move it."""

    outcome: Said
    evidence: list[Said]
    start: Start
    direction: Direction
    finding: Sentence
    lowered: dict[Lowering, StepBody] = {}
    raised: dict[Raising, StepBody] = {}
    setting: Sentence = {}
    version: Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=40)] = ""
    is_critical: bool = True


class ReturnBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a second person does not agree."""

    remark: Said


@get("/certainty", summary="Judgements that wait", tags=TAGS, opt=ACCOUNT, sync_to_thread=True)
def certainty_desk(db: Db, viewer: Asker) -> CertaintyDesk:
    """For those who judge: what waits for a second person, and what new evidence has overtaken."""
    with db.read() as session:
        return CertaintyDesk(queries.proposed(session, viewer), queries.to_judge_anew(session, viewer))


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


@post(
    "/solutions/{name:str}/certainty",
    summary="Judge the certainty on an outcome",
    tags=TAGS,
    opt=ACCOUNT,
    sync_to_thread=True,
)
def judge_certainty(
    name: PathText, db: Db, viewer: Asker, data: JSONBody[CertaintyBody]
) -> Response[JudgementView]:
    """Draft a judgement; the certainty is computed from the start and the reasons. A second person publishes it."""
    steps: dict[Reason, Step] = {}
    for moved in (data.lowered, data.raised):
        steps |= {reason: Step(each.by, each.because) for reason, each in moved.items()}
    with db.write() as session:
        number = service.draft(
            session,
            viewer,
            solution_id=solutions.solution_id(session, name),
            outcome=data.outcome,
            direction=data.direction,
            rating=Rating(data.start, steps),
            finding=_names(data.finding),
            evidence_ids=data.evidence,
            setting=_names(data.setting),
            version=data.version,
            is_critical=data.is_critical,
        )
        location = Urls("en").api("certainty", str(number))
        return Response(queries.judgement(session, number, viewer), headers={"location": location})


@decides("/certainty/{number:int}/agree", summary="Agree with a judgement")
def agree_on_certainty(number: PathNumber, db: Db, viewer: Asker) -> JudgementView:
    """Agree as the second person: the judgement is published, and the one before it superseded."""
    with db.write() as session:
        service.agree(session, viewer, number)
        return queries.judgement(session, number, viewer)


@decides("/certainty/{number:int}/return", summary="Return a judgement")
def return_certainty(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[ReturnBody]) -> JudgementView:
    """Do not agree, and say why; a new draft may follow."""
    with db.write() as session:
        service.send_back(session, viewer, number, remark=data.remark)
        return queries.judgement(session, number, viewer)


def _names(said: Sentence) -> Names:
    return {str(language): text.strip() for language, text in said.items() if text.strip()}


API: Final[list[ControllerRouterHandler]] = [
    certainty_desk,
    certainty_judgement,
    certainty_of_solution,
    judge_certainty,
    agree_on_certainty,
    return_certainty,
]
