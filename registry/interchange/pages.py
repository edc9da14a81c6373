"""Drafts of submissions from a file that somebody sends, and the template to fill in."""

import tempfile
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments import content as files
from registry.attachments.formats import FileFormat, Refused
from registry.errors import Fault, Invalid, mark
from registry.interchange.prefill import Prefilled, from_publiccode, from_sheets
from registry.interchange.template import write_template
from registry.submissions import service
from registry.submissions.models import Submission, id_of
from registry.submissions.pages.road import begin_page
from registry.web.forms import Form, Upload
from registry.web.i18n import gettext, using
from registry.web.inputs import Db
from registry.web.render import language_of_request, page

MOST_BYTES: Final = 5 * 2**20
MOST_YAML: Final = 2**18
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/submissions/template", opt=needs(Permission.SUBMISSION_CREATE), sync_to_thread=True)
def template(db: Db) -> Response[bytes]:
    """The empty spreadsheet, with the lists of the registry as it is now."""
    with tempfile.TemporaryDirectory() as folder, db.read() as session:
        path = Path(folder) / "template.xlsx"
        write_template(session, path)
        content = path.read_bytes()
    headers = {
        "content-disposition": 'attachment; filename="registry-template.xlsx"',
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=XLSX, headers=headers)


@post(
    "/submissions/new/file",
    opt=needs(Permission.SUBMISSION_CREATE),
    sync_to_thread=True,
    status_code=200,
    request_max_body_size=MOST_BYTES + 2**20,
)
def begin_with_file(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[bytes]:
    """Make a draft of each product and deployment in a file; says what of it found no place."""
    try:
        with db.write() as session:
            read = _read(session, form.file("file"))
            rows = _begin(session, viewer, read, form.text("organisation"))
            with using(language_of_request(request)):
                return page(
                    request,
                    "submissions/begun.html",
                    title=gettext("Drafts from your file"),
                    drafts=list(zip(rows, read, strict=True)),
                )
    except Invalid as error:
        with db.read() as session:
            return begin_page(request, session, viewer, form, faults=error.faults)


def _read(session: Session, upload: Upload | None) -> list[Prefilled]:
    if upload is None:
        raise Invalid({"file": mark("Choose a file.")})
    name = upload.name.lower()
    is_yaml = name.endswith((".yml", ".yaml"))
    upload.file.seek(0, 2)
    size, most = upload.file.tell(), MOST_YAML if is_yaml else MOST_BYTES
    if size > most:
        message = mark("The file is too large: at most %(most)s KB are taken.")
        raise Invalid({"file": Fault(message, {"most": most // 2**10})})
    if is_yaml:
        return from_publiccode(session, upload.content, Path(upload.name).name)
    try:
        found, _ = files.check(upload.file, name)
    except Refused as refused:
        raise Invalid({"file": refused.fault}) from refused
    if found.format not in {FileFormat.XLSX, FileFormat.CSV}:
        raise Invalid({"file": mark("Send a publiccode.yml, an XLSX workbook or a CSV file.")})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet.{found.format.value}"
        path.write_bytes(upload.content)
        return from_sheets(session, path)


def _begin(session: Session, viewer: Viewer, read: list[Prefilled], organisation: str) -> list[Submission]:
    rows: list[Submission] = []
    for each in read:
        parent = id_of(rows[each.parent]) if each.parent is not None else None
        rows.append(
            service.create(
                session,
                viewer,
                each.kind,
                organisation=organisation,
                target=each.target,
                parent_id=parent,
                body=each.body,
            )
        )
    return rows


PAGES: Final[list[ControllerRouterHandler]] = [template, begin_with_file]
