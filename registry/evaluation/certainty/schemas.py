"""Response shapes of judgements of certainty."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.db.base import Names
from registry.solutions.schemas import SolutionRef
from registry.taxonomy.schemas import ConceptRef


class StepView(Struct, frozen=True):
    """One reason that moved the certainty, and why."""

    reason: str
    by: int
    because: str


class BodyItem(Struct, frozen=True):
    """An item of the body of evidence in the state in which it was judged."""

    id: str
    revision: int
    title: str
    kind: str
    study: str


class JudgementView(Struct, frozen=True):
    """A judgement of certainty with its reasons and the evidence it rests on; who made it is not said.

    `evidence_moved`: evidence on the outcome has come or changed since.
    """

    id: int
    solution: SolutionRef
    outcome: ConceptRef
    state: str
    certainty: str
    direction: str
    start: str
    is_critical: bool
    finding: Names
    setting: Names
    version: str
    steps: list[StepView]
    items: list[BodyItem]
    studies: int
    frozen: dict[str, Any]
    digest: str
    decided_at: datetime | None
    drafted_at: datetime
    remark: str
    evidence_moved: bool = False


class OutcomeEvidence(Struct, frozen=True):
    """An outcome on which there is evidence about a solution; `judgement` is None where nobody has judged it."""

    outcome: ConceptRef
    items: int
    studies: int
    directions: dict[str, int]
    judgement: JudgementView | None


class CertaintyDesk(Struct, frozen=True):
    """What those who judge have to do: `waiting` for a second person, `moved` as evidence came or changed since."""

    waiting: list[JudgementView]
    moved: list[JudgementView]
