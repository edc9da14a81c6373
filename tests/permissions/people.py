"""Who may look after people: administrators, and nobody else."""

from registry.accounts.models import ClaimRule
from registry.accounts.permissions import Role, ScopeKind
from registry.accounts.secrets import new_token
from tests.factories import make_account, make_invitation
from tests.permissions.matrix import OWN_COUNTRY, Actor, Call, Case, Expect, Relation, everywhere

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


def new_rule(_: Case) -> Call:
    held = {"role": "country_viewer", "place": OWN_COUNTRY}
    return Call(form={"provider": "sso", "claim": "groups", "value": new_token(), **held})


def rule(case: Case) -> Call:
    row = ClaimRule(
        provider="sso",
        claim="groups",
        value=new_token(),
        role=Role.COUNTRY_VIEWER,
        scope=ScopeKind.COUNTRY,
        scope_id=OWN_COUNTRY,
    )
    case.session.add(row)
    case.session.flush()
    return Call({"number": row.id})


EXPECTATIONS = [
    Expect("GET", "/{lang}/people/rules", ADMINISTRATORS, relations=NOTHING),
    Expect("POST", "/{lang}/people/rules", ADMINISTRATORS, new_rule, NOTHING),
    Expect("POST", "/{lang}/people/rules/{number}/end", ADMINISTRATORS, rule, NOTHING),
    Expect("GET", "/{lang}/people", ADMINISTRATORS, relations=NOTHING),
    Expect("POST", "/{lang}/people/invite", ADMINISTRATORS, invite, NOTHING),
    Expect("POST", "/{lang}/people/invitations/{number}/withdraw", ADMINISTRATORS, invitation, NOTHING),
    Expect("GET", "/{lang}/people/{account}", ADMINISTRATORS, person, NOTHING),
    Expect("POST", "/{lang}/people/{account}", ADMINISTRATORS, person, NOTHING),
]
