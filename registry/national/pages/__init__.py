"""Pages of the countries' side: the desk of a focal point and what belongs to it."""

from typing import Final

from litestar.types import ControllerRouterHandler

import registry.national.words  # noqa: F401 - names what the templates show
from registry.national.pages import adding, choices, desk, one, people, questions, rounds, settings

PAGES: Final[list[ControllerRouterHandler]] = [
    *desk.PAGES,
    *one.PAGES,
    *adding.PAGES,
    *choices.PAGES,
    *rounds.PAGES,
    *settings.PAGES,
    *people.PAGES,
    *questions.PAGES,
]
