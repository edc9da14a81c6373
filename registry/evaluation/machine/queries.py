"""Reads of automated evidence, and of what checkers look at."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlmodel import Session, col, select

from registry.db.base import select_columns
from registry.evaluation.machine.checkers import Release
from registry.evaluation.machine.models import Checker, MachineCheck, SuppliedMetadata
from registry.evidence.hierarchy import EvidenceKind
from registry.evidence.models import Evidence, EvidenceSolution, EvidenceState
from registry.solutions.models import Solution


class Found(Struct, frozen=True):
    """What a checker found at every run from `since` to `at`; `seen_in` is where it looked (empty: the record here)."""

    version: str
    outcome: str
    seen_in: str
    detail: dict[str, Any]
    since: datetime
    at: datetime


class CheckView(Found, frozen=True):
    """What a machine found last, with the version of the checker; `earlier`: what it found before, the latest first."""

    checker: str
    earlier: list[Found]


class Checked(Struct, frozen=True):
    """What of a product is looked at; `supplied` is the day on which its publiccode.yml came, empty if none did."""

    id: str
    licence: str
    source: str
    documentation: str
    reports: list[str]
    release: Release
    supplied: str


def of_solution(session: Session, solution_id: str) -> list[CheckView]:
    """What each checker found last and before, in the order of checkers."""
    found: dict[Checker, list[MachineCheck]] = defaultdict(list)
    for row in session.exec(
        select(MachineCheck)
        .where(MachineCheck.solution_id == solution_id)
        .order_by(col(MachineCheck.at).desc(), col(MachineCheck.id).desc())
    ):
        found[row.checker].append(row)
    return [
        CheckView(*_told(rows[0]), checker=checker.value, earlier=[Found(*_told(row)) for row in rows[1:]])
        for checker, rows in ((checker, found[checker]) for checker in Checker if checker in found)
    ]


def _told(row: MachineCheck) -> tuple[str, str, str, dict[str, Any], datetime, datetime]:
    return row.version, row.outcome.value, row.seen_in, row.detail, row.since, row.at


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

    file = session.get(SuppliedMetadata, solution_id)
    return Checked(
        row.id,
        row.licence,
        first("source"),
        first("documentation"),
        [each[0] for each in reports],
        Release(file.released, file.version) if file else Release(),
        file.at.date().isoformat() if file else "",
    )


def newest(session: Session, solution_id: str) -> dict[Checker, MachineCheck]:
    """The row of what each checker found last."""
    rows = session.exec(
        select(MachineCheck)
        .where(MachineCheck.solution_id == solution_id)
        .order_by(col(MachineCheck.at), col(MachineCheck.id))
    )
    return {row.checker: row for row in rows}
