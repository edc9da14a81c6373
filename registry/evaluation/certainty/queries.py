"""Reads of judgements of certainty. Everybody sees published and superseded ones; those who judge see all."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.errors import NotFound
from registry.evaluation.certainty.models import CertaintyJudgement, JudgementState
from registry.evaluation.certainty.schemas import BodyItem, JudgementView, OutcomeEvidence, StepView
from registry.evidence import queries as evidence
from registry.evidence.hierarchy import STUDIES, TESTS, EvidenceKind
from registry.evidence.models import (
    Direction,
    Evidence,
    EvidenceResult,
    EvidenceRevision,
    EvidenceSolution,
    EvidenceState,
)
from registry.evidence.schemas import EvidenceRow
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptRef

OUTCOMES = "outcomes"
NOT_COMPARED = "favourable_not_compared"
"""What a favourable finding is called where nothing was compared: it is no effect."""

PUBLIC = (JudgementState.PUBLISHED, JudgementState.SUPERSEDED)


def may_judge(viewer: Viewer) -> bool:
    """Whether the viewer works on certainty: reviewers, and editors of evidence."""
    return viewer.may(Permission.REVIEW_WRITE) or viewer.may(Permission.EVIDENCE_CONFIRM)


def judgement(session: Session, number: int, viewer: Viewer = ANYBODY) -> JudgementView:
    """One judgement; one that is not published is there only for those who judge."""
    row = session.get(CertaintyJudgement, number)
    if row is None or (row.state not in PUBLIC and not may_judge(viewer)):
        raise NotFound(f"No judgement {number}.", id=number)
    return _views(session, [row])[0]


def of_solution(session: Session, solution_id: str) -> list[JudgementView]:
    """The published judgements on a solution, by outcome."""
    rows = in_force(session, solution_id)
    return sorted(_views(session, rows), key=lambda view: (len(view.outcome.code), view.outcome.code))


def in_force(session: Session, solution_id: str, outcome: str = "") -> Sequence[CertaintyJudgement]:
    """The published judgements on a solution, or on one outcome of it, to be changed."""
    statement = select(CertaintyJudgement).where(
        CertaintyJudgement.solution_id == solution_id,
        CertaintyJudgement.state == JudgementState.PUBLISHED,
    )
    if outcome:
        statement = statement.where(CertaintyJudgement.outcome == outcome)
    return session.exec(statement).all()


def every_row(session: Session) -> Sequence[CertaintyJudgement]:
    """All judgements in whatever state, in the order in which they were drafted."""
    return session.exec(select(CertaintyJudgement).order_by(col(CertaintyJudgement.id))).all()


def ever_published(session: Session) -> list[JudgementView]:
    """All judgements that were ever published, the first one first."""
    rows = session.exec(
        select(CertaintyJudgement)
        .where(col(CertaintyJudgement.state).in_(PUBLIC))
        .order_by(col(CertaintyJudgement.id))
    ).all()
    return _views(session, rows)


def history(session: Session, solution_id: str, outcome: str) -> list[JudgementView]:
    """All published judgements ever on one outcome of a solution, newest first."""
    rows = session.exec(
        select(CertaintyJudgement)
        .where(
            CertaintyJudgement.solution_id == solution_id,
            CertaintyJudgement.outcome == outcome,
            col(CertaintyJudgement.state).in_(PUBLIC),
        )
        .order_by(col(CertaintyJudgement.id).desc())
    ).all()
    return _views(session, rows)


def proposed(session: Session, viewer: Viewer) -> list[JudgementView]:
    """What waits for a second person, oldest first."""
    if not may_judge(viewer):
        viewer.demand(Permission.REVIEW_WRITE)
    rows = session.exec(
        select(CertaintyJudgement)
        .where(CertaintyJudgement.state == JudgementState.PROPOSED)
        .order_by(col(CertaintyJudgement.id))
    ).all()
    return _views(session, rows)


def to_judge_anew(session: Session, viewer: Viewer) -> list[JudgementView]:
    """Published judgements since which evidence has come or changed, the oldest first."""
    if not may_judge(viewer):
        viewer.demand(Permission.REVIEW_WRITE)
    rows = session.exec(
        select(CertaintyJudgement)
        .where(CertaintyJudgement.state == JudgementState.PUBLISHED)
        .order_by(col(CertaintyJudgement.id))
    ).all()
    moved = moved_since(session, rows)
    return _views(session, [row for row in rows if row.id in moved])


def moved_since(session: Session, rows: Sequence[CertaintyJudgement]) -> set[int]:
    """Judgements since which an item they rest on changed or was withdrawn, or another study was published."""
    items = {item["id"] for row in rows for item in row.frozen["items"]}
    at: dict[str, int] = dict(
        session.exec(
            select(EvidenceRevision.evidence_id, sa.func.max(EvidenceRevision.number))
            .join(Evidence, col(Evidence.id) == col(EvidenceRevision.evidence_id))
            .where(
                col(EvidenceRevision.evidence_id).in_(items), col(Evidence.state) == EvidenceState.PUBLISHED
            )
            .group_by(col(EvidenceRevision.evidence_id))
        ).all()
    )
    newer = session.scalars(
        sa.select(col(CertaintyJudgement.id))
        .join(EvidenceSolution, col(EvidenceSolution.solution_id) == col(CertaintyJudgement.solution_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceSolution.evidence_id))
        .join(
            EvidenceResult,
            sa.and_(
                col(EvidenceResult.evidence_id) == col(Evidence.id),
                col(EvidenceResult.outcome) == col(CertaintyJudgement.outcome),
            ),
        )
        .where(
            col(CertaintyJudgement.id).in_([row.id for row in rows]),
            col(Evidence.state) == EvidenceState.PUBLISHED,
            col(Evidence.kind).in_(STUDIES | TESTS),
            col(Evidence.published_at) > col(CertaintyJudgement.decided_at),
        )
    )
    changed = {
        row.id or 0
        for row in rows
        if any(at.get(item["id"]) != item["revision"] for item in row.frozen["items"])
    }
    return changed | {each for each in newer if each}


def author_of(session: Session, number: int) -> str:
    """The account that drafted a judgement; for rules, never for pages."""
    row = session.get(CertaintyJudgement, number)
    return row.drafted_by if row else ""


def outcomes_of_solution(
    session: Session, solution_id: str, items: Sequence[EvidenceRow] | None = None
) -> list[OutcomeEvidence]:
    """Each outcome with evidence on a solution, with its judgement where there is one: the summary of findings.

    `items`: the published evidence on it, where it has been read already.
    """
    items = evidence.of_solution(session, solution_id) if items is None else items
    judged = {view.outcome.code: view for view in of_solution(session, solution_id)}
    found: dict[str, ConceptRef] = {code: view.outcome for code, view in judged.items()}
    by_outcome: dict[str, list[EvidenceRow]] = defaultdict(list)
    directions: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        for result in item.results:
            code = result.outcome.code
            found.setdefault(code, result.outcome)
            alone = result.direction == Direction.BENEFIT and not result.compared
            directions[code][NOT_COMPARED if alone else result.direction] += 1
            if not by_outcome[code] or by_outcome[code][-1].id != item.id:
                by_outcome[code].append(item)
    return [
        OutcomeEvidence(
            found[code],
            len(by_outcome[code]),
            studies_of([(item.id, item.study) for item in by_outcome[code]]),
            dict(directions[code]),
            judged.get(code),
        )
        for code in sorted(found, key=lambda code: (len(code), code))
    ]


def studies_on(session: Session, solution_id: str, outcome: str) -> list[EvidenceRow]:
    """Published items on an outcome of a solution that can be judged; documents and declarations are no studies."""
    return [
        item
        for item in evidence.of_solution(session, solution_id)
        if EvidenceKind(item.kind) in STUDIES | TESTS
        and any(result.outcome.code == outcome for result in item.results)
    ]


def studies_of(items: Sequence[tuple[str, str]]) -> int:
    """How many studies items (id, study) report on: those that share a study count once."""
    return len({study or item_id for item_id, study in items})


def _views(session: Session, rows: Sequence[CertaintyJudgement]) -> list[JudgementView]:
    products = solutions.refs(session, {row.solution_id for row in rows})
    names = taxonomy.labels(session, {(row.scheme_id, row.outcome) for row in rows})
    moved = moved_since(session, rows) if rows else set()
    return [
        JudgementView(
            row.id or 0,
            products[row.solution_id],
            ConceptRef(row.scheme_id, row.outcome, names[row.scheme_id, row.outcome]),
            row.state,
            row.certainty,
            row.direction,
            row.start,
            row.is_critical,
            row.finding,
            row.setting,
            row.version,
            _steps(row.frozen),
            items := [BodyItem(**each) for each in row.frozen["items"]],
            studies_of([(each.id, each.study) for each in items]),
            row.frozen,
            row.digest,
            row.decided_at,
            row.drafted_at,
            row.remark,
            row.id in moved,
        )
        for row in rows
    ]


def _steps(frozen: dict[str, Any]) -> list[StepView]:
    return [
        StepView(reason, step["by"], step["because"])
        for reason, step in frozen["steps"].items()
        if step["by"] or step["because"]
    ]
