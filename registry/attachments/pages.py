"""Attached files over pages: downloads, images in pages, and the buttons to clear and remove."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.attachments import service, words
from registry.attachments.delivery import deliver
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request
from registry.web.urls import Urls, local
from registry.web.vocabulary import add_words

add_words(words.TERMS, words.EXPLANATIONS)


@get("/attachments/{attachment_id:str}", sync_to_thread=True)
def download(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, attachment_id: PathText
) -> Response[Any]:
    """A file, to be saved; nothing is ever shown in the page's own place."""
    with db.read() as session:
        return deliver(request, session, viewer, attachment_id)


@get("/attachments/{attachment_id:str}/image", sync_to_thread=True)
def image(request: Request[Any, Any, Any], db: Db, viewer: Asker, attachment_id: PathText) -> Response[Any]:
    """An image, which was written anew when it came, to be shown in a page."""
    with db.read() as session:
        return deliver(request, session, viewer, attachment_id, as_image=True)


@post(
    "/attachments/{attachment_id:str}/clear",
    opt=needs(Permission.ACCOUNT_USE),
    status_code=303,
    sync_to_thread=True,
)
def clear(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, attachment_id: PathText
) -> Redirect:
    """Say that what looks like patient data is none."""
    with db.write() as session:
        service.clear(session, viewer, attachment_id)
    return _back(request, form)


@post(
    "/attachments/{attachment_id:str}/remove",
    opt=needs(Permission.ACCOUNT_USE),
    status_code=303,
    sync_to_thread=True,
)
def remove(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, attachment_id: PathText
) -> Redirect:
    """Remove a file."""
    with db.write() as session:
        service.remove(session, viewer, attachment_id)
    return _back(request, form)


def _back(request: Request[Any, Any, Any], form: FormData) -> Redirect:
    """To the page that showed the file, which the form names."""
    home = Urls(language_of_request(request)).home()
    return Redirect(local(form.text("next"), home), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [download, image, clear, remove]
