"""Submissions over HTTP, for those who make them: begin, fill in section by section, hand in, answer, withdraw.

Each answer carries the version of the body as its `ETag`; whoever replaces a section names, in `If-Match`, the
version that it began with, so that nothing is overwritten unseen.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, BinaryIO, Final, cast

from litestar import Response, get, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments import service as attachments
from registry.attachments.formats import BODY_BYTES
from registry.attachments.schemas import AttachmentView
from registry.db import Database
from registry.errors import BadParameter, Fault, Invalid, Moved, NotFound, VersionNeeded, mark
from registry.organisations.queries import organisation_id
from registry.submissions import queries, service
from registry.submissions.asking import FIELDS
from registry.submissions.files import KIND as FILES
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.schemas import (
    NewSubmission,
    Places,
    SubmissionRow,
    SubmissionView,
    Words,
)
from registry.submissions.sections import fields_of
from registry.submissions.shapes import submission_row, submission_view
from registry.submissions.value_checks import faults_of
from registry.web.forms import Upload
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.urls import Urls

TAGS: Final = ["submissions"]
OPEN: Final = needs(Permission.SUBMISSION_CREATE)
PUBLISH: Final = needs(Permission.PRODUCT_CLAIM)
step: Final = partial(post, tags=TAGS, opt=OPEN, sync_to_thread=True, status_code=200)
"""A handler of something that is done to a submission."""

_NOT_KEPT: Final = re.compile("[\x00\ud800-\udfff]")
_ETAG: Final = re.compile(r'"(\d{1,9})"')

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description='The `ETag` of the submission as you read it: `"3"`.'),
]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A form with one file."""

    file: UploadFile


@get("/submissions", summary="Your submissions", tags=TAGS, opt=OPEN, sync_to_thread=True)
def submissions(db: Db, viewer: Asker) -> list[SubmissionRow]:
    """Your own submissions and those of your organisations, the last changed first."""
    with db.read() as session:
        return [submission_row(row) for row in queries.own(session, viewer)]


@post("/submissions", summary="Begin a draft", tags=TAGS, opt=OPEN, sync_to_thread=True, status_code=201)
def begin(db: Db, viewer: Asker, data: JSONBody[NewSubmission]) -> Response[SubmissionView]:
    """Begin a draft of a new record or of a change."""
    _check(data.kind, data.body, FIELDS[data.kind])
    with db.write() as session:
        _check_names(session, viewer, data)
        row = service.create(
            session,
            viewer,
            data.kind,
            organisation=data.organisation,
            target=data.target,
            parent_id=data.parent,
            body=data.body,
        )
        location = Urls("en").api("submissions", str(row.id))
        return answered(session, viewer, row, status=201, location=location)


@get("/submissions/{number:int}", summary="One submission", tags=TAGS, opt=OPEN, sync_to_thread=True)
def submission(number: PathNumber, db: Db, viewer: Asker) -> Response[SubmissionView]:
    """A submission of your side, with what it lacks and what was said about it."""
    with db.read() as session:
        return answered(session, viewer, own_submission(session, viewer, number))


@put(
    "/submissions/{number:int}/sections/{section:str}",
    summary="Replace a section",
    tags=TAGS,
    opt=OPEN,
    sync_to_thread=True,
)
def replace_section(
    number: PathNumber,
    section: PathText,
    db: Db,
    viewer: Asker,
    data: Annotated[dict[str, Any], Body(description="Every field of the section that says something.")],
    if_match: IfMatch = None,
) -> Response[SubmissionView]:
    """Take these as all that the section says; a field that is left out says nothing.

    Without `If-Match` the answer is 428, with that of another version 412.
    """
    version = _version(if_match)
    with db.write() as session:
        row = own_submission(session, viewer, number)
        _check(row.kind, data, fields_of(row.kind, section))
        row = service.save_section(session, viewer, number, section, data, version=version)
        return answered(session, viewer, row)


@step("/submissions/{number:int}/submit", summary="Hand in a draft")
def submit(number: PathNumber, db: Db, viewer: Asker) -> Response[SubmissionView]:
    """Hand a draft to the Secretariat; 422 says what is missing."""
    return _do(db, viewer, number, lambda session: service.submit(session, viewer, number))


@step("/submissions/{number:int}/publish", summary="Publish a change to your own product", opt=PUBLISH)
def publish(number: PathNumber, db: Db, viewer: Asker) -> Response[SubmissionView]:
    """Publish a change to a product that your organisation has proven to control."""
    return _do(db, viewer, number, lambda session: service.publish(session, viewer, number))


@step("/submissions/{number:int}/answer", summary="Answer a question")
def answer(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Words]) -> Response[SubmissionView]:
    """Answer what the Secretariat asked, with what was changed meanwhile."""
    return _say(db, viewer, number, data, service.answer)


