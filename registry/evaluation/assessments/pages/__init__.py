"""Pages of assessments: a reviewer's own desk, running them, comparing, and what those who answer for a product do."""

from typing import Final

from litestar.types import ControllerRouterHandler

import registry.evaluation.assessments.words  # noqa: F401 - names what the templates show
from registry.evaluation.assessments.pages import agreement, differing, mine, one, reviewing, running

PAGES: Final[list[ControllerRouterHandler]] = [
    *mine.PAGES,
    *reviewing.PAGES,
    *running.PAGES,
    *one.PAGES,
    *differing.PAGES,
    *agreement.PAGES,
]
