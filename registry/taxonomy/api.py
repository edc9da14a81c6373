"""Classifications over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.taxonomy import queries
from registry.taxonomy.schemas import ConceptNode, ConceptView, SchemeView
from registry.web.inputs import Db, PathText

TAGS: Final = ["taxonomies"]


class SchemeTree(Struct, frozen=True):
    """A classification with its concepts as a tree."""

    scheme: SchemeView
    concepts: list[ConceptNode]


@get("/taxonomies", summary="All classifications", tags=TAGS, sync_to_thread=True)
def schemes(db: Db) -> list[SchemeView]:
    """All classifications and their editions."""
    with db.read() as session:
        return queries.schemes(session)


@get("/taxonomies/{scheme:str}", summary="One classification", tags=TAGS, sync_to_thread=True)
def scheme_tree(scheme: PathText, db: Db) -> SchemeTree:
    """One edition of a classification as a tree."""
    with db.read() as session:
        return SchemeTree(queries.scheme(session, scheme), queries.tree(session, scheme))


@get("/taxonomies/{scheme:str}/{code:str}", summary="One concept", tags=TAGS, sync_to_thread=True)
def concept(scheme: PathText, code: PathText, db: Db) -> ConceptView:
    """A concept with its place in the tree and its relations to other classifications."""
    with db.read() as session:
        return queries.concept(session, scheme, code)


API: Final[list[ControllerRouterHandler]] = [schemes, scheme_tree, concept]
