"""The page of a deployment or reported presence."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import queries as audit
from registry.audit.pages import Stated, decided, stated, wording
from registry.db.ids import Kind
from registry.deployments import queries
from registry.deployments.schemas import DeploymentView
from registry.errors import Gone, Moved, NotFound
from registry.national import queries as national
from registry.national.schemas import PositionView
from registry.notices import queries as notices
from registry.notices.pages import on_record
from registry.provenance.schemas import FieldClaims
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.wording import Node


@get("/deployments/{name:str}", sync_to_thread=True)
def deployment_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """What runs where, by whom, since when and how far it reaches, with every claim."""
    with db.read() as session, using(language_of_request(request)):
        try:
            deployment = queries.deployment(session, name)
        except Gone as error:
            return _withdrawn(request, session, name, str(error.params["id"]))
        if deployment.id != name:
            raise Moved(Kind.DEPLOYMENT, deployment.id)
        positions = _positions(session, deployment.id)
        names = {"solution": label(deployment.solution.names), "country": label(deployment.country.names)}
        return page(
            request,
            "deployments/detail.html",
            title=gettext("%(solution)s in %(country)s") % names,
            section="search",
            deployment=deployment,
            authority=national.authority(session, deployment.country.code),
            positions=positions,
            before=in_words(session, positions),
            **_answers(session, viewer, deployment),
            statements_here=_statements(session, deployment.claims),
            revisions=audit.revisions(session, Kind.DEPLOYMENT, deployment.id),
            notices=on_record(session, Kind.DEPLOYMENT, deployment.id, deployment.notices),
            decisions=decided(session, Kind.DEPLOYMENT, deployment.id),
        )


def _positions(session: Session, deployment_id: str) -> dict[tuple[str, str], PositionView]:
    """The word of the country's authority, by field and by the source that it is about."""
    found = national.of_deployments(session, [deployment_id]).get(deployment_id, [])
    return {(each.field, each.source): each for each in found}


def _answers(session: Session, viewer: Viewer, deployment: DeploymentView) -> dict[str, Any]:
    """What is answered to the country's questions, as far as the viewer may see it, and whether she may answer."""
    answers = national.answers(session, viewer, deployment.id)
    mine = viewer.organisations(Permission.SUBMISSION_EDIT)
    asked = national.questions(session, deployment.country.code, retired=True) if answers or mine else []
    return {
        "answers": answers,
        "questions": {each.id: each for each in asked},
        "may_answer": any(not each.retired_on for each in asked)
        and bool(national.answering_for(session, viewer, deployment.id)),
    }


def in_words(
    session: Session, positions: Mapping[tuple[str, str], PositionView]
) -> dict[tuple[str, str], Node]:
    """What the record said before the country corrected it, in words."""
    former = {key: each for key, each in positions.items() if each.former not in (None, "")}
    words = wording(session, Kind.DEPLOYMENT, [{each.field: each.former} for each in former.values()])
    return {key: words.value(each.former, each.field) for key, each in former.items()}


def _withdrawn(
    request: Request[Any, Any, Any], session: Session, name: str, record_id: str
) -> Response[bytes]:
    """What stood here once, and the way to its history: an id leads somewhere for ever."""
    if record_id != name:
        raise Moved(Kind.DEPLOYMENT, record_id)
    gone = queries.withdrawn(session, record_id)
    if gone is None:
        raise NotFound(f"No deployment {name}.")
    return page(
        request,
        "deployments/withdrawn.html",
        title=gettext("%(solution)s in %(country)s")
        % {"solution": label(gone.solution.names), "country": label(gone.country.names)},
        section="search",
        status=Gone.status,
        withdrawn=gone,
        revisions=audit.revisions(session, Kind.DEPLOYMENT, record_id),
        notices=on_record(
            session,
            Kind.DEPLOYMENT,
            record_id,
            notices.in_force(session, (Kind.DEPLOYMENT, record_id), (Kind.SOLUTION, gone.solution.id)),
        ),
        decisions=decided(session, Kind.DEPLOYMENT, record_id),
    )


def _statements(session: Session, fields: list[FieldClaims]) -> list[tuple[FieldClaims, list[Stated]]]:
    """What sources state beyond that it exists, by field, in words."""
    words = wording(
        session, Kind.DEPLOYMENT, [{claim.field: claim.value} for field in fields for claim in field.claims]
    )
    return [(field, stated(words, field.claims)) for field in fields]


PAGES: Final[list[ControllerRouterHandler]] = [deployment_page]
