"""Reads of evidence levels: the rules, the record that they look at, and the level that follows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct, structs
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.countries import queries as countries
from registry.db.base import Names
from registry.errors import NotFound
from registry.evaluation.levels.drafts import Level, RuleDraft
from registry.evaluation.levels.models import LevelRule
from registry.evaluation.levels.record_queries import records
from registry.evaluation.levels.records import Record
from registry.evaluation.levels.rules import Standing, stand
from registry.evaluation.scores import queries as scores
from registry.evaluation.scores.ageing import MarkView
from registry.evaluation.scores.models import Score
from registry.evaluation.scores.schemas import ScoreRow
from registry.solutions import sample_queries
from registry.taxonomy import queries as taxonomy


class LevelView(Struct, frozen=True):
    """The level of one product, and why and since when what it rests on is stale.

    `outcomes` and `countries` say what the codes in it are called. `is_sample`: the product is fictional.
    """

    standing: Standing
    stale: list[MarkView]
    is_sample: bool
    outcomes: dict[str, Names]
    countries: dict[str, Names]

    @property
    def shown_outcomes(self) -> list[Names]:
        """What the outcomes are called for which benefit was shown, of a product that is promising or proven."""
        if self.standing.level not in {Level.PROMISING, Level.PROVEN}:
            return []
        codes = dict.fromkeys(each.outcome for each in self.standing.shown_for)
        return [self.outcomes[code] for code in codes if code in self.outcomes]


UNASSESSED: Final = LevelView(Standing(Level.NOT_ASSESSED, "", [], [], []), [], False, {}, {})
"""A product that nobody has assessed here."""


class RuleView(Struct, frozen=True):
    """One version of the rules."""

    version: str
    changes: Names
    rule: dict[str, Any]
    digest: str
    in_force: bool
    published_at: datetime | None


class Move(Struct, frozen=True):
    """A product whose level is another by other rules."""

    solution_id: str
    before: Level
    after: Level


# Rules ----------------------------------------------------------------------------------------------


def rules(session: Session, viewer: Viewer = ANYBODY) -> list[RuleView]:
    """All versions, the newest first; drafts for whoever manages frameworks."""
    statement = select(LevelRule).order_by(
        sa.func.length(LevelRule.version).desc(), col(LevelRule.version).desc()
    )
    if not viewer.may(Permission.FRAMEWORK_MANAGE):
        statement = statement.where(col(LevelRule.published_at).is_not(None))
    current = in_force(session)
    return [
        RuleView(
            row.version,
            row.changes,
            row.body,
            row.digest,
            current is not None and row.version == current.version,
            row.published_at,
        )
        for row in session.exec(statement)
    ]


def rule(session: Session, version: str, viewer: Viewer = ANYBODY) -> RuleView:
    """One version."""
    for each in rules(session, viewer):
        if each.version == version:
            return each
    raise NotFound(f"No rules {version}.", version=version)


def next_version(session: Session) -> str:
    """The number that the next draft gets: that of the draft there is, or one more than the newest published."""
    versions = session.execute(sa.select(col(LevelRule.version), col(LevelRule.published_at))).all()
    drafts = [int(number) for number, published in versions if published is None]
    return str(max(drafts, default=1 + max((int(number) for number, _ in versions), default=0)))


def in_force(session: Session) -> RuleDraft | None:
    """The rules in force; None while none were published."""
    row = session.exec(
        select(LevelRule)
        .where(col(LevelRule.published_at).is_not(None))
        .order_by(
            col(LevelRule.published_at).desc(),
            sa.func.length(LevelRule.version).desc(),
            col(LevelRule.version).desc(),
        )
        .limit(1)
    ).first()
    return RuleDraft.model_validate(row.body) if row else None


# Levels ---------------------------------------------------------------------------------------------


def level(session: Session, solution_id: str) -> LevelView:
    """The level of one product."""
    found = levels(session, [solution_id]).get(solution_id)
    return found or structs.replace(UNASSESSED, is_sample=sample_queries.is_sample(session, solution_id))


def levels(session: Session, solution_ids: Iterable[str]) -> dict[str, LevelView]:
    """The levels of those of these products that were assessed; in a fixed number of queries."""
    by_product = _in_force(session, solution_ids)
    if not by_product:
        return {}
    current = in_force(session)
    standings = {
        key: stand(current, each) if current else Standing(Level.LISTED, "", [], [], [])
        for key, each in records(session, by_product).items()
    }
    outcomes, places = _names(session, standings.values())
    return {
        key: LevelView(
            standings[key],
            _once(rows),
            any(row.is_sample for row in rows),
            {code: outcomes[code] for code in _outcomes(standings[key]) if code in outcomes},
            {code: places[code] for code in _countries(standings[key]) if code in places},
        )
        for key, rows in by_product.items()
    }


def moves(session: Session, draft: RuleDraft) -> list[Move]:
    """Whose level would be another by these rules than by those in force."""
    current = in_force(session)
    found = []
    for key, known in sorted(records(session, _in_force(session, _assessed(session))).items()):
        before = stand(current, known).level if current else Level.LISTED
        after = stand(draft, known).level
        if before is not after:
            found.append(Move(key, before, after))
    return found


def record(session: Session, solution_id: str) -> Record:
    """All that the rules look at, of one product; empty where it was not assessed."""
    return records(session, _in_force(session, [solution_id])).get(solution_id, Record())


def numbers(session: Session) -> dict[Level, int]:
    """How many assessed products there are of each level."""
    found: dict[Level, int] = {each: 0 for each in Level if each is not Level.NOT_ASSESSED}
    for view in levels(session, _assessed(session)).values():
        found[view.standing.level] += 1
    return found


def _once(rows: Iterable[ScoreRow]) -> list[MarkView]:
    """Why any of these scores is stale, each reason once, since it first held; the oldest first."""
    found: dict[tuple[str, str], MarkView] = {}
    for mark in sorted((mark for row in rows for mark in row.stale), key=lambda each: each.at):
        found.setdefault((mark.mark, mark.subject), mark)
    return list(found.values())


def _outcomes(found: Standing) -> list[str]:
    named = {each.outcome for each in found.shown_for} | {each.outcome for each in found.contrary}
    return sorted(named - {""})


def _countries(found: Standing) -> list[str]:
    return sorted({code for each in found.shown_for for code in each.countries})


def _names(session: Session, standings: Iterable[Standing]) -> tuple[dict[str, Names], dict[str, Names]]:
    """What the outcomes and countries in these standings are called."""
    every = list(standings)
    outcomes = taxonomy.labels(session, {("outcomes", code) for each in every for code in _outcomes(each)})
    places = countries.refs(session, {code for each in every for code in _countries(each)})
    return (
        {code: names for (_, code), names in outcomes.items()},
        {code: each.names for code, each in places.items()},
    )


def _assessed(session: Session) -> list[str]:
    return list(session.exec(select(Score.solution_id).distinct()))


def _in_force(session: Session, solution_ids: Iterable[str]) -> dict[str, list[ScoreRow]]:
    """The scores of these products that are neither superseded nor void."""
    by_product = {
        key: [row for row in rows if row.in_force]
        for key, rows in scores.of_solutions(session, solution_ids).items()
    }
    return {key: rows for key, rows in by_product.items() if rows}


def maturity(session: Session) -> list[str]:
    """The frameworks that judge how mature a product is, by the rules in force."""
    current = in_force(session)
    return current.maturity if current else []
