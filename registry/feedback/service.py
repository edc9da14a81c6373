"""Reporting on a solution, moderating what was reported, and the vendor's answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session, col, delete

from registry.accounts.answering import Body, answering_for, people_of
from registry.accounts.permissions import ROLES, Permission, Role, ScopeKind
from registry.accounts.queries import holders
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import demand_clear
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Fault, Forbidden, Invalid, mark
from registry.feedback import queries
from registry.feedback.models import Feedback, FeedbackCriterion, FeedbackState, Reporter
from registry.jobs.queue import enqueue
from registry.notifications.service import notify
from registry.notifications.texts import names
from registry.solutions import queries as solutions

LONGEST: Final = 4_000
EARLIEST: Final = 1990

FRAMEWORK: Final = "appropriate-use"
"""The framework whose criteria whoever runs or uses a product is asked about."""

INCIDENTS: Final = "feedback.incidents"
"""The kind of job that looks whether incidents have become a cluster."""


class OwnProduct(Forbidden):
    """Whoever answers for a product does not report on it."""

    slug = "own-product"
    title = mark(
        "You hold a role in a body that answers for this product: answer reports instead of writing them."
    )


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What somebody reports. `opinions`: by (framework version, criterion), whether it is met."""

    solution_id: str
    reporter: Reporter | None
    works: str = ""
    lacks: str = ""
    country: str = ""
    since: int | None = None
    is_incident: bool = False
    language: str = "en"
    opinions: Mapping[tuple[str, str], bool] = field(default_factory=dict)

    def faults(self) -> dict[str, Fault | str]:
        """What is missing or wrong, by field."""
        faults: dict[str, Fault | str] = {}
        if self.reporter is None:
            faults["reporter"] = mark("Say what you are to this product.")
        if not self.works and not self.lacks:
            faults["works"] = mark("Say what works or what does not.")
        for name in ("works", "lacks"):
            if len(getattr(self, name)) > LONGEST:
                faults[name] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})
        if self.is_incident and not self.lacks:
            faults["lacks"] = mark("Say what happened.")
        if self.since is not None and not EARLIEST <= self.since <= now().year:
            faults["since"] = mark("Give the year.")
        if self.reporter is Reporter.PUBLIC or self.reporter is None:
            return faults
        if not self.country:
            faults["country"] = mark("Say in which country.")
        if self.since is None:
            faults["since"] = mark("Give the year.")
        return faults


def check_not_own(session: Session, viewer: Viewer, solution_id: str) -> None:
    """Refuse whoever holds any role in a body that answers for the solution."""
    held = {grant.scope_id for grant in viewer.grants if grant.scope is ScopeKind.ORGANISATION}
    if held & {body.id for body in answering_for(session, Kind.SOLUTION, solution_id)}:
        raise OwnProduct


def send(session: Session, viewer: Viewer, draft: FeedbackDraft, *, is_clear: bool = False) -> int:
    """Report on a solution; it waits for a moderator. Gives its number.

    `is_clear`: the writer confirms that what looks like data of a patient is none.
    """
    viewer.demand(Permission.FEEDBACK_CREATE)
    check_not_own(session, viewer, draft.solution_id)
    if faults := draft.faults():
        raise Invalid(faults)
    for name in ("works", "lacks"):
        demand_clear(getattr(draft, name), is_clear=is_clear, field=name)
    if queries.waits_already(session, viewer.account_id, draft.solution_id):
        raise Conflict(mark("A report of yours on this product waits already."), id=draft.solution_id)
    is_public = draft.reporter is Reporter.PUBLIC
    row = Feedback(
        solution_id=draft.solution_id,
        account_id=viewer.account_id,
        reporter=draft.reporter or Reporter.PUBLIC,
        is_incident=draft.is_incident,
        country=draft.country or None,
        since=None if is_public else draft.since,
        works=draft.works,
        lacks=draft.lacks,
        language=draft.language,
    )
    session.add(row)
    session.flush()
    number = row.id or 0
    if not is_public:
        session.add_all(
            FeedbackCriterion(feedback_id=number, version_id=version, code=code, agrees=agrees)
            for (version, code), agrees in draft.opinions.items()
        )
    session.flush()
    _record(session, viewer, row, "sent")
    _tell(session, row, "feedback.received", _with(session, Permission.FEEDBACK_MODERATE), viewer, "/queue")
    if not is_public and draft.country:
        people = people_of(session, [Body(ScopeKind.COUNTRY, draft.country)], Permission.COUNTRY_CONFIRM)
        _tell(session, row, "feedback.to_confirm", people, viewer)
    return number