@step("/submissions/{number:int}/withdraw", summary="Take it back")
def withdraw(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Words]) -> Response[SubmissionView]:
    """Take a submission back for good."""
    return _say(db, viewer, number, data, service.withdraw)


@step("/submissions/{number:int}/appeal", summary="Appeal")
def appeal(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Words]) -> Response[SubmissionView]:
    """Ask, once, that somebody else looks at a decision to decline."""
    return _say(db, viewer, number, data, service.appeal)


@step("/submissions/{number:int}/cleared", summary="Confirm that it is no patient data")
def clear(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Places]) -> Response[SubmissionView]:
    """Confirm that what looks like patient data in these places is none."""
    with db.write() as session:
        row = own_submission(session, viewer, number)
        service.clear_texts(session, viewer, number, data.paths)
        return answered(session, viewer, row)


@post(
    "/submissions/{number:int}/attachments",
    summary="Attach a file",
    tags=TAGS,
    opt=OPEN,
    sync_to_thread=True,
    status_code=201,
    request_max_body_size=BODY_BYTES,
)
def attach(
    number: PathNumber,
    db: Db,
    viewer: Asker,
    data: Annotated[SentFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> AttachmentView:
    """Attach a file that both sides read; what looks like patient data is held back until it is cleared."""
    upload = Upload(data.file.filename, data.file.content_type, cast("BinaryIO", data.file.file))
    with db.write() as session:
        own_submission(session, viewer, number)
        return attachments.store(session, viewer, upload, owner=(FILES, str(number)), public=False)


def _check_names(session: Session, viewer: Viewer, data: NewSubmission) -> None:
    """Say at its field what of the body names nothing."""
    looked_up: dict[str, Callable[[], object]] = {
        "organisation": lambda: data.organisation and organisation_id(session, data.organisation),
        "target": lambda: data.target and service.published(session, data.kind, data.target),
        "parent": lambda: data.parent is not None and own_submission(session, viewer, data.parent),
    }
    for name, look_up in looked_up.items():
        try:
            look_up()
        except (NotFound, Moved) as error:
            raise Invalid({name: mark("Nothing is registered under that name.")}) from error


def _say(
    db: Database, viewer: Viewer, number: int, data: Words, verb: Callable[..., Submission]
) -> Response[SubmissionView]:
    """Move it on with something that is said."""
    return _do(
        db,
        viewer,
        number,
        lambda session: verb(session, viewer, number, data.text, is_clear=data.no_patient_data),
    )


def _do(
    db: Database, viewer: Viewer, number: int, act: Callable[[Session], Submission]
) -> Response[SubmissionView]:
    with db.write() as session:
        own_submission(session, viewer, number)
        return answered(session, viewer, act(session))


def own_submission(session: Session, viewer: Viewer, number: int) -> Submission:
    """A submission of the viewer's side; those of others are not served here, not even to the Secretariat."""
    row = queries.submission(session, viewer, number)
    if not queries.is_submitter(viewer, row, Permission.SUBMISSION_READ):
        raise NotFound(f"No submission {number}.", id=number)
    return row


def _version(if_match: str | None) -> int:
    if not if_match:
        raise VersionNeeded
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadParameter("If-Match", 'It is the ETag of the submission as you read it, such as "3".')
    return int(found[1])


def _check(kind: SubmissionKind, values: Mapping[str, Any], fields: Any) -> None:
    """Refuse fields that are not asked for there, and values that are wrong by themselves."""
    faults: dict[str, Fault | str] = {
        name: mark("This field is not asked for here.") for name in values if name not in fields
    }
    if not _can_be_kept(dict(values)):
        faults["body"] = mark("A text holds characters that cannot be kept.")
    for name in fields:
        faults.update(faults_of(FIELDS[kind][name], values.get(name)))
    if faults:
        raise Invalid(faults)


def _can_be_kept(value: Any) -> bool:
    """Whether no text in a value holds a zero byte or half a character."""
    if isinstance(value, dict):
        return all(_can_be_kept(each) for each in (*value, *value.values()))
    if isinstance(value, list):
        return all(_can_be_kept(each) for each in value)
    return not isinstance(value, str) or not _NOT_KEPT.search(value)


def answered(
    session: Session, viewer: Viewer, row: Submission, *, status: int = 200, location: str = ""
) -> Response[SubmissionView]:
    headers = {"etag": f'"{row.version}"', "cache-control": "private, no-store"}
    headers |= {"location": location} if location else {}
    return Response(submission_view(session, viewer, row), status_code=status, headers=headers)


API: Final[list[ControllerRouterHandler]] = [
    submissions,
    begin,
    submission,
    replace_section,
    submit,
    publish,
    answer,
    withdraw,
    appeal,
    clear,
    attach,
]
