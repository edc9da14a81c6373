"""The confirmation round: one page with everything listed, "still true" in one click each or for all that is ticked."""

from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db.base import now
from registry.errors import mark
from registry.national import queries
from registry.national.pages.frame import (
    LOOK,
    SPEAK,
    Faults,
    code_of,
    desk_page,
    done,
    ticked,
    ticks_all,
    to_desk,
)
from registry.national.queries import desk as reads
from registry.national.queries import rounds as round_reads
from registry.national.queries.desk import ALL, Shown
from registry.national.service import positions, rounds
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText

USUAL: Final = timedelta(days=60)


@get("/countries/{code:str}/desk/round", opt=LOOK, sync_to_thread=True)
def round_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """The round that is open, or the way to open one."""
    with db.read() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, known)


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    last = queries.last_round(session, code)
    is_open = last is not None and not last.closed_on
    waiting = round_reads.waiting(session, last.id) if last is not None and is_open else set()
    rows = reads.rows(session, code, Shown.EVERYTHING, limit=ALL) if is_open else []
    usual = (now().date() + USUAL).isoformat()
    return desk_page(
        request,
        session,
        viewer,
        code,
        "round",
        title=mark("Confirmation round of %(country)s"),
        part="round",
        faults=faults,
        round=last,
        is_open=is_open,
        waiting=[row for row in rows if row.id in waiting],
        positions=queries.of_deployments(session, [row.id for row in rows]),
        done=[row for row in rows if row.id not in waiting],
        tick_all=ticks_all(request),
        ends_on=sent.text("ends_on") if sent else usual,
    )


@post("/countries/{code:str}/desk/round", opt=SPEAK, sync_to_thread=True, status_code=303)
def open_or_close(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Open a round, or close the one that is open."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        if form.text("do") == "close":
            rounds.close_round(session, viewer, known)
        else:
            rounds.open_round(session, viewer, known, form.text("ends_on"))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, known, faults, form)

    return done(db, change, to_desk(request, code, "round"), again)


@post("/countries/{code:str}/desk/round/confirm", opt=SPEAK, sync_to_thread=True, status_code=303)
def confirm(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Say "still true" of one, or of all that are ticked."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        positions.still_true(session, viewer, known, ticked(form))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, known, faults)

    return done(db, change, to_desk(request, code, "round"), again)


PAGES: Final[list[ControllerRouterHandler]] = [round_page, open_or_close, confirm]
