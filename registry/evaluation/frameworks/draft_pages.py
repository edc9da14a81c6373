"""Pages on which administrators draft versions of frameworks: begin, edit, check, publish."""

import re
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Fault, Invalid, mark
from registry.evaluation.frameworks import drafting, editing, queries
from registry.evaluation.frameworks.draft_parts import found, languages, tier_names, to_draft
from registry.evaluation.frameworks.drafts import VERSION, VersionDraft
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

MANAGES: Final = needs(Permission.FRAMEWORK_MANAGE)
MOST_BYTES: Final = 2**20
Faults = Mapping[str, Fault] | None


@get("/framework-drafts", opt=MANAGES, sync_to_thread=True)
def drafts_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """All drafts, and how to begin one."""
    with db.read() as session:
        return _drafts(request, session, viewer)


def _drafts(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    *,
    typed: FormData | None = None,
    faults: Faults = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        versions = queries.versions(session, viewer)
        return page(
            request,
            "frameworks/drafts.html",
            status=422 if faults else 200,
            title=gettext("Drafts of frameworks"),
            drafts=[each for each in versions if each.status == "draft"],
            published=[
                (each.id, f"{label(each.names)} {each.version}")
                for each in versions
                if each.status == "published"
            ],
            languages=languages(),
            typed=typed or FormData(),
            faults=faults or {},
        )


@post("/framework-drafts", opt=MANAGES, sync_to_thread=True, status_code=303)
def begin(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Begin a draft: one that follows a version, or one that a file holds."""
    try:
        with db.write() as session:
            draft = _begun(session, viewer, form)
    except Invalid as error:
        with db.read() as session:
            return _drafts(request, session, viewer, typed=form, faults=error.faults)
    return to_draft(request, draft.framework, draft.version)


def _begun(session: Session, viewer: Viewer, form: FormData) -> VersionDraft:
    upload = form.file("file")
    if upload is not None:
        if len(content := upload.file.read(MOST_BYTES + 1)) > MOST_BYTES:
            most = {"most": MOST_BYTES // 2**10}
            raise Invalid(
                {"file": Fault(mark("The file is too large: at most %(most)s KB are taken."), most)}
            )
        return drafting.begin_with_file(session, viewer, read_file(content))
    version = form.text("version")
    if not re.match(VERSION, version):
        raise Invalid({"version": mark("Give a number such as 2 or 1.2.0.")})
    changes = {each: form.text(f"changes-{each}") for each in LANGUAGES if form.text(f"changes-{each}")}
    if not changes:
        raise Invalid({"changes-en": mark("Say what this version is to change.")})
    return drafting.begin(session, viewer, form.text("former"), version, changes)


def read_file(content: bytes) -> VersionDraft:
    """A draft from the JSON that a draft is downloaded as; what is wrong is named with its place."""
    try:
        return VersionDraft.model_validate_json(content)
    except ValidationError as error:
        found = editing.reasons(error)
        raise Invalid(
            {"file": Fault(mark("The file is no framework: %(reasons)s"), {"reasons": found})}
        ) from error


@get("/framework-drafts/{framework:str}/{version:str}", opt=MANAGES, sync_to_thread=True)
def draft_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """One draft: its parts, each to be edited, and what can be done with the whole."""
    with db.read() as session:
        return _draft(request, session, found(session, framework, version))


def _draft(
    request: Request[Any, Any, Any], session: Session, draft: VersionDraft, faults: Faults = None
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "frameworks/draft.html",
            status=422 if faults else 200,
            title=gettext("Draft: %(name)s") % {"name": f"{label(draft.names)} {draft.version}"},
            draft=draft,
            seen=editing.seal(draft),
            tiers=tier_names(draft),
            former=queries.criteria_names(session, f"{draft.framework}@{draft.former}")
            if draft.former
            else {},
            missing=editing.untranslated(draft, LANGUAGES),
            languages=languages(),
            faults=faults or {},
        )


@get("/framework-drafts/{framework:str}/{version:str}/file", opt=MANAGES, sync_to_thread=True)
def draft_file(db: Db, framework: PathText, version: PathText) -> Response[bytes]:
    """The draft as a file, to be edited elsewhere and sent again under another number."""
    with db.read() as session:
        draft = found(session, framework, version)
    return Response(
        draft.model_dump_json(indent=2, exclude_defaults=True).encode(),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{draft.framework}-{draft.version}.json"'},
    )


@post(
    "/framework-drafts/{framework:str}/{version:str}/publish",
    opt=MANAGES,
    sync_to_thread=True,
    status_code=303,
)
def publish(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Publish a draft."""
    try:
        with db.write() as session:
            drafting.publish(session, viewer, f"{framework}@{version}", seen=form.text("seen"))
    except Invalid as error:
        with db.read() as session:
            return _draft(request, session, found(session, framework, version), error.faults)
    address = Urls(language_of_request(request)).to("frameworks", framework, version)
    return Redirect(address, status_code=303)


@post(
    "/framework-drafts/{framework:str}/{version:str}/discard",
    opt=MANAGES,
    sync_to_thread=True,
    status_code=303,
)
def discard(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Throw a draft away; the form says its number again, so that it is no slip."""
    try:
        with db.write() as session:
            drafting.discard(session, viewer, f"{framework}@{version}", number=form.text("number"))
    except Invalid as error:
        with db.read() as session:
            return _draft(request, session, found(session, framework, version), error.faults)
    return Redirect(Urls(language_of_request(request)).to("framework-drafts"), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [
    drafts_page,
    begin,
    draft_page,
    draft_file,
    publish,
    discard,
]
