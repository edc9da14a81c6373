"""Sources over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.db.base import Names
from registry.provenance import queries
from registry.web.inputs import Db


class SourceView(Struct, frozen=True):
    """A publication, registry or file that facts were read from."""

    id: str
    title: str
    publisher: str
    url: str
    date: str
    retrieved: str
    licence: str
    note: Names
    kind: str


@get("/sources", summary="All sources", tags=["sources"], sync_to_thread=True)
def sources(db: Db) -> list[SourceView]:
    """Every source that facts of the registry point to, newest data first."""
    with db.read() as session:
        return [
            SourceView(
                row.id,
                row.title,
                row.publisher,
                row.url,
                row.date,
                row.retrieved,
                row.licence,
                row.note,
                row.kind,
            )
            for row in queries.sources(session)
        ]


API: Final[list[ControllerRouterHandler]] = [sources]
