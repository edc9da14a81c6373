"""The review desk: a criterion on one side, the evidence on the other; saved while it is filled in, then locked."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.db.base import now
from registry.errors import BadParameter, Fault, Invalid, NotFound
from registry.evaluation.assessments import asked as asking
from registry.evaluation.assessments import judging, queries, tie_queries
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.judging import JudgementDraft
from registry.evaluation.assessments.models import Assessment, Confidence, Judgement, Review
from registry.evaluation.assessments.pages.frame import name_of, to
from registry.evidence import queries as evidence
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, moment, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page

REVIEW: Final = needs(Permission.REVIEW_WRITE)


class Line(Struct, frozen=True):
    """A criterion in the list beside the desk; `is_begun` without `is_done`: something still lacks."""

    asked: Asked
    said: Judgement | None
    is_done: bool


@get("/reviews/{number:int}", opt=REVIEW, sync_to_thread=True)
def review_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """The viewer's own review: every criterion with what was judged, and locking it."""
    with db.read() as session:
        return _overview(request, session, viewer, number)


def _overview(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    review, row = judging.own(session, viewer, number)
    with using(language_of_request(request)):
        lines = _lines(session, review, row)
        return page(
            request,
            "assessments/review.html",
            title=str(label(name_of(session, row))),
            status=422 if faults else 200,
            review=review,
            row=row,
            version=queries.version_of(session, row),
            body=queries.body(session, row.body_id),
            lines=lines,
            offer=queries.assignment_of(session, row.id, viewer.account_id),
            next=next((each.asked.code for each in lines if not each.is_done), ""),
            labels={each.asked.code: label(each.asked.criterion.names) for each in lines},
            faults=faults or {},
        )


def _lines(session: Session, review: Review, row: Assessment) -> list[Line]:
    wanted = queries.asked_in(session, row)
    judged = queries.judgements(session, [review.id or 0])[review.id or 0]
    lacking = judging.unfinished(session, row, wanted, judged)
    return [Line(each, judged.get(each.code), each.code not in lacking) for each in wanted]


@get("/reviews/{number:int}/{criterion:str}", opt=REVIEW, sync_to_thread=True)
def desk_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, criterion: PathText
) -> Response[bytes]:
    """One criterion to be judged, with the evidence."""
    with db.read() as session:
        return _desk(request, session, viewer, number, criterion)


def _desk(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    criterion: str,
    *,
    typed: JudgementDraft | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    review, row = judging.own(session, viewer, number)
    lines = _lines(session, review, row)
    codes = [each.asked.code for each in lines]
    if criterion not in codes:
        raise NotFound(f"No criterion {criterion} is asked here.", criterion=criterion)
    here = codes.index(criterion)
    line = lines[here]
    items = evidence.of_solution(session, row.solution_id)
    said = line.said
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/desk.html",
            title=str(label(line.asked.criterion.names)),
            status=422 if faults else 200,
            name=label(name_of(session, row)),
            review=review,
            row=row,
            lines=lines,
            asked=line.asked,
            said=typed or _kept(said),
            base=said.version if said else 0,
            saved_at=said.saved_at if said else None,
            fitting=[each for each in items if each.kind in line.asked.kinds],
            others=[each for each in items if each.kind not in line.asked.kinds],
            lacking={}
            if said is None
            else judging.faults_of(line.asked, said, tie_queries.evidence_of(session, row.solution_id)),
            previous=codes[here - 1] if here else "",
            following=codes[here + 1] if here + 1 < len(codes) else "",
            offer=queries.assignment_of(session, row.id, viewer.account_id),
            faults=faults or {},
        )


def _kept(said: Judgement | None) -> JudgementDraft:
    """What was judged so far, as a form shows it."""
    if said is None:
        return JudgementDraft()
    return JudgementDraft(said.level, said.cannot_judge, said.rationale, said.confidence, said.evidence)


@post("/reviews/{number:int}/{criterion:str}", opt=REVIEW, sync_to_thread=True, status_code=303)
def save_judgement(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
    criterion: PathText,
) -> Response[Any]:
    """Keep a judgement, and go on to where the pressed button leads."""
    try:
        _save(db, viewer, number, criterion, form)
    except Invalid as error:
        with db.read() as session:
            return _desk(request, session, viewer, number, criterion, typed=_draft(form), faults=error.faults)
    go = form.text("go")
    with db.read() as session:
        review, row = judging.own(session, viewer, number)
        del review
        known = asking.found(queries.asked_in(session, row), go)
    return to(request, "reviews", str(number), *([known.code] if known else []))


@post("/reviews/{number:int}/{criterion:str}/autosave", opt=REVIEW, sync_to_thread=True, status_code=200)
def autosave(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
    criterion: PathText,
) -> dict[str, Any]:
    """Keep a judgement while it is filled in; gives what the page then shows and begins the next save from."""
    kept = _save(db, viewer, number, criterion, form)
    with using(language_of_request(request)):
        status = gettext("Saved, %(moment)s") % {"moment": moment(now())}
    return {"base": str(kept.version), "status": status, "merged": "", "checklist": ""}


@post("/reviews/{number:int}/lock", opt=REVIEW, sync_to_thread=True, status_code=303)
def lock(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Lock the viewer's review for ever."""
    del form  # it holds nothing, but was checked for forgery
    try:
        with db.write() as session:
            judging.lock(session, viewer, number)
    except Invalid as error:
        with db.read() as session:
            return _overview(request, session, viewer, number, error.faults)
    return to(request, "reviews", str(number))


def _save(db: Database, viewer: Viewer, number: int, criterion: str, form: FormData) -> Judgement:
    base = form.text("base")
    if not base.isdecimal():
        raise BadParameter("base", "Load the page again.")
    with db.write() as session:
        return judging.save(session, viewer, number, criterion, _draft(form), version=int(base))


def _draft(form: FormData) -> JudgementDraft:
    sure = form.text("confidence")
    if sure and sure not in list(Confidence):
        raise BadParameter("confidence", "Load the page again.")
    level = form.text("level")
    return JudgementDraft(
        "" if level == "-" else level,
        level == "-",
        form.text("rationale"),
        Confidence(sure) if sure else None,
        form.texts("evidence"),
    )


PAGES: Final[list[ControllerRouterHandler]] = [
    review_page,
    desk_page,
    save_judgement,
    autosave,
    lock,
]
