"""Merging two records over HTTP."""

from typing import Final

from litestar import get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db.ids import Kind
from registry.quality.merge_fields import Choice, Side, choices
from registry.quality.merging import merge
from registry.quality.record_refs import refs
from registry.quality.schemas import RecordRef
from registry.quality.two_records import both
from registry.web.inputs import Db, PathText, Said

TAGS: Final = ["quality"]
EDIT: Final = needs(Permission.RECORD_EDIT)
PATH: Final = "/merges/{kind:str}/{kept:str}/{other:str}"


class Comparison(Struct, frozen=True):
    """The fields in which two records differ, and the numbers of the revisions that were compared."""

    seen: tuple[int, int]
    choices: list[Choice]


class Merge(Struct, frozen=True, forbid_unknown_fields=True):
    """`seen`: as the comparison gave it. `sides`: field → kept, other or both; left out: as proposed."""

    seen: tuple[int, int]
    reason: Said
    sides: dict[str, Side] = {}


@get(PATH, summary="Compare two records", tags=TAGS, opt=EDIT, sync_to_thread=True)
def compare(kind: FromPath[Kind], kept: PathText, other: PathText, db: Db) -> Comparison:
    """What would become of each field if the other record were merged into the kept one."""
    with db.read() as session:
        two = both(session, kind, kept, other)
    return Comparison((two.kept.number, two.other.number), choices(kind, two.kept.body, two.other.body))


@post(PATH, summary="Merge two records", tags=TAGS, opt=EDIT, sync_to_thread=True, status_code=200)
def merge_them(
    kind: FromPath[Kind], kept: PathText, other: PathText, db: Db, viewer: Asker, data: JSONBody[Merge]
) -> RecordRef:
    """Merge the other record into the kept one, which is given back."""
    with db.write() as session:
        merge(
            session,
            viewer,
            kind,
            kept_id=kept,
            other_id=other,
            seen=data.seen,
            sides=data.sides,
            reason=data.reason,
        )
        return refs(session, [(kind, kept)])[kind.value, kept]


API: Final[list[ControllerRouterHandler]] = [compare, merge_them]
