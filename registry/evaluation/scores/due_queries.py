"""Reads what may have overtaken published scores: evidence, notices, deployments, versions, standards."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlmodel import Session, col, select

from registry.accounts.viewer import Viewer
from registry.db.base import now, select_columns
from registry.db.ids import Kind
from registry.deployments.models import Deployment, DeploymentStatus
from registry.evaluation.assessments import standing
from registry.evaluation.machine.models import Checker, MachineCheck
from registry.evaluation.scores import queries
from registry.evaluation.scores.ageing import is_major_step, is_pivotal
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from registry.evaluation.scores.schemas import ScoreRow
from registry.evidence.models import Evidence, EvidenceResult, EvidenceSolution, EvidenceState
from registry.feedback import queries as feedback
from registry.notices.models import Notice, NoticeKind
from registry.solutions.models import SolutionStandard
from registry.standards.models import EditionStatus, Standard, StandardEdition

SOON: Final = timedelta(days=90)
WARNINGS: Final = (NoticeKind.SAFETY, NoticeKind.SECURITY)


class Trigger(Struct, frozen=True):
    """Something that makes a score stale; `subject` is its id or version."""

    score_id: str
    mark: Mark
    subject: str = ""


class DueRow(Struct, frozen=True):
    """A score in the queue: it is stale, or will be within three months."""

    score: ScoreRow
    since: datetime
    is_stale: bool


def scores_in_force(session: Session) -> list[Score]:
    """All scores that are neither superseded nor void."""
    gone = select(ScoreMark.score_id).where(col(ScoreMark.mark).in_(queries.OUT_OF_FORCE))
    return list(session.exec(select(Score).where(col(Score.id).not_in(gone)).order_by(col(Score.id))))


def due(session: Session, viewer: Viewer, at: datetime | None = None) -> list[DueRow]:
    """What is due for review or soon will be, the longest due first; of the bodies whose assessments the viewer runs."""
    standing.demand_some_body(session, viewer)
    moment = at or now()
    found = []
    for row in queries.rows(session, scores_in_force(session), moment):
        if not standing.may_manage(session, viewer, row.body.id):
            continue
        dates = [row.due_at, *([row.gates_due_at] if row.gates_due_at else [])]
        since = min([*dates, *(each.at for each in row.stale)])
        if row.stale or since <= moment + SOON:
            found.append(DueRow(row, since, bool(row.stale)))
    return sorted(found, key=lambda each: (each.since, each.score.id))


def triggers(session: Session, score: Score, moment: datetime) -> Iterator[Trigger]:
    """Everything that has overtaken one score up to a moment."""
    if score.due_at <= moment:
        yield Trigger(score.id, Mark.DUE)
    if score.gates_due_at is not None and score.gates_due_at <= moment:
        yield Trigger(score.id, Mark.GATES_DUE)
    for subject in _evidence(session, score):
        yield Trigger(score.id, Mark.NEW_EVIDENCE, f"evidence/{subject}")
    for number in session.exec(
        select(Notice.id).where(
            Notice.record_kind == Kind.SOLUTION,
            Notice.record_id == score.solution_id,
            col(Notice.kind).in_(WARNINGS),
            Notice.placed_at > score.published_at,
        )
    ):
        yield Trigger(score.id, Mark.INCIDENT, f"notices/{number}")
    yield from _deployments(session, score)
    for subject in _withdrawn(session, score):
        yield Trigger(score.id, Mark.WITHDRAWN_STANDARD, subject)


def reported(session: Session, scores: Iterable[Score], *, least: int, days: int) -> Iterator[Trigger]:
    """Scores of products with which so many people reported incidents since, within so many days."""
    found = feedback.incident_clusters(session, least=least, days=days)
    last = {each.solution_id: each.last for each in found}
    for score in scores:
        if score.solution_id in last and last[score.solution_id] > score.published_at:
            yield Trigger(score.id, Mark.INCIDENT, f"feedback/{score.solution_id}")


def _evidence(session: Session, score: Score) -> list[str]:
    """Pivotal items published since, other than those that it rests on."""
    known = {item["id"] for each in score.frozen["judgements"] for item in each.get("evidence", ())}
    rows = session.execute(
        select_columns(Evidence.id, Evidence.kind, Evidence.independence, EvidenceResult.direction)
        .join(EvidenceSolution, col(EvidenceSolution.evidence_id) == col(Evidence.id))
        .join(EvidenceResult, col(EvidenceResult.evidence_id) == col(Evidence.id), isouter=True)
        .where(
            col(EvidenceSolution.solution_id) == score.solution_id,
            col(Evidence.state) == EvidenceState.PUBLISHED,
            col(Evidence.published_at) > score.published_at,
        )
        .order_by(col(Evidence.id))
    )
    found = [row.id for row in rows if is_pivotal(row.kind, row.independence, row.direction)]
    return [each for each in dict.fromkeys(found) if each not in known]


def _deployments(session: Session, score: Score) -> Iterator[Trigger]:
    """Deployments that ended since, and the newest major version in use or released."""
    day = score.published_at.date().isoformat()
    versions = []
    for row in session.execute(
        select_columns(Deployment.id, Deployment.status, Deployment.ended, Deployment.version)
        .where(col(Deployment.solution_id) == score.solution_id)
        .order_by(col(Deployment.id))
    ):
        # A date may be a year or a month alone: it is after a day only if all of it is.
        if row.status is DeploymentStatus.ENDED and row.ended > day[: len(row.ended)]:
            yield Trigger(score.id, Mark.DEPLOYMENT_ENDED, f"deployments/{row.id}")
        versions.append(row.version)
    versions += [
        detail.get("version", "")
        for detail in session.exec(
            select(MachineCheck.detail).where(
                MachineCheck.solution_id == score.solution_id,
                MachineCheck.checker == Checker.RELEASED_IN_YEAR,
            )
        )
    ]
    newer = sorted({each for each in versions if is_major_step(score.product_version, each)})
    if newer:
        yield Trigger(score.id, Mark.MAJOR_VERSION, newer[-1])


def _withdrawn(session: Session, score: Score) -> list[str]:
    """Standards that it speaks and whose editions (that which it names, where it names one) are all retired since."""
    rows = session.execute(
        select_columns(Standard.slug, StandardEdition.status)
        .join(SolutionStandard, col(SolutionStandard.standard_id) == col(Standard.id))
        .join(StandardEdition, col(StandardEdition.standard_id) == col(Standard.id))
        .where(
            col(SolutionStandard.solution_id) == score.solution_id,
            col(SolutionStandard.edition).in_(["", StandardEdition.label]),
            col(Standard.updated_at) > score.published_at,
        )
        .order_by(col(Standard.slug))
    )
    statuses: dict[str, set[EditionStatus]] = {}
    for slug, status in rows:
        statuses.setdefault(slug, set()).add(status)
    return [f"standards/{slug}" for slug, found in statuses.items() if found == {EditionStatus.RETIRED}]
