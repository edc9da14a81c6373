"""The history of a record over HTTP; each feature adds these routes below its own records."""

from collections.abc import Callable
from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from sqlmodel import Session

from registry.audit import queries
from registry.audit.schemas import DecisionView, Difference, RevisionHead, RevisionView
from registry.db.ids import Kind
from registry.web.inputs import LARGEST, Db, PathNumber, PathText

Before = Annotated[
    int, QueryParameter(name="from", ge=1, le=LARGEST, description="Number of the earlier revision.")
]
After = Annotated[
    int, QueryParameter(name="to", ge=1, le=LARGEST, description="Number of the later revision.")
]


def history_routes(
    collection: str, kind: Kind, record_id: Callable[[Session, str], str]
) -> list[HTTPRouteHandler]:
    """Routes of one kind's history; `record_id` finds the id of a name or raises."""

    @get(f"/{collection}/{{name:str}}/history", summary="History", tags=[collection], sync_to_thread=True)
    def history(name: PathText, db: Db) -> list[RevisionHead]:
        """All revisions of the record, newest first."""
        with db.read() as session:
            return queries.revisions(session, kind, record_id(session, name))

    @get(
        f"/{collection}/{{name:str}}/history/{{number:int}}",
        summary="One revision",
        tags=[collection],
        sync_to_thread=True,
    )
    def revision(name: PathText, number: PathNumber, db: Db) -> RevisionView:
        """One published state of the record with its full body."""
        with db.read() as session:
            return queries.revision(session, kind, record_id(session, name), number)

    @get(
        f"/{collection}/{{name:str}}/history/diff",
        summary="Difference",
        tags=[collection],
        sync_to_thread=True,
    )
    def difference(
        name: PathText,
        db: Db,
        from_: Before,
        to: After,
    ) -> Difference:
        """What changed between two revisions of the record."""
        with db.read() as session:
            return queries.compare(session, kind, record_id(session, name), from_, to)

    @get(
        f"/{collection}/{{name:str}}/decisions",
        summary="What was decided about it",
        tags=[collection],
        sync_to_thread=True,
    )
    def decisions(name: PathText, db: Db) -> list[DecisionView]:
        """What was decided about the record and is public, newest first; at most 100."""
        with db.read() as session:
            return queries.decisions(session, kind, record_id(session, name))

    return [history, revision, difference, decisions]
