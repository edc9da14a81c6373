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
from registry.errors import Fault, Invalid, NotFound, Stale, mark
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.frameworks import draft_forms, drafting, editing, queries
from registry.evaluation.frameworks.drafts import VERSION, Carry, CriterionDraft, VersionDraft
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind
from registry.solutions.models import SolutionType
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page
from registry.web.urls import Urls
from registry.web.vocabulary import term

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
            languages=_languages(),
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
    return _to(request, draft.framework, draft.version)


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
        return _draft(request, _found(session, framework, version))


def _found(session: Session, framework: str, version: str) -> VersionDraft:
    return queries.draft(session, f"{framework}@{version}", drafts_only=True)


def _draft(request: Request[Any, Any, Any], draft: VersionDraft, faults: Faults = None) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "frameworks/draft.html",
            status=422 if faults else 200,
            title=gettext("Draft: %(name)s") % {"name": f"{label(draft.names)} {draft.version}"},
            draft=draft,
            seen=editing.seal(draft),
            missing=editing.untranslated(draft, LANGUAGES),
            languages=_languages(),
            faults=faults or {},
        )


@get("/framework-drafts/{framework:str}/{version:str}/file", opt=MANAGES, sync_to_thread=True)
def draft_file(db: Db, framework: PathText, version: PathText) -> Response[bytes]:
    """The draft as a file, to be edited elsewhere and sent again under another number."""
    with db.read() as session:
        draft = _found(session, framework, version)
    return Response(
        draft.model_dump_json(indent=2, exclude_defaults=True).encode(),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{draft.framework}-{draft.version}.json"'},
    )


@get("/framework-drafts/{framework:str}/{version:str}/facts", opt=MANAGES, sync_to_thread=True)
def facts_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of what a draft says beside its criteria."""
    with db.read() as session:
        return _facts(request, _found(session, framework, version))


def _facts(
    request: Request[Any, Any, Any],
    draft: VersionDraft,
    *,
    typed: FormData | None = None,
    faults: Faults = None,
    clash: bool = False,
) -> Response[bytes]:
    """The form; after a `clash` with what was typed and what somebody else wrote meanwhile."""
    with using(language_of_request(request)):
        return page(
            request,
            "frameworks/draft_facts.html",
            status=412 if clash else 422 if faults else 200,
            title=gettext("Facts and domains"),
            draft=draft,
            seen=editing.facts_seal(draft) if typed is None or clash else typed.text("seen"),
            now=draft_forms.filled_facts(draft) if clash else None,
            languages=_languages(),
            typed=typed or draft_forms.filled_facts(draft),
            faults=faults or {},
        )


@post(
    "/framework-drafts/{framework:str}/{version:str}/facts", opt=MANAGES, sync_to_thread=True, status_code=303
)
def change_facts(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Change what a draft says beside its criteria."""

    def edit(draft: VersionDraft) -> VersionDraft:
        return editing.replaced(draft, **draft_forms.read_facts(form, draft))

    try:
        with db.write() as session:
            drafting.change(
                session,
                viewer,
                f"{framework}@{version}",
                edit,
                seen=form.text("seen"),
                part=editing.facts_seal,
            )
    except Invalid as error:
        with db.read() as session:
            return _facts(request, _found(session, framework, version), typed=form, faults=error.faults)
    except Stale:
        with db.read() as session:
            return _facts(request, _found(session, framework, version), typed=form, clash=True)
    return _to(request, framework, version)


