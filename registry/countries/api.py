"""Countries and areas over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.audit.api import history_routes
from registry.countries import queries
from registry.countries.schemas import CountryRow, CountryView, RegionView
from registry.db.ids import Kind
from registry.web.inputs import Db, PathText

TAGS: Final = ["countries"]


@get("/countries", summary="All countries and areas", tags=TAGS, sync_to_thread=True)
def countries(db: Db) -> list[CountryRow]:
    """All countries and areas by ISO 3166-1 alpha-3 code."""
    with db.read() as session:
        return queries.countries(session)


@get("/countries/{name:str}", summary="One country or area", tags=TAGS, sync_to_thread=True)
def country(name: PathText, db: Db) -> CountryView:
    """A country or area by alpha-3 or alpha-2 code, with membership, region and income over time."""
    with db.read() as session:
        return queries.country(session, queries.existing_code(session, name))


@get("/regions", summary="WHO regions", tags=TAGS, sync_to_thread=True)
def regions(db: Db) -> list[RegionView]:
    """The WHO regions."""
    with db.read() as session:
        return queries.regions(session)


API: Final[list[ControllerRouterHandler]] = [
    countries,
    country,
    regions,
    *history_routes("countries", Kind.COUNTRY, queries.existing_code),
]
