"""Reads of automated evidence, and of what checkers look at."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlmodel import Session, col, select

from registry.db.base import select_columns
from registry.evaluation.machine.models import Checker, MachineCheck
from registry.evidence.hierarchy import EvidenceKind
from registry.evidence.models import Evidence, EvidenceSolution, EvidenceState
from registry.solutions.models import Solution


class CheckView(Struct, frozen=True):
    """What a machine found: `seen_in` is where it looked (empty: the record here), `version` that of the checker."""

    checker: str
    version: str
    outcome: str
    seen_in: str
    detail: dict[str, Any]
    at: datetime


class Checked(Struct, frozen=True):
    """What of a product is looked at."""

    id: str
    licence: str
    source: str
    documentation: str
    reports: list[str]


def of_solution(session: Session, solution_id: str) -> list[CheckView]:
    """What each checker found last, in the order of checkers."""
    newest: dict[Checker, MachineCheck] = {}
    for row in session.exec(
        select(MachineCheck).where(MachineCheck.solution_id == solution_id).order_by(col(MachineCheck.at))
    ):
        newest[row.checker] = row
    return [
        CheckView(row.checker.value, row.version, row.outcome.value, row.seen_in, row.detail, row.at)
        for row in (newest[checker] for checker in Checker if checker in newest)
    ]


def solution_ids(session: Session) -> list[str]:
    """All solutions."""
    return list(session.exec(select(Solution.id).order_by(col(Solution.id))))


def to_check(session: Session, solution_id: str) -> Checked:
    """What checkers look at."""
    row = session.get_one(Solution, solution_id)
    reports = session.execute(
        select_columns(Evidence.id)
        .join(EvidenceSolution, col(EvidenceSolution.evidence_id) == col(Evidence.id))
        .where(
            col(EvidenceSolution.solution_id) == solution_id,
            col(Evidence.kind) == EvidenceKind.CONFORMANCE_TEST,
            col(Evidence.state) == EvidenceState.PUBLISHED,
        )
        .order_by(col(Evidence.id))
    )

    def first(kind: str) -> str:
        return next(iter(row.links.get(kind, ())), "")

    return Checked(
        row.id, row.licence, first("source"), first("documentation"), [each[0] for each in reports]
    )


def known(session: Session, solution_id: str, version: str) -> dict[Checker, MachineCheck]:
    """The rows of one version of the checkers."""
    rows = session.exec(
        select(MachineCheck).where(MachineCheck.solution_id == solution_id, MachineCheck.version == version)
    )
    return {row.checker: row for row in rows}
