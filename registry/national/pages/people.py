"""Who speaks for a country: the Secretariat appoints the first; focal points confirm each other and hand over."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.formats import BODY_BYTES
from registry.countries import queries as countries
from registry.errors import BadParameter, mark
from registry.national.pages.frame import LOOK, MANAGE, Faults, code_of, desk_page, done, to_desk
from registry.national.queries import people
from registry.national.service import appointments
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page

APPOINT: Final = needs(Permission.FOCAL_POINT_APPOINT)


@get("/focal-points", opt=APPOINT, sync_to_thread=True)
def all_of_them(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """The focal points of all countries and the documents they rest on, and the form to appoint one."""
    viewer.demand(Permission.FOCAL_POINT_APPOINT)
    with db.read() as session:
        return _all(request, session, viewer)


def _all(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        rows = countries.countries(session)
        options = sorted(
            ((row.code, str(label(row.names))) for row in rows), key=lambda each: name_key(each[1])
        )
        typed = ("country", "email", "document_date", "authority")
        return page(
            request,
            "national/focal_points.html",
            title=gettext("Focal points of countries"),
            status=422 if faults else 200,
            faults=faults or {},
            countries=options,
            focal_points=people.focal_points(session),
            appointments=people.appointments(session, viewer),
            values={name: sent.text(name) if sent else "" for name in typed},
        )


@post(
    "/focal-points",
    opt=APPOINT,
    sync_to_thread=True,
    status_code=303,
    request_max_body_size=BODY_BYTES,
)
def appoint(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Appoint a focal point on an official document."""
    viewer.demand(Permission.FOCAL_POINT_APPOINT)
    made: list[str] = []

    def change(session: Session) -> None:
        country = countries.country_code(session, form.text("country")) or ""
        appointments.appoint(
            session,
            viewer,
            country,
            form.text("email"),
            form.file("document"),
            document_date=form.text("document_date"),
            authority=form.text("authority"),
            language=language_of_request(request),
        )
        made.append(country)

    def again(session: Session, faults: Faults) -> Response[bytes]:
        return _all(request, session, viewer, faults, form)

    answer = done(db, change, to_desk(request, "x"), again)
    return to_desk(request, made[0], "people") if made else answer


@get("/countries/{code:str}/desk/people", opt=LOOK, sync_to_thread=True)
def of_country(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """Who speaks for the country, until when."""
    with db.read() as session:
        return _show(request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ))


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    faults: Faults | None = None,
) -> Response[bytes]:
    found = people.focal_points(session, code)
    return desk_page(
        request,
        session,
        viewer,
        code,
        "people",
        title=mark("Who speaks for %(country)s"),
        part="people",
        faults=faults,
        focal_points=found,
        appointments=people.appointments(session, viewer, code),
        me=viewer.account_id,
        may_renew=viewer.may(Permission.MEMBERS_MANAGE, country=code),
        others=[each for each in found if each.account_id != viewer.account_id and not each.is_over],
        speaks=any(each.account_id == viewer.account_id and not each.is_over for each in found),
    )


@post(
    "/countries/{code:str}/desk/people",
    opt=needs(Permission.MEMBERS_MANAGE),
    sync_to_thread=True,
    status_code=303,
)
def renew(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Say that somebody is still a focal point."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.MEMBERS_MANAGE)
        if not form.text("account"):
            raise BadParameter("account", "Say whose role it is.")
        appointments.renew(session, viewer, known, form.text("account"))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        return _show(
            request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ), faults
        )

    return done(db, change, to_desk(request, code, "people"), again)


@post("/countries/{code:str}/desk/people/hand-over", opt=MANAGE, sync_to_thread=True, status_code=303)
def hand_over(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Leave the country's voice to another focal point."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_MANAGE)
        appointments.hand_over(session, viewer, known, form.text("to"))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        return _show(
            request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ), faults
        )

    return done(db, change, to_desk(request, code), again)


PAGES: Final[list[ControllerRouterHandler]] = [all_of_them, appoint, of_country, renew, hand_over]
