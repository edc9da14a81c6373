"""What every page of a desk shares: whose desk it is, who looks, and the way between its parts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response
from litestar.response import Redirect
from sqlmodel import Session

from registry.accounts.guard import needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.db import Database
from registry.db.ids import Kind
from registry.errors import Fault, Invalid, Moved, mark
from registry.national import queries
from registry.web.forms import FormData
from registry.web.i18n import gettext, label, using
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

LOOK: Final = needs(Permission.COUNTRY_READ)
SPEAK: Final = needs(Permission.COUNTRY_CONFIRM)
MANAGE: Final = needs(Permission.COUNTRY_MANAGE)

Faults = Mapping[str, Fault]
Show = Callable[[Session, Faults], Response[bytes]]


def code_of(session: Session, viewer: Viewer, code: str, permission: Permission) -> str:
    """The code of a country that the viewer may do this for; `Moved` where its address is another."""
    known = countries.existing_code(session, code)
    viewer.demand(permission, country=known)
    if code != known.lower():
        raise Moved(Kind.COUNTRY, known.lower())
    return known


def desk_page(  # noqa: PLR0913 - all but the first five are keywords of the page
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    template: str,
    *,
    title: str,
    part: str,
    faults: Faults | None = None,
    **context: Any,
) -> Response[bytes]:
    """One part of the desk of a country; `title` is a message id, with `%(country)s` where it names the country."""
    with using(language_of_request(request)):
        country = countries.refs(session, [code])[code]
        return page(
            request,
            f"national/{template}.html",
            title=gettext(title) % {"country": label(country.names)},
            section="countries",
            status=422 if faults else 200,
            country=country,
            part=part,
            authority=queries.authority(session, code),
            may_speak=viewer.may(Permission.COUNTRY_CONFIRM, country=code),
            may_manage=viewer.may(Permission.COUNTRY_MANAGE, country=code),
            faults=faults or {},
            **context,
        )


def ticked(form: FormData) -> list[str]:
    """The deployments of which "still true" is said: one, or all that are ticked."""
    ids = [form.text("one")] if form.text("one") else form.texts("ticked")
    if not ids:
        raise Invalid({"ticked": mark("Tick at least one of them first.")})
    return ids


def ticks_all(request: Request[Any, Any, Any]) -> bool:
    """Whether the page was asked for with everything ticked."""
    return request.query_params.get("tick") == "all"


def to_desk(request: Request[Any, Any, Any], code: str, *parts: str, **params: object) -> Redirect:
    """Back to a part of the desk."""
    url = Urls(language_of_request(request))
    return Redirect(url.to("countries", code.lower(), "desk", *parts, **params), status_code=303)


def done(db: Database, change: Callable[[Session], Any], then: Redirect, show: Show) -> Response[Any]:
    """Carry out a change and lead on; where rules were not kept, show the page again with what is wrong."""
    try:
        with db.write() as session:
            change(session)
    except Invalid as error:
        with db.read() as session:
            return show(session, error.faults)
    return then
