"""Pages to read a framework: all of them, and one version with its criteria, made to be printed as well."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.evaluation import words
from registry.evaluation.frameworks import queries
from registry.evaluation.frameworks.schemas import VersionView
from registry.provenance import queries as provenance
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page

__all__ = ["PAGES", "words"]


@get("/frameworks", sync_to_thread=True)
def frameworks_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """All frameworks in force, and former versions."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "frameworks/list.html",
            title=gettext("Frameworks"),
            section="about",
            versions=queries.versions(session, viewer),
        )


@get("/frameworks/{framework:str}", sync_to_thread=True)
def framework_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText
) -> Response[bytes]:
    """The version of a framework that is in force."""
    with db.read() as session:
        return _page(request, session, queries.version(session, framework, viewer=viewer))


@get("/frameworks/{framework:str}/{version:str}", sync_to_thread=True)
def framework_version_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText
) -> Response[bytes]:
    """One version of a framework."""
    with db.read() as session:
        return _page(request, session, queries.version(session, framework, version, viewer))


def _page(request: Request[Any, Any, Any], session: Session, found: VersionView) -> Response[bytes]:
    with using(language_of_request(request)):
        domains = [(each, [c for c in found.criteria if c.domain == each.code]) for each in found.domains]
        return page(
            request,
            "frameworks/detail.html",
            title=str(label(found.names)),
            section="about",
            description=str(label(found.summary)),
            version=found,
            domains=domains,
            former=queries.criteria_names(session, f"{found.framework}@{found.former}")
            if found.former
            else {},
            tiers={tier.code: tier.names for tier in found.tiers},
            source=provenance.source_refs(session).get(found.source),
            others=[
                each for each in queries.versions(session, framework=found.framework) if each.id != found.id
            ],
        )


PAGES: Final[list[ControllerRouterHandler]] = [frameworks_page, framework_page, framework_version_page]
