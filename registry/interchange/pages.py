"""Drafts of submissions from a file that somebody sends, and the template to fill in."""

import tempfile
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.attachments import content as files
from registry.attachments.formats import FileFormat, Refused
from registry.errors import Fault, Invalid, mark
from registry.interchange.prefill import Prefilled, begin, from_publiccode, from_sheets, repository_file
from registry.interchange.template import write_template
from registry.submissions import service
from registry.submissions.pages.beginning import begin_page
from registry.submissions.pages.forms import to_edit
from registry.submissions.pages.road import submission_page
from registry.web.forms import Form, Upload
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathNumber
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

MOST_BYTES: Final = 5 * 2**20
MOST_YAML: Final = 2**18
YAML: Final = (".yml", ".yaml")
NOTHING_CHOSEN: Final = mark("Choose a file.")
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
            rows = begin(session, viewer, read, form.text("organisation"))
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


@post(
    "/submissions/{number:int}/publiccode",
    opt=needs(Permission.SUBMISSION_CREATE),
    sync_to_thread=True,
    status_code=303,
)
def keep_file(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Keep what the repository's own file says of the product now, to compare the draft with it."""
    try:
        with db.write() as session:
            to_edit(session, viewer, number)
            content, name = _yaml(form.file("publiccode"))
            service.keep_repository_file(session, viewer, number, repository_file(content, name))
    except Invalid as error:
        with db.read() as session:
            row = to_edit(session, viewer, number)
            faults = {"publiccode": error.faults["file"]}
            return submission_page(request, session, viewer, row, faults=faults)
    return Redirect(
        Urls(language_of_request(request)).to("submissions", str(number)) + "#publiccode", status_code=303
    )


def _yaml(upload: Upload | None) -> tuple[bytes, str]:
    if upload is None:
        raise Invalid({"file": NOTHING_CHOSEN})
    if not upload.name.lower().endswith(YAML):
        raise Invalid({"file": mark("Send the publiccode.yml of the repository.")})
    _demand_size(upload, MOST_YAML)
    return upload.content, Path(upload.name).name


def _demand_size(upload: Upload, most: int) -> None:
    upload.file.seek(0, 2)
    if upload.file.tell() > most:
        message = mark("The file is too large: at most %(most)s KB are taken.")
        raise Invalid({"file": Fault(message, {"most": most // 2**10})})


def _read(session: Session, upload: Upload | None) -> list[Prefilled]:
    if upload is None:
        raise Invalid({"file": NOTHING_CHOSEN})
    name = upload.name.lower()
    if name.endswith(YAML):
        content, name = _yaml(upload)
        return from_publiccode(session, content, name)
    _demand_size(upload, MOST_BYTES)
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


PAGES: Final[list[ControllerRouterHandler]] = [template, begin_with_file, keep_file]
