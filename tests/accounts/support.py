"""What tests of accounts share: people with a password, and the mails that wait to be sent."""

import re
from functools import cache
from typing import Any

import pyotp
import sqlalchemy as sa
from httpx import Response
from sqlmodel import col, select

from registry.accounts import passwords, second_factor
from registry.accounts.models import Account, Guesses
from registry.accounts.vault import Vault
from registry.db import Database
from registry.jobs.models import Job
from registry.mail.message import compose
from registry.mail.service import JOB_KIND
from registry.settings import Settings
from tests.acting import Person, Stage
from tests.factories import make_account

PASSWORD = "ochre lantern quarry velvet"
OTHER_PASSWORD = "granite teapot harvest lens"


@cache
def hashed(password: str = PASSWORD) -> str:
    """The hash of a password, made once: that takes its time."""
    return passwords.hash_of(password)


def make_person(stage: Stage, name: str = "", *roles: Any, **columns: Any) -> Account:
    """Somebody with the password and without a second factor."""
    with stage.database.write() as session:
        row = {"password": hashed(), "totp_secret": "", **columns}
        return make_account(session, name, *roles, **row)


def enter(person: Person, email: str | None, password: str = PASSWORD, **fields: Any) -> Response:
    """Fill in the page to sign in, and send it."""
    person.get("/en/sign-in")
    return person.post("/en/sign-in", {"email": email, "password": password, **fields})


def leave(person: Person) -> Response:
    """Sign out by the menu of a page."""
    person.get("/en/account")
    return person.post("/en/sign-out")


def mails(database: Database) -> list[dict[str, Any]]:
    """The mails that wait, in their order."""
    with database.read() as session:
        rows = session.exec(select(Job).where(Job.kind == JOB_KIND).order_by(col(Job.id)))
        return [row.payload for row in rows]


def last_mail(database: Database) -> dict[str, Any]:
    """The mail that was queued last."""
    return mails(database)[-1]


def text_of(mail: dict[str, Any]) -> str:
    """Subject and body as they are sent."""
    message = compose(Settings(base_url="https://registry.example.org"), {"id": "test", **mail})
    return f"{message['Subject']}\n{message.get_content()}"


def link_in(database: Database) -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https://registry\.example\.org(/\S+/[\w-]{43})\b", text_of(last_mail(database)))
    assert found, text_of(last_mail(database))
    return found[1]


def vault_of(stage: Stage) -> Vault:
    """The keys of this application."""
    vault: Vault = stage.app.state.vault
    return vault


def give_second_factor(stage: Stage, account: Account) -> pyotp.TOTP:
    """Set up a second factor; gives the app."""
    secret = pyotp.random_base32()
    with stage.database.write() as session:
        row = session.get_one(Account, account.id)
        row.totp_secret = vault_of(stage).seal(second_factor.KEPT, secret)
        session.add(row)
    return pyotp.TOTP(secret)


def account_of(stage: Stage, account_id: str) -> Account:
    """An account as it is now."""
    with stage.database.read() as session:
        return session.get_one(Account, account_id)


def forget_guesses(stage: Stage) -> None:
    """Let enough time have passed for every guess to be forgotten."""
    with stage.database.write() as session:
        session.execute(sa.delete(Guesses))
