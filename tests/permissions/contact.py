"""Messages: anybody writes, who answers for the record reads and answers."""

from registry.accounts.permissions import Role, ScopeKind
from registry.accounts.secrets import digest_of
from registry.contact.models import Message, Recipient
from registry.db.base import now
from registry.db.ids import Kind
from tests.factories import make_account
from tests.permissions.matrix import ANYBODY, Actor, Call, Case, Expect, Relation, own, public

ANSWERERS = own(Actor.OWNER, Actor.MEMBER)
TOKEN = "t" * 43
TEXT = "Does it run without a network?"


def answered(case: Case) -> str:
    """A record that somebody answers for."""
    organisation = case.organisation
    make_account(case.session, "", (Role.ORGANISATION_OWNER, organisation.id))
    return f"organisation:{organisation.id}"


def sent(case: Case) -> int:
    """A message to an organisation, which it has."""
    row = Message(
        record_kind=Kind.ORGANISATION,
        record_id=case.organisation.id,
        email="reader@example.org",
        text=TEXT,
        sent_at=now(),
    )
    case.session.add(row)
    case.session.flush()
    number = row.id or 0
    case.session.add(
        Recipient(message_id=number, scope=ScopeKind.ORGANISATION, scope_id=case.organisation.id)
    )
    return number


def waiting(case: Case) -> Call:
    answered(case)
    row = Message(
        record_kind=Kind.ORGANISATION,
        record_id=case.organisation.id,
        email="reader@example.org",
        text=TEXT,
        token=digest_of(f"{TOKEN}{case.account_id}"),
    )
    case.session.add(row)
    return Call({"token": f"{TOKEN}{case.account_id}"})


def one(case: Case) -> Call:
    return Call({"number": sent(case)})


def answer(case: Case) -> Call:
    place = f"organisation:{case.organisation.id}"
    return Call({"number": sent(case)}, form={"for": place, "text": "Yes, for a week."})


def write(case: Case) -> Call:
    email = f"{case.account_id or 'reader'}@example.org".lower()
    return Call(form={"record": answered(case), "text": TEXT, "email": email})


NONE = (Relation.NONE,)

EXPECTATIONS = [
    public("/{lang}/messages/new", lambda case: Call(query={"record": answered(case)})),
    Expect("POST", "/{lang}/messages", ANYBODY, write, (Relation.OTHER,)),
    public("/{lang}/messages/waiting"),
    public("/{lang}/messages/sent"),
    Expect("GET", "/{lang}/messages/confirm/{token}", ANYBODY, waiting, (Relation.OTHER,)),
    Expect("POST", "/{lang}/messages/confirm/{token}", ANYBODY, waiting, (Relation.OTHER,)),
    Expect(
        "GET",
        "/{lang}/messages",
        frozenset((actor, Relation.NONE) for actor in (Actor.OWNER, Actor.MEMBER, Actor.FOCAL_POINT)),
        relations=NONE,
    ),
    Expect("GET", "/{lang}/messages/{number}", ANSWERERS, one),
    Expect("POST", "/{lang}/messages/{number}/answers", ANSWERERS, answer),
]
