"""The evidence gap map over HTTP."""

from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.deployments.parameters import country_named, solution_named
from registry.evaluation.map import queries
from registry.evaluation.map.schemas import MapCell
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptRef
from registry.web.inputs import Db

INTERVENTIONS: Final = "interventions-2"
OUTCOMES: Final = "outcomes"


@get("/evidence-map", summary="Interventions by outcomes", tags=["evidence"], sync_to_thread=True)
def evidence_map(
    db: Db,
    solution: Annotated[str, QueryParameter(description="Id or slug of a solution.")] = "",
    country: Annotated[str, QueryParameter(description="Alpha-3 code of a country.")] = "",
) -> list[MapCell]:
    """Where there is evidence, what it found, and how certain it was judged; what is not listed is a gap."""
    with db.read() as session:
        made = queries.evidence_map(
            session,
            solution_id=solution_named(session, solution),
            country=country_named(session, country),
        )
        names = taxonomy.labels(
            session,
            [(INTERVENTIONS, code) for code in made.interventions]
            + [(OUTCOMES, code) for code in made.outcomes],
        )
        return [
            MapCell(
                ConceptRef(INTERVENTIONS, intervention, names.get((INTERVENTIONS, intervention), {})),
                ConceptRef(OUTCOMES, outcome, names.get((OUTCOMES, outcome), {})),
                cell.studies,
                cell.favourable,
                cell.unfavourable,
                cell.neither,
                cell.certainty,
            )
            for (intervention, outcome), cell in sorted(made.cells.items())
        ]


API: Final[list[ControllerRouterHandler]] = [evidence_map]
