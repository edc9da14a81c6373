"""The administrators' page of rules by which what a provider of single sign-on states gives a role."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import claim_rules, people_queries
from registry.accounts.guard import Asker
from registry.accounts.pages.entry import shown, shown_again, to
from registry.accounts.pages.people import MANAGE
from registry.accounts.pages.places import find_place, places_of
from registry.accounts.permissions import SCOPE_OF, Role, ScopeKind
from registry.accounts.providers import Known, Providers
from registry.errors import Invalid, Moved, NotFound, mark
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathNumber

RULES: Final = mark("Roles by single sign-on")
NO_PLACE: Final = {
    ScopeKind.ORGANISATION: mark(
        "Enter the identifier of an organisation, or its name as its address has it."
    ),
    ScopeKind.COUNTRY: mark("Enter the code of a country, such as KEN."),
}


@get("/people/rules", sync_to_thread=True, opt=MANAGE)
def rules_page(request: Request[Any, Any, Any], db: Db, providers: Known) -> Response[bytes]:
    """The rules that are set, and the form for another."""
    with db.read() as session:
        return shown(
            request,
            "accounts/rules.html",
            title=RULES,
            typed=FormData(),
            done=request.query_params.get("done", ""),
            **_rules(session, providers),
        )


def _rules(session: Session, providers: Providers) -> dict[str, Any]:
    rows = people_queries.rules(session)
    return {
        "rows": rows,
        "places": places_of(session, rows),
        "providers": providers.configured,
        "given": claim_rules.GIVEN,
    }


@post("/people/rules", status_code=303, sync_to_thread=True, opt=MANAGE)
def add_rule(
    request: Request[Any, Any, Any], form: Form, db: Db, providers: Known, viewer: Asker
) -> Response[Any]:
    """Set a rule."""
    try:
        if form.text("provider") not in {each.id for each in providers.configured}:
            raise Invalid({"provider": mark("Choose a provider.")})  # noqa: TRY301 - told on the same form
        with db.write() as session:
            claim_rules.add(
                session,
                viewer,
                form.text("provider"),
                form.text("claim"),
                form.text("value"),
                *_held(session, form),
            )
    except Invalid as error:
        with db.read() as session:
            context = _rules(session, providers)
        return shown_again(
            request, "accounts/rules.html", error, "claim", title=RULES, typed=form, done="", **context
        )
    return to(request, "people", "rules", done="set")


def _held(session: Session, form: FormData) -> tuple[Role, str]:
    """The role that was chosen, and what it shall be held in: an organisation by id or slug, a country by code."""
    if form.text("role") not in {role.value for role in claim_rules.GIVEN}:
        raise Invalid({"role": mark("Choose a role.")})
    role = Role(form.text("role"))
    scope = SCOPE_OF[role]
    try:
        return role, find_place(session, scope, form.text("place")).id
    except (NotFound, Moved) as error:
        raise Invalid({"place": NO_PLACE[scope]}) from error


@post("/people/rules/{number:int}/end", status_code=303, sync_to_thread=True, opt=MANAGE)
def end_rule(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, number: PathNumber
) -> Response[Any]:
    """End a rule, and the roles that rest on it."""
    with db.write() as session:
        claim_rules.end(session, viewer, number)
    return to(request, "people", "rules", done="ended")


PAGES: Final[list[ControllerRouterHandler]] = [rules_page, add_rule, end_rule]
