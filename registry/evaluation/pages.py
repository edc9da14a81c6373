"""All pages of evaluation."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.evaluation.frameworks import draft_pages
from registry.evaluation.frameworks import pages as frameworks

PAGES: Final[list[ControllerRouterHandler]] = [*frameworks.PAGES, *draft_pages.PAGES]
