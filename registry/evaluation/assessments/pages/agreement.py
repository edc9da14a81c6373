"""How far reviewers agree: figures for everybody, and those that identify people for the Secretariat."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.evaluation.assessments import agreeing
from registry.web.i18n import gettext, using
from registry.web.inputs import Db
from registry.web.render import language_of_request, page


@get("/agreement", sync_to_thread=True)
def agreement_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """Agreement on judgements before consensus."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "assessments/agreement.html",
            title=gettext("How far reviewers agree"),
            section="about",
            found=agreeing.agreement(session),
        )


@get("/agreement/reviewers", opt=needs(Permission.ASSESSMENT_MANAGE), sync_to_thread=True)
def reviewers_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """Agreement per pair and per reviewer, and who drifts in calibration."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "assessments/reviewers.html",
            title=gettext("Agreement per reviewer"),
            found=agreeing.reviewers(session, viewer),
        )


PAGES: Final[list[ControllerRouterHandler]] = [agreement_page, reviewers_page]
