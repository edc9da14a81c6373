"""Frameworks over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.evaluation.frameworks import queries
from registry.evaluation.frameworks.schemas import VersionRow, VersionView
from registry.web.inputs import Db, PathText

TAGS: Final = ["frameworks"]


@get("/frameworks", summary="All frameworks", tags=TAGS, sync_to_thread=True)
def frameworks(db: Db, viewer: Asker) -> list[VersionRow]:
    """All versions of all frameworks, those in force first."""
    with db.read() as session:
        return queries.versions(session, viewer)


@get("/frameworks/{framework:str}", summary="One framework", tags=TAGS, sync_to_thread=True)
def framework_in_force(framework: PathText, db: Db, viewer: Asker) -> VersionView:
    """The version in force with all its criteria, levels and conditions."""
    with db.read() as session:
        return queries.version(session, framework, viewer=viewer)


@get("/frameworks/{framework:str}/{version:str}", summary="One version", tags=TAGS, sync_to_thread=True)
def framework_version(framework: PathText, version: PathText, db: Db, viewer: Asker) -> VersionView:
    """One version with all its criteria; a version that was judged by never changes."""
    with db.read() as session:
        return queries.version(session, framework, version, viewer)


API: Final[list[ControllerRouterHandler]] = [frameworks, framework_in_force, framework_version]
