"""The published scores that a draft is checked against."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from registry.db.base import Names
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from registry.solutions.models import Solution


class Past(NamedTuple):
    """A score in force, and the product that it is of."""

    score: Score
    names: Names
    slug: str


def past(session: Session, version_id: str) -> list[Past]:
    """Scores by a version that nothing superseded or voided, the newest first."""
    ended = select(ScoreMark.score_id).where(col(ScoreMark.mark).in_([Mark.SUPERSEDED, Mark.VOIDED]))
    rows = session.exec(
        select(Score, Solution.names, Solution.slug)
        .join(Solution, col(Solution.id) == Score.solution_id)
        .where(Score.version_id == version_id, col(Score.id).not_in(ended))
        .order_by(col(Score.published_at).desc(), col(Score.id))
    )
    return [Past(*row) for row in rows]
