"""The page of an organisation."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.audit import queries as audit
from registry.audit.pages import decided
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.errors import Moved
from registry.notices.pages import on_record
from registry.organisations import queries
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionRef
from registry.standards import queries as standards
from registry.web.i18n import label, using
from registry.web.inputs import Db, PathText
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page

MOST: Final = 100
ROLES: Final = ("owner", "developer", "maintainer", "implementer", "funder")


@get("/organisations/{name:str}", sync_to_thread=True)
def organisation_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """An organisation with what it owns, builds, runs, pays for and publishes."""
    with db.read() as session, using(language_of_request(request)):
        organisation = queries.organisation(session, name)
        if organisation.slug != name:
            raise Moved(Kind.ORGANISATION, organisation.slug)
        return page(
            request,
            "organisations/detail.html",
            title=str(label(organisation.names)),
            section="search",
            organisation=organisation,
            solutions=_by_role(session, organisation.id),
            deployments=deployments.of_organisation(session, organisation.id, MOST + 1),
            most=MOST,
            standards=sorted(
                standards.published_by(session, organisation.id), key=lambda row: name_key(label(row.names))
            ),
            revisions=audit.revisions(session, Kind.ORGANISATION, organisation.id),
            notices=on_record(session, Kind.ORGANISATION, organisation.id, organisation.notices),
            decisions=decided(session, Kind.ORGANISATION, organisation.id),
        )


def _by_role(session: Session, organisation_id: str) -> list[tuple[str, list[SolutionRef]]]:
    """Its solutions by its role on them, owners' first."""
    found: dict[str, list[SolutionRef]] = {}
    for role, solution in solutions.of_organisation(session, organisation_id):
        found.setdefault(role, []).append(solution)
    return [
        (role, sorted(found[role], key=lambda row: name_key(label(row.names))))
        for role in ROLES
        if role in found
    ]


PAGES: Final[list[ControllerRouterHandler]] = [organisation_page]
