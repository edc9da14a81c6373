"""Reads of published scores. They are for everybody, and stay so when others follow them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from registry.db.base import Names, now, select_columns
from registry.db.bulk import chunks
from registry.errors import NotFound
from registry.evaluation.assessments.models import AssessingBody
from registry.evaluation.frameworks.models import FrameworkVersion
from registry.evaluation.scores.ageing import MarkView, stale
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from registry.evaluation.scores.schemas import BodyRef, FrameworkRef, ScoreRow, ScoreView
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionRef

ID: Final = re.compile(r"DHC-[0-9A-Z]{7}\Z", re.IGNORECASE)
OUT_OF_FORCE = (Mark.SUPERSEDED, Mark.VOIDED)


def score(session: Session, score_id: str, at: datetime | None = None) -> ScoreView:
    """One score with all that it rests on."""
    row = session.get(Score, score_id.upper()) if ID.match(score_id) else None
    if row is None:
        raise NotFound(f"No score {score_id}.", id=score_id)
    return ScoreView(rows(session, [row], at)[0], row.rules, row.frozen, row.found, row.digest)


def of_solution(session: Session, solution_id: str, at: datetime | None = None) -> list[ScoreRow]:
    """All scores of a product ever published, the newest first."""
    return of_solutions(session, [solution_id], at).get(solution_id, [])


def of_solutions(
    session: Session, solution_ids: Iterable[str], at: datetime | None = None
) -> dict[str, list[ScoreRow]]:
    """The same of many products; those without any are left out."""
    found: dict[str, list[ScoreRow]] = defaultdict(list)
    for part in chunks(solution_ids):
        listed = session.exec(
            select(Score)
            .where(col(Score.solution_id).in_(part))
            .order_by(col(Score.published_at).desc(), col(Score.id).desc())
        ).all()
        for row in rows(session, listed, at):
            found[row.solution.id].append(row)
    return dict(found)


def rows(session: Session, listed: Sequence[Score], at: datetime | None = None) -> list[ScoreRow]:
    """These scores in short, in their order, as they stand at a moment (now, where none is named)."""
    if not listed:
        return []
    moment = at or now()
    marks = marks_of(session, [row.id for row in listed])
    products = solutions.refs(session, {row.solution_id for row in listed})
    frameworks = _framework_names(session, {row.version_id for row in listed})
    bodies = _body_names(session, {row.body_id for row in listed})
    return [
        _row(
            row,
            marks.get(row.id, []),
            moment,
            products[row.solution_id],
            FrameworkRef(row.version_id, frameworks.get(row.version_id, {})),
            BodyRef(row.body_id, bodies.get(row.body_id, {})),
        )
        for row in listed
    ]


def _row(
    row: Score,
    marks: list[MarkView],
    moment: datetime,
    solution: SolutionRef,
    framework: FrameworkRef,
    body: BodyRef,
) -> ScoreRow:
    found = row.found
    return ScoreRow(
        row.id,
        solution,
        framework,
        body,
        row.assessment_id,
        row.product_version,
        row.tier.value,
        row.reviewers,
        row.frozen["assessment"]["agreement"],
        row.published_at,
        row.due_at,
        row.gates_due_at,
        not any(each.mark in OUT_OF_FORCE for each in marks),
        marks,
        stale(row.due_at, row.gates_due_at, marks, moment),
        row.is_sample,
        found["gates_together"],
        found["gates"],
        found["overall"],
        found["domains"],
        found["unknown"],
        row.digest,
    )


def marks_of(session: Session, score_ids: Sequence[str]) -> dict[str, list[MarkView]]:
    """What became of each of these scores, in the order of time."""
    found: dict[str, list[MarkView]] = defaultdict(list)
    for part in chunks(score_ids):
        for row in session.exec(
            select(ScoreMark)
            .where(col(ScoreMark.score_id).in_(part))
            .order_by(col(ScoreMark.at), col(ScoreMark.id))
        ):
            found[row.score_id].append(MarkView(row.mark, row.at, row.subject, row.reason))
    return found


def sealed(session: Session, score_id: str = "") -> Iterator[Any]:
    """`id`, `inputs`, `result` and `digest` of every score, or of one, as they are kept; a few at a time."""
    statement = select_columns(Score.id, Score.inputs, Score.result, Score.digest).order_by(
        col(Score.published_at), col(Score.id)
    )
    if score_id:
        statement = statement.where(col(Score.id) == score_id.upper())
    yield from session.execute(statement).yield_per(100)


def _framework_names(session: Session, ids: Iterable[str]) -> dict[str, Names]:
    rows = session.execute(
        select_columns(FrameworkVersion.id, FrameworkVersion.names).where(
            col(FrameworkVersion.id).in_(sorted(ids))
        )
    )
    return {row[0]: row[1] for row in rows}


def _body_names(session: Session, ids: Iterable[str]) -> dict[str, Names]:
    rows = session.execute(
        select_columns(AssessingBody.id, AssessingBody.names).where(col(AssessingBody.id).in_(sorted(ids)))
    )
    return {row[0]: row[1] for row in rows}
