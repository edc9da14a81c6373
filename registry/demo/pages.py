"""Pages for those who try the demo out; elsewhere they do not exist."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.demo import people
from registry.errors import NotFound
from registry.settings import Settings
from registry.web.render import page


@get("/dev/people", sync_to_thread=True, include_in_schema=False, opt={"uncached": True})
def people_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The sample people with their password, and the code that those with a second factor have now."""
    settings: Settings = request.app.state.settings
    if not settings.demo:
        raise NotFound
    return page(
        request,
        "demo/people.html",
        title="Sample people",
        people=people.PEOPLE,
        password=people.PASSWORD,
        code=people.code(),
        headers={"cache-control": "no-store"},
    )


ROOT: Final[list[ControllerRouterHandler]] = [people_page]
