"""One deployment on the desk: what every source states of it, and the authority's word on each."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit.pages import stated, wording
from registry.db import Database
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.deployments.drafts import PRESENCE
from registry.deployments.models import DeploymentStatus
from registry.deployments.pages import in_words
from registry.deployments.schemas import DeploymentView
from registry.errors import BadParameter, Invalid, NotFound, mark
from registry.national import queries
from registry.national.models import Stance
from registry.national.pages.frame import LOOK, SPEAK, Faults, code_of, desk_page, done, to_desk
from registry.national.service import positions, records
from registry.national.stances import Statement
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request

TEXTS: Final = ("status", "started", "ended", "target_share_source", "version", "subdivision")
NUMBERS: Final = ("people", "health_workers", "facilities")
SHARES: Final = ("target_share",)


@get("/countries/{code:str}/desk/deployments/{name:str}", opt=LOOK, sync_to_thread=True)
def one(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, name: PathText
) -> Response[bytes]:
    """One deployment with what is recorded and stated of it."""
    with db.read() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, (known, name))


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    place: tuple[str, str],
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    code, name = place
    found = deployments.deployment(session, name)
    if found.country.code != code:
        raise NotFound(f"No deployment {name} in {code}.", name=name)
    claims = [claim for field in found.claims for claim in field.claims]
    words = wording(session, Kind.DEPLOYMENT, [{claim.field: claim.value} for claim in claims])
    listed = queries.of_deployments(session, [found.id]).get(found.id, [])
    taken = {(each.field, each.source): each for each in listed}
    return desk_page(
        request,
        session,
        viewer,
        code,
        "one",
        title=mark("One deployment in %(country)s"),
        part="desk",
        faults=faults,
        deployment=found,
        positions=taken,
        before=in_words(session, taken),
        answers=queries.answers(session, viewer, found.id),
        questions={each.id: each for each in queries.questions(session, code, retired=True)},
        said=[(field, stated(words, field.claims)) for field in found.claims],
        values=_sent(sent) if sent else _recorded(found),
        why=sent.text("why") if sent else "",
        statuses=list(DeploymentStatus),
    )


def _recorded(found: DeploymentView) -> dict[str, Any]:
    """What is recorded, as the form shows it."""
    numbers = {each.of: each.count for each in found.coverage}
    share = found.target_share
    return {
        "status": found.status,
        "started": found.started,
        "ended": found.ended,
        "target_share": "" if share is None else f"{share * 100:g}",
        "target_share_source": found.target_share_source,
        "version": found.version,
        "subdivision": found.subdivision,
        **{name: "" if numbers.get(name) is None else numbers[name] for name in NUMBERS},
    }


def _sent(form: FormData) -> dict[str, Any]:
    return {name: form.text(name) for name in (*TEXTS, *NUMBERS, *SHARES)}


def values_of(form: FormData, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a form states of a deployment, ready to be checked; a share is written in per cent."""
    found: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    found |= {name: form.number(name) for name in NUMBERS}
    text = form.text("target_share").replace(",", ".").replace("%", "").strip()
    try:
        found["target_share"] = round(float(text) / 100, 6) if text else None
    except ValueError:
        found["target_share"] = text
    found["status"] = found["status"] or DeploymentStatus.NOT_KNOWN.value
    return found | dict(shown or {})


def _reason(request: Request[Any, Any, Any], form: FormData, field: str = "reason") -> dict[str, str]:
    """The reason in the language of the page it was written on."""
    text = form.text(field)
    return {language_of_request(request): text} if text else {}


@post("/countries/{code:str}/desk/deployments/{name:str}", opt=SPEAK, sync_to_thread=True, status_code=303)
def take_position(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, name: PathText, form: Form
) -> Response[Any]:
    """Confirm or dispute the deployment, or what one source states of it; or take that back."""
    field, source = form.text("field") or PRESENCE, form.text("source")

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        if form.text("stance") == "taken_back":
            positions.take_back(session, viewer, known, (name, field, source))
            return
        statement = Statement(name, _stance(form), field, source, reason=_reason(request, form))
        positions.take(session, viewer, known, [statement])

    return _do(request, db, viewer, (code, name), form, change)


@post(
    "/countries/{code:str}/desk/deployments/{name:str}/correction",
    opt=SPEAK,
    sync_to_thread=True,
    status_code=303,
)
def correct(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, name: PathText, form: Form
) -> Response[Any]:
    """Correct status, dates and scale."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        values = {
            each: value for each, value in values_of(form).items() if each not in {"version", "subdivision"}
        }
        try:
            records.correct(session, viewer, known, name, values, _reason(request, form, "why"))
        except Invalid as error:  # the page has two reasons: this one is that of the correction
            faults = {"why" if each == "reason" else each: fault for each, fault in error.faults.items()}
            raise Invalid(faults) from error

    return _do(request, db, viewer, (code, name), form, change)


@post(
    "/countries/{code:str}/desk/deployments/{name:str}/record",
    opt=SPEAK,
    sync_to_thread=True,
    status_code=303,
)
def record(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, name: PathText, form: Form
) -> Response[Any]:
    """Record a reported presence in full."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        records.record_presence(session, viewer, known, name, values_of(form))

    return _do(request, db, viewer, (code, name), form, change)


def _stance(form: FormData) -> Stance:
    wanted = form.text("stance")
    if wanted not in {Stance.CONFIRMED, Stance.DISPUTED}:
        raise BadParameter("stance", "Confirmed, disputed or taken_back.", value=wanted[:40])
    return Stance(wanted)


def _do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    place: tuple[str, str],
    form: FormData,
    change: Any,
) -> Response[Any]:
    code, name = place

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, (known, name), faults, form if form.text("status") else None)

    return done(db, change, to_desk(request, code, "deployments", name), again)


PAGES: Final[list[ControllerRouterHandler]] = [one, take_position, correct, record]
