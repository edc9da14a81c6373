"""All of evaluation over HTTP."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.evaluation.frameworks import api as frameworks

API: Final[list[ControllerRouterHandler]] = [*frameworks.API]
