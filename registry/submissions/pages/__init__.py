"""Pages of those who submit: what they have under way, the form in steps, one submission with its road."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.submissions.pages import forms, road

PAGES: Final[list[ControllerRouterHandler]] = [*road.PAGES, *forms.PAGES]
