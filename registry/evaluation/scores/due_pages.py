"""The queue of scores that are due for review, for those who manage assessments; and the badge of a product."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db.ids import Kind
from registry.errors import Moved
from registry.evaluation.levels import queries as levels
from registry.evaluation.scores import due_queries
from registry.evaluation.scores.badge import badge
from registry.solutions import queries as solutions
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls
from registry.web.vocabulary import term

HOUR: Final = "public, max-age=3600"
"""How long a copy of a badge may be shown: what it says is never older than a day, however many keep copies."""


@get("/scores/due", opt=needs(Permission.ASSESSMENT_MANAGE), sync_to_thread=True)
def due_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """Scores that are stale or soon will be."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "scores/due.html",
            title=gettext("Scores due for review"),
            section="",
            due=due_queries.due(session, viewer),
        )


@get("/solutions/{name:str}/badge.svg", sync_to_thread=True)
def badge_image(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """The evidence level of a product as a small picture, to be shown on other sites."""
    with db.read() as session, using(language_of_request(request)) as language:
        solution_id = solutions.solution_id(session, name)
        product = solutions.refs(session, [solution_id])[solution_id]
        if product.slug != name:
            raise Moved(Kind.SOLUTION, product.slug)
        view = levels.level(session, solution_id)
        said = str(term("evidence_level", view.standing.level))
        if view.stale:
            said = gettext("%(level)s, review due") % {"level": said}
        if view.is_sample:
            said = gettext("%(level)s (sample)") % {"level": said}
        outcomes = gettext(", ").join(str(label(each)) for each in view.shown_outcomes)
        shown = [gettext("Shown for: %(outcomes)s") % {"outcomes": outcomes}] if outcomes else []
        warnings = [str(term("notice_kind", each)) for each in product.notices]
        base = getattr(request.app.state, "base_url", "")
        image = badge(
            gettext("Digital Health Registry"),
            said,
            level=view.standing.level,
            is_stale=bool(view.stale),
            title=f"{label(product.names)}: {gettext(', ').join([said, *shown, *warnings])}",
            address=base + Urls(language.code).solution(product.slug),
            warnings=warnings,
            direction=language.direction,
        )
    return Response(image.encode(), media_type="image/svg+xml", headers={"cache-control": HOUR})


PAGES: Final[list[ControllerRouterHandler]] = [due_page, badge_image]
