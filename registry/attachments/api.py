"""Attached files over HTTP."""

from typing import Any, Final

from litestar import Request, Response, delete, get, post
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.attachments import queries, service
from registry.attachments.delivery import deliver
from registry.attachments.schemas import AttachmentView
from registry.web.inputs import Db, PathText

TAGS: Final = ["attachments"]


@get("/attachments/{attachment_id:str}", summary="About an attached file", tags=TAGS, sync_to_thread=True)
def attachment(attachment_id: PathText, db: Db, viewer: Asker) -> AttachmentView:
    """What a file is, what is to be said of it and what in it looks like patient data."""
    with db.read() as session:
        return queries.attachment(session, viewer, attachment_id)


@get("/attachments/{attachment_id:str}/content", summary="An attached file", tags=TAGS, sync_to_thread=True)
def content(request: Request[Any, Any, Any], attachment_id: PathText, db: Db, viewer: Asker) -> Response[Any]:
    """The file itself, as a download."""
    with db.read() as session:
        return deliver(request, session, viewer, attachment_id)


@post(
    "/attachments/{attachment_id:str}/clear",
    summary="Confirm that it is no patient data",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    status_code=200,
    sync_to_thread=True,
)
def clear(attachment_id: PathText, db: Db, viewer: Asker) -> AttachmentView:
    """Say that what looks like patient data in a file is none."""
    with db.write() as session:
        service.clear(session, viewer, attachment_id)
        return queries.attachment(session, viewer, attachment_id)


@delete(
    "/attachments/{attachment_id:str}",
    summary="Remove an attached file",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
)
def remove(attachment_id: PathText, db: Db, viewer: Asker) -> None:
    """Remove a file from what it belongs to."""
    with db.write() as session:
        service.remove(session, viewer, attachment_id)


API: Final[list[ControllerRouterHandler]] = [attachment, content, clear, remove]
"""Read by everybody where a file is public, else with a token of somebody who may; changed by who may."""
