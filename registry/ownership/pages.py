"""Pages on which a product is claimed: how it can be proven, one claim, and the list of those who decide."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

import registry.ownership.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.db.ids import Kind
from registry.errors import Fault, Invalid, Moved, mark
from registry.organisations import queries as organisations
from registry.ownership import proofs, queries, service
from registry.ownership.limits import count
from registry.ownership.models import OwnershipState, ProofMethod
from registry.ownership.proofs import NAME
from registry.solutions import queries as solutions
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

CLAIM: Final = needs(Permission.PRODUCT_CLAIM)
DECIDE: Final = needs(Permission.OWNERSHIP_DECIDE)


@get("/solutions/{name:str}/claim", opt=needs(Permission.ACCOUNT_USE), sync_to_thread=True)
def begin_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText) -> Response[bytes]:
    """The ways to prove that an organisation controls a product."""
    with db.read() as session:
        return _begin(request, session, viewer, name)


def _begin(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    name: str,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    solution = solutions.solution(session, name)
    if solution.slug != name:
        raise Moved(Kind.SOLUTION, solution.slug)
    with using(language_of_request(request)):
        ids = viewer.organisations(Permission.PRODUCT_CLAIM)
        return page(
            request,
            "ownership/begin.html",
            title=gettext("Claim %(name)s") % {"name": label(solution.names)},
            status=422 if faults else 200,
            solution=solution,
            organisations=sorted(organisations.refs(session, ids).values(), key=lambda ref: ref.slug),
            controllers=[
                (each, each.organisation.id in ids or viewer.may(Permission.OWNERSHIP_DECIDE))
                for each in queries.controllers(session, solution.id)
            ],
            claims=queries.claims_on(session, viewer, solution.id),
            addresses={
                ProofMethod.REPOSITORY.value: proofs.repositories(solution.links),
                ProofMethod.WEBSITE.value: proofs.websites(solution.links),
                ProofMethod.EMAIL.value: proofs.mail_domains(solution.links),
            },
            faults=dict(faults or {}),
            typed=typed or FormData(),
        )


@post("/solutions/{name:str}/claim", opt=CLAIM, sync_to_thread=True, status_code=303)
def begin(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Claim a product; the claim's page says what to do."""
    # One way and its address are one choice: "website https://example.org".
    way, _, address = form.text("way").partition(" ")
    try:
        method = _method(way)
        with db.write() as session:
            row = service.begin(
                session,
                viewer,
                solutions.solution(session, name),
                form.text("organisation"),
                method,
                address=address,
                statement=form.text("statement"),
            )
    except Invalid as error:
        with db.read() as session:
            return _begin(request, session, viewer, name, faults=error.faults, typed=form)
    return _to(request, str(row.id))


def _method(way: str) -> ProofMethod:
    if way not in {each.value for each in ProofMethod}:
        raise Invalid({"way": mark("Choose how you want to prove it.")})
    return ProofMethod(way)


@get("/ownership", opt=DECIDE, sync_to_thread=True)
def list_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """The open claims, for those who decide."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "ownership/list.html",
            title=gettext("Claims to products"),
            claims=queries.to_decide(session),
        )


@get("/ownership/{number:int}", opt=needs(Permission.ACCOUNT_USE), sync_to_thread=True)
def claim_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Response[bytes]:
    """One claim: what to do to prove it, and what came of it."""
    with db.read() as session:
        return _claim(request, session, viewer, number)


def _claim(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    row = queries.claim(session, viewer, number)
    claim = queries.view(session, row)
    with using(language_of_request(request)):
        return page(
            request,
            "ownership/claim.html",
            title=gettext("Claim to %(name)s") % {"name": label(claim.solution.names)},
            status=422 if faults else 200,
            claim=claim,
            is_open=row.state is OwnershipState.OPEN,
            is_own=row.organisation_id in viewer.organisations(Permission.PRODUCT_CLAIM),
            decides=viewer.may(Permission.OWNERSHIP_DECIDE),
            asks_outside=request.app.state.settings.outside_calls,
            file_name=NAME,
            site_file=proofs.places_on_site(row.address)[0] if row.method is ProofMethod.WEBSITE else "",
            faults=dict(faults or {}),
            typed=typed or FormData(),
        )


@post("/ownership/{number:int}/check", opt=CLAIM, sync_to_thread=True, status_code=303)
def check(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
) -> Response[Any]:
    """Have it looked whether the token is published."""
    count(db, "check", str(number))
    return _do(request, db, viewer, form, number, lambda s: service.ask_check(s, viewer, number))


@post("/ownership/{number:int}/code", opt=CLAIM, sync_to_thread=True, status_code=303)
def send_code(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
) -> Response[Any]:
    """Mail a code to an address at the domain."""
    count(db, "code", viewer.account_id)
    local = form.text("local")
    return _do(request, db, viewer, form, number, lambda s: service.send_code(s, viewer, number, local))


@post("/ownership/{number:int}/prove", opt=CLAIM, sync_to_thread=True, status_code=303)
def enter_code(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
) -> Response[Any]:
    """Prove control with the code that was mailed."""
    count(db, "prove", str(number))
    code = form.text("code")
    return _do(request, db, viewer, form, number, lambda s: service.enter_code(s, viewer, number, code))


@post("/ownership/{number:int}/decide", opt=DECIDE, sync_to_thread=True, status_code=303)
def decide(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
) -> Response[Any]:
    """Grant or refuse a claim, with the reason."""

    def act(session: Session) -> None:
        if form.text("outcome") not in {"grant", "refuse"}:
            raise Invalid({"outcome": mark("Choose one of them.")})
        grants = form.text("outcome") == "grant"
        service.decide(session, viewer, number, grants=grants, reason=form.text("reason"))

    return _do(request, db, viewer, form, number, act)


@post("/ownership/{number:int}/withdraw", opt=CLAIM, sync_to_thread=True, status_code=303)
def withdraw(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    number: PathNumber,
) -> Response[Any]:
    """Take a claim back."""
    return _do(request, db, viewer, form, number, lambda s: service.give_up(s, viewer, number))


@post(
    "/ownership/controls/{number:int}/end",
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
    status_code=303,
)
def end_control(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """End an organisation's control of a product."""
    with db.write() as session:
        solution_id = service.end_control(session, viewer, number, form.text("reason"))
    return Redirect(Urls(language_of_request(request)).solution(solution_id), status_code=303)


def _do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    form: FormData,
    number: int,
    act: Callable[[Session], None],
) -> Response[Any]:
    try:
        with db.write() as session:
            act(session)
    except Invalid as error:
        with db.read() as session:
            return _claim(request, session, viewer, number, faults=error.faults, typed=form)
    return _to(request, str(number))


def _to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("ownership", *segments), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [
    begin_page,
    begin,
    list_page,
    claim_page,
    check,
    send_code,
    enter_code,
    decide,
    withdraw,
    end_control,
]
