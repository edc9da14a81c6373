"""The page of the evidence gap map: a picture and the table beside it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.countries import queries as countries
from registry.deployments.parameters import country_named, solution_named
from registry.evaluation.map import queries
from registry.evaluation.map.grid import picture
from registry.evidence import queries as evidence
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db
from registry.web.render import language_of_request, page

INTERVENTIONS: Final = "interventions-2"
OUTCOMES: Final = "outcomes"


@get("/evidence-map", sync_to_thread=True)
def evidence_map_page(
    request: Request[Any, Any, Any],
    db: Db,
    solution: Annotated[str, QueryParameter()] = "",
    country: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """What was found for which intervention and outcome, and where nothing is recorded."""
    with db.read() as session, using(language_of_request(request)):
        solution_id, code = solution_named(session, solution), country_named(session, country)
        made = queries.evidence_map(session, solution_id=solution_id, country=code)
        names = taxonomy.labels(
            session,
            [(INTERVENTIONS, code) for code in made.interventions]
            + [(OUTCOMES, code) for code in made.outcomes],
        )
        return page(
            request,
            "evidence/map.html",
            title=gettext("Map of evidence"),
            section="evidence",
            grid=made,
            picture=picture(made),
            interventions={code: names.get((INTERVENTIONS, code), {}) for code in made.interventions},
            outcomes={code: names.get((OUTCOMES, code), {}) for code in made.outcomes},
            about=solutions.refs(session, [solution_id]).get(solution_id),
            place=countries.refs(session, [code]).get(code),
            solutions=sorted(
                evidence.solutions_with_evidence(session), key=lambda ref: str(label(ref.names)).casefold()
            ),
            places=sorted(evidence.countries_with_evidence(session), key=lambda ref: str(label(ref.names))),
            chosen={"solution": solution, "country": code},
        )


PAGES: Final[list[ControllerRouterHandler]] = [evidence_map_page]
