"""Attaching files: looked into, written to the store, recorded; cleared, handed over and removed."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, BinaryIO, Final, Protocol

import msgspec
from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.attachments import access, content, extraction, queries
from registry.attachments.formats import MOST_BYTES, Found, Refused
from registry.attachments.models import Attachment
from registry.attachments.names import clean_name
from registry.attachments.patient_data import Suspicion
from registry.attachments.queries import view
from registry.attachments.schemas import AttachmentView
from registry.attachments.stores import BLOCK, store_of
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Fault, Invalid, NotFound, mark
from registry.jobs.queue import enqueue

JOB_KIND: Final = "attachments"
"""With a key: delete that name from the store; without: look for what nothing owns."""

MOST_PER_OWNER: Final = 40
_TOO_LARGE: Final = mark("The file has %(size)s MB; at most %(most)s MB are taken.")
_TOO_MANY: Final = mark("There are %(most)s files already; remove one first.")
_MISSING: Final = mark("Choose a file.")


class Incoming(Protocol):
    """A file as it comes in; `registry.web.forms.Upload` is one."""

    @property
    def name(self) -> str:
        """What the person calls it."""

    @property
    def file(self) -> BinaryIO:
        """What is in it."""


def store(
    session: Session,
    viewer: Viewer,
    upload: Incoming | None,
    *,
    owner: tuple[str, str],
    public: bool,
    field: str = "file",
) -> AttachmentView:
    """Attach a file to its owner (kind, id); `Invalid`, told at `field`, where it is not taken.

    A public one can be read by everybody, others by whom the owner's rules let read; see `access.register`. What looks
    like patient data is held back until it is cleared.
    """
    access.demand_change(session, viewer, owner)
    if upload is None:
        raise Invalid({field: _MISSING})
    size = _size(upload.file)
    if size > MOST_BYTES:
        raise Invalid({field: Fault(_TOO_LARGE, {"size": -(-size // 2**20), "most": MOST_BYTES // 2**20})})
    if queries.count_of(session, owner) >= MOST_PER_OWNER:
        raise Invalid({field: Fault(_TOO_MANY, {"most": MOST_PER_OWNER})})
    with ExitStack() as stack:
        try:
            found, kept, suspicions = _looked_into(upload, stack)
        except Refused as refused:
            raise Invalid({field: refused.fault}) from refused
        name = secrets.token_hex(24)
        kept.seek(0)
        store_of(session).put(name, kept)
        row = Attachment(
            id=secrets.token_hex(10),
            owner_kind=owner[0],
            owner_id=owner[1],
            name=clean_name(upload.name, found.format),
            format=found.format,
            size=_size(kept),
            sha256=_digest(kept),
            stored_as=name,
            is_public=public,
            flags=[each.value for each in found.flags],
            suspicions=[msgspec.to_builtins(each) for each in suspicions or ()],
            is_scanned=suspicions is not None,
            uploaded_by=viewer.account_id,
        )
    session.add(row)
    session.flush()
    _show(session, owner)
    events.record(
        session,
        "attachment.stored",
        actor=viewer.account_id,
        on=owner,
        after={"attachment": row.id, "format": row.format.value, "size": row.size, "sha256": row.sha256},
        personal={"name": row.name},
    )
    return view(row)


def _looked_into(
    upload: Incoming, stack: ExitStack
) -> tuple[Found, BinaryIO | IO[bytes], list[Suspicion] | None]:
    found, kept = content.check(upload.file, upload.name)
    if kept is not None:
        stack.enter_context(kept)
    source = kept or upload.file
    source.seek(0)
    return found, source, extraction.suspicions_of(source, found.format)


def _size(file: BinaryIO | IO[bytes]) -> int:
    file.seek(0, 2)
    return file.tell()


def _digest(file: BinaryIO | IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def clear(session: Session, viewer: Viewer, attachment_id: str) -> AttachmentView:
    """Say that what looks like patient data is none; the file is held back no longer."""
    row = _changeable(session, viewer, attachment_id)
    if row.suspicions and row.cleared_at is None:
        row.cleared_at, row.cleared_by = now(), viewer.account_id
        session.add(row)
        _show(session, (row.owner_kind, row.owner_id))
        events.record(
            session,
            "attachment.cleared",
            actor=viewer.account_id,
            on=(row.owner_kind, row.owner_id),
            after={"attachment": row.id, "suspicions": [each["kind"] for each in row.suspicions]},
        )
    return view(row)


def remove(session: Session, viewer: Viewer, attachment_id: str) -> AttachmentView:
    """Remove a file; gives what it was."""
    row = _changeable(session, viewer, attachment_id)
    gone = view(row)
    discard(session, [row])
    _show(session, (row.owner_kind, row.owner_id))
    events.record(
        session,
        "attachment.removed",
        actor=viewer.account_id,
        on=(row.owner_kind, row.owner_id),
        before={"attachment": row.id, "sha256": row.sha256},
    )
    return gone


def _show(session: Session, owner: tuple[str, str]) -> None:
    """Have public pages that list the files of this owner made anew."""
    if access.OWNERS[owner[0]].on_pages:
        raise_catalogue_version(session)


def _changeable(session: Session, viewer: Viewer, attachment_id: str) -> Attachment:
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound(f"No attachment {attachment_id}.", id=attachment_id)
    access.demand_change(session, viewer, (row.owner_kind, row.owner_id))
    return row


def discard(session: Session, rows: Iterable[Attachment]) -> None:
    """Forget files; the store lets them go after the commit."""
    for row in rows:
        session.delete(row)
        enqueue(session, JOB_KIND, row.stored_as)
    session.flush()


def discard_all(session: Session, owner: tuple[str, str]) -> None:
    """Forget all files of an owner that goes."""
    discard(session, queries.rows_of(session, owner))


def hand_over(session: Session, owner: tuple[str, str], to: tuple[str, str], *, public: bool) -> None:
    """Give all files of an owner to another, as when a submission becomes a record."""
    for row in queries.rows_of(session, owner):
        row.owner_kind, row.owner_id, row.is_public = *to, public
        session.add(row)
    session.flush()


def set_public(session: Session, owner: tuple[str, str], *, public: bool) -> None:
    """Open all files of an owner to everybody, or close them again; what is held back stays so."""
    for row in queries.rows_of(session, owner):
        row.is_public = public
        session.add(row)
    session.flush()
