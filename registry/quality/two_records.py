"""Two records that may be one, as they are published."""

from typing import Final

from msgspec import Struct
from sqlmodel import Session

from registry.audit.service import Published, last_revisions
from registry.db.ids import Kind, read_id
from registry.errors import Conflict, NotFound
from registry.quality import merge_queries

MERGEABLE: Final = (Kind.SOLUTION, Kind.ORGANISATION, Kind.DEPLOYMENT)


class Both(Struct, frozen=True):
    """Two records of one kind as they are published."""

    kind: Kind
    kept_id: str
    other_id: str
    kept: Published
    other: Published


def both(session: Session, kind: Kind, kept_id: str, other_id: str) -> Both:
    """Two records that can be merged; `NotFound` for one that is not published, `Conflict` for two that cannot be."""
    if kind not in MERGEABLE:
        raise NotFound(f"Records of kind {kind} are not merged.", kind=kind)
    if kept_id == other_id:
        raise Conflict("A record is not merged with itself.", id=kept_id)
    ids = [each for each in (kept_id, other_id) if read_id(each) == (kind, each)]
    there = merge_queries.published(session, kind, ids)
    found = last_revisions(session, kind, there)
    for record_id in (kept_id, other_id):
        if record_id not in found:
            raise NotFound(f"No {kind} {record_id}.", kind=kind, name=record_id)
    kept, other = found[kept_id], found[other_id]
    if kind is Kind.DEPLOYMENT:
        same = all(kept.body.get(each) == other.body.get(each) for each in ("solution", "country"))
        merely = any(each.body.get("is_reported_presence") for each in (kept, other))
        if not same or merely:
            raise Conflict(
                "Only two recorded deployments of one product in one country are merged.", id=kept_id
            )
    return Both(kind, kept_id, other_id, kept, other)
