"""The page of a solution."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.audit import queries as audit
from registry.audit.pages import Stated, decided, stated, wording
from registry.countries import queries as countries
from registry.db.base import Names
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.deployments.grouping import RegionGroup, by_region
from registry.deployments.schemas import DeploymentRow, SolutionNumbers
from registry.errors import Moved
from registry.evaluation.certainty import queries as certainty
from registry.evaluation.external import queries as external
from registry.evaluation.external.schemas import ExternalGroup
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.levels import queries as levels
from registry.evaluation.recommendations import queries as recommendations
from registry.evidence import queries as evidence
from registry.feedback import queries as feedback
from registry.national import queries as national
from registry.notices.pages import on_record
from registry.ownership import queries as ownership
from registry.provenance import queries as provenance
from registry.provenance.schemas import ClaimView, FieldClaims
from registry.solutions import queries
from registry.solutions.licence import licence_parts
from registry.solutions.schemas import SolutionView
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page
from registry.web.wording import Leaf, Node, Wording

MOST_RECORDED: Final = 100
MOST_REPORTED: Final = 300


class Disputed(Struct, frozen=True):
    """A field on which sources differ: what all of them list, and what each states beyond that."""

    field: str
    shared: Node | None
    stated: list[Stated]


class Places(Struct, frozen=True):
    """Where a solution is: deployments proper, apart from countries that sources merely name."""

    numbers: SolutionNumbers
    sources: list[ClaimView]
    recorded: list[DeploymentRow]
    reported: list[RegionGroup]
    reported_shown: int


@get("/solutions/{name:str}", sync_to_thread=True)
def solution_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText) -> Response[bytes]:
    """A solution with all that is known of it, and who says so."""
    with db.read() as session, using(language_of_request(request)):
        solution = queries.solution(session, name)
        if solution.slug != name:
            raise Moved(Kind.SOLUTION, solution.slug)
        words = _words(session, solution.claims)
        items = evidence.of_solution(session, solution.id)
        return page(
            request,
            "solutions/detail.html",
            title=str(label(solution.names)),
            section="search",
            description=str(label(solution.summary)),
            solution=solution,
            choices=national.of_record(session, Kind.SOLUTION, solution.id),
            licence=licence_parts(solution.licence),
            places=(places := _places(session, solution)),
            positions=national.of_deployments(session, [row.id for row in places.recorded]),
            evidence=items,
            findings=certainty.outcomes_of_solution(session, solution.id, items),
            may_judge=certainty.may_judge(viewer),
            recommended=recommendations.covering(session, [each.code for each in solution.interventions]),
            external=(groups := external.groups(session, solution.id)),
            maturity=_maturity(session, groups),
            sources=provenance.source_refs(session) if groups else {},
            feedback=feedback.of_solution(session, solution.id),
            level=levels.level(session, solution.id),
            stated={field.field: stated(words, field.claims) for field in solution.claims},
            disputed=[_disputed(words, field) for field in solution.claims if not field.agree],
            controllers=ownership.controllers(session, solution.id),
            revisions=audit.revisions(session, Kind.SOLUTION, solution.id),
            notices=on_record(session, Kind.SOLUTION, solution.id, solution.notices),
            decisions=decided(session, Kind.SOLUTION, solution.id),
        )


def _maturity(session: Session, groups: Sequence[ExternalGroup]) -> dict[str, Names]:
    """What the criteria of the maturity model are called, where others rated the solution by it."""
    if not any(group.scheme == "ggmm" for group in groups):
        return {}
    return {each.code: each.names for each in frameworks.version(session, "ggmm").criteria}


def _words(session: Session, fields: Iterable[FieldClaims]) -> Wording:
    claims = [claim for field in fields for claim in field.claims]
    return wording(session, Kind.SOLUTION, [{claim.field: claim.value} for claim in claims])


def _disputed(words: Wording, field: FieldClaims) -> Disputed:
    """What sources state apart from what all of them list; a single value is shown as each states it."""
    values = [claim.value for claim in field.claims]
    shared = _shared(values)
    apart = [
        Stated(claim, words.value(own, field.field) if own or not shared else Leaf(gettext("nothing more")))
        for claim in field.claims
        for own in [_without(claim.value, shared)]
    ]
    return Disputed(field.field, words.value(shared, field.field) if shared else None, apart)


def _shared(values: list[Any]) -> Any:
    """What all lists hold, or all lists under the same key; nothing for single values."""
    if all(isinstance(value, list) for value in values):
        return [each for each in values[0] if all(each in value for value in values)]
    if all(isinstance(value, dict) for value in values):
        keys = {key: _shared([value.get(key, []) for value in values]) for key in values[0]}
        return {key: found for key, found in keys.items() if found}
    return None


def _without(value: Any, shared: Any) -> Any:
    if not shared:
        return value
    if isinstance(value, dict):
        rest = {key: _without(each, shared.get(key)) for key, each in value.items()}
        return {key: each for key, each in rest.items() if each}
    return [each for each in value if each not in shared]


def _places(session: Session, solution: SolutionView) -> Places:
    recorded = deployments.of_solution(session, solution.id, presences=False, limit=MOST_RECORDED)
    reported = deployments.of_solution(session, solution.id, presences=True, limit=MOST_REPORTED)
    region_of = countries.region_of(session, [row.country.code for row in reported])
    return Places(
        deployments.solution_numbers(session, solution.id),
        sorted(
            {claim.source.id: claim for row in reported for claim in row.standing.claims}.values(),
            key=lambda claim: name_key(claim.source.title),
        ),
        sorted(recorded, key=lambda row: name_key(label(row.country.names))),
        by_region(reported, countries.regions(session), region_of),
        len(reported),
    )


PAGES: Final[list[ControllerRouterHandler]] = [solution_page]
