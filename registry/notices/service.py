"""Placing, changing and lifting notices, and answering them. Whoever answers for the record is told of each step."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.answering import Body, answering_for, people_of
from registry.accounts.permissions import ROLES, Permission, Role, ScopeKind
from registry.accounts.queries import holders
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.db.values import web_address
from registry.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Stale, mark
from registry.notices.models import Notice, NoticeAnswer, NoticeKind, NoticeStep, Step
from registry.notices.queries import today
from registry.notices.subjects import names_of
from registry.notifications.service import notify
from registry.notifications.texts import names, term

LONGEST_REASON: Final = 5_000
LONGEST_LINK: Final = 2_000
LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What an administrator says with a notice; `starts_on` None: from today."""

    kind: NoticeKind
    reason: str
    language: str = "en"
    link: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    faults: dict[str, Fault | str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse what nobody could publish; `faults` are those that reading it found."""
        faults = {**self.faults, **_text_faults("reason", self.reason), **_link_faults(self.link)}
        starts_on = self.starts_on or today()
        if self.ends_on and self.ends_on < starts_on and "ends_on" not in faults:
            faults["ends_on"] = mark("The last day is before the first.")
        if self.language not in LANGUAGES:
            faults["language"] = mark("Choose the language that the reason is written in.")
        if faults:
            raise Invalid(faults)


def _text_faults(name: str, text: str) -> dict[str, Fault | str]:
    if not text.strip():
        return {name: mark("Say in a few sentences what readers must know.")}
    if len(text) > LONGEST_REASON:
        return {name: Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_REASON})}
    return {}


def _link_faults(link: str) -> dict[str, Fault | str]:
    try:
        web_address(link)
    except ValueError:
        is_address = False
    else:
        is_address = len(link) <= LONGEST_LINK
    return {} if is_address else {"link": mark("Give a whole address, such as https://example.org/advisory.")}


def place(session: Session, viewer: Viewer, kind: Kind, record_id: str, draft: NoticeDraft) -> int:
    """Place a notice on a record; gives its number."""
    viewer.demand(Permission.NOTICE_PLACE)
    names_of(session, kind, record_id)
    draft.check()
    row = Notice(record_kind=kind, record_id=record_id, **_said(draft))
    session.add(row)
    session.flush()
    _note(session, row, Step.PLACED, viewer)
    return row.id or 0


def change(session: Session, viewer: Viewer, number: int, draft: NoticeDraft, *, steps: int) -> None:
    """Say something else with a notice; `steps` are those that the administrator saw it take."""
    viewer.demand(Permission.NOTICE_PLACE)
    row = _to_change(session, number, steps)
    draft.check()
    said = _said(draft)
    if all(getattr(row, name) == value for name, value in said.items()):
        return
    before = _event_of(row)
    for name, value in said.items():
        setattr(row, name, value)
    _go_on(session, row)
    _note(session, row, Step.CHANGED, viewer, before=before)


def lift(session: Session, viewer: Viewer, number: int, reason: str, language: str, *, steps: int) -> None:
    """End a notice now, and say why."""
    viewer.demand(Permission.NOTICE_PLACE)
    row = _to_change(session, number, steps)
    if faults := _text_faults("reason", reason):
        raise Invalid(faults)
    row.lifted_at = now()
    _go_on(session, row)
    _note(session, row, Step.LIFTED, viewer, reason=reason.strip(), language=language)


def answer(session: Session, viewer: Viewer, number: int, body: Body, text: str, language: str) -> None:
    """Answer a notice for a body that answers for its record; the answer is published beside it."""
    viewer.demand(Permission.NOTICE_ANSWER, **body.place)
    row = _found(session, number)
    if body not in answering_for(session, row.record_kind, row.record_id):
        raise Forbidden(permission=Permission.NOTICE_ANSWER.value)
    if faults := _text_faults("text", text):
        raise Invalid(faults)
    session.add(
        NoticeAnswer(
            notice_id=number, scope=body.scope, scope_id=body.id, text=text.strip(), language=language
        )
    )
    raise_catalogue_version(session)
    events.record(
        session,
        "notice.answered",
        actor=viewer.account_id,
        on=(row.record_kind, row.record_id),
        after={"notice": number, "by": f"{body.scope}:{body.id}", "text": text.strip()},
        public=row.starts_on <= today(),  # before that, only those it concerns know of it
    )
    placing = [role for role in Role if Permission.NOTICE_PLACE in ROLES[role]]
    _tell(session, row, "notice.answered", holders(session, placing, scope=ScopeKind.SECRETARIAT), viewer)


def may_answer(session: Session, viewer: Viewer, kind: Kind, record_id: str) -> list[Body]:
    """The bodies for which the viewer may answer a notice on this record."""
    if not viewer.may_somewhere(Permission.NOTICE_ANSWER):
        return []
    return [
        body
        for body in answering_for(session, kind, record_id)
        if viewer.may(Permission.NOTICE_ANSWER, **body.place)
    ]


def _said(draft: NoticeDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "reason": draft.reason.strip(),
        "language": draft.language,
        "link": draft.link,
        "starts_on": draft.starts_on or today(),
        "ends_on": draft.ends_on,
    }


def _found(session: Session, number: int) -> Notice:
    row = session.get(Notice, number)
    if row is None:
        raise NotFound(f"No notice {number}.", number=number)
    return row


def _to_change(session: Session, number: int, steps: int) -> Notice:
    row = _found(session, number)
    if row.lifted_at is not None:
        raise Conflict("The notice is lifted; place a new one.", number=number)
    if row.steps != steps:
        raise Stale
    return row


def _go_on(session: Session, row: Notice) -> None:
    row.changed_at = now()
    row.steps += 1
    session.add(row)


def _note(
    session: Session,
    row: Notice,
    step: Step,
    viewer: Viewer,
    *,
    before: dict[str, Any] | None = None,
    reason: str = "",
    language: str = "",
) -> None:
    """Keep the state that a notice is in now, record the event, let cached pages go, tell who answers for the record."""
    number = row.id or 0
    session.add(
        NoticeStep(
            notice_id=number,
            number=row.steps,
            step=step,
            kind=row.kind,
            reason=reason or row.reason,
            language=language or row.language,
            link=row.link,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
    )
    raise_catalogue_version(session)
    events.record(
        session,
        f"notice.{step}",
        actor=viewer.account_id,
        on=(row.record_kind, row.record_id),
        before=before,
        after={**_event_of(row), **({"reason": reason} if reason else {}), "by": "secretariat"},
        public=row.starts_on <= today(),  # before that, only those it concerns know of it
    )
    bodies = answering_for(session, row.record_kind, row.record_id)
    _tell(session, row, f"notice.{step}", people_of(session, bodies, Permission.NOTICE_ANSWER), viewer)


def _event_of(row: Notice) -> dict[str, Any]:
    return {
        "notice": row.id,
        "kind": row.kind,
        "reason": row.reason,
        "link": row.link,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
    }


def _tell(session: Session, row: Notice, kind: str, people: list[str], viewer: Viewer) -> None:
    notify(
        session,
        [each for each in people if each != viewer.account_id],
        kind,
        about=("notice", str(row.id)),
        path=f"/notices/{row.id}",
        texts={
            "name": names(names_of(session, row.record_kind, row.record_id)),
            "what": term("notice_kind", row.kind),
        },
    )
