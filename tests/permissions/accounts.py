"""Who may use the pages of accounts: coming in is for everybody, one's own account for its owner alone."""

from typing import Any

from sqlmodel import select

from registry.accounts import links, sessions
from registry.accounts.models import Account, ApiToken, Identity, LinkPurpose
from registry.accounts.permissions import Role
from registry.accounts.secrets import digest_of, new_token
from tests.factories import make_account, make_invitation, make_token
from tests.permissions.matrix import (
    ANYBODY,
    ISSUER,
    PEOPLE,
    SIGNED_IN,
    Call,
    Case,
    Expect,
    Relation,
    nothing,
    own,
    public,
)

NOTHING = (Relation.NONE,)
OWN_OR_OTHER = (Relation.OWN, Relation.OTHER)
WRONG = {"email": "nobody@example.org", "password": "not the password", "code": "000000"}
CHOSEN = {"name": "Amina Diallo", "password": "ochre lantern quarry velvet"}


def by_link(purpose: LinkPurpose, **form: Any) -> Any:
    """Whoever has a link that was mailed to somebody."""

    def make(case: Case) -> Call:
        account = make_account(case.session)
        payload = {"email": f"new-{account.id.lower()}@example.org", "change": account.id}
        return Call({"token": links.make(case.session, purpose, account.id, payload)}, form=form)

    return make


def waiting_for_code(case: Case) -> Call:
    account = make_account(case.session)
    token = sessions.begin(case.session, account.id, second_factor_due=True)
    return Call(form=WRONG, cookies={"session": token})


def token_of(case: Case) -> Call:
    token = make_token(case.session, case.person)
    row = case.session.exec(select(ApiToken).where(ApiToken.digest == digest_of(token))).one()
    return Call({"number": row.id})


def invitation_to(case: Case) -> Call:
    email = case.session.get_one(Account, case.person).email or ""
    row, _ = make_invitation(case.session, email, Role.ORGANISATION_VIEWER, case.world.other_organisation.id)
    return Call({"number": row.id})


def invitation_by_link(case: Case) -> Call:
    email = f"invited-{new_token().lower()}@example.org"
    _, token = make_invitation(
        case.session, email, Role.ORGANISATION_VIEWER, case.world.other_organisation.id
    )
    return Call({"token": token}, form=CHOSEN)


def link_to_identity(case: Case) -> Call:
    account = make_account(case.session)
    person = {"provider": "sso", "issuer": ISSUER, "subject": account.id, "email": account.email}
    return Call({"token": links.make(case.session, LinkPurpose.LINK_IDENTITY, account.id, person)})


def identity_of(case: Case) -> Call:
    row = Identity(issuer=ISSUER, subject=new_token(), account_id=case.person)
    case.session.add(row)
    case.session.flush()
    return Call({"number": row.id})


def mine(method: str, path: str, *answers: int, **form: Any) -> Expect:
    """Everybody who is signed in, for what is always their own."""
    return Expect(
        method,
        "/{lang}/account" + path,
        SIGNED_IN,
        lambda _: Call(form=form),
        NOTHING,
        answers=answers or (200,),
    )


