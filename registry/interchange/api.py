"""Drafts that begin with the publiccode.yml of a repository, over HTTP."""

from typing import Annotated, Final

from litestar import Response, post, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.guard import Asker
from registry.interchange import prefill
from registry.interchange.pages import MOST_YAML
from registry.submissions import service
from registry.submissions.api import OPEN, TAGS, answered, own_submission
from registry.submissions.models import id_of
from registry.submissions.schemas import Name, SubmissionView
from registry.web.inputs import Db, PathNumber
from registry.web.urls import Urls

NAME: Final = "publiccode.yml"
"""What such a file is called, wherever it comes from."""


class PubliccodeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a publiccode.yml; `organisation` (id or slug): for whom the draft is made."""

    content: Annotated[str, Meta(max_length=MOST_YAML)]
    organisation: Name = ""


@post(
    "/submissions/publiccode",
    summary="Begin a draft with a publiccode.yml",
    tags=TAGS,
    opt=OPEN,
    sync_to_thread=True,
    status_code=201,
)
def begin_with_publiccode(db: Db, viewer: Asker, data: JSONBody[PubliccodeFile]) -> Response[SubmissionView]:
    """Begin a draft of the solution that the file describes, or of a change where it is registered."""
    with db.write() as session:
        content = data.content.encode()
        (read,) = prefill.from_publiccode(session, content, NAME)
        row = prefill.begin(session, viewer, [read], data.organisation)[0]
        location = Urls("en").api("submissions", str(row.id))
        return answered(session, viewer, row, status=201, location=location)


@put(
    "/submissions/{number:int}/publiccode",
    summary="Hand in the publiccode.yml as it is now",
    tags=TAGS,
    opt=OPEN,
    sync_to_thread=True,
)
def keep_publiccode(
    number: PathNumber, db: Db, viewer: Asker, data: JSONBody[PubliccodeFile]
) -> Response[SubmissionView]:
    """Keep what the repository says now, to compare the draft with it; what the draft says stays."""
    with db.write() as session:
        row = own_submission(session, viewer, number)
        file = prefill.repository_file(data.content.encode(), NAME)
        return answered(session, viewer, service.keep_repository_file(session, viewer, id_of(row), file))


API: Final[list[ControllerRouterHandler]] = [begin_with_publiccode, keep_publiccode]
