"""Pages of those who submit: what they have under way, the form in steps, one submission with its road."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.submissions.pages import beginning, forms, road

PAGES: Final[list[ControllerRouterHandler]] = [*beginning.PAGES, *road.PAGES, *forms.PAGES]
