"""Signing in: by password or another proof, then by the second factor where there is one. And signing out."""

import logging
from dataclasses import dataclass

from sqlmodel import Session

from registry.accounts import guessing, passwords, queries, second_factor, sessions
from registry.accounts.devices import Browser
from registry.accounts.models import Account
from registry.accounts.vault import Vault
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db import Database
from registry.db.base import now
from registry.errors import Invalid, SignInNeeded, mark

log = logging.getLogger(__name__)

WRONG = mark("The e-mail address or the password is wrong.")
SUSPENDED = mark("This account is suspended. Write to the Secretariat if you think that this is a mistake.")
WRONG_CODE = mark("The code is wrong, too old or was used already.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A browser that came in: the token for its session cookie, its marks, and whether a code is still due."""

    token: str
    marks: tuple[str, ...] = ()
    code_due: bool = False


def by_password(database: Database, vault: Vault, email: str, password: str, browser: Browser) -> Entry:
    """Sign in with address and password; whether there is such an account is not to be learnt from the answer."""
    address = queries.plain_email(email)
    with database.read() as session:
        account = queries.by_email(session, address)
        account_id, kept = (account.id, account.password) if account else ("", "")
    tried = guessing.attempt(
        database, "password", address, browser.client, browser.known_to(vault, account_id)
    )
    if not passwords.matches(password, kept):
        log.warning("a wrong password for %s", account_id or "an address without account")
        note_if_slowed(database, tried, account_id)
        raise Invalid({"password": WRONG})
    renewed = passwords.hash_of(password) if passwords.is_outdated(kept) else ""
    with database.write() as session:
        guessing.succeeded(session, tried)
        account = session.get_one(Account, account_id)
        if account.password != kept:  # changed in this moment: what was checked is no longer the password
            raise Invalid({"password": WRONG})
        if renewed:
            account.password = renewed
        return enter(session, vault, account, browser)


def note_if_slowed(database: Database, tried: guessing.Attempt, account_id: str) -> None:
    """Record that somebody guesses at this account, once for each time that it is slowed down."""
    if tried.slowed and account_id:
        with database.write() as session:
            events.record(session, "account.guessing_slowed", on=("account", account_id))


def enter(session: Session, vault: Vault, account: Account, browser: Browser) -> Entry:
    """Let somebody in whose first proof was good; where there is a second factor, a code is asked for next."""
    if account.suspended_at or account.deleted_at:
        raise Invalid({"password": SUSPENDED})
    if account.totp_secret:
        token = sessions.begin(session, account.id, browser.name, second_factor_due=True)
        return Entry(token, code_due=True)
    return admit(session, vault, account, browser)


def by_code(database: Database, vault: Vault, token: str, code: str, browser: Browser) -> Entry:
    """Complete a sign-in that waits for its second factor."""
    account_id = waiting(database, token)
    tried = guessing.attempt(
        database, "code", account_id, browser.client, browser.known_to(vault, account_id)
    )
    with database.write() as session:
        account = session.get_one(Account, account_id)
        if second_factor.take(session, vault, account, code):
            guessing.succeeded(session, tried)
            sessions.end_token(session, token)
            return admit(session, vault, account, browser)
    log.warning("a wrong code for %s", account_id)
    note_if_slowed(database, tried, account_id)
    raise Invalid({"code": WRONG_CODE})


def waiting(database: Database, token: str) -> str:
    """The account whose sign-in waits for a code in this browser; `SignInNeeded` if none does."""
    with database.read() as session:
        row = sessions.find(session, token)
        if row is None or not row.second_factor_due:
            raise SignInNeeded
        return row.account_id


def admit(session: Session, vault: Vault, account: Account, browser: Browser) -> Entry:
    """Begin the session of somebody who has proved everything."""
    token = sessions.begin(session, account.id, browser.name)
    account.last_seen_at = now()
    session.add(account)
    events.record(
        session,
        "account.signed_in",
        actor=account.id,
        on=("account", account.id),
        personal={"client": browser.client, "browser": browser.name},
    )
    return Entry(token, browser.marked(vault, account.id))


def sign_out(session: Session, viewer: Viewer) -> None:
    """End the session in which this is asked."""
    if viewer.is_signed_in:
        sessions.end(session, account_id=viewer.account_id, session_id=viewer.session_id)
        events.record(
            session, "account.signed_out", actor=viewer.account_id, on=("account", viewer.account_id)
        )