@get("/framework-drafts/{framework:str}/{version:str}/new-criterion", opt=MANAGES, sync_to_thread=True)
def new_criterion_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of a new criterion."""
    with db.read() as session:
        return _criterion(request, session, _found(session, framework, version), "")


@get("/framework-drafts/{framework:str}/{version:str}/criteria/{code:str}", opt=MANAGES, sync_to_thread=True)
def criterion_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText, code: PathText
) -> Response[bytes]:
    """The form of one criterion."""
    with db.read() as session:
        return _criterion(request, session, _found(session, framework, version), code)


def _criterion(
    request: Request[Any, Any, Any],
    session: Session,
    draft: VersionDraft,
    code: str,
    *,
    typed: FormData | None = None,
    faults: Faults = None,
    clash: bool = False,
) -> Response[bytes]:
    """The form; after a `clash` with what was typed and what somebody else wrote meanwhile."""
    old = _old(draft, code)
    typed = typed or draft_forms.filled_criterion(old, draft)
    scale = typed.text("scale")
    former = queries.criteria_codes(session, f"{draft.framework}@{draft.former}") if draft.former else []
    with using(language_of_request(request)):
        tiers = {each.code: str(label(each.names)) for each in draft.tiers} or {
            each.value: term("risk_tier", each) for each in RiskTier
        }
        return page(
            request,
            "frameworks/draft_criterion.html",
            status=412 if clash else 422 if faults else 200,
            title=str(label(old.names)) if old else gettext("New criterion"),
            draft=draft,
            old=old,
            seen=_seal_of(draft, code) if clash else typed.text("seen") or _seal_of(draft, code),
            now=draft_forms.filled_criterion(old, draft) if clash else None,
            scales=[(each, each) for each in draft.scales],
            levels=draft.scales.get(scale) or draft.scales[draft.criteria[-1].scale],
            domains=[(each.code, str(label(each.names))) for each in draft.domains],
            others=[(each.code, str(label(each.names))) for each in draft.criteria if each.code != code],
            former=[(each, each) for each in former],
            tiers=list(tiers.items()),
            types=[(each.value, term("type", each)) for each in SolutionType],
            traits=[(each.value, term("trait", each)) for each in Trait],
            classes=[(each.value, term("evidence_class", each)) for each in EvidenceClass],
            kinds=[(each.value, term("evidence_kind", each)) for each in EvidenceKind],
            carries=[(each.value, term("carry", each)) for each in Carry],
            languages=_languages(),
            typed=typed,
            faults=faults or {},
        )


def _old(draft: VersionDraft, code: str) -> CriterionDraft | None:
    found = editing.criterion_of(draft, code)
    if code and found is None:
        raise NotFound(f"No criterion {code} in {draft.id}.", criterion=code)
    return found


def _seal_of(draft: VersionDraft, code: str) -> str:
    """The digest of one criterion; of a new one, none."""
    found = editing.criterion_of(draft, code)
    return editing.seal(found) if found else ""


@post(
    "/framework-drafts/{framework:str}/{version:str}/criteria",
    opt=MANAGES,
    sync_to_thread=True,
    status_code=303,
)
def save_criterion(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Add a criterion, change the one that `was` names, or leave that out."""
    code = form.text("was")

    def edit(draft: VersionDraft) -> VersionDraft:
        if form.flag("remove"):
            return editing.without_criterion(draft, code)
        made = draft_forms.read_criterion(form, draft, _old(draft, code))
        return editing.with_criterion(
            draft, code, made, form.text("after") if "after" in form.fields else None
        )

    try:
        with db.write() as session:
            drafting.change(
                session,
                viewer,
                f"{framework}@{version}",
                edit,
                seen=form.text("seen"),
                part=lambda draft: _seal_of(draft, code),
            )
    except Invalid as error:
        with db.read() as session:
            draft = _found(session, framework, version)
            return _criterion(request, session, draft, code, typed=form, faults=error.faults)
    except Stale:
        with db.read() as session:
            draft = _found(session, framework, version)
            return _criterion(request, session, draft, code, typed=form, clash=True)
    return _to(request, framework, version)


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
            return _draft(request, _found(session, framework, version), error.faults)
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
            return _draft(request, _found(session, framework, version), error.faults)
    return Redirect(Urls(language_of_request(request)).to("framework-drafts"), status_code=303)


def _to(request: Request[Any, Any, Any], framework: str, version: str) -> Redirect:
    address = Urls(language_of_request(request)).to("framework-drafts", framework, version)
    return Redirect(address, status_code=303)


def _languages() -> list[tuple[str, str, str]]:
    return [(code, each.autonym, each.direction) for code, each in LANGUAGES.items()]


PAGES: Final[list[ControllerRouterHandler]] = [
    drafts_page,
    begin,
    draft_page,
    draft_file,
    facts_page,
    change_facts,
    new_criterion_page,
    criterion_page,
    save_criterion,
    publish,
    discard,
]