def withdraw(session: Session, viewer: Viewer, number: int) -> None:
    """Take one's own report back; its text is not kept."""
    row = queries.row(session, number, viewer)
    if row.account_id != viewer.account_id:
        raise Forbidden(permission=Permission.FEEDBACK_CREATE.value)
    if row.state not in {FeedbackState.WAITING, FeedbackState.PUBLISHED}:
        raise Conflict(mark("The report is closed."), id=number)
    _end(session, viewer, row, FeedbackState.WITHDRAWN)
    _record(session, viewer, row, "withdrawn")


def publish(session: Session, viewer: Viewer, number: int) -> None:
    """Let everybody read a report, and tell who answers for the product."""
    row = _waiting(session, viewer, number)
    row.state, row.decided_at, row.decided_by = FeedbackState.PUBLISHED, now(), viewer.account_id
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    if row.is_incident:
        enqueue(session, INCIDENTS)
    _record(session, viewer, row, "published", public=True)
    _tell(session, row, "feedback.published", [row.account_id], viewer)
    bodies = answering_for(session, Kind.SOLUTION, row.solution_id)
    _tell(session, row, "feedback.on_record", people_of(session, bodies, Permission.SCORECARD_ANSWER), viewer)


def refuse(session: Session, viewer: Viewer, number: int, reason: str) -> None:
    """Do not publish a report; its writer reads why, and its text is not kept."""
    row = _waiting(session, viewer, number)
    if not reason.strip():
        raise Invalid({"reason": mark("Say why it is not published.")})
    row.reason = reason.strip()
    _end(session, viewer, row, FeedbackState.REFUSED)
    _record(session, viewer, row, "refused")
    _tell(session, row, "feedback.refused", [row.account_id], viewer, "/mine")


def answering_bodies(session: Session, viewer: Viewer, solution_id: str) -> list[Body]:
    """The bodies for which the viewer may answer reports on a solution."""
    return [
        body
        for body in answering_for(session, Kind.SOLUTION, solution_id)
        if viewer.may(Permission.SCORECARD_ANSWER, **body.place)
    ]


def answer(
    session: Session, viewer: Viewer, number: int, text: str, language: str, *, field: str = "answer"
) -> None:
    """Answer a published report for the body that answers for the product; a later answer replaces an earlier one.

    `field`: where a fault of the text is told.
    """
    row = queries.row(session, number, viewer)
    bodies = answering_bodies(session, viewer, row.solution_id)
    if not bodies:
        viewer.demand(Permission.SCORECARD_ANSWER)
        raise Forbidden(permission=Permission.SCORECARD_ANSWER.value)
    if row.state is not FeedbackState.PUBLISHED:
        raise Conflict(mark("The report is not published."), id=number)
    if not text.strip():
        raise Invalid({field: mark("Write something first.")})
    if len(text) > LONGEST:
        raise Invalid({field: Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})})
    demand_clear(text, is_clear=False, field=field)
    row.answer, row.answer_language, row.answer_by = text.strip(), language, bodies[0].id
    row.answered_at = now()
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    _record(session, viewer, row, "answered", public=True)
    _tell(session, row, "feedback.answered", [row.account_id], viewer)


def _waiting(session: Session, viewer: Viewer, number: int) -> Feedback:
    viewer.demand(Permission.FEEDBACK_MODERATE)
    row = queries.row(session, number, viewer)
    if row.account_id == viewer.account_id:
        raise Forbidden(permission=Permission.FEEDBACK_MODERATE.value)
    check_not_own(session, viewer, row.solution_id)
    if row.state is not FeedbackState.WAITING:
        raise Conflict(mark("The report does not wait any more."), id=number)
    return row


def _end(session: Session, viewer: Viewer, row: Feedback, state: FeedbackState) -> None:
    row.state, row.decided_at, row.decided_by = state, now(), viewer.account_id
    row.works = row.lacks = row.answer = ""
    session.execute(delete(FeedbackCriterion).where(col(FeedbackCriterion.feedback_id) == row.id))
    session.add(row)
    session.flush()
    raise_catalogue_version(session)


def _record(session: Session, viewer: Viewer, row: Feedback, verb: str, *, public: bool = False) -> None:
    events.record(
        session,
        f"feedback.{verb}",
        actor=viewer.account_id,
        on=(Kind.SOLUTION, row.solution_id),
        after={"feedback": row.id, "incident": row.is_incident},
        public=public,
    )


def _with(session: Session, permission: Permission) -> list[str]:
    roles = [role for role in Role if permission in ROLES[role]]
    return holders(session, roles, scope=ScopeKind.SECRETARIAT)


def _tell(
    session: Session, row: Feedback, kind: str, people: list[str], viewer: Viewer, path: str = ""
) -> None:
    notify(
        session,
        [each for each in people if each != viewer.account_id],
        kind,
        about=("feedback", str(row.id)),
        path=f"/feedback{path or f'/{row.id}'}",
        texts={"name": names(solutions.names_of(session, [row.solution_id])[row.solution_id])},
    )
