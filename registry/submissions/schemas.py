"""Shapes in which the API takes and gives submissions."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from registry.attachments.schemas import AttachmentView
from registry.db.base import Names
from registry.submissions.models import SubmissionKind
from registry.submissions.repository_file import RepositoryFile
from registry.web.inputs import LARGEST, Said

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]*$", max_length=120)]
"""An id or slug."""


class NewSubmission(Struct, frozen=True, forbid_unknown_fields=True):
    """A draft to begin: of a new record, or (`target`: id or slug) of a change to what it says now.

    `organisation` (id or slug): for whom it is made; left out: for yourself. `parent`: the number of the submission
    that it rests on, such as that of a deployment's new solution. `body`: what is known already, in the shape in which
    records are published; see the guide.
    """

    kind: SubmissionKind
    organisation: Name = ""
    target: Name = ""
    parent: Annotated[int, Meta(ge=1, le=LARGEST)] | None = None
    body: dict[str, Any] = {}


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said with a step; `no_patient_data`: what looks like patient data in it is none."""

    text: Said = ""
    no_patient_data: bool = False


class Places(Struct, frozen=True, forbid_unknown_fields=True):
    """Places in the body, as the checklist names them: `summary.en`, `funders.0.currency`."""

    paths: list[str]


class Asked(Struct, frozen=True):
    """Something that is missing or would make the draft better, and why it is asked."""

    section: str
    field: str
    why: str


class WrongValue(Struct, frozen=True):
    """Something that is stated and cannot be taken."""

    section: str
    path: str
    message: str


class Doubt(Struct, frozen=True):
    """What a check of the records finds in it; `other`: the id of the record that it is likely the same as."""

    check: str
    severity: str
    message: str
    remedy: str
    section: str
    path: str
    other: str | None


class ChecklistView(Struct, frozen=True):
    """What a draft lacks; `doubts` keep nobody from submitting it."""

    is_ready: bool
    missing: list[Asked]
    wrong: list[WrongValue]
    better: list[Asked]
    doubts: list[Doubt]


class StepView(Struct, frozen=True):
    """One step on its road, or a message between the sides (`action` empty)."""

    at: datetime
    side: str
    action: str
    state: str
    section: str
    text: str


class Finding(Struct, frozen=True):
    """What the Secretariat found about one section."""

    section: str
    verdict: str
    note: str


class SubmissionRow(Struct, frozen=True):
    """A submission in a list."""

    number: int
    kind: str
    state: str
    waits_on: str
    names: Names
    organisation: str | None
    target: str
    version: int
    due_at: datetime | None
    changed_at: datetime


class SubmissionView(Struct, frozen=True):
    """A submission with what it proposes, what it lacks and what was said about it."""

    number: int
    kind: str
    state: str
    waits_on: str
    names: Names
    organisation: str | None
    target: str
    base_revision: int | None
    parent: int | None
    version: int
    due_at: datetime | None
    changed_at: datetime
    submitted_at: datetime | None
    sections: dict[str, list[str]]
    body: dict[str, Any]
    repository_file: RepositoryFile | None
    attachments: list[AttachmentView]
    checklist: ChecklistView
    findings: list[Finding]
    conversation: list[StepView]
