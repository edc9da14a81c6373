"""All pages of evaluation."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.evaluation.certainty import pages as certainty
from registry.evaluation.frameworks import draft_pages
from registry.evaluation.frameworks import pages as frameworks
from registry.evaluation.map import pages as map_pages
from registry.evaluation.recommendations import pages as recommendations

PAGES: Final[list[ControllerRouterHandler]] = [
    *frameworks.PAGES,
    *draft_pages.PAGES,
    *certainty.PAGES,
    *recommendations.PAGES,
    *map_pages.PAGES,
]
