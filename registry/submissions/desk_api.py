"""The Secretariat's desk over HTTP: the queues, one submission with all that is done to it, comments to moderate."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Final, Literal

from litestar import delete, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of as people_named
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import BadParameter, NotFound
from registry.submissions import (
    consultation_queries,
    consulting,
    desk_queries,
    queries,
    screening,
)
from registry.submissions.consultation_queries import CommentView
from registry.submissions.desk_queries import PAGE, Figures, Queue, QueueRow
from registry.submissions.models import Moderation, Priority, Verdict
from registry.submissions.schemas import SubmissionView
from registry.submissions.shapes import submission_view
from registry.submissions.workflow import Action
from registry.web.inputs import Db, PathNumber, PathText, Said

TAGS: Final = ["screening desk"]
ANY_DESK: Final = needs(Permission.ACCOUNT_USE)
"""Who has a desk is looked at when it is opened: screeners, and those who decide on appeals."""

SCREEN: Final = needs(Permission.SUBMISSION_SCREEN)
MODERATE: Final = needs(Permission.COMMENT_MODERATE)
act: Final = partial(post, tags=TAGS, opt=SCREEN, sync_to_thread=True, status_code=200)
"""A handler of something that the Secretariat does to a submission."""


class Desk(Struct, frozen=True):
    """One list of the desk, and how the desk stands."""

    figures: Figures
    items: list[QueueRow]
    has_more: bool


class Note(Struct, frozen=True):
    """What the Secretariat wrote down for itself."""

    at: datetime
    by: str
    text: str


class DeskView(Struct, frozen=True):
    """A submission as the Secretariat works on it; notes are for those who screen it."""

    submission: SubmissionView
    priority: Priority
    assignee: str
    notes: list[Note]
    comments: list[CommentView]


class Assignee(Struct, frozen=True, forbid_unknown_fields=True):
    """Who it is given to: an account's id; left out: whoever has the least work."""

    to: Said = ""


class Urgency(Struct, frozen=True, forbid_unknown_fields=True):
    """How soon it is needed."""

    priority: Priority


class Judged(Struct, frozen=True, forbid_unknown_fields=True):
    """What was found about a section; without a verdict, what was found before is taken back."""

    verdict: Verdict | None = None
    note: Said = ""
    no_patient_data: bool = False


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said or noted; `no_patient_data`: what looks like patient data in it is none; so for all that is said."""

    text: Said
    no_patient_data: bool = False


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to it next, with what has to change or the reasons."""

    action: Literal["take_up", "ask_changes", "accept", "decline"]
    text: Said = ""
    no_patient_data: bool = False


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """What the public is asked, and for how many days."""

    question: Said
    days: int


