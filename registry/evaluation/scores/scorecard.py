"""The scorecard of a product: four axes, kept apart, by framework and by assessing body, never merged."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from sqlmodel import Session

from registry.db.base import Names
from registry.errors import BadParameter, NotFound
from registry.evaluation.certainty import queries as certainty
from registry.evaluation.certainty.schemas import OutcomeEvidence
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.levels import queries as levels
from registry.evaluation.levels.queries import LevelView
from registry.evaluation.scores import queries
from registry.evaluation.scores.schemas import FrameworkRef, ScoreRow
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionRef

FEWEST: Final = 2
MOST: Final = 5
"""How many products can stand side by side."""


class GateRow(Struct, frozen=True):
    """One gate of a framework: the verdict of each body's score, by its id."""

    code: str
    names: Names
    verdicts: dict[str, str]


class FrameworkScores(Struct, frozen=True):
    """The scores in force under one version of a framework, one for each body that assessed.

    `axis`: `criteria`, or `maturity` for frameworks that judge how mature a product is.
    """

    framework: FrameworkRef
    axis: str
    gates: list[GateRow]
    domains: list[tuple[str, Names]]
    scores: list[ScoreRow]


class Scorecard(Struct, frozen=True):
    """All that was judged of a product: what nobody judged is not there, and counts for nothing either way.

    `certainty` is by outcome; `history` has every score ever published, the newest first.
    """

    solution: SolutionRef
    level: LevelView
    frameworks: list[FrameworkScores]
    certainty: list[OutcomeEvidence]
    history: list[ScoreRow]


def scorecard(session: Session, solution_id: str) -> Scorecard:
    """The scorecard of one product."""
    history = queries.of_solution(session, solution_id)
    return Scorecard(
        solutions.refs(session, [solution_id])[solution_id],
        levels.level(session, solution_id),
        _by_framework(session, [row for row in history if row.in_force], levels.maturity(session)),
        certainty.outcomes_of_solution(session, solution_id),
        history,
    )


def side_by_side(session: Session, names: list[str]) -> list[Scorecard]:
    """The scorecards of two to five products, in the order they were asked for; each once."""
    try:
        ids = list(dict.fromkeys(solutions.solution_id(session, name) for name in names))
    except NotFound as error:
        raise BadParameter("solution", error.detail) from error
    if not FEWEST <= len(ids) <= MOST:
        raise BadParameter("solution", f"Name {FEWEST} to {MOST} different solutions.")
    return [scorecard(session, each) for each in ids]


def _by_framework(
    session: Session, rows: Sequence[ScoreRow], maturity: Iterable[str]
) -> list[FrameworkScores]:
    by_version: dict[str, list[ScoreRow]] = {}
    for row in rows:
        by_version.setdefault(row.framework.id, []).append(row)
    found = []
    for version_id, listed in sorted(by_version.items()):
        version = frameworks.by_id(session, version_id)
        listed.sort(key=lambda row: row.body.id)
        found.append(
            FrameworkScores(
                listed[0].framework,
                "maturity" if version.framework in maturity else "criteria",
                [
                    GateRow(
                        each.code,
                        each.names,
                        {row.id: row.gates[each.code] for row in listed if each.code in row.gates},
                    )
                    for each in version.criteria
                    if each.gate
                ],
                [(domain.code, domain.names) for domain in version.domains],
                listed,
            )
        )
    return found
