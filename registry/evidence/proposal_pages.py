"""Pages on which evidence is proposed, imported from citation files, and decided on."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.db.base import Names
from registry.errors import Invalid, mark
from registry.evidence import citations, proposal_queries, proposals, queries, service
from registry.evidence.citations import Citation
from registry.evidence.drafts import BiasLevel
from registry.evidence.forms import TOOLS, body_of_form, filled, rows
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.identifiers import SCHEMES
from registry.evidence.models import Direction, Measure
from registry.evidence.proposals import KEY
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web.forms import Form, FormData
from registry.web.i18n import current, gettext, label, using
from registry.web.inputs import Db, PathNumber
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

PROPOSE: Final = needs(Permission.EVIDENCE_PROPOSE)
CONFIRM: Final = needs(Permission.EVIDENCE_CONFIRM)


@get("/evidence/new", opt=PROPOSE, sync_to_thread=True)
def new_evidence_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    solution: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """The form in which evidence is proposed."""
    with db.read() as session:
        about = [{"named": "", "solution": solution}] if solution else []
        return _form(request, session, viewer, filled({"about": about}, current().code))


@post("/evidence/new", opt=PROPOSE, status_code=303, sync_to_thread=True)
def propose_evidence(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Propose what the form says."""
    try:
        with db.write() as session, using(language_of_request(request)):
            draft = service.draft_from(read_form(session, form, KEY))
            number = proposals.propose(
                session, viewer, draft, organisation_id=form.text("organisation"), note=form.text("note")
            )
    except Invalid as error:
        with db.read() as session:
            return _form(request, session, viewer, form, error)
    return _to(request, "proposals", str(number))


@get("/evidence/import", opt=PROPOSE, sync_to_thread=True)
def import_evidence_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """Where a citation file is read."""
    with db.read() as session:
        return _import(request, session, viewer, [])


@post(
    "/evidence/import",
    opt=PROPOSE,
    status_code=303,
    sync_to_thread=True,
    request_max_body_size=2 * citations.LARGEST,
)
def import_evidence(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Read a file and show what is in it; then propose what was chosen of it."""
    try:
        if chosen := form.texts("item"):
            with db.write() as session:
                _propose_all(session, viewer, form, chosen)
            return _to(request, "proposals")
        upload = form.file("file")
        text = upload.content.decode("utf-8-sig", "replace") if upload else form.text("text")
        found = citations.read(text)
    except Invalid as error:
        with db.read() as session:
            return _import(request, session, viewer, _shown_before(form), error, form)
    with db.read() as session:
        return _import(request, session, viewer, found)


@get("/evidence/proposals", opt=PROPOSE, sync_to_thread=True)
def own_proposals_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What the viewer has proposed, and what became of it."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "evidence/proposals.html",
            title=gettext("Evidence that you proposed"),
            section="evidence",
            proposals=proposal_queries.proposals_of(session, viewer),
        )


@get("/evidence/proposals/{number:int}", opt=PROPOSE, sync_to_thread=True)
def proposal_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """One proposal, for who made it and for editors."""
    with db.read() as session:
        return _proposal(request, session, viewer, number)


@post("/evidence/proposals/{number:int}/withdraw", opt=PROPOSE, status_code=303, sync_to_thread=True)
def withdraw_proposal(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Take one's own proposal back."""
    del form  # read and checked before it comes here
    with db.write() as session:
        proposals.withdraw(session, viewer, number)
    return _to(request, "proposals", str(number))


@post("/evidence/proposals/{number:int}/decision", opt=CONFIRM, status_code=303, sync_to_thread=True)
def decide_proposal(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """An editor accepts or declines."""
    try:
        with db.write() as session:
            kind, independence = form.text("kind"), form.text("independence")
            proposals.decide(
                session,
                viewer,
                number,
                accept=form.text("decision") == "accept",
                reason=form.text("reason"),
                kind=EvidenceKind(kind) if kind in list(EvidenceKind) else None,
                independence=Independence(independence) if independence in list(Independence) else None,
            )
    except Invalid as error:
        with db.read() as session:
            return _proposal(request, session, viewer, number, error)
    return _to(request, "queue")


@get("/evidence/queue", opt=CONFIRM, sync_to_thread=True)
def evidence_queue_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What waits for editors: proposals, and items to be confirmed at their source."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "evidence/queue.html",
            title=gettext("Evidence that waits"),
            section="evidence",
            proposals=proposal_queries.proposals_waiting(session, viewer),
            items=queries.awaiting(session, viewer),
        )


def offered(session: Session, typed: FormData) -> dict[str, Any]:
    """The form as it is filled, its rows, and what it offers to choose from."""
    return {
        "typed": typed,
        "written_in": current().autonym,
        "products": rows(typed, "named"),
        "findings": rows(typed, "measured"),
        "domains": rows(typed, "bias_domain"),
        "schemes": SCHEMES,
        "tools": TOOLS,
        "measures": list(Measure),
        "bias_levels": list(BiasLevel),
        "kinds": list(EvidenceKind),
        "directions": list(Direction),
        "independences": list(Independence),
        "outcomes": taxonomy.tree(session, service.OUTCOMES),
        "interventions": [
            each for group in taxonomy.tree(session, service.INTERVENTIONS) for each in group.children
        ],
        "places": sorted(queries.all_countries(session), key=lambda ref: str(label(ref.names))),
    }


def _to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("evidence", *segments), status_code=303)


