"""The page of a deployment or reported presence."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.audit import queries as audit
from registry.db import Database
from registry.db.ids import Kind
from registry.deployments import queries
from registry.errors import Moved
from registry.provenance import queries as provenance
from registry.web.i18n import gettext, label, using
from registry.web.render import language_of_request, page


@get("/deployments/{name:str}", sync_to_thread=True)
def deployment_page(request: Request[Any, Any, Any], db: Database, name: str) -> Response[bytes]:
    """What runs where, by whom, since when and how far it reaches, with every claim."""
    with db.read() as session, using(language_of_request(request)):
        deployment = queries.deployment(session, name)
        if deployment.id != name:
            raise Moved(Kind.DEPLOYMENT, deployment.id)
        names = {"solution": label(deployment.solution.names), "country": label(deployment.country.names)}
        return page(
            request,
            "deployments/detail.html",
            title=gettext("%(solution)s in %(country)s") % names,
            section="search",
            deployment=deployment,
            identifiers_here=provenance.identifiers_of(session, Kind.DEPLOYMENT, deployment.id),
            revisions=audit.revisions(session, Kind.DEPLOYMENT, deployment.id),
        )


PAGES: Final[list[ControllerRouterHandler]] = [deployment_page]
