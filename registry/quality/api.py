"""Findings over HTTP."""

from typing import Annotated, Final

from litestar import get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.errors import BadParameter
from registry.organisations import queries as organisations
from registry.quality import queries, service
from registry.quality.checks import CHECKS
from registry.quality.models import FindingState
from registry.quality.schemas import FindingRow
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.web.inputs import Db, PathNumber, PathText, Said
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_number, encode_cursor, limit_of

TAGS: Final = ["quality"]
RESOLVE: Final = needs(Permission.QUALITY_RESOLVE)


class CheckView(Struct, frozen=True):
    """A check: what it looks for, how to mend what it finds, and how much stands."""

    id: str
    kinds: list[str]
    severity: str
    title: str
    explanation: str
    remedy: str
    open: int
    accepted: int
    fixed: int


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a finding is right as it stands; everybody reads it."""

    reason: Said


Check = Annotated[str | None, QueryParameter(description="Only of this check; see /api/v1/checks.")]
Standing = Annotated[
    str | None, QueryParameter(name="state", description="open (when left out), accepted, fixed or all.")
]


@get("/checks", summary="The checks of the records", tags=TAGS, sync_to_thread=True)
def checks(db: Db) -> list[CheckView]:
    """Every check with what it means, how to mend what it finds, and how many findings stand."""
    with db.read() as session:
        numbers = {each.check: each for each in queries.numbers(session, queries.everything())}
    return [
        CheckView(
            check.id,
            [kind.value for kind in check.kinds],
            check.severity,
            check.title,
            check.explanation,
            check.remedy,
            numbers[check.id].open,
            numbers[check.id].accepted,
            numbers[check.id].fixed,
        )
        for check in CHECKS.values()
    ]


@get("/findings", summary="All findings", tags=TAGS, sync_to_thread=True)
def findings(
    db: Db, check: Check = None, standing: Standing = None, limit: Limit = None, cursor: Cursor = None
) -> Listing[FindingRow]:
    """What the checks found in the whole registry, the gravest and oldest first."""
    with db.read() as session:
        return _page(session, queries.everything(), check, standing, limit, cursor)


@get("/findings/{number:int}", summary="One finding", tags=TAGS, sync_to_thread=True)
def finding(number: PathNumber, db: Db) -> FindingRow:
    """What was found, of which record, and where it stands."""
    with db.read() as session:
        return queries.finding_row(session, number)


@post(
    "/findings/{number:int}/accept",
    summary="Let a finding stand",
    tags=TAGS,
    opt=RESOLVE,
    sync_to_thread=True,
    status_code=200,
)
def accept(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Reason]) -> FindingRow:
    """Say why it is right as it stands; it opens again by itself when what it rests on changes."""
    with db.write() as session:
        service.accept(session, viewer, number, data.reason)
        return queries.finding_row(session, number)


@post(
    "/findings/{number:int}/reopen",
    summary="Open a finding again",
    tags=TAGS,
    opt=RESOLVE,
    sync_to_thread=True,
    status_code=200,
)
def reopen(number: PathNumber, db: Db, viewer: Asker) -> FindingRow:
    """Take an acceptance back."""
    with db.write() as session:
        service.reopen(session, viewer, number)
        return queries.finding_row(session, number)


@get(
    "/organisations/{name:str}/findings",
    summary="Findings of an organisation",
    tags=TAGS,
    sync_to_thread=True,
)
def of_organisation(
    name: PathText,
    db: Db,
    check: Check = None,
    standing: Standing = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Listing[FindingRow]:
    """What the checks found about an organisation, its products and the deployments it has a role in."""
    with db.read() as session:
        about = queries.about_organisation(organisations.organisation_id(session, name))
        return _page(session, about, check, standing, limit, cursor)


@get("/countries/{name:str}/findings", summary="Findings of a country", tags=TAGS, sync_to_thread=True)
def of_country(
    name: PathText,
    db: Db,
    check: Check = None,
    standing: Standing = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Listing[FindingRow]:
    """What the checks found about the deployments of a country or area."""
    with db.read() as session:
        about = queries.about_country(countries.existing_code(session, name))
        return _page(session, about, check, standing, limit, cursor)


@get("/solutions/{name:str}/findings", summary="Findings of a solution", tags=TAGS, sync_to_thread=True)
def of_solution(name: PathText, db: Db) -> list[FindingRow]:
    """What stands against a solution, open and accepted, the gravest first."""
    with db.read() as session:
        return queries.of_record(session, Kind.SOLUTION, solutions.solution_id(session, name))


@get("/deployments/{name:str}/findings", summary="Findings of a deployment", tags=TAGS, sync_to_thread=True)
def of_deployment(name: PathText, db: Db) -> list[FindingRow]:
    """What stands against a deployment, open and accepted, the gravest first."""
    with db.read() as session:
        return queries.of_record(session, Kind.DEPLOYMENT, deployments.deployment_id(session, name))


@get("/standards/{name:str}/findings", summary="Findings of a standard", tags=TAGS, sync_to_thread=True)
def of_standard(name: PathText, db: Db) -> list[FindingRow]:
    """What stands against a standard, open and accepted, the gravest first."""
    with db.read() as session:
        return queries.of_record(session, Kind.STANDARD, standards.standard_id(session, name))


def _page(
    session: Session,
    about: queries.About,
    check: str | None,
    state: str | None,
    limit: int | None,
    cursor: str | None,
) -> Listing[FindingRow]:
    if check is not None and check not in CHECKS:
        raise BadParameter("check", f"There is no check {check}.", known=list(CHECKS))
    if state is not None and state not in {"all", *FindingState}:
        raise BadParameter("state", f"There is no state {state}.", known=["all", *FindingState])
    size, place = limit_of(limit), decode_number(cursor)
    chosen = "" if state == "all" else state or FindingState.OPEN.value
    total, rows = queries.listed(session, about, check=check or "", state=chosen, limit=size, offset=place)
    return Listing(rows, encode_cursor(place + size) if place + size < total else None)


API: Final[list[ControllerRouterHandler]] = [
    checks,
    findings,
    finding,
    accept,
    reopen,
    of_organisation,
    of_country,
    of_solution,
    of_deployment,
    of_standard,
]
