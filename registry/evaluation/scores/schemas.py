"""Response shapes of published scores."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.db.base import Names
from registry.evaluation.scores.ageing import MarkView
from registry.solutions.schemas import SolutionRef


class FrameworkRef(Struct, frozen=True):
    """The version of a framework by which was judged."""

    id: str
    names: Names


class BodyRef(Struct, frozen=True):
    """The body that assessed."""

    id: str
    names: Names


class ScoreRow(Struct, frozen=True):
    """A published score in short.

    Totals are intervals: `low` is the least and `high` the most that the unknown allows. `in_force`: neither superseded nor
    void. `stale` says why and since when it is due for review; `is_sample`: of a fictional product.
    """

    id: str
    solution: SolutionRef
    framework: FrameworkRef
    body: BodyRef
    assessment: str
    product_version: str
    tier: str
    reviewers: int
    agreement: dict[str, Any] | None
    published_at: datetime
    due_at: datetime
    gates_due_at: datetime | None
    in_force: bool
    marks: list[MarkView]
    stale: list[MarkView]
    is_sample: bool
    gates_together: str
    gates: dict[str, str]
    overall: dict[str, Any]
    domains: dict[str, dict[str, Any]]
    unknown: list[str]
    digest: str


class ScoreView(Struct, frozen=True):
    """A published score with all that it rests on.

    `digest` is the SHA-256 of `{"inputs": …, "score": …}` as JSON with sorted keys and without spaces.
    """

    summary: ScoreRow
    rules: str
    inputs: dict[str, Any]
    score: dict[str, Any]
    digest: str
