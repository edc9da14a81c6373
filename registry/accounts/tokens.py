"""API tokens: made for a program, limited to what is chosen, shown once, revoked."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import queries
from registry.accounts.models import ApiToken
from registry.accounts.notice import Notice, tell
from registry.accounts.permissions import Permission
from registry.accounts.secrets import digest_of, new_token
from registry.accounts.viewer import ANYBODY, Viewer
from registry.audit import events
from registry.db import Database
from registry.db.base import now
from registry.errors import Fault, Invalid, NotFound, mark

LASTING_DAYS: Final = (7, 30, 90, 365)
LONGEST_NAME: Final = 80
MOST: Final = 20
USED_EVERY: Final = timedelta(minutes=5)
"""How exactly it is known when a token was last used."""


def offered(viewer: Viewer) -> list[Permission]:
    """What a token of this person can be limited to: what the person may do, in the order of the table."""
    return [each for each in Permission if viewer.may_somewhere(each)]


def make(session: Session, viewer: Viewer, name: str, permissions: Iterable[str], days: int | None) -> str:
    """Make a token; it is given once and cannot be read again."""
    viewer.demand(Permission.ACCOUNT_USE)
    account = queries.account(session, viewer.account_id)
    chosen = list(dict.fromkeys(permissions))
    faults: dict[str, Fault | str] = {}
    if not name:
        faults["name"] = mark("Enter a name that tells you later which program this is for.")
    elif len(name) > LONGEST_NAME:
        faults["name"] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_NAME})
    if not chosen or not set(chosen) <= {each.value for each in offered(viewer)}:
        faults["permissions"] = mark("Choose what the token may do.")
    if days not in LASTING_DAYS:
        faults["days"] = mark("Choose when the token lapses.")
    if _number_of_good(session, viewer.account_id) >= MOST:
        faults["name"] = Fault(mark("You have %(number)s tokens. Revoke one first."), {"number": MOST})
    if faults:
        raise Invalid(faults)
    token = new_token()
    row = ApiToken(
        digest=digest_of(token),
        account_id=viewer.account_id,
        name=name,
        permissions=chosen,
        expires_at=now() + timedelta(days=days or 0),
    )
    session.add(row)
    session.flush()
    events.record(
        session,
        "token.made",
        actor=viewer.account_id,
        on=("token", str(row.id)),
        after={"permissions": chosen, "days": days},
    )
    tell(session, account, Notice.TOKEN_MADE)
    return token


def _number_of_good(session: Session, account_id: str) -> int:
    good = [
        each for each in queries.tokens_of(session, account_id) if not each.revoked_at and not each.is_expired
    ]
    return len(good)


def revoke(session: Session, viewer: Viewer, token_id: int) -> None:
    """Make one of one's own tokens good for nothing."""
    row = session.exec(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.account_id == viewer.account_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no token {token_id}.")
    if row.revoked_at is None:
        row.revoked_at = now()
        session.add(row)
        events.record(session, "token.revoked", actor=viewer.account_id, on=("token", str(row.id)))


def viewer_of(database: Database, token: str) -> Viewer:
    """Whom a token speaks for, and what it is limited to; notes now and then that it was used."""
    moment = now()
    with database.read() as session:
        row = queries.token_of(session, token)
        if row is None:
            return ANYBODY
        token_id, used_at = row.id, row.used_at
        viewer = queries.viewer_of_token(session, token)
    if viewer.is_signed_in and (used_at is None or moment - used_at > USED_EVERY):
        with database.write() as session:
            session.execute(sa.update(ApiToken).where(col(ApiToken.id) == token_id).values(used_at=moment))
    return viewer
