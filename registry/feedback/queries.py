"""Reads of reports. Everybody sees what is published; its writer, moderators and the country also what is not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.countries import queries as countries
from registry.errors import NotFound
from registry.feedback import incidents
from registry.feedback.incidents import Incident, IncidentCluster
from registry.feedback.models import Feedback, FeedbackCriterion, FeedbackState, Reporter, Verification
from registry.feedback.schemas import (
    ClusterView,
    CriterionTally,
    FeedbackQueue,
    FeedbackView,
    Opinion,
    OwnFeedback,
    SolutionFeedback,
)
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions


def row(session: Session, number: int, viewer: Viewer = ANYBODY) -> Feedback:
    """One report that the viewer may see; `NotFound` otherwise."""
    found = session.get(Feedback, number)
    if found is None or not _may_see(viewer, found):
        raise NotFound(f"No report {number}.", id=number)
    return found


def _may_see(viewer: Viewer, report: Feedback) -> bool:
    if report.state is FeedbackState.PUBLISHED or report.account_id == viewer.account_id:
        return True
    if report.state is not FeedbackState.WAITING:
        return False
    return viewer.may(Permission.FEEDBACK_MODERATE) or may_confirm(viewer, report)


def may_confirm(viewer: Viewer, report: Feedback) -> bool:
    """Whether the viewer may vouch for a report on behalf of the country that it names; never for one's own."""
    return (
        report.reporter is not Reporter.PUBLIC
        and report.country is not None
        and report.account_id != viewer.account_id
        and viewer.may(Permission.COUNTRY_CONFIRM, country=report.country)
    )


def report(session: Session, number: int, viewer: Viewer = ANYBODY) -> FeedbackView:
    """One report."""
    return _views(session, [row(session, number, viewer)])[0]


def published(session: Session) -> list[FeedbackView]:
    """All published reports, the first one first."""
    return _views(session, session.exec(_by_age().where(Feedback.state == FeedbackState.PUBLISHED)).all())


def of_solution(session: Session, solution_id: str) -> SolutionFeedback:
    """All that is published on a solution, the newest first, the public apart."""
    rows = session.exec(
        select(Feedback)
        .where(Feedback.solution_id == solution_id, Feedback.state == FeedbackState.PUBLISHED)
        .order_by(col(Feedback.id).desc())
    ).all()
    views = _views(session, rows)
    return SolutionFeedback(
        [view for view in views if view.reporter != Reporter.PUBLIC],
        [view for view in views if view.reporter == Reporter.PUBLIC],
        tallies(session, solution_id),
    )


def tallies(session: Session, solution_id: str) -> list[CriterionTally]:
    """How many people agree and disagree on each criterion; the last word of each, of published, verified reports."""
    rows = session.execute(
        sa.select(
            col(FeedbackCriterion.version_id),
            col(FeedbackCriterion.code),
            col(Feedback.account_id),
            col(FeedbackCriterion.agrees),
        )
        .join(Feedback, col(Feedback.id) == col(FeedbackCriterion.feedback_id))
        .where(
            col(Feedback.solution_id) == solution_id,
            col(Feedback.state) == FeedbackState.PUBLISHED,
            col(Feedback.verified) != Verification.NONE,
        )
        .order_by(col(Feedback.id))
    )
    last = {(version, code, account): agrees for version, code, account, agrees in rows}
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (version, code, _), agrees in last.items():
        counted[version, code].append(agrees)
    return [
        CriterionTally(version, code, sum(said), len(said) - sum(said))
        for (version, code), said in sorted(counted.items())
    ]


def own(session: Session, viewer: Viewer) -> list[OwnFeedback]:
    """What the viewer has reported, the newest first."""
    rows = session.exec(
        select(Feedback).where(Feedback.account_id == viewer.account_id).order_by(col(Feedback.id).desc())
    ).all()
    reasons = {each.id: each.reason for each in rows}
    return [OwnFeedback(view, reasons[view.id]) for view in _views(session, rows)]


