"""What somebody is to an assessment, decided in one place: whoever is nothing to it cannot open it by any route."""

from enum import StrEnum

from sqlmodel import Session

from registry.accounts.answering import answering_for
from registry.accounts.permissions import Permission, ScopeKind
from registry.accounts.viewer import Viewer
from registry.db.ids import Kind
from registry.errors import Forbidden, NotFound, SignInNeeded, mark
from registry.evaluation.assessments import queries, tie_queries
from registry.evaluation.assessments.models import (
    Assessment,
    AssignmentState,
    ConflictVerdict,
    ReviewState,
)
from registry.evaluation.assessments.workflow import SETTLED, State


class Standing(StrEnum):
    """What somebody is to an assessment."""

    MANAGER = "manager"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    VENDOR = "vendor"


class Recused(Forbidden):
    """Whoever is tied to a product takes no part in judging it."""

    slug = "recused"
    title = mark("You take no part in this assessment, as you are tied to the product.")


def standings(session: Session, viewer: Viewer, row: Assessment) -> frozenset[Standing]:
    """All that the viewer is to an assessment; nothing for a reader, and for whoever is recused."""
    if not viewer.is_signed_in:
        return frozenset()
    if (answering := speaks_for(session, viewer, row.solution_id)) or is_insider(session, viewer, row):
        return frozenset({Standing.VENDOR} if answering else ())
    if is_recused(session, viewer.account_id, row.solution_id):
        return frozenset()
    if takes_part(session, viewer.account_id, row.id):
        return frozenset({Standing.REVIEWER} if may_review(session, viewer, row.id) else ())
    found = set()
    if may_manage(session, viewer, row.body_id):
        found.add(Standing.MANAGER)
    if viewer.may(Permission.REVIEW_ADJUDICATE) and row.state is not State.WITHDRAWN:
        found.add(Standing.ADJUDICATOR)
    return frozenset(found)


def demand(session: Session, viewer: Viewer, row: Assessment, *wanted: Standing) -> frozenset[Standing]:
    """Refuse whoever is none of these; gives what the viewer is."""
    held = standings(session, viewer, row)
    if held & set(wanted):
        return held
    if not viewer.is_signed_in:
        raise SignInNeeded
    if is_recused(session, viewer.account_id, row.solution_id):
        raise Recused
    raise Forbidden(permission=_NEEDED[wanted[0]].value)


def demand_reader(session: Session, viewer: Viewer, row: Assessment) -> frozenset[Standing]:
    """As if there were no such assessment, unless it is published or the viewer may read it; gives what they are to it."""
    held = standings(session, viewer, row)
    reads = (
        row.published_at is not None
        or bool(held & {Standing.MANAGER, Standing.REVIEWER})
        or (Standing.VENDOR in held and row.state in SETTLED)
        or (Standing.ADJUDICATOR in held and row.state is State.ADJUDICATING)
    )
    if not reads:
        raise hidden(row)
    return held


def sees_levels(row: Assessment, held: frozenset[Standing]) -> bool:
    """Whether a reader sees what was put together: a draft is for those who are something to the assessment."""
    return row.state in SETTLED and (row.state is not State.FACTS or bool(held))


_NEEDED = {
    Standing.MANAGER: Permission.ASSESSMENT_MANAGE,
    Standing.REVIEWER: Permission.REVIEW_WRITE,
    Standing.ADJUDICATOR: Permission.REVIEW_ADJUDICATE,
    Standing.VENDOR: Permission.SCORECARD_ANSWER,
}


def may_manage(session: Session, viewer: Viewer, body_id: str) -> bool:
    """Whether the viewer opens and runs the assessments of a body."""
    body = queries.body(session, body_id)
    return viewer.may(Permission.ASSESSMENT_MANAGE, organisation=body.organisation_id or "")


def demand_some_body(session: Session, viewer: Viewer) -> None:
    """Refuse whoever runs the assessments of no body that is recognised."""
    here = [each for each in queries.bodies(session) if each.ended_at is None]
    if not any(may_manage(session, viewer, each.id) for each in here):
        viewer.demand(Permission.ASSESSMENT_MANAGE)


def speaks_for(session: Session, viewer: Viewer, solution_id: str) -> str:
    """The organisation for which the viewer may answer what is said of a product; empty: none."""
    if not viewer.organisations(Permission.SCORECARD_ANSWER):
        return ""
    bodies = answering_for(session, Kind.SOLUTION, solution_id)
    return next(
        (each.id for each in bodies if viewer.may(Permission.SCORECARD_ANSWER, organisation=each.id)), ""
    )


def is_insider(session: Session, viewer: Viewer, row: Assessment) -> bool:
    """Whether the viewer belongs to an organisation that made, owns, runs or paid for the product."""
    held = {each.scope_id for each in viewer.grants if each.scope is ScopeKind.ORGANISATION}
    return bool(held & tie_queries.organisations_of(session, row.solution_id))


def is_recused(session: Session, account_id: str, solution_id: str) -> bool:
    """Whether somebody is tied to a product so that they take no part."""
    known = queries.declaration(session, account_id, solution_id)
    return known is not None and known.verdict is ConflictVerdict.RECUSE


def takes_part(session: Session, account_id: str, assessment_id: str) -> bool:
    """Whether somebody reviews or reviewed, or is asked to: nothing else is open to them in this assessment."""
    offer = queries.assignment_of(session, assessment_id, account_id)
    if offer is not None and offer.state in {AssignmentState.OFFERED, AssignmentState.ACCEPTED}:
        return True
    return queries.review_of(session, assessment_id, account_id) is not None


def may_review(session: Session, viewer: Viewer, assessment_id: str) -> bool:
    """Whether the viewer reviews in an assessment now."""
    if not viewer.may(Permission.REVIEW_WRITE):
        return False
    own = queries.review_of(session, assessment_id, viewer.account_id)
    return own is not None and own.state is not ReviewState.VOID


def hidden(row: Assessment) -> NotFound:
    """What is said to whoever is nothing to an assessment that was not published."""
    return NotFound(f"No assessment {row.id}.", id=row.id)