EXPECTATIONS = [
    public("/{lang}/roles"),
    # Coming in: the answers of 422 are forms that are shown again, with what is wrong.
    Expect("GET", "/{lang}/register", ANYBODY, relations=NOTHING),
    Expect("POST", "/{lang}/register", ANYBODY, lambda _: Call(form=WRONG), NOTHING),
    public("/{lang}/register/sent"),
    public("/{lang}/register/{token}", by_link(LinkPurpose.VERIFY_EMAIL)),
    Expect("POST", "/{lang}/register/{token}", ANYBODY, by_link(LinkPurpose.VERIFY_EMAIL, **CHOSEN), NOTHING),
    Expect("GET", "/{lang}/sign-in", ANYBODY, relations=NOTHING),
    Expect("POST", "/{lang}/sign-in", ANYBODY, lambda _: Call(form=WRONG), NOTHING, answers=(422,)),
    public("/{lang}/sign-in/code", waiting_for_code),
    Expect("POST", "/{lang}/sign-in/code", ANYBODY, waiting_for_code, NOTHING, answers=(422,)),
    Expect("POST", "/{lang}/sign-out", ANYBODY, relations=NOTHING),
    public("/{lang}/reset"),
    Expect("POST", "/{lang}/reset", ANYBODY, lambda _: Call(form=WRONG), NOTHING),
    public("/{lang}/reset/sent"),
    public("/{lang}/reset/{token}", by_link(LinkPurpose.RESET_PASSWORD)),
    Expect("POST", "/{lang}/reset/{token}", ANYBODY, by_link(LinkPurpose.RESET_PASSWORD, **CHOSEN), NOTHING),
    # Single sign-on: the provider that the settings name does not answer, so attempts lead back.
    public("/{lang}/sign-in/with/{provider}", lambda _: Call({"provider": "sso"}), 303),
    public("/sign-on/{provider}/return", lambda _: Call({"provider": "sso"}), 303),
    public("/{lang}/sign-in/new", nothing, 303),
    Expect("POST", "/{lang}/sign-in/new", ANYBODY, relations=NOTHING, answers=(303,)),
    public("/{lang}/sign-in/link/sent"),
    public("/{lang}/sign-in/link/{token}", link_to_identity),
    Expect("POST", "/{lang}/sign-in/link/{token}", ANYBODY, link_to_identity, NOTHING),
    mine("GET", "/sign-on"),
    mine("POST", "/sign-on", 303, provider="sso"),
    Expect(
        "POST",
        "/{lang}/account/sign-on/{number}/unlink",
        own(*PEOPLE),
        identity_of,
        OWN_OR_OTHER,
        refusal=404,
    ),
    # One's own account; without a password, a sign-in of the last minutes is proof enough.
    mine("GET", ""),
    mine("GET", "/name"),
    mine("POST", "/name", 303, name="Another Name", language="fr"),
    mine("GET", "/email"),
    mine("POST", "/email", 303, email="another@example.org"),
    public("/{lang}/account/email/{token}", by_link(LinkPurpose.CHANGE_EMAIL_OLD)),
    Expect("POST", "/{lang}/account/email/{token}", ANYBODY, by_link(LinkPurpose.CHANGE_EMAIL_NEW), NOTHING),
    mine("GET", "/sessions"),
    mine("POST", "/sessions/end", 303, which="others"),
    mine("GET", "/password"),
    mine("POST", "/password", 303, new=CHOSEN["password"]),
    mine("GET", "/second-factor"),
    mine("POST", "/second-factor", 422, code="000000"),
    mine("POST", "/second-factor/codes", 422, code="000000"),
    mine("POST", "/second-factor/remove", 422, code="000000"),
    mine("GET", "/tokens"),
    mine("POST", "/tokens", 201, name="Export", permissions="account:use", days="30"),
    Expect(
        "POST",
        "/{lang}/account/tokens/{number}/revoke",
        own(*PEOPLE),
        token_of,
        OWN_OR_OTHER,
        refusal=404,
    ),
    mine("GET", "/delete"),
    mine("POST", "/delete", 422),
    Expect(
        "POST",
        "/{lang}/account/invitations/{number}/accept",
        own(*PEOPLE),
        invitation_to,
        OWN_OR_OTHER,
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/account/invitations/{number}/decline",
        own(*PEOPLE),
        invitation_to,
        OWN_OR_OTHER,
        refusal=404,
    ),
    public("/{lang}/invitations/{token}", invitation_by_link),
    Expect("POST", "/{lang}/invitations/{token}", ANYBODY, invitation_by_link, NOTHING),
    Expect("GET", "/api/v1/me", SIGNED_IN, relations=NOTHING),
]
