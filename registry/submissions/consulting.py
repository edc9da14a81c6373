"""Public consultation: a submission is opened for comment for a time; comments are moderated and answered."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import demand_clear
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Forbidden, Invalid, NotFound, mark
from registry.notifications.service import notify
from registry.notifications.texts import names
from registry.submissions import consultation_queries, queries
from registry.submissions.models import Consultation, ConsultationComment, Moderation, Submission
from registry.submissions.screening import is_own
from registry.submissions.service import OwnSubmission, id_of
from registry.submissions.workflow import CLOSED, CannotMove, State

SHORTEST: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=90)
LONGEST_COMMENT: Final = 10_000


class ConsultationClosed(Conflict):
    """Comments are taken only while a consultation is open."""

    slug = "consultation-closed"
    title = "This consultation is closed."


def open_consultation(
    session: Session, viewer: Viewer, submission_id: int, *, days: int | None, question: str
) -> Consultation:
    """Open a submission for public comment; one that is open already gets the new end and question."""
    viewer.demand(Permission.SUBMISSION_SCREEN)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    if is_own(viewer, row):
        raise OwnSubmission
    if row.state in CLOSED or row.state is State.DRAFT:
        raise CannotMove(f"Nobody is asked in the state {row.state}.", state=row.state.value)
    if days is None or not SHORTEST.days <= days <= LONGEST.days:
        raise Invalid({"days": mark("Choose from 1 to 90 days.")})
    if not question.strip():
        raise Invalid({"question": mark("Say what the public is asked.")})
    closes = now() + timedelta(days=days)
    known = session.get(Consultation, id_of(row))
    if known is None:
        known = Consultation(submission_id=id_of(row), closes_at=closes)
    known.closes_at, known.question, known.account_id = closes, question.strip(), viewer.account_id
    session.add(known)
    events.record(
        session,
        "consultation.opened",
        actor=viewer.account_id,
        on=("submission", str(row.id)),
        after={"closes_at": closes.isoformat(timespec="minutes")},
        public=True,
    )
    raise_catalogue_version(session)
    return known


def close_consultation(session: Session, viewer: Viewer, submission_id: int) -> None:
    """End a consultation before its time."""
    viewer.demand(Permission.SUBMISSION_SCREEN)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    if is_own(viewer, row):
        raise OwnSubmission
    known = session.get(Consultation, id_of(row))
    if known is None or not is_open(known, now()):
        raise ConsultationClosed
    known.closes_at = now()
    session.add(known)
    events.record(
        session, "consultation.closed", actor=viewer.account_id, on=("submission", str(row.id)), public=True
    )
    raise_catalogue_version(session)


def is_open(consultation: Consultation, moment: datetime) -> bool:
    """Whether comments are taken."""
    return consultation.opened_at <= moment < consultation.closes_at


def comment(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    text: str,
    *,
    organisation: str = "",
    country: str = "",
    is_clear: bool = False,
) -> ConsultationComment:
    """Comment on an open consultation, in one's own name or for an organisation or country that one acts for.

    `is_clear`: what looks like patient data in the text is none; so for an answer.
    """
    demand_clear(text, is_clear=is_clear)
    viewer.demand(Permission.COMMENT_CREATE)
    known = session.get(Consultation, submission_id)
    if known is None:
        raise NotFound(f"No consultation {submission_id}.", id=submission_id)
    if not is_open(known, now()):
        raise ConsultationClosed
    if organisation and organisation not in viewer.organisations(Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if country and country not in viewer.countries(Permission.COUNTRY_CONFIRM):
        raise Forbidden(permission=Permission.COUNTRY_CONFIRM.value)
    if not text.strip():
        raise Invalid({"text": mark("Write something first.")})
    if len(text) > LONGEST_COMMENT:
        raise Invalid({"text": mark("The text is too long.")})
    made = ConsultationComment(
        submission_id=submission_id,
        account_id=viewer.account_id,
        organisation_id=organisation or None,
        country=country or None,
        text=text.strip(),
    )
    session.add(made)
    session.flush()
    events.record(
        session,
        "comment.made",
        actor=viewer.account_id,
        on=("submission", str(submission_id)),
        after={"comment": made.id},
    )
    submission = session.get_one(Submission, submission_id)
    if submission.assignee_id:
        _tell(session, submission, submission.assignee_id, "comment.received", "/desk/comments")
    return made


def moderate(
    session: Session,
    viewer: Viewer,
    comment_id: int,
    moderation: Moderation,
    *,
    reason: str = "",
    answer: str = "",
    is_clear: bool = False,
) -> ConsultationComment:
    """Publish a comment, with an answer if there is one, or refuse it with a reason that its writer reads."""
    viewer.demand(Permission.COMMENT_MODERATE)
    demand_clear(answer, is_clear=is_clear, field="answer")
    row = consultation_queries.comment(session, comment_id)
    if row.account_id == viewer.account_id:
        raise OwnSubmission
    if moderation is Moderation.REFUSED and not reason.strip():
        raise Invalid({"reason": mark("Say why it is not published.")})
    before, moment = row.moderation, now()
    row.moderation, row.moderation_reason = moderation, reason.strip()
    row.moderated_at, row.moderated_by = moment, viewer.account_id
    if answer.strip() != row.answer:
        row.answer = answer.strip()
        row.answered_at = moment if row.answer else None
        row.answered_by = viewer.account_id if row.answer else ""
    session.add(row)
    events.record(
        session,
        "comment.moderated",
        actor=viewer.account_id,
        on=("submission", str(row.submission_id)),
        before={"comment": row.id, "moderation": before.value},
        after={"comment": row.id, "moderation": moderation.value},
    )
    submission = session.get_one(Submission, row.submission_id)
    kind = "comment.published" if moderation is Moderation.PUBLISHED else "comment.refused"
    if before is not moderation:
        _tell(session, submission, row.account_id, kind, f"/consultations/{row.submission_id}")
    raise_catalogue_version(session)
    return row


def _tell(session: Session, submission: Submission, account_id: str, kind: str, path: str) -> None:
    notify(
        session,
        [account_id],
        kind,
        about=("submission", str(submission.id)),
        path=path,
        texts={"name": names(submission.names)},
    )
