"""Signed-in browsers: begun, recognised, ended. A session is a row; the cookie only names it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import queries
from registry.accounts.models import Account, AccountSession
from registry.accounts.secrets import digest_of, new_token
from registry.accounts.viewer import ANYBODY, Viewer
from registry.db import Database
from registry.db.base import now

IDLE: Final = queries.SESSION_IDLE
LONGEST: Final = timedelta(days=14)
UNFINISHED: Final = timedelta(minutes=15)
"""How long the second factor is waited for."""

RECENT: Final = timedelta(minutes=15)
"""A sign-in of this age still shows that it is the owner who sits at the browser."""

SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly it is known when a session was last used; a write for each page would be dear."""


def begin(session: Session, account_id: str, device: str = "", *, second_factor_due: bool = False) -> str:
    """Sign a browser in; gives the token for its cookie."""
    token = new_token()
    session.add(
        AccountSession(
            digest=digest_of(token),
            account_id=account_id,
            device=device[:200],
            second_factor_due=second_factor_due,
            expires_at=now() + (UNFINISHED if second_factor_due else LONGEST),
        )
    )
    session.flush()
    return token


def viewer_of(database: Database, token: str, unread: Callable[[Session, str], int] = lambda *_: 0) -> Viewer:
    """Who is signed in with this token; anybody, if it is unknown, expired or lacks its second factor.

    `unread` counts what an account was told and has not read, for the menu.
    """
    moment = now()
    with database.read() as session:
        row = find(session, token)
        if row is None or row.second_factor_due:
            return ANYBODY
        viewer = queries.viewer(session, row.account_id, session_id=row.id or 0)
        if viewer.is_signed_in:
            viewer = replace(viewer, unread=unread(session, row.account_id))
        stale = moment - row.seen_at > SEEN_EVERY
    if viewer.is_signed_in and stale:
        with database.write() as session:
            session.execute(
                sa.update(AccountSession)
                .where(col(AccountSession.id) == viewer.session_id)
                .values(seen_at=moment)
            )
            session.execute(
                sa.update(Account).where(col(Account.id) == viewer.account_id).values(last_seen_at=moment)
            )
    return viewer


def find(session: Session, token: str) -> AccountSession | None:
    """The live session of this token."""
    moment = now()
    return session.exec(
        select(AccountSession).where(
            AccountSession.digest == digest_of(token),
            AccountSession.expires_at > moment,
            AccountSession.seen_at > moment - IDLE,
        )
    ).first()


def end(session: Session, *, account_id: str, session_id: int | None = None, keep: int | None = None) -> int:
    """End one session of an account, or all of them but the one to keep; gives how many."""
    ending = sa.delete(AccountSession).where(col(AccountSession.account_id) == account_id)
    if session_id is not None:
        ending = ending.where(col(AccountSession.id) == session_id)
    if keep is not None:
        ending = ending.where(col(AccountSession.id) != keep)
    return int(getattr(session.execute(ending), "rowcount", 0))


def end_token(session: Session, token: str) -> None:
    """End the session of this token, if there is one; a browser that signs in again leaves none behind."""
    if token:
        session.execute(sa.delete(AccountSession).where(col(AccountSession.digest) == digest_of(token)))


def is_recent(session: Session, session_id: int) -> bool:
    """Whether this session began just now, so that its owner has proved who that is."""
    row = session.get(AccountSession, session_id)
    return row is not None and now() - row.created_at < RECENT


def forget_old(session: Session) -> None:
    """Delete sessions that have ended by themselves."""
    moment = now()
    session.execute(
        sa.delete(AccountSession).where(
            sa.or_(col(AccountSession.expires_at) < moment, col(AccountSession.seen_at) < moment - IDLE)
        )
    )