class Moderated(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a comment is published, with an answer, or refused, with a reason that its writer reads."""

    moderation: Literal["published", "refused"]
    reason: Said = ""
    answer: Said = ""
    no_patient_data: bool = False


@get("/desk", summary="The desk", tags=TAGS, opt=ANY_DESK, sync_to_thread=True)
def desk(
    db: Db,
    viewer: Asker,
    queue: Annotated[
        Queue | None, QueryParameter(description="Which list; left out: the first of yours.")
    ] = None,
    page: Annotated[int, QueryParameter(ge=1, le=1000)] = 1,
) -> Desk:
    """A list of the desk, what is due first at its top, with counts, ages and medians."""
    screening.can_use_desk(viewer)
    yours = desk_queries.queues(viewer)
    chosen = queue or yours[0]
    if chosen not in yours:
        raise BadParameter("queue", f"One of {', '.join(yours)}.")
    with db.read() as session:
        rows = desk_queries.queue(session, viewer, chosen, page)
        return Desk(desk_queries.figures(session, viewer), rows[:PAGE], len(rows) > PAGE)


@get(
    "/desk/{number:int}",
    summary="One submission at the desk",
    tags=TAGS,
    opt=ANY_DESK,
    sync_to_thread=True,
)
def one(number: PathNumber, db: Db, viewer: Asker) -> DeskView:
    """A submission as the Secretariat works on it."""
    screening.can_read_desk(viewer)
    with db.read() as session:
        return _view(session, viewer, number)


@act("/desk/{number:int}/assignee", summary="Give it to somebody")
def assign(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Assignee]) -> DeskView:
    """Give it to a screener; one that nobody has looked at yet is taken up with it."""
    return _do(db, viewer, number, lambda session: screening.assign(session, viewer, number, data.to))


@act("/desk/{number:int}/priority", summary="Say how soon it is needed")
def set_priority(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Urgency]) -> DeskView:
    """Say how soon it is needed; its deadline moves with it."""
    return _do(
        db, viewer, number, lambda session: screening.set_priority(session, viewer, number, data.priority)
    )


@act("/desk/{number:int}/sections/{section:str}", summary="Judge a section")
def judge_section(
    number: PathNumber, section: PathText, db: Db, viewer: Asker, data: JSONBody[Judged]
) -> DeskView:
    """Say of one section that it is in order or needs changes, and which."""
    return _do(
        db,
        viewer,
        number,
        lambda session: screening.judge_section(
            session, viewer, number, section, data.verdict, data.note, is_clear=data.no_patient_data
        ),
    )


@act("/desk/{number:int}/notes", summary="Write a note")
def write_note(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Text]) -> DeskView:
    """Write something down that only the Secretariat reads."""
    return _do(
        db,
        viewer,
        number,
        lambda session: screening.note(session, viewer, number, data.text, is_clear=data.no_patient_data),
    )


@act("/desk/{number:int}/messages", summary="Write to the submitter")
def say(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Text]) -> DeskView:
    """Say something that the other side reads, without asking for changes."""
    return _do(
        db,
        viewer,
        number,
        lambda session: screening.say(session, viewer, number, data.text, is_clear=data.no_patient_data),
    )


@post(
    "/desk/{number:int}/moves",
    summary="Move it on",
    tags=TAGS,
    opt=ANY_DESK,
    sync_to_thread=True,
    status_code=200,
)
def move(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Move]) -> DeskView:
    """Take it up, ask for changes, accept or decline it; also where it was appealed."""
    screening.can_use_desk(viewer)

    def carry_out(session: Session) -> None:
        screening.decide(
            session, viewer, number, Action(data.action), data.text, is_clear=data.no_patient_data
        )

    return _do(db, viewer, number, carry_out)


@act("/desk/{number:int}/consultation", summary="Open it for comment")
def consult(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Question]) -> DeskView:
    """Ask the public; a consultation that is open already gets the new end and question."""
    return _do(
        db,
        viewer,
        number,
        lambda session: consulting.open_consultation(
            session, viewer, number, days=data.days, question=data.question
        ),
    )


@delete(
    "/desk/{number:int}/consultation",
    summary="End a consultation",
    tags=TAGS,
    opt=SCREEN,
    sync_to_thread=True,
)
def end_consultation(number: PathNumber, db: Db, viewer: Asker) -> None:
    """End a consultation before its time."""
    with db.write() as session:
        consulting.close_consultation(session, viewer, number)


@get("/desk/comments", summary="Comments to moderate", tags=TAGS, opt=MODERATE, sync_to_thread=True)
def to_moderate(db: Db) -> list[CommentView]:
    """Comments that wait for a moderator."""
    with db.read() as session:
        return consultation_queries.to_moderate(session)


@post(
    "/desk/comments/{number:int}",
    summary="Moderate",
    tags=TAGS,
    opt=MODERATE,
    sync_to_thread=True,
    status_code=200,
)
def moderate(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Moderated]) -> list[CommentView]:
    """Publish a comment or refuse it; gives those that wait still."""
    with db.write() as session:
        consulting.moderate(
            session,
            viewer,
            number,
            Moderation(data.moderation),
            reason=data.reason,
            answer=data.answer,
            is_clear=data.no_patient_data,
        )
        return consultation_queries.to_moderate(session)


def _do(db: Database, viewer: Viewer, number: int, carry_out: Callable[[Session], object]) -> DeskView:
    with db.write() as session:
        carry_out(session)
        session.flush()
        return _view(session, viewer, number)


def _view(session: Session, viewer: Viewer, number: int) -> DeskView:
    row = queries.submission(session, viewer, number)
    if row.submitted_at is None:
        raise NotFound(f"No submission {number}.", id=number)
    screens = viewer.may(Permission.SUBMISSION_SCREEN) and not screening.is_own(viewer, row)
    notes = desk_queries.notes(session, number) if screens else []
    people = people_named(session, [row.assignee_id or "", *(each.account_id for each in notes)])
    return DeskView(
        submission_view(session, viewer, row),
        row.priority,
        people.get(row.assignee_id or "", ""),
        [Note(each.at, people.get(each.account_id, ""), each.text) for each in notes],
        consultation_queries.all_comments(session, number),
    )


API: Final[list[ControllerRouterHandler]] = [
    desk,
    one,
    assign,
    set_priority,
    judge_section,
    write_note,
    say,
    move,
    consult,
    end_consultation,
    to_moderate,
    moderate,
]
