"""The scorecard of a product, and those of several side by side."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.db.ids import Kind
from registry.errors import Moved
from registry.evaluation.machine import queries as machine
from registry.evaluation.machine import words
from registry.evaluation.scores.api import Chosen
from registry.evaluation.scores.scorecard import scorecard, side_by_side
from registry.solutions import queries as solutions
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page


@get("/solutions/{name:str}/scorecard", sync_to_thread=True)
def scorecard_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """All that was judged of a product, made to be printed as a brief."""
    with db.read() as session, using(language_of_request(request)):
        found = scorecard(session, solutions.solution_id(session, name))
        if found.solution.slug != name:
            raise Moved(Kind.SOLUTION, found.solution.slug)
        return page(
            request,
            "scores/scorecard.html",
            title=gettext("Scorecard of %(name)s") % {"name": label(found.solution.names)},
            section="search",
            card=found,
            s=found.solution,
            findings=found.certainty,
            checks=machine.of_solution(session, found.solution.id),
            may_judge=False,
        )


@get("/scorecards", sync_to_thread=True)
def scorecards_page(request: Request[Any, Any, Any], db: Db, chosen: Chosen = None) -> Response[bytes]:
    """Two to five products side by side."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "scores/side_by_side.html",
            title=gettext("Scorecards side by side"),
            section="search",
            cards=side_by_side(session, chosen or []),
        )


__all__ = ["PAGES", "words"]

PAGES: Final[list[ControllerRouterHandler]] = [scorecard_page, scorecards_page]
