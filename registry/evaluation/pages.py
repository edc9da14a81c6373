"""All pages of evaluation."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.evaluation.assessments import pages as assessments
from registry.evaluation.carrying import pages as carrying
from registry.evaluation.certainty import pages as certainty
from registry.evaluation.frameworks import draft_pages, draft_part_pages
from registry.evaluation.frameworks import pages as frameworks
from registry.evaluation.levels import pages as levels
from registry.evaluation.machine import pages as machine
from registry.evaluation.map import pages as map_pages
from registry.evaluation.recommendations import pages as recommendations
from registry.evaluation.scores import due_pages as due
from registry.evaluation.scores import pages as scores
from registry.evaluation.scores import scorecard_pages as scorecards

PAGES: Final[list[ControllerRouterHandler]] = [
    *frameworks.PAGES,
    *assessments.PAGES,
    *draft_pages.PAGES,
    *draft_part_pages.PAGES,
    *carrying.PAGES,
    *certainty.PAGES,
    *recommendations.PAGES,
    *map_pages.PAGES,
    *machine.PAGES,
    *levels.PAGES,
    *scores.PAGES,
    *due.PAGES,
    *scorecards.PAGES,
]
