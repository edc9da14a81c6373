"""The page of a standard."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.audit import queries as audit
from registry.audit.pages import decided
from registry.db.ids import Kind
from registry.errors import Moved
from registry.national import queries as national
from registry.notices.pages import on_record
from registry.solutions import queries as solutions
from registry.standards import queries
from registry.web.i18n import label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page

MOST: Final = 100


@get("/standards/{name:str}", sync_to_thread=True)
def standard_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """A standard with its editions, how it is known and which solutions speak it."""
    with db.read() as session, using(language_of_request(request)):
        standard = queries.standard(session, name)
        if standard.slug != name:
            raise Moved(Kind.STANDARD, standard.slug)
        return page(
            request,
            "standards/detail.html",
            title=str(label(standard.names)),
            section="standards",
            description=str(label(standard.summary)),
            standard=standard,
            choices=national.of_record(session, Kind.STANDARD, standard.id),
            spoken=solutions.claims_to_speak(session, standard.id, MOST),
            speaking=solutions.count_speaking(session, standard.id),
            revisions=audit.revisions(session, Kind.STANDARD, standard.id),
            notices=on_record(session, Kind.STANDARD, standard.id, standard.notices),
            decisions=decided(session, Kind.STANDARD, standard.id),
        )


PAGES: Final[list[ControllerRouterHandler]] = [standard_page]
