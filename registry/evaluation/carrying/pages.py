"""The page on which an administrator sees what a draft would change, before it is published."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.evaluation.carrying.checking import check
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page


@get(
    "/framework-drafts/{framework:str}/{version:str}/check",
    opt=needs(Permission.FRAMEWORK_MANAGE),
    sync_to_thread=True,
)
def check_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText
) -> Response[bytes]:
    """What becomes of each score that is in force by the version before."""
    with db.read() as session, using(language_of_request(request)):
        draft, rows = check(session, viewer, framework, version)
        return page(
            request,
            "frameworks/check.html",
            title=gettext("What would change"),
            draft=draft,
            criteria={each.code: each.names for each in draft.criteria},
            rows=rows,
            changed=sum(each.changes_gates or each.changes_total for _, each in rows),
        )


PAGES: Final[list[ControllerRouterHandler]] = [check_page]
