"""Notifications are their reader's own; a link in a mail needs nobody to be signed in."""

from sqlmodel import select

from registry.notifications.models import Notification
from registry.notifications.service import notify
from registry.notifications.unsubscribing import Signer
from tests.factories import make_account
from tests.permissions.matrix import (
    ANYBODY,
    PEOPLE,
    SECRET,
    SIGNED_IN,
    Call,
    Case,
    Expect,
    Relation,
    own,
    public,
)

SOMEBODYS = (Relation.OWN, Relation.OTHER)
SCOPE = "weekly"


def told(case: Case) -> Call:
    reader = case.person
    notify(case.session, [reader], "submission.message", about=("", ""), texts={"name": "OpenMRS"})
    number = case.session.exec(select(Notification.id).where(Notification.account_id == reader)).one()
    return Call({"number": number})


def link(case: Case) -> Call:
    account_id = case.account_id or make_account(case.session).id
    signature = Signer(SECRET).path("en", account_id, SCOPE).rpartition("/")[2]
    return Call({"account": account_id, "what": SCOPE, "link": signature})


UNSUBSCRIBE = "/{lang}/unsubscribe/{account}/{what}/{link}"

EXPECTATIONS = [
    Expect("GET", "/{lang}/notifications", SIGNED_IN, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/notifications/read", SIGNED_IN, relations=(Relation.NONE,)),
    Expect("GET", "/{lang}/notifications/{number}", own(*PEOPLE), told, SOMEBODYS, refusal=404),
    Expect("POST", "/{lang}/notifications/{number}/read", own(*PEOPLE), told, SOMEBODYS, refusal=404),
    Expect("GET", "/{lang}/notifications/settings", SIGNED_IN, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/notifications/settings", SIGNED_IN, relations=(Relation.NONE,)),
    public(UNSUBSCRIBE, link),
    Expect("POST", UNSUBSCRIBE, ANYBODY, link, (Relation.NONE,)),
]
