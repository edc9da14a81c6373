"""Registration: an address, a link to it, then name and password. There is no account before the address is proved.

So nobody can register somebody else's address and wait: whoever has the link chooses the password.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from registry.accounts import links, passwords, queries
from registry.accounts.models import Account, LinkPurpose
from registry.accounts.secrets import new_account_id
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Invalid, mark
from registry.mail.service import send

LONGEST_NAME: Final = 120
LOCAL_PART: Final = re.compile(r"(?!\.)(?!.*\.\.)[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)")
LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def ask(session: Session, email: str, language: str, back: str = "") -> None:
    """Send the link with which an account is made, or, to an address that has one, a word that it has.

    `back` is where the person was; the answer is the same whether or not there is an account.
    """
    address = demand_email(email)
    if queries.by_email(session, address):
        send(session, "account-exists", to=address, language=language)
        return
    payload = {"email": address, "back": back}
    token = links.make(session, LinkPurpose.VERIFY_EMAIL, payload=payload)
    send(session, "verify-email", to=address, language=language, token=token)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a person chooses when the account is made; `password` is a hash, or empty for single sign-on."""

    name: str
    language: str
    password: str = ""


def choose(name: str, password: str, email: str, language: str) -> Newcomer:
    """Check what was chosen; the hash is made here, outside of any transaction, as it takes its time."""
    faults: dict[str, Fault] = {}
    for check in (
        lambda: demand_name(name),
        lambda: passwords.demand_strong(password, about=(name, email)),
    ):
        try:
            check()
        except Invalid as error:
            faults |= error.faults
    if faults:
        raise Invalid(faults)
    return Newcomer(demand_name(name), language, passwords.hash_of(password))


def make_account(session: Session, email: str, newcomer: Newcomer) -> Account:
    """Make the account of an address that was proved."""
    if queries.by_email(session, email):
        raise Conflict("There is an account with this address.")
    moment = now()
    account = Account(
        id=new_account_id(),
        email=queries.plain_email(email),
        email_verified_at=moment,
        name=newcomer.name,
        language=newcomer.language,
        password=newcomer.password,
        password_changed_at=moment if newcomer.password else None,
    )
    session.add(account)
    session.flush()
    events.record(session, "account.registered", actor=account.id, on=("account", account.id))
    return account


def finish(session: Session, token: str, newcomer: Newcomer) -> Account:
    """Make the account that a link was sent for."""
    payload: dict[str, Any] = links.use(session, token, LinkPurpose.VERIFY_EMAIL).payload
    return make_account(session, payload["email"], newcomer)


def demand_name(name: str) -> str:
    """A name as its owner writes it, without line breaks; anything but nothing will do."""
    plain = " ".join(name.split())
    if not plain:
        raise Invalid({"name": mark("Enter your name.")})
    if len(plain) > LONGEST_NAME:
        raise Invalid({"name": Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_NAME})})
    return plain


def demand_email(email: str, field: str = "email") -> str:
    """An address in the form in which it is kept and mails are sent to it; `Invalid` for what can be none."""
    local, _, domain = queries.plain_email(email).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    good = (
        LOCAL_PART.fullmatch(local) is not None
        and len(labels) > 1
        and all(LABEL.fullmatch(label) for label in labels)
        and len(local) + len(ascii_domain) < 254
    )
    if not good:
        raise Invalid({field: mark("Enter an e-mail address, such as name@example.org.")})
    return f"{local}@{ascii_domain}"
