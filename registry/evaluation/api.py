"""All of evaluation over HTTP."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.evaluation.assessments import api as assessments
from registry.evaluation.assessments import reviewing_api, running_api
from registry.evaluation.carrying import api as carrying
from registry.evaluation.certainty import api as certainty
from registry.evaluation.external import api as external
from registry.evaluation.frameworks import api as frameworks
from registry.evaluation.frameworks import draft_api
from registry.evaluation.levels import api as levels
from registry.evaluation.machine import api as machine
from registry.evaluation.map import api as map_api
from registry.evaluation.recommendations import api as recommendations
from registry.evaluation.scores import api as scores

API: Final[list[ControllerRouterHandler]] = [
    *frameworks.API,
    *draft_api.API,
    *carrying.API,
    *assessments.API,
    *reviewing_api.API,
    *running_api.API,
    *certainty.API,
    *external.API,
    *recommendations.API,
    *map_api.API,
    *levels.API,
    *scores.API,
    *machine.API,
]
