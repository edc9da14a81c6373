"""Pages on which a draft is filled in: a step for each section, saved as one goes, and the merge of two saves."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

import registry.submissions.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of as people_named
from registry.accounts.viewer import Viewer
from registry.audit.pages import wording
from registry.db import Database
from registry.db.base import now
from registry.db.ids import Kind
from registry.errors import BadParameter, Fault, Forbidden, NotFound
from registry.submissions import picking, queries, service
from registry.submissions.asking import next_section
from registry.submissions.checklist import Checklist
from registry.submissions.drafting import NEW
from registry.submissions.form_view import LICENCES, form_view, steps
from registry.submissions.labels import path_labels
from registry.submissions.machine_checks import doubts
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.picking import PICKED, Picker
from registry.submissions.reading import read_section
from registry.submissions.sections import SECTIONS, fields_of
from registry.submissions.service import Collision
from registry.submissions.workflow import EDITABLE
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, moment, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page, text
from registry.web.urls import Urls

OPEN: Final = needs(Permission.SUBMISSION_CREATE)


@get("/submissions/{number:int}/edit/{section:str}", opt=OPEN, sync_to_thread=True)
def step_page(  # noqa: PLR0913 - parts of the address
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    number: PathNumber,
    section: PathText,
    *,
    saved: Annotated[bool, QueryParameter(name="saved")] = False,
    more: Annotated[str, QueryParameter(name="more")] = "",
    find: Annotated[str, QueryParameter(name="find")] = "",
    words: Annotated[str, QueryParameter(name="words")] = "",
) -> Response[Any]:
    """One step of the form."""
    with db.read() as session:
        row = to_edit(session, viewer, number)
        fields_of(row.kind, section)
        if row.state not in EDITABLE:
            return Redirect(
                Urls(language_of_request(request)).to("submissions", str(number)), status_code=303
            )
        return _step(
            request, session, row, section, saved=saved, more=more, find={find: words} if find else {}
        )


@post("/submissions/{number:int}/edit/{section:str}", opt=OPEN, sync_to_thread=True, status_code=303)
def save_step(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber, section: PathText
) -> Response[Any]:
    """Save one step, and go on to where the pressed button leads."""
    try:
        row, values = _save(db, viewer, number, section, form)
    except Collision as collision:
        with db.read() as session:
            row = to_edit(session, viewer, number)
            return _collision(request, session, row, section, collision)
    go = form.text("go")
    with db.read() as session:
        if go == "next" and (faults := _faults_in(session, row, section)):
            return _step(request, session, row, section, told=faults)
    return Redirect(_destination(request, row, section, go, form, values), status_code=303)


def _destination(
    request: Request[Any, Any, Any],
    row: Submission,
    section: str,
    go: str,
    form: FormData,
    values: Mapping[str, Any],
) -> str:
    """Where the pressed button leads: another step, the same with more rows or a narrowed list, or the end."""
    button, _, what = go.partition(":")
    segments, params, anchor = ["edit", section], {}, ""
    added = set(values.get(NEW, {})) - set(form.texts("added"))
    match button:
        case "more":
            params, anchor = {"more": what}, f"#f-{what}"
        case "find":
            params, anchor = {"find": what, "words": form.text(f"find.{what}")}, f"#f-{what}"
        case _ if added:
            anchor = f"#f-{NEW}"  # to say more about what was just added
        case "section" if what in SECTIONS[row.kind]:
            segments = ["edit", what]
        case "next" if following := next_section(row.kind, section):
            segments = ["edit", following]
        case "next" | "review":
            segments = ["review"]
        case _:
            params = {"saved": "true"}
    return Urls(language_of_request(request)).to("submissions", str(row.id), *segments, **params) + anchor


@post("/submissions/{number:int}/autosave/{section:str}", opt=OPEN, sync_to_thread=True, status_code=200)
def autosave(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber, section: PathText
) -> dict[str, Any]:
    """Save one step while it is filled in; gives what the page then shows and begins the next save from."""
    row, values = _save(db, viewer, number, section, form)
    with db.read() as session, using(language_of_request(request)):
        found = service.checklist_of(session, row)
        merged = {name: row.body[name] for name in fields_of(row.kind, section) if name in row.body} != values
        return {
            "base": json.dumps(values),
            "status": gettext("Saved, %(moment)s") % {"moment": moment(now())},
            "merged": gettext("Somebody else changed this part meanwhile; load the page again to see it.")
            if merged
            else "",
            "checklist": text(
                request,
                "submissions/_checklist.html",
                row=row,
                found=found,
                labels=_labels(row, found),
                doubts=doubts(session, row, found),
            ),
        }


@post("/submissions/{number:int}/merge/{section:str}", opt=OPEN, sync_to_thread=True, status_code=303)
def merge_step(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber, section: PathText
) -> Response[Any]:
    """Save one step after both versions were seen: of each field that collided, the one that was chosen."""
    values = _json(form, "values")
    for field, mine in _json(form, "mine").items():
        if form.text(f"keep.{field}") == "mine":
            values[field] = mine
    try:
        with db.write() as session:
            service.save_section(session, viewer, number, section, values, base=_json(form, "base"))
    except Collision as collision:
        with db.read() as session:
            return _collision(request, session, to_edit(session, viewer, number), section, collision)
    address = Urls(language_of_request(request)).to("submissions", str(number), "edit", section, saved="true")
    return Redirect(address, status_code=303)


@get("/pick/{sort:str}", opt=OPEN, sync_to_thread=True)
def pick(
    request: Request[Any, Any, Any],
    db: Db,
    sort: PathText,
    q: Annotated[str, QueryParameter(description="What was typed.", max_length=200)] = "",
) -> Response[str]:
    """The list under a field in which a record is chosen by its name."""
    if sort not in PICKED:
        raise NotFound
    with db.read() as session:
        html = text(
            request, "submissions/_picks.html", offers=picking.offers(session, sort, q), typed=q.strip()
        )
    return Response(html, media_type="text/html")


def to_edit(session: Session, viewer: Viewer, number: int) -> Submission:
    """A submission that the viewer may change on the submitter's side."""
    row = queries.submission(session, viewer, number)
    if not queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    return row


