"""Links that are sent by mail: made, read, used once. The mail holds the token, the row only its digest."""

from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import LinkPurpose, MailedLink
from registry.accounts.secrets import digest_of, new_token
from registry.db.base import now
from registry.errors import LinkNotGood

LASTING: Final[dict[LinkPurpose, timedelta]] = {
    LinkPurpose.VERIFY_EMAIL: timedelta(days=1),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    LinkPurpose.CHANGE_EMAIL_OLD: timedelta(days=1),
    LinkPurpose.CHANGE_EMAIL_NEW: timedelta(days=1),
    LinkPurpose.LINK_IDENTITY: timedelta(hours=1),
    LinkPurpose.JOIN: timedelta(days=14),
    LinkPurpose.FEEDBACK: timedelta(days=7),
}


def make(
    session: Session,
    purpose: LinkPurpose,
    account_id: str | None = None,
    payload: dict[str, Any] | None = None,
) -> str:
    """Make a link; gives the token for its address."""
    token = new_token()
    session.add(
        MailedLink(
            digest=digest_of(token),
            purpose=purpose,
            account_id=account_id,
            payload=payload or {},
            expires_at=now() + LASTING[purpose],
        )
    )
    session.flush()
    return token


def read(session: Session, token: str, *purposes: LinkPurpose) -> MailedLink:
    """The link of this token, which is still good; `LinkNotGood` otherwise, whatever the reason."""
    row = session.exec(
        select(MailedLink).where(
            MailedLink.digest == digest_of(token),
            col(MailedLink.purpose).in_(purposes),
            MailedLink.expires_at > now(),
            col(MailedLink.used_at).is_(None),
        )
    ).first()
    if row is None:
        raise LinkNotGood
    return row


def use(session: Session, token: str, *purposes: LinkPurpose) -> MailedLink:
    """The same, for the one time that it is good; of two who use it at once, one does."""
    row = read(session, token, *purposes)
    used = session.execute(
        sa.update(MailedLink)
        .where(col(MailedLink.id) == row.id, col(MailedLink.used_at).is_(None))
        .values(used_at=now())
    )
    if not getattr(used, "rowcount", 0):
        raise LinkNotGood
    return row


def void(session: Session, account_id: str, *purposes: LinkPurpose) -> None:
    """Make links of an account good for nothing, as another has been used or is on its way."""
    session.execute(
        sa.delete(MailedLink).where(
            col(MailedLink.account_id) == account_id,
            col(MailedLink.purpose).in_(purposes),
            col(MailedLink.used_at).is_(None),
        )
    )


def forget_old(session: Session) -> None:
    """Delete links that are good for nothing any more."""
    session.execute(sa.delete(MailedLink).where(col(MailedLink.expires_at) < now() - timedelta(days=30)))
