"""Attached files over HTTP."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.attachments import queries
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


API: Final[list[ControllerRouterHandler]] = [attachment, content]
"""Read by everybody where a file is public, else with a token of somebody who may."""
