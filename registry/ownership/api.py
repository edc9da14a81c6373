"""Claims to products over HTTP: made and proven by an organisation's editors, decided by the Secretariat."""

from collections.abc import Callable
from functools import partial
from typing import Final

from litestar import get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.organisations.queries import organisation_id
from registry.ownership import queries, service
from registry.ownership.limits import count
from registry.ownership.models import ProofMethod
from registry.ownership.schemas import ClaimView, Controller
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathNumber, PathText, Said

TAGS: Final = ["control of products"]
CLAIM: Final = needs(Permission.PRODUCT_CLAIM)
DECIDE: Final = needs(Permission.OWNERSHIP_DECIDE)
step: Final = partial(post, tags=TAGS, opt=CLAIM, sync_to_thread=True, status_code=200)
"""A handler of something that is done to a claim."""


class NewClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """Who claims it and how it is proven; see the guide.

    `address`: a repository, home page or its domain, as the record names it; `statement`: what the Secretariat is to
    decide on.
    """

    organisation: Said
    method: ProofMethod
    address: Said = ""
    statement: Said = ""


class MailBox(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands before the @ of an address at the claim's domain; it is used once and not kept."""

    local: Said


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was mailed."""

    code: Said


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the organisation controls the product, and why."""

    grants: bool
    reason: Said


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why control ends; the Secretariat must give it."""

    reason: Said = ""


@get("/solutions/{name:str}/controllers", summary="Who controls a product", tags=TAGS, sync_to_thread=True)
def controllers(name: PathText, db: Db) -> list[Controller]:
    """The organisations that have proven that they control a product, and how."""
    with db.read() as session:
        return queries.controllers(session, solutions.solution_id(session, name))


@post("/solutions/{name:str}/claim", summary="Claim a product", tags=TAGS, opt=CLAIM, sync_to_thread=True)
def claim_product(name: PathText, db: Db, viewer: Asker, data: JSONBody[NewClaim]) -> ClaimView:
    """Claim a product for an organisation; the answer names the token to publish."""
    with db.write() as session:
        row = service.begin(
            session,
            viewer,
            solutions.solution(session, name),
            organisation_id(session, data.organisation),
            data.method,
            address=data.address,
            statement=data.statement,
        )
        return queries.view(session, row)


@get("/ownership", summary="Open claims", tags=TAGS, opt=DECIDE, sync_to_thread=True)
def claims(db: Db) -> list[ClaimView]:
    """The open claims, those that wait for a decision first."""
    with db.read() as session:
        return queries.to_decide(session)


@get(
    "/ownership/{number:int}",
    summary="One claim",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
)
def claim(number: PathNumber, db: Db, viewer: Asker) -> ClaimView:
    """A claim of your organisation, or any for those who decide."""
    with db.read() as session:
        return queries.view(session, queries.claim(session, viewer, number))


@step("/ownership/{number:int}/check", summary="Look for the token")
def check(number: PathNumber, db: Db, viewer: Asker) -> ClaimView:
    """Have it looked, in the background, whether the token is published."""
    count(db, "check", str(number))
    return _do(db, viewer, number, lambda session: service.ask_check(session, viewer, number))


@step("/ownership/{number:int}/code", summary="Mail a code")
def send_code(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[MailBox]) -> ClaimView:
    """Mail a code to an address at the claim's domain."""
    count(db, "code", viewer.account_id)
    return _do(db, viewer, number, lambda session: service.send_code(session, viewer, number, data.local))


@step("/ownership/{number:int}/prove", summary="Enter the code")
def enter_code(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Code]) -> ClaimView:
    """Prove control with the code that was mailed."""
    count(db, "prove", str(number))
    return _do(db, viewer, number, lambda session: service.enter_code(session, viewer, number, data.code))


@step("/ownership/{number:int}/decide", summary="Decide on a claim", opt=DECIDE)
def decide(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Decision]) -> ClaimView:
    """Grant or refuse a claim, with the reason."""
    return _do(
        db,
        viewer,
        number,
        lambda session: service.decide(session, viewer, number, grants=data.grants, reason=data.reason),
    )


@step("/ownership/{number:int}/withdraw", summary="Take a claim back")
def withdraw(number: PathNumber, db: Db, viewer: Asker) -> ClaimView:
    """Take a claim back."""
    return _do(db, viewer, number, lambda session: service.give_up(session, viewer, number))


@post(
    "/ownership/controls/{number:int}/end",
    summary="End a control",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
    status_code=200,
)
def end_control(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Reason]) -> list[Controller]:
    """Give up control of a product, or end it for the Secretariat; gives who controls it still."""
    with db.write() as session:
        return queries.controllers(session, service.end_control(session, viewer, number, data.reason))


def _do(db: Database, viewer: Viewer, number: int, act: Callable[[Session], None]) -> ClaimView:
    with db.write() as session:
        act(session)
        return queries.view(session, queries.claim(session, viewer, number))


API: Final[list[ControllerRouterHandler]] = [
    controllers,
    claim_product,
    claims,
    claim,
    check,
    send_code,
    enter_code,
    decide,
    withdraw,
    end_control,
]
