"""A new password: by a link, for who forgot the old one, or by the old one. Both end what others began with it."""

from sqlmodel import Session

from registry.accounts import links, passwords, queries, sessions
from registry.accounts.models import Account, LinkPurpose, MailedLink
from registry.accounts.notice import Notice, tell
from registry.audit import events
from registry.db.base import now
from registry.errors import LinkNotGood
from registry.mail.service import send


def ask(session: Session, email: str, language: str) -> None:
    """Send the link with which a new password is set, or, to an address without account, a word that it has none."""
    account = queries.by_email(session, email)
    if account is None:
        send(session, "no-account", to=queries.plain_email(email), language=language)
        return
    links.void(session, account.id, LinkPurpose.RESET_PASSWORD)
    token = links.make(session, LinkPurpose.RESET_PASSWORD, account.id)
    send(session, "reset-password", to=account.email or "", language=language, token=token)


def account_of(session: Session, token: str) -> Account:
    """The account whose password this link may set."""
    return _account(session, links.read(session, token, LinkPurpose.RESET_PASSWORD))


def finish(session: Session, token: str, hashed: str) -> Account:
    """Set the password by a link, and end every session of the account."""
    account = _account(session, links.use(session, token, LinkPurpose.RESET_PASSWORD))
    _set(session, account, hashed)
    sessions.end(session, account_id=account.id)
    events.record(session, "account.password_reset", actor=account.id, on=("account", account.id))
    return account


def change(session: Session, account: Account, hashed: str, keep: int) -> None:
    """Set the password in a session that goes on, and end all others."""
    _set(session, account, hashed)
    sessions.end(session, account_id=account.id, keep=keep)
    events.record(session, "account.password_changed", actor=account.id, on=("account", account.id))


def _set(session: Session, account: Account, hashed: str) -> None:
    account.password = hashed
    account.password_changed_at = now()
    session.add(account)
    links.void(session, account.id, LinkPurpose.RESET_PASSWORD)
    tell(session, account, Notice.PASSWORD_CHANGED)


def _account(session: Session, link: MailedLink) -> Account:
    account = session.get(Account, link.account_id) if link.account_id else None
    if account is None or account.deleted_at or account.suspended_at:
        raise LinkNotGood
    return account


def strong(password: str, account: Account, field: str = "password") -> str:
    """The hash of a password that is strong enough for this person; `Invalid` says what is weak about another."""
    passwords.demand_strong(password, (account.name, account.email or ""), field)
    return passwords.hash_of(password)
