"""Automated evidence over HTTP."""

from typing import Annotated, Final

from litestar import get, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.evaluation.machine import queries, service, words
from registry.evaluation.machine.queries import CheckView
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText

__all__ = ["API", "words"]


@get(
    "/solutions/{name:str}/machine-checks", summary="Checked by machine", tags=["scores"], sync_to_thread=True
)
def machine_checks(name: PathText, db: Db) -> list[CheckView]:
    """Facts that a machine checked, with the checker's version and the time; they are no judgement."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


class MetadataText(Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a publiccode.yml; only the day and version of the newest release are kept of it."""

    text: Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=service.LARGEST)]


@put(
    "/solutions/{name:str}/metadata-file",
    summary="Supply the publiccode.yml",
    tags=["scores"],
    opt=needs(Permission.PRODUCT_CLAIM),
    sync_to_thread=True,
)
def supply_metadata(name: PathText, db: Db, viewer: Asker, data: JSONBody[MetadataText]) -> list[CheckView]:
    """For an organisation that has proven that it controls the product; the answer is what machines find now."""
    with db.write() as session:
        solution_id = solutions.solution_id(session, name)
        service.supply(session, viewer, solution_id, data.text.encode())
        return queries.of_solution(session, solution_id)


API: Final[list[ControllerRouterHandler]] = [machine_checks, supply_metadata]
