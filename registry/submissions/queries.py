"""Reads of submissions. Who may see one is decided here, once: those it is made for, and the Secretariat.

A submission made for an organisation is seen by its members, one made for nobody but its author by the author.
The Secretariat sees it from the moment it was first submitted; those who decide on appeals see what was appealed.
"""

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db.base import Names
from registry.db.bulk import ids_of_slugs
from registry.db.ids import Kind
from registry.errors import NotFound
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.submissions.models import (
    ClearedText,
    SectionDecision,
    Submission,
    SubmissionAppeal,
    SubmissionDecision,
    SubmissionEvent,
    SubmissionKind,
    SubmissionMessage,
    SubmissionSave,
    SubmissionStay,
)
from registry.submissions.workflow import CLOSED

MOST_SUBMISSIONS: Final = 2**31
"""Above this no number can be one of a submission."""


def is_submitter(viewer: Viewer, submission: Submission, permission: Permission) -> bool:
    """Whether the viewer stands on the submitter's side of it and may do this there."""
    if submission.organisation_id:
        # Not `viewer.may`: a role in the Secretariat is no membership.
        return submission.organisation_id in viewer.organisations(permission)
    return submission.author_id == viewer.account_id and viewer.may(Permission.SUBMISSION_CREATE)


def _own(viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """What the viewer stands on the submitter's side of."""
    found: list[sa.ColumnElement[bool]] = []
    if viewer.may(Permission.SUBMISSION_CREATE):
        found.append(
            sa.and_(col(Submission.organisation_id).is_(None), col(Submission.author_id) == viewer.account_id)
        )
    if member_of := viewer.organisations(Permission.SUBMISSION_READ):
        found.append(col(Submission.organisation_id).in_(member_of))
    return found


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    found = _own(viewer)
    if viewer.may(Permission.SUBMISSION_READ):
        found.append(col(Submission.submitted_at).is_not(None))
    if viewer.may(Permission.APPEAL_DECIDE):
        found.append(
            sa.exists().where(col(SubmissionAppeal.submission_id) == col(Submission.id)).correlate(Submission)
        )
    return sa.or_(sa.false(), *found)


def submission(
    session: Session, viewer: Viewer, submission_id: int, *, to_change: bool = False
) -> Submission:
    """A submission that the viewer may see; for all others there is none of that number.

    `to_change`: nobody else changes it until this transaction ends.
    """
    if not 0 < submission_id < MOST_SUBMISSIONS:
        raise NotFound("No submission has that number.", id=submission_id)
    asked = select(Submission).where(Submission.id == submission_id, _visible(viewer))
    if to_change:
        asked = asked.with_for_update(of=Submission).execution_options(populate_existing=True)
    found = session.exec(asked).first()
    if found is None:
        raise NotFound(f"No submission {submission_id}.", id=submission_id)
    return found


def own(session: Session, viewer: Viewer) -> list[Submission]:
    """All that the viewer stands on the submitter's side of, last changed first."""
    return list(
        session.exec(
            select(Submission)
            .where(sa.or_(sa.false(), *_own(viewer)))
            .order_by(col(Submission.changed_at).desc(), col(Submission.id).desc())
        )
    )


def open_on(session: Session, viewer: Viewer, kind: str, name: str) -> list[Submission]:
    """What the viewer's side has under way on a record (id or slug) already."""
    record_id = ids_of_slugs(session, Kind(kind), [name]).get(name, name) if kind else ""
    return [
        row
        for row in own(session, viewer)
        if (row.kind, row.target_id) == (kind, record_id) and row.state not in CLOSED
    ]


def parent(session: Session, row: Submission) -> Submission | None:
    """The submission that this one rests on; it is of the same side."""
    return session.get(Submission, row.parent_id) if row.parent_id is not None else None


def children(session: Session, submission_id: int) -> list[Submission]:
    """The submissions that rest on this one; they are of the same side."""
    return list(
        session.exec(
            select(Submission).where(Submission.parent_id == submission_id).order_by(col(Submission.id))
        )
    )


def names_of_record(session: Session, kind: str, name: str) -> Names:
    """What the record is called that a change is proposed to."""
    readers = {
        SubmissionKind.SOLUTION: solutions.names_of,
        SubmissionKind.ORGANISATION: organisations.names_of,
        SubmissionKind.STANDARD: standards.names_of,
    }
    reader = readers.get(SubmissionKind(kind)) if name and kind else None
    return reader(session, [name]).get(name, {}) if reader else {}


def saves_since(session: Session, submission_id: int, version: int) -> list[SubmissionSave]:
    """The changes of the body after a version, oldest first."""
    return list(
        session.exec(
            select(SubmissionSave)
            .where(SubmissionSave.submission_id == submission_id, SubmissionSave.version > version)
            .order_by(col(SubmissionSave.version))
        )
    )


def saves_of(session: Session, submission_id: int, fields: Iterable[str]) -> dict[str, SubmissionSave]:
    """The last change of each of these fields."""
    wanted = set(fields)
    rows = session.exec(
        select(SubmissionSave)
        .where(SubmissionSave.submission_id == submission_id)
        .order_by(col(SubmissionSave.version))
    )
    return {field: row for row in rows for field in row.before if field in wanted}


def steps(session: Session, submission_id: int) -> list[SubmissionEvent]:
    """The steps of its road, oldest first."""
    return list(
        session.exec(
            select(SubmissionEvent)
            .where(SubmissionEvent.submission_id == submission_id)
            .order_by(col(SubmissionEvent.id))
        )
    )


def messages(session: Session, submission_id: int) -> list[SubmissionMessage]:
    """What both sides said beside its steps, oldest first."""
    return list(
        session.exec(
            select(SubmissionMessage)
            .where(SubmissionMessage.submission_id == submission_id)
            .order_by(col(SubmissionMessage.id))
        )
    )


def stays(session: Session, submission_id: int) -> list[SubmissionStay]:
    """How long it stayed in each state, oldest first."""
    return list(
        session.exec(
            select(SubmissionStay)
            .where(SubmissionStay.submission_id == submission_id)
            .order_by(col(SubmissionStay.id))
        )
    )


def cleared_texts(session: Session, submission_id: int) -> set[str]:
    """Digests of the texts that were confirmed to be no patient data."""
    return set(session.exec(select(ClearedText.digest).where(ClearedText.submission_id == submission_id)))


def section_decisions(session: Session, submission_id: int) -> dict[str, SectionDecision]:
    """What screeners found about its sections."""
    rows = session.exec(select(SectionDecision).where(SectionDecision.submission_id == submission_id))
    return {row.section: row for row in rows}


def decisions(session: Session, submission_id: int) -> list[SubmissionDecision]:
    """The decisions on it, the last one first."""
    return list(
        session.exec(
            select(SubmissionDecision)
            .where(SubmissionDecision.submission_id == submission_id)
            .order_by(col(SubmissionDecision.id).desc())
        )
    )


def appeal(session: Session, submission_id: int) -> SubmissionAppeal | None:
    """The appeal against the decision on it, if one was made."""
    return session.get(SubmissionAppeal, submission_id)
