"""Background work of submissions: reminders before a deadline, for whichever side is waited for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import Session

import registry.submissions.files  # noqa: F401 - says which files of submissions are still owned
from registry.accounts.permissions import Permission
from registry.db import Database
from registry.db.base import now
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.notifications.service import notify
from registry.notifications.texts import day, names
from registry.submissions import desk_queries
from registry.submissions.models import Submission
from registry.submissions.telling import secretariat, submitters
from registry.submissions.workflow import WAITS_ON, Side

REMIND: Final = "submissions.remind"


def remind(session: Session) -> int:
    """Remind each side of what it will be late with; once for each turn. Gives how many were reminded of."""
    moment = now()
    rows = desk_queries.to_remind(session, moment)
    for row in rows:
        _remind(session, row)
        row.reminded_at = moment
        session.add(row)
    return len(rows)


def _remind(session: Session, row: Submission) -> None:
    if row.due_at is None:
        return
    ours = WAITS_ON[row.state] is Side.SECRETARIAT
    people = secretariat(session, row, Permission.SUBMISSION_SCREEN) if ours else submitters(session, row)
    notify(
        session,
        people,
        "submission.desk_deadline" if ours else "submission.deadline",
        about=("submission", str(row.id)),
        path=f"/desk/{row.id}" if ours else f"/submissions/{row.id}",
        texts={"name": names(row.names), "until": day(row.due_at)},
        key=f"{row.id}:{row.due_at.isoformat()}",
    )


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for submissions."""

    def run(_jobs: Sequence[Claimed]) -> None:
        with database.write() as session:
            remind(session)

    return {REMIND: Handler(run, batch=100, every=timedelta(hours=1))}
