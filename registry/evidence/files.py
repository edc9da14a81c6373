"""Files attached to an item of evidence: read by whoever sees the item, changed by editors."""

from collections.abc import Collection
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments import access
from registry.attachments import service as attachments
from registry.attachments.schemas import AttachmentView
from registry.attachments.service import Incoming
from registry.evidence import queries


def attach(session: Session, viewer: Viewer, evidence_id: str, upload: Incoming | None) -> AttachmentView:
    """Attach a file to an item; `Invalid` where it is not taken."""
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    found = queries.item(session, evidence_id, viewer)
    return attachments.store(session, viewer, upload, owner=(queries.FILES, found.id), public=False)


def _may_read(session: Session, viewer: Viewer, owner_id: str) -> bool:
    return owner_id in queries.visible_ids(session, [owner_id], viewer)


def _may_change(session: Session, viewer: Viewer, owner_id: str) -> bool:
    return viewer.may(Permission.EVIDENCE_CONFIRM) and _may_read(session, viewer, owner_id)


def _existing(session: Session, ids: Collection[str]) -> Collection[str]:
    return queries.existing_ids(session, ids)


RULES: Final = access.OwnerRules(_may_read, _may_change, _existing, on_pages=True)

access.register(queries.FILES, RULES)
