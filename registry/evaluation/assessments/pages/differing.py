"""Where the reviewers differ: side by side as A, B …, with what they say and propose, and what an adjudicator decides."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import Fault, Invalid
from registry.evaluation.assessments import comparing, queries, standing
from registry.evaluation.assessments.models import Assessment
from registry.evaluation.assessments.pages.frame import name_of, of_part, own_part, to
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import UNBLINDED, State
from registry.evidence import queries as evidence
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page

REVIEW: Final = needs(Permission.REVIEW_WRITE)
WHO: Final = (Standing.REVIEWER, Standing.ADJUDICATOR, Standing.MANAGER)


@get("/assessments/{name:str}/differences", sync_to_thread=True)
def differences_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """All criteria on which the reviewers differ, and then those on which they do not."""
    with db.read() as session:
        return _show(request, session, viewer, name)


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    name: str,
    *,
    criterion: str = "",
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    row = queries.assessment(session, name)
    held = standing.demand(session, viewer, row, *WHO)
    if row.state not in UNBLINDED:
        raise standing.hidden(row)
    found = comparing.compared(session, row)
    cited = sorted({item for each in found for said in each.judgements for item in said.evidence})
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/differences.html",
            title=gettext("Where the reviewers differ"),
            status=422 if faults else 200,
            name=label(name_of(session, row)),
            row=row,
            held=held,
            found=sorted(found, key=lambda each: each.gap == "alike"),
            letters=_letters(session, row),
            own=queries.review_of(session, row.id, viewer.account_id),
            settled=queries.consensus(session, row),
            remarks=queries.remarks(session, row),
            proposals=queries.proposals(session, row),
            evidence={each.id: each for each in evidence.rows(session, cited)},
            comparing=row.state is State.COMPARING,
            deciding=row.state is State.ADJUDICATING and Standing.ADJUDICATOR in held,
            viewer=viewer,
            criterion=criterion,
            typed=typed or FormData(),
            faults=faults or {},
        )


def _letters(session: Session, row: Assessment) -> dict[Any, str]:
    """Reviews and their accounts → the letter by which a reviewer is called here."""
    found: dict[Any, str] = {}
    for place, each in enumerate(queries.counted(session, row.id)):
        found[each.id] = found[each.account_id] = chr(ord("A") + place)
    return found


def _do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    name: str,
    criterion: str,
    form: FormData,
    act: Callable[[Session], object],
) -> Response[Any]:
    try:
        with db.write() as session:
            act(session)
    except Invalid as error:
        with db.read() as session:
            return _show(
                request,
                session,
                viewer,
                name,
                criterion=criterion,
                typed=form,
                faults=of_part(error.faults, criterion),
            )
    return to(request, "assessments", name, "differences")


@post(
    "/assessments/{name:str}/differences/{criterion:str}/remarks",
    opt=REVIEW,
    sync_to_thread=True,
    status_code=303,
)
def remark(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, criterion: PathText
) -> Response[Any]:
    """Say something to the other reviewers."""
    said = own_part(form, criterion)
    return _do(
        request,
        db,
        viewer,
        name,
        criterion,
        form,
        lambda session: comparing.remark(session, viewer, name, criterion, said.text("text")),
    )


@post(
    "/assessments/{name:str}/differences/{criterion:str}/proposals",
    opt=REVIEW,
    sync_to_thread=True,
    status_code=303,
)
def propose(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, criterion: PathText
) -> Response[Any]:
    """Propose one of the two levels."""
    said = own_part(form, criterion)
    return _do(
        request,
        db,
        viewer,
        name,
        criterion,
        form,
        lambda session: comparing.propose(
            session, viewer, name, criterion, said.text("level"), said.text("rationale")
        ),
    )


@post(
    "/assessments/{name:str}/proposals/{number:int}/agree", opt=REVIEW, sync_to_thread=True, status_code=303
)
def agree(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, number: PathNumber
) -> Response[Any]:
    """Agree to a level that was proposed."""
    return _do(
        request, db, viewer, name, "", form, lambda session: comparing.agree(session, viewer, name, number)
    )


@post(
    "/assessments/{name:str}/differences/{criterion:str}/decision",
    opt=needs(Permission.REVIEW_ADJUDICATE),
    sync_to_thread=True,
    status_code=303,
)
def decide(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, criterion: PathText
) -> Response[Any]:
    """Decide a difference."""
    said = own_part(form, criterion)
    level = said.text("level")
    return _do(
        request,
        db,
        viewer,
        name,
        criterion,
        form,
        lambda session: comparing.adjudicate(
            session,
            viewer,
            name,
            criterion,
            level,
            said.text("rationale"),
            cannot_judge=level == "-",
        ),
    )


PAGES: Final[list[ControllerRouterHandler]] = [differences_page, remark, propose, agree, decide]