def queue(session: Session, viewer: Viewer, *, least: int, days: int) -> FeedbackQueue:
    """What waits: for moderators all reports and clusters of incidents, for focal points those of their countries."""
    if viewer.may(Permission.FEEDBACK_MODERATE):
        rows = session.exec(_by_age().where(Feedback.state == FeedbackState.WAITING)).all()
        found = incident_clusters(session, least=least, days=days)
        return FeedbackQueue(
            _views(session, rows), to_confirm(session, viewer), named_clusters(session, found)
        )
    if not viewer.may_somewhere(Permission.COUNTRY_CONFIRM):
        viewer.demand(Permission.FEEDBACK_MODERATE)
    return FeedbackQueue([], to_confirm(session, viewer), [])


def to_confirm(session: Session, viewer: Viewer) -> list[FeedbackView]:
    """Reports from the viewer's countries for which nobody vouches yet, the oldest first."""
    rows = session.exec(
        _by_age().where(
            col(Feedback.country).in_(viewer.countries(Permission.COUNTRY_CONFIRM)),
            col(Feedback.state).in_([FeedbackState.WAITING, FeedbackState.PUBLISHED]),
            Feedback.verified == Verification.NONE,
        )
    ).all()
    return _views(session, [each for each in rows if may_confirm(viewer, each)])


def waits_already(session: Session, account_id: str, solution_id: str) -> bool:
    """Whether a report of this person on this solution waits for a moderator."""
    return (
        session.exec(
            select(Feedback.id).where(
                Feedback.account_id == account_id,
                Feedback.solution_id == solution_id,
                Feedback.state == FeedbackState.WAITING,
            )
        ).first()
        is not None
    )


def incident_clusters(
    session: Session, *, least: int = incidents.LEAST, days: int = incidents.DAYS
) -> list[IncidentCluster]:
    """Solutions of which so many people reported incidents within so many days that they are to be reviewed anew.

    Only what a moderator published counts. A review that began after `last` has dealt with the cluster.
    """
    rows = session.exec(
        select(Feedback.solution_id, Feedback.account_id, Feedback.sent_at).where(
            col(Feedback.is_incident), Feedback.state == FeedbackState.PUBLISHED
        )
    )
    return incidents.clusters(
        (Incident(solution, account, at) for solution, account, at in rows), least=least, days=days
    )


def named_clusters(session: Session, found: Iterable[IncidentCluster]) -> list[ClusterView]:
    """Clusters with the names of their solutions, the latest first."""
    each = sorted(found, key=lambda cluster: cluster.last, reverse=True)
    products = solutions.refs(session, {cluster.solution_id for cluster in each})
    return [
        ClusterView(products[one.solution_id], one.people, one.first.date(), one.last.date()) for one in each
    ]


def _by_age() -> SelectOfScalar[Feedback]:
    return select(Feedback).order_by(col(Feedback.id))


def _views(session: Session, rows: Sequence[Feedback]) -> list[FeedbackView]:
    products = solutions.refs(session, {each.solution_id for each in rows})
    places = countries.refs(session, {each.country for each in rows if each.country})
    bodies = organisations.refs(session, {each.answer_by for each in rows if each.answer_by})
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    for said in session.exec(
        select(FeedbackCriterion)
        .where(col(FeedbackCriterion.feedback_id).in_([each.id for each in rows]))
        .order_by(FeedbackCriterion.version_id, FeedbackCriterion.code)
    ):
        opinions[said.feedback_id].append(Opinion(said.version_id, said.code, said.agrees))
    return [
        FeedbackView(
            each.id or 0,
            products[each.solution_id],
            each.reporter,
            each.is_incident,
            places.get(each.country or ""),
            each.since,
            each.works,
            each.lacks,
            each.language,
            each.sent_at,
            each.state,
            each.verified,
            each.verified_as,
            opinions[each.id or 0],
            each.answer,
            each.answer_language,
            bodies.get(each.answer_by or ""),
            each.answered_at,
        )
        for each in rows
    ]