def read_form(
    session: Session, form: FormData, key: str, former: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The body of a draft that a form says, in the language of the page."""
    return body_of_form(form, key, current().code, lambda typed: solutions.slug_of(session, typed), former)


def _propose_all(session: Session, viewer: Viewer, form: FormData, chosen: list[str]) -> None:
    typed = form.text("solution")
    solution, named = solutions.slug_of(session, typed) if typed else None, form.text("named") or typed
    if typed and solution is None:
        raise Invalid({"solution": mark("Nothing is registered under that name.")})
    if form.text("kind") not in list(EvidenceKind):
        raise Invalid({"kind": mark("Choose one of the list.")})
    about = [{"named": named, "solution": solution}] if named else []
    for text in chosen:
        try:
            fields = json.loads(text)
        except json.JSONDecodeError as error:
            raise Invalid({"file": mark("The page is out of date; send the file again.")}) from error
        if not isinstance(fields, dict):
            raise Invalid({"file": mark("The page is out of date; send the file again.")})
        draft = service.draft_from({**fields, "key": KEY, "kind": form.text("kind"), "about": about})
        proposals.propose(
            session, viewer, draft, organisation_id=form.text("organisation"), note=form.text("note")
        )


def _bodies(session: Session, viewer: Viewer) -> dict[str, Any]:
    """The organisations on whose behalf the viewer may propose."""
    return organisations.refs(session, viewer.organisations(Permission.SUBMISSION_EDIT))


def _form(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    typed: FormData,
    error: Invalid | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "evidence/form.html",
            title=gettext("Propose evidence"),
            section="evidence",
            status=422 if error else 200,
            faults=error.faults if error else {},
            editing="",
            bodies=_bodies(session, viewer),
            **offered(session, typed),
        )


def _import(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    found: list[Citation],
    error: Invalid | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "evidence/import.html",
            title=gettext("Read a citation file"),
            section="evidence",
            status=422 if error else 200,
            items=[_previewed(session, each) for each in found],
            faults=error.faults if error else {},
            bodies=_bodies(session, viewer),
            kinds=list(EvidenceKind),
            typed=typed or FormData(),
        )


def _shown_before(form: FormData) -> list[Citation]:
    """The items that the page showed and that were chosen."""
    try:
        read = [json.loads(text) for text in form.texts("item")]
    except json.JSONDecodeError:
        return []
    return [Citation(fields, []) for fields in read if isinstance(fields, dict)]


def _previewed(session: Session, citation: Citation) -> dict[str, Any]:
    """A citation as the page shows it before it is proposed: what is wrong with it, or where it is recorded already."""
    known, faults = proposals.preview(session, citation.fields)
    return {
        "fields": citation.fields,
        "left_out": citation.left_out,
        "known": known,
        "fault": next(iter(faults.values()), None),
        "text": json.dumps(citation.fields, ensure_ascii=False),
    }


def _proposal(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    error: Invalid | None = None,
) -> Response[bytes]:
    found = proposal_queries.proposal(session, viewer, number)
    about = [each.get("solution") for each in found.body.get("about", []) if each.get("solution")]
    with using(language_of_request(request)):
        return page(
            request,
            "evidence/proposal.html",
            title=str(found.body["title"]),
            section="evidence",
            status=422 if error else 200,
            proposal=found,
            names=solutions.names_of(session, about),
            outcomes=_called(session, service.OUTCOMES, [each["outcome"] for each in found.body["results"]]),
            interventions=_called(session, service.INTERVENTIONS, found.body["interventions"]),
            places=list(countries.refs(session, found.body["countries"]).values()),
            faults=error.faults if error else {},
            is_own=found.account_id == viewer.account_id,
            is_editor=viewer.may(Permission.EVIDENCE_CONFIRM),
            kinds=list(EvidenceKind),
            independences=list(Independence),
        )


def _called(session: Session, scheme: str, codes: Sequence[str]) -> dict[str, Names]:
    return {
        code: name for (_, code), name in taxonomy.labels(session, [(scheme, each) for each in codes]).items()
    }


PAGES: Final[list[ControllerRouterHandler]] = [
    new_evidence_page,
    propose_evidence,
    import_evidence_page,
    import_evidence,
    own_proposals_page,
    proposal_page,
    withdraw_proposal,
    decide_proposal,
    evidence_queue_page,
]
