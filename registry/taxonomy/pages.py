"""Pages of the classifications: all of them, one as a tree, one concept with its relations."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.provenance import queries as provenance
from registry.solutions import queries as solutions
from registry.taxonomy import queries
from registry.taxonomy.models import Relation
from registry.taxonomy.schemas import ConceptView, MapRow
from registry.web.i18n import current, gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page

FACETS: Final = {scheme: facet for facet, scheme in queries.CURRENT.items()}
"""The scheme in force → the search parameter that narrows by its codes."""

ANSWERED: Final = frozenset({"challenges", "interventions"})
"""Families that the relation from challenges to interventions joins."""

MOST: Final = 50


class Related(Struct, frozen=True):
    """A concept's relations by what they say."""

    editions: list[MapRow]
    answers: list[MapRow]
    covers: list[MapRow]


@get("/taxonomies", sync_to_thread=True)
def taxonomies_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """All classifications with their editions."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "taxonomy/list.html",
            title=gettext("Classifications"),
            section="taxonomies",
            schemes=queries.schemes(session),
            sources=provenance.source_refs(session),
        )


@get("/taxonomies/{scheme:str}", sync_to_thread=True)
def scheme_page(request: Request[Any, Any, Any], db: Db, scheme: PathText) -> Response[bytes]:
    """One edition of a classification as a tree, with how many solutions each code has."""
    with db.read() as session, using(language_of_request(request)):
        found = queries.scheme(session, scheme)
        return page(
            request,
            "taxonomy/scheme.html",
            title=str(label(found.title)),
            section="taxonomies",
            scheme=found,
            unofficial=current().code in found.unofficial_translations,
            editions=[each for each in queries.schemes(session) if each.family == found.family],
            source=provenance.source_refs(session).get(found.source),
            tree=queries.tree(session, scheme),
            counts=solutions.count_by_subtree(session, scheme) if scheme in FACETS else {},
            facet=FACETS.get(scheme),
        )


@get("/taxonomies/{scheme:str}/{code:str}", sync_to_thread=True)
def concept_page(
    request: Request[Any, Any, Any], db: Db, scheme: PathText, code: PathText
) -> Response[bytes]:
    """One concept: its place, its counterpart in the other edition, what answers it, which solutions have it."""
    with db.read() as session, using(language_of_request(request)):
        concept = queries.concept(session, scheme, code)
        total, classified = solutions.in_subtree(session, scheme, code, MOST) if scheme in FACETS else (0, [])
        return page(
            request,
            "taxonomy/concept.html",
            title=f"{concept.code} {label(concept.label)}",
            section="taxonomies",
            concept=concept,
            unofficial=current().code in concept.scheme.unofficial_translations,
            related=_related(concept),
            answered=concept.scheme.family in ANSWERED and bool(concept.ancestors) and not concept.children,
            total=total,
            solutions=classified,
            facet=FACETS.get(scheme),
        )


def _related(concept: ConceptView) -> Related:
    def rows(relation: Relation) -> list[MapRow]:
        return [row for row in concept.relations if row.relation == relation]

    return Related(rows(Relation.EDITION_MAP), rows(Relation.ANSWERED_BY), rows(Relation.COVERS))


PAGES: Final[list[ControllerRouterHandler]] = [taxonomies_page, scheme_page, concept_page]
