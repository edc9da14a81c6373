"""The page on which whoever controls a product supplies its publiccode.yml."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Invalid
from registry.evaluation.machine import service
from registry.evaluation.machine.models import SuppliedMetadata
from registry.solutions import queries as solutions
from registry.web.forms import Form
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

SUPPLIES: Final = needs(Permission.PRODUCT_CLAIM)


@get("/solutions/{name:str}/metadata-file", opt=SUPPLIES, sync_to_thread=True)
def metadata_file_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """Where the file is supplied, and what the last one said."""
    with db.read() as session:
        return _form(request, session, viewer, name)


@post("/solutions/{name:str}/metadata-file", opt=SUPPLIES, status_code=303, sync_to_thread=True)
def supply_metadata_file(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Take the file and look at it."""
    upload = form.file("file")
    try:
        with db.write() as session:
            content = upload.file.read(service.LARGEST + 1) if upload else b""
            service.supply(session, viewer, solutions.solution_id(session, name), content)
    except Invalid as error:
        with db.read() as session:
            return _form(request, session, viewer, name, error)
    address = Urls(language_of_request(request)).to("solutions", name, "scorecard")
    return Redirect(f"{address}#machine", status_code=303)


def _form(
    request: Request[Any, Any, Any], session: Session, viewer: Viewer, name: str, error: Invalid | None = None
) -> Response[bytes]:
    solution_id = solutions.solution_id(session, name)
    service.in_control(session, viewer, solution_id)
    with using(language_of_request(request)):
        return page(
            request,
            "scores/metadata_file.html",
            status=422 if error else 200,
            title=gettext("Supply the publiccode.yml"),
            section="search",
            solution=solutions.refs(session, [solution_id])[solution_id],
            last=session.get(SuppliedMetadata, solution_id),
            faults=error.faults if error else {},
        )


PAGES: Final[list[ControllerRouterHandler]] = [metadata_file_page, supply_metadata_file]
