"""Tells people what concerns them of an assessment."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from registry.accounts.answering import answering_for, people_of
from registry.accounts.permissions import ROLES, SCOPE_OF, Permission, Role, ScopeKind
from registry.accounts.queries import holders, viewer
from registry.db.ids import Kind
from registry.evaluation.assessments import queries, standing
from registry.evaluation.assessments.models import Assessment
from registry.evaluation.assessments.workflow import State
from registry.notifications.service import notify
from registry.notifications.texts import day, names


def tell(  # noqa: PLR0913 - what is told is named
    session: Session,
    row: Assessment,
    kind: str,
    people: Iterable[str],
    path: str,
    *,
    until: datetime | None = None,
    actor: str = "",
    key: str = "",
) -> None:
    """Tell these people; the one who did it knows already."""
    called = queries.product_names(session, [row.solution_id])[row.solution_id]
    texts = {"name": names(called), **({"until": day(until)} if until else {})}
    notify(
        session,
        [each for each in people if each != actor],
        kind,
        about=("assessment", row.id),
        path=path,
        texts=texts,
        key=key,
    )


def secretariat(session: Session, permission: Permission) -> list[str]:
    """All in the Secretariat who have a permission."""
    roles = [role for role in Role if permission in ROLES[role] and SCOPE_OF[role] is ScopeKind.SECRETARIAT]
    return holders(session, roles, scope=ScopeKind.SECRETARIAT)


def managers(session: Session, row: Assessment) -> list[str]:
    """Who opened an assessment, while that person may still run it; otherwise all in the Secretariat who may."""
    if standing.may_manage(session, viewer(session, row.opened_by), row.body_id):
        return [row.opened_by]
    return secretariat(session, Permission.ASSESSMENT_MANAGE)


def vendors(session: Session, row: Assessment) -> list[str]:
    """All who may answer for the product."""
    bodies = answering_for(session, Kind.SOLUTION, row.solution_id)
    return people_of(session, bodies, Permission.SCORECARD_ANSWER)


def reviewers(session: Session, row: Assessment) -> list[str]:
    """Those whose reviews count."""
    return [each.account_id for each in queries.counted(session, row.id)]


def tell_of_state(session: Session, row: Assessment, actor: str) -> None:
    """Tell those who have to act, or to know, what state an assessment has come to."""
    path = f"/assessments/{row.id}"
    match row.state:
        case State.COMPARING:
            people = [*reviewers(session, row), *managers(session, row)]
            tell(session, row, "review.comparing", people, f"{path}/differences", actor=actor)
        case State.ADJUDICATING:
            people = secretariat(session, Permission.REVIEW_ADJUDICATE)
            tell(session, row, "review.adjudicate", people, f"{path}/differences", actor=actor)
        case State.FACTS:
            tell(session, row, "scorecard.draft", vendors(session, row), path, until=row.due_at, actor=actor)
        case State.PUBLISHED:
            tell(session, row, "scorecard.published", vendors(session, row), path, actor=actor)
        case State.APPEALED:
            people = secretariat(session, Permission.APPEAL_DECIDE)
            tell(session, row, "assessment.appealed", people, path, actor=actor)
