"""Who may look after people: administrators, and nobody else."""

from registry.accounts.permissions import Role
from tests.factories import make_account, make_invitation
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere

NOTHING = (Relation.NONE,)
ADMINISTRATORS = everywhere(Actor.ADMINISTRATOR)


def invite(_: Case) -> Call:
    return Call(form={"email": "new@example.org", "role": "reviewer"})


def invitation(case: Case) -> Call:
    row, _ = make_invitation(case.session, "new@example.org", Role.REVIEWER)
    return Call({"number": row.id})


def person(case: Case) -> Call:
    form = {"act": "end-sessions", "reason": "A letter."}
    return Call({"account": make_account(case.session).id}, form=form)


EXPECTATIONS = [
    Expect("GET", "/{lang}/people", ADMINISTRATORS, relations=NOTHING),
    Expect("POST", "/{lang}/people/invite", ADMINISTRATORS, invite, NOTHING),
    Expect("POST", "/{lang}/people/invitations/{number}/withdraw", ADMINISTRATORS, invitation, NOTHING),
    Expect("GET", "/{lang}/people/{account}", ADMINISTRATORS, person, NOTHING),
    Expect("POST", "/{lang}/people/{account}", ADMINISTRATORS, person, NOTHING),
]
