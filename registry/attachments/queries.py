"""Reads of attached files."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.viewer import Viewer
from registry.attachments.access import OWNERS, demand_read, may_read
from registry.attachments.formats import IMAGES, MEDIA_TYPES, FileFormat, Flag
from registry.attachments.models import Attachment
from registry.attachments.patient_data import Suspicion
from registry.attachments.schemas import AttachmentView
from registry.db.bulk import chunks
from registry.errors import NotFound


def view(row: Attachment) -> AttachmentView:
    """A file as it is shown."""
    return AttachmentView(
        row.id,
        row.owner_kind,
        row.owner_id,
        row.name,
        FileFormat(row.format),
        MEDIA_TYPES[FileFormat(row.format)],
        row.size,
        row.sha256,
        row.format in IMAGES,
        row.is_public,
        [Flag(each) for each in row.flags],
        [msgspec.convert(each, Suspicion) for each in row.suspicions],
        row.is_scanned,
        bool(row.suspicions) and row.cleared_at is None,
        row.uploaded_at,
    )


def attachment(session: Session, viewer: Viewer, attachment_id: str) -> AttachmentView:
    """A file that the viewer may read; `NotFound` for one that is not there or not for this viewer."""
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound(f"No attachment {attachment_id}.", id=attachment_id)
    found = view(row)
    demand_read(session, viewer, found)
    return found


def stored_as(session: Session, attachment_id: str) -> str:
    """The name of a file in the store."""
    return session.exec(select(Attachment.stored_as).where(Attachment.id == attachment_id)).one()


def of_owner(session: Session, viewer: Viewer, owner: tuple[str, str]) -> list[AttachmentView]:
    """The files of an owner that the viewer may read, oldest first."""
    return [each for each in _of_owner(session, owner) if may_read(session, viewer, each)]


def held_back(session: Session, owner: tuple[str, str]) -> list[AttachmentView]:
    """The files of an owner that look like patient data and must be cleared or removed."""
    return [each for each in _of_owner(session, owner) if each.is_held_back]


def _of_owner(session: Session, owner: tuple[str, str]) -> list[AttachmentView]:
    return [view(row) for row in rows_of(session, owner)]


def rows_of(session: Session, owner: tuple[str, str]) -> list[Attachment]:
    """All files of an owner, oldest first, to be changed by the service."""
    return list(
        session.exec(
            select(Attachment)
            .where(Attachment.owner_kind == owner[0], Attachment.owner_id == owner[1])
            .order_by(col(Attachment.uploaded_at), col(Attachment.id))
        )
    )


def count_of(session: Session, owner: tuple[str, str]) -> int:
    """How many files an owner has."""
    return session.exec(
        select(sa.func.count())
        .select_from(Attachment)
        .where(Attachment.owner_kind == owner[0], Attachment.owner_id == owner[1])
    ).one()


def rows_before(session: Session, moment: datetime) -> dict[str, Attachment]:
    """All files that were attached before that moment, by id."""
    return {
        row.id: row for row in session.exec(select(Attachment).where(col(Attachment.uploaded_at) < moment))
    }


def known_names(session: Session, names: Collection[str]) -> set[str]:
    """Those of these names in the store that a file has."""
    found: set[str] = set()
    for chunk in chunks(names):
        found.update(session.exec(select(Attachment.stored_as).where(col(Attachment.stored_as).in_(chunk))))
    return found


def ownerless(session: Session, ids_before: Iterable[tuple[str, str, str]]) -> list[str]:
    """Ids of the files (id, kind, owner id) whose owner is no longer there."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for attachment_id, kind, owner_id in ids_before:
        by_kind[kind].append((attachment_id, owner_id))
    found: list[str] = []
    for kind, pairs in by_kind.items():
        rules = OWNERS.get(kind)
        if rules is None:  # of a feature that this process does not have: leave them alone
            continue
        there = set(rules.existing(session, {owner_id for _, owner_id in pairs}))
        found += [attachment_id for attachment_id, owner_id in pairs if owner_id not in there]
    return found