def _save(
    db: Database, viewer: Viewer, number: int, section: str, form: FormData
) -> tuple[Submission, dict[str, Any]]:
    """Save what was filled in; gives the submission, and the section as this person filled it in."""
    base = _json(form, "base")
    with db.write() as session:
        row = to_edit(session, viewer, number)
        picker = Picker(session, dict(base.get(NEW, {})))
        values = read_section(form, row.kind, section, picker)
        row = service.save_section(session, viewer, number, section, values, base=base)
        if cleared := form.texts("clear"):
            service.clear_texts(session, viewer, number, cleared)
        return row, values


def _json(form: FormData, name: str) -> dict[str, Any]:
    """What the page sent along of the state that it began with."""
    try:
        found = json.loads(form.text(name) or "{}")
    except ValueError as error:
        raise BadParameter(name, "Load the page again.") from error
    if not isinstance(found, dict) or not isinstance(found.get(NEW, {}), dict):
        raise BadParameter(name, "Load the page again.")
    return found


def _faults_in(session: Session, row: Submission, section: str) -> dict[str, Fault]:
    return {
        each.path: each.fault for each in service.checklist_of(session, row).wrong if each.section == section
    }


def _labels(row: Submission, found: Checklist) -> dict[str, str]:
    paths = [*(each.path for each in found.wrong), *(each.path for each in found.missing)]
    return path_labels(row.kind, [*paths, *(each.path for each in found.better)])


def _step(  # noqa: PLR0913 - how the page was come to
    request: Request[Any, Any, Any],
    session: Session,
    row: Submission,
    section: str,
    *,
    told: Mapping[str, Fault] | None = None,
    saved: bool = False,
    more: str = "",
    find: Mapping[str, str] | None = None,
) -> Response[bytes]:
    found = service.checklist_of(session, row)
    names = fields_of(row.kind, section)
    with using(language_of_request(request)):
        faults = {each.path: each.fault for each in found.wrong if each.section == section}
        values = {name: row.body[name] for name in names if name in row.body}
        return page(
            request,
            "submissions/step.html",
            title=title_of(row),
            status=422 if told else 200,
            row=row,
            part=section,
            view=form_view(session, row.kind, section, {**row.body, **values}, faults, more=more, find=find),
            base=json.dumps(values),
            steps=steps(row.kind, section, found),
            following=next_section(row.kind, section),
            found=found,
            labels=_labels(row, found),
            doubts=doubts(session, row, found),
            told=dict(told or {}),
            saved=saved,
            verdict=queries.section_decisions(session, row.id or 0).get(section),
            licences=LICENCES,
        )


def title_of(row: Submission) -> str:
    """What a page about a submission is called."""
    name = str(label(row.names)) if row.names else ""
    return name or gettext("Submission %(number)s") % {"number": row.id}


def _collision(
    request: Request[Any, Any, Any], session: Session, row: Submission, section: str, collision: Collision
) -> Response[bytes]:
    """Both versions of what collided, to choose from."""
    conflicts = collision.merged.conflicts
    saves = queries.saves_of(session, row.id or 0, [each.field for each in conflicts])
    with using(language_of_request(request)):
        kind = Kind(row.kind.value)
        bodies = [{each.field: value} for each in conflicts for value in (each.base, each.theirs, each.mine)]
        return page(
            request,
            "submissions/merge.html",
            title=gettext("Two versions of the same part"),
            status=collision.status,
            row=row,
            part=section,
            conflicts=conflicts,
            words=wording(session, kind, bodies),
            labels=path_labels(row.kind, [each.field for each in conflicts]),
            saves=saves,
            people=people_named(session, [each.account_id for each in saves.values()]),
            values=json.dumps(collision.merged.values),
            theirs=json.dumps(collision.theirs),
            mine=json.dumps({each.field: each.mine for each in conflicts}),
        )


def first_section(kind: SubmissionKind) -> str:
    """The step that a form begins with."""
    return next(iter(SECTIONS[kind]))


PAGES: Final[list[ControllerRouterHandler]] = [step_page, save_step, autosave, merge_step, pick]
