"""The administrators' pages: who has an account, with which roles, and what to do about it."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import leaving, oversight, people_queries, queries, service
from registry.accounts.guard import Asker, needs
from registry.accounts.oversight import SECRETARIAT
from registry.accounts.pages.entry import limit_invitations, shown, shown_again, to
from registry.accounts.pages.places import places_of
from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.accounts.registration import demand_email
from registry.accounts.viewer import Viewer
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request

PEOPLE: Final = mark("People")
PERSON: Final = mark("A person and their roles")
MANAGE: Final = needs(Permission.PEOPLE_MANAGE)
ROWS: Final = 100


@get("/people", sync_to_thread=True, opt=MANAGE)
def people_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """All people, to be searched by name, address or role; invitations and requests that wait."""
    with db.read() as session:
        return shown(
            request,
            "accounts/people.html",
            title=PEOPLE,
            email="",
            chosen="",
            done=request.query_params.get("done", ""),
            **_people(request, session),
        )


def _people(request: Request[Any, Any, Any], session: Session) -> dict[str, Any]:
    words, role = request.query_params.get("q", "").strip(), request.query_params.get("role", "")
    wanted = Role(role) if role in {each.value for each in Role} else None
    rows = people_queries.find(session, words, wanted, ROWS + 1)
    invitations = queries.open_invitations(session, scope=ScopeKind.SECRETARIAT)
    requests = queries.open_requests(session)
    return {
        "rows": rows[:ROWS],
        "has_more": len(rows) > ROWS,
        "words": words,
        "role": role,
        "roles": list(Role),
        "secretariat": SECRETARIAT,
        "number": people_queries.number(session),
        "invitations": invitations,
        "inviters": queries.names_of(session, [each.invited_by for each in invitations]),
        "requests": requests,
        "places": places_of(session, [*(each for row in rows for each in row.roles), *requests]),
    }


@post("/people/invite", status_code=303, sync_to_thread=True, opt=MANAGE)
def invite(request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker) -> Response[Any]:
    """Invite somebody to a role of the Secretariat."""
    try:
        role = _role(form.text("role"), "role")
        limit_invitations(db, viewer.account_id, demand_email(form.text("email")))
        with db.write() as session:
            service.invite(session, viewer, form.text("email"), role, language=language_of_request(request))
    except (Invalid, TooOften) as error:
        with db.read() as session:
            context = _people(request, session)
        return shown_again(
            request,
            "accounts/people.html",
            error,
            "email",
            title=PEOPLE,
            email=form.text("email"),
            chosen=form.text("role"),
            done="",
            **context,
        )
    return to(request, "people", done="invited")


def _role(chosen: str, field: str) -> Role:
    if chosen not in {role.value for role in SECRETARIAT}:
        raise Invalid({field: mark("Choose a role.")})
    return Role(chosen)


@post("/people/invitations/{number:int}/withdraw", status_code=303, sync_to_thread=True, opt=MANAGE)
def withdraw(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, number: PathNumber
) -> Response[Any]:
    """Take an invitation back."""
    with db.write() as session:
        service.withdraw_invitation(session, viewer, number)
    return to(request, "people", done="withdrawn")


@get("/people/{account:str}", sync_to_thread=True, opt=MANAGE)
def person_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, account: PathText) -> Response[bytes]:
    """One person: what is known, roles, and what an administrator can do."""
    with db.read() as session:
        return shown(
            request,
            "accounts/person.html",
            title=PERSON,
            done=request.query_params.get("done", ""),
            typed=FormData(),
            **_person(session, viewer, account),
        )


def _person(session: Session, viewer: Viewer, account_id: str) -> dict[str, Any]:
    row = people_queries.person(session, account_id)
    held = {each.role for each in row.roles}
    alone = leaving.left_without_owner(session, account_id)
    return {
        "person": row,
        "places": places_of(session, row.roles),
        "alone": list(places_of(session, alone).values()),
        "free": [role for role in SECRETARIAT if role not in held],
        "is_own": account_id == viewer.account_id,
        "sessions": queries.sessions_of(session, account_id),
        "tokens": [
            each
            for each in queries.tokens_of(session, account_id)
            if not (each.is_expired or each.revoked_at)
        ],
    }


@post("/people/{account:str}", status_code=303, sync_to_thread=True, opt=MANAGE)
def change(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, account: PathText
) -> Response[Any]:
    """Do one thing about a person, with its reason."""
    act, _, what = form.text("act").partition(":")
    try:
        with db.write() as session:
            _carry_out(session, viewer, account, act, what, form)
    except Invalid as error:
        with db.read() as session:
            context = _person(session, viewer, account)
        faults = {"act" if name == "role" else name: fault for name, fault in error.faults.items()}
        return shown_again(
            request,
            "accounts/person.html",
            Invalid(faults),
            "act",
            title=PERSON,
            done="",
            typed=form,
            **context,
        )
    return to(request, "people", done=act) if act == "close" else to(request, "people", account, done=act)


def _carry_out(
    session: Session, viewer: Viewer, account_id: str, act: str, what: str, form: FormData
) -> None:
    reason = form.text("reason")
    match act:
        case "give":
            oversight.give_role(session, viewer, account_id, _role(what, "act"), reason)
        case "take" if what.isdecimal():
            oversight.take_role(session, viewer, account_id, int(what), reason)
        case "close":
            oversight.close(session, viewer, account_id, reason, confirmed=form.flag("confirm"))
        case _ if act in ACTS:
            ACTS[act](session, viewer, account_id, reason)
        case _:
            raise Invalid({"act": mark("Choose what shall be done.")})


ACTS: Final = {
    "end-sessions": oversight.end_sessions,
    "remove-second-factor": oversight.remove_second_factor,
    "suspend": oversight.suspend,
    "reinstate": oversight.reinstate,
}

PAGES: Final[list[ControllerRouterHandler]] = [
    people_page,
    invite,
    withdraw,
    person_page,
    change,
]
