"""Puts submissions into the shapes of the API."""

from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.attachments.queries import of_owner
from registry.submissions import queries, service
from registry.submissions.checklist import Checklist
from registry.submissions.files import KIND as FILES
from registry.submissions.machine_checks import doubts
from registry.submissions.models import Submission, id_of
from registry.submissions.repository_file import file_of
from registry.submissions.schemas import (
    Asked,
    ChecklistView,
    Doubt,
    Finding,
    StepView,
    SubmissionRow,
    SubmissionView,
    WrongValue,
)
from registry.submissions.sections import SECTIONS
from registry.submissions.workflow import CLOSED, WAITS_ON


def submission_row(row: Submission) -> SubmissionRow:
    """A submission in a list."""
    return SubmissionRow(
        id_of(row),
        row.kind,
        row.state,
        WAITS_ON[row.state],
        row.names,
        row.organisation_id,
        row.target_id,
        row.version,
        row.due_at,
        row.changed_at,
    )


def submission_view(session: Session, viewer: Viewer, row: Submission) -> SubmissionView:
    """A submission with what it proposes, what it lacks and what was said about it."""
    found = service.checklist_of(session, row)
    return SubmissionView(
        id_of(row),
        row.kind,
        row.state,
        WAITS_ON[row.state],
        row.names,
        row.organisation_id,
        row.target_id,
        row.base_revision,
        row.parent_id,
        row.version,
        row.due_at,
        row.changed_at,
        row.submitted_at,
        {section: list(fields) for section, fields in SECTIONS[row.kind].items()},
        row.body,
        file_of(row),
        of_owner(session, viewer, (FILES, str(row.id))),
        ChecklistView(
            found.is_ready,
            [Asked(each.section, each.field, each.why) for each in found.missing],
            [WrongValue(each.section, each.path, str(each.fault)) for each in found.wrong],
            [Asked(each.section, each.field, each.why) for each in found.better],
            _doubts(session, row, found),
        ),
        [
            Finding(section, each.verdict, each.note)
            for section, each in queries.section_decisions(session, id_of(row)).items()
        ],
        _conversation(session, id_of(row)),
    )


def _doubts(session: Session, row: Submission, found: Checklist) -> list[Doubt]:
    if row.state in CLOSED:
        return []
    return [
        Doubt(
            each.shown.check.id,
            each.shown.row.finding.severity,
            each.shown.row.finding.message,
            each.shown.check.remedy,
            each.section,
            each.path,
            each.shown.row.other.id if each.shown.row.other else None,
        )
        for each in doubts(session, row, found)
    ]


def _conversation(session: Session, number: int) -> list[StepView]:
    steps = [
        StepView(each.at, each.side, each.action, each.to_state, "", each.text)
        for each in queries.steps(session, number)
    ]
    said = [
        StepView(each.at, each.side, "", "", each.section, each.text)
        for each in queries.messages(session, number)
    ]
    return sorted([*steps, *said], key=lambda each: each.at)
