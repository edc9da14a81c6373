"""Proof that the owner sits at the browser, asked for before anything that could take the account away."""

from dataclasses import dataclass

from registry.accounts import guessing, passwords, queries, second_factor, sessions
from registry.accounts.devices import Browser
from registry.accounts.signing_in import WRONG_CODE, note_if_slowed
from registry.accounts.vault import Vault
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import Invalid, mark


@dataclass(frozen=True, slots=True)
class Owner:
    """What the check of a proof needs to know of the account."""

    account_id: str
    kept: str
    is_recent: bool


def demand(database: Database, vault: Vault, viewer: Viewer, password: str, browser: Browser) -> None:
    """Ask for the password; where there is none, for a sign-in of the last minutes. Call it outside a transaction."""
    owner = _owner(database, viewer)
    if not owner.kept:
        if not owner.is_recent:
            raise Invalid({"password": mark("Sign out and in again, then do this within 15 minutes.")})
        return
    tried = guessing.attempt(
        database,
        "proof",
        owner.account_id,
        browser.client,
        browser.known_to(vault, owner.account_id),
    )
    if not passwords.matches(password, owner.kept):
        note_if_slowed(database, tried, owner.account_id)
        raise Invalid({"password": mark("This is not your present password.")})
    with database.write() as session:
        guessing.succeeded(session, tried)


def demand_code(database: Database, vault: Vault, viewer: Viewer, code: str, browser: Browser) -> None:
    """Ask for a code of the second factor. Call it outside a transaction."""
    account_id = viewer.account_id
    tried = guessing.attempt(
        database, "code", account_id, browser.client, browser.known_to(vault, account_id)
    )
    with database.write() as session:
        good = second_factor.take(session, vault, queries.account(session, account_id), code)
        if good:
            guessing.succeeded(session, tried)
    if not good:
        note_if_slowed(database, tried, account_id)
        raise Invalid({"code": WRONG_CODE})


def _owner(database: Database, viewer: Viewer) -> Owner:
    with database.read() as session:
        account = queries.account(session, viewer.account_id)
        return Owner(account.id, account.password, sessions.is_recent(session, viewer.session_id))
