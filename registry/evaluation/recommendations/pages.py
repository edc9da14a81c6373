"""The page of the recommendations."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.evaluation.recommendations import queries
from registry.provenance import queries as provenance
from registry.web.i18n import gettext, using
from registry.web.inputs import Db
from registry.web.render import language_of_request, page


@get("/recommendations", sync_to_thread=True)
def recommendations_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """All recommendations with their conditions and the interventions that they are on."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "recommendations/list.html",
            title=gettext("Recommendations of WHO on digital interventions"),
            section="evidence",
            recommendations=queries.recommendations(session),
            sources=provenance.source_refs(session),
        )


PAGES: Final[list[ControllerRouterHandler]] = [recommendations_page]
