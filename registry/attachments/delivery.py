"""Answers with an attached file: block by block, as a download, with headers that let nothing in it run here."""

from typing import Any, Final

from litestar import Request, Response
from litestar.response import Stream
from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.attachments import queries
from registry.attachments.names import disposition
from registry.attachments.schemas import AttachmentView
from registry.attachments.stores import store_of
from registry.errors import NotFound

NOTHING_RUNS: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def deliver(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    attachment_id: str,
    *,
    as_image: bool = False,
) -> Response[Any]:
    """A file that the viewer may read; `as_image` shows one in a page, which only images can be."""
    found = queries.attachment(session, viewer, attachment_id)
    if as_image and not found.is_image:
        raise NotFound(f"{attachment_id} is no image.", id=attachment_id)
    headers = _headers(found, inline=as_image)
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    store, name = store_of(session), queries.stored_as(session, attachment_id)
    size = store.size(name)
    if size is None:
        raise NotFound(f"The file of {attachment_id} is missing.", id=attachment_id)
    return Stream(
        store.read(name), media_type=found.media_type, headers={**headers, "content-length": str(size)}
    )


def _headers(found: AttachmentView, *, inline: bool) -> dict[str, str]:
    return {
        "content-disposition": disposition(found.name, inline=inline),
        "content-security-policy": NOTHING_RUNS,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "etag": f'"{found.sha256[:32]}"',
        # Asked again each time: a file can be taken back.
        "cache-control": "private, no-cache",
    }
