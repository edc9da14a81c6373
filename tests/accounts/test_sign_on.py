"""Single sign-on by a real OpenID provider: who comes back is let in, linked by mail, welcomed or refused."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from joserfc.jwk import OctKey, RSAKey
from sqlmodel import select

from registry.accounts import queries, sign_on
from registry.accounts.models import Account, Identity, MailedLink, RoleGrant
from registry.accounts.permissions import Role
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.settings import SignOnProvider
from tests.accounts import provider as providers
from tests.accounts.provider import Provider
from tests.accounts.support import (
    PASSWORD,
    give_second_factor,
    last_mail,
    leave,
    link_in,
    mails,
    make_person,
    text_of,
)
from tests.acting import Person, Stage, acting
from tests.factories import make_country

# The real provider uses names that its own library is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib.oidc.core.grants._legacy")

SUBJECT, ADDRESS = "staff-17", "amina@ministry.example.org"


@pytest.fixture(scope="module")
def _running() -> Iterator[Provider]:
    with providers.running() as made:
        yield made


@pytest.fixture
def provider(_running: Provider) -> Provider:
    _running.forge, _running.publish = None, {}
    _running.knows(SUBJECT, email=ADDRESS, email_verified=True, name="Amina Diallo")
    return _running


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path, provider: Provider) -> Iterator[Stage]:
    common = {"title": "Ministry", "client_id": "registry", "client_secret": "s3cret"}
    named = [
        {"id": "sso", "issuer": provider.issuer, **common},
        {"id": "closed", "issuer": "http://127.0.0.1:9", **common},
    ]
    database = Database(sqlite_url)
    with acting(database, tmp_path, sign_on=named) as made:
        yield made
    database.dispose()


def come(person: Person, provider: Provider, path: str = "/en/sign-in/with/sso") -> Response:
    """Go out to the provider, sign in there and come back."""
    return come_back(person, provider.consent(where(person.get(path)), SUBJECT))


def come_back(person: Person, location: str) -> Response:
    parts = urlsplit(location)
    assert parts.path == "/sign-on/sso/return"
    return person.get(f"{parts.path}?{parts.query}")


def where(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


class TestComingIn:
    def test_the_page_offers_each_provider(self, stage: Stage) -> None:
        page = stage.person().get("/en/sign-in?next=/en/countries").text
        assert "/en/sign-in/with/sso?next=%2Fen%2Fcountries" in page
        assert stage.person().get("/en/sign-in/with/another").status_code == 404

    def test_the_way_out_carries_state_nonce_and_pkce(self, stage: Stage, provider: Provider) -> None:
        answer = stage.person().get("/en/sign-in/with/sso")
        asked = {name: value[0] for name, value in parse_qs(urlsplit(where(answer)).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid email profile"
        assert asked["redirect_uri"].endswith("/sign-on/sso/return")
        again = parse_qs(urlsplit(where(stage.person().get("/en/sign-in/with/sso"))).query)
        for name in ("state", "nonce", "code_challenge"):
            assert len(asked[name]) >= 43
            assert again[name] != [asked[name]], "new for each attempt"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert asked["nonce"] not in cookie

    def test_who_has_no_account_gets_one_and_is_known_from_then_on(
        self, stage: Stage, provider: Provider
    ) -> None:
        person = stage.person()
        welcome = where(come(person, provider, path="/fr/sign-in/with/sso?next=/fr/countries"))
        assert welcome == "/fr/sign-in/new?next=%2Ffr%2Fcountries"
        page = person.get(welcome).text
        assert ADDRESS in page
        assert 'value="Amina Diallo"' in page
        assert person.post("/fr/sign-in/new", {"name": " "}).status_code == 422
        answer = person.post("/fr/sign-in/new", {"name": "Amina D.", "next": "/fr/countries"})
        assert where(answer) == "/fr/countries"
        assert "Amina D." in person.get("/fr/account").text
        leave(person)
        assert where(come(person, provider)) == "/en/account"
        assert person.get("/en/account").status_code == 200
        with stage.database.read() as session:
            account = session.exec(select(Account)).one()
            assert (account.email, account.password) == (ADDRESS, "")
            actions = [event.action for event in session.exec(select(Event))]
            assert {"account.registered", "identity.linked", "account.signed_in"} <= set(actions)

    def test_nobody_comes_in_without_a_word_of_the_provider(self, stage: Stage) -> None:
        for path in ("/en/sign-in/new", "/en/sign-in/new?next=/en/account"):
            assert where(stage.person().get(path)) == "/en/sign-in?failed=lapsed"
        assert where(stage.person().post("/en/sign-in/new", {"name": "X"})) == "/en/sign-in?failed=lapsed"
        with stage.database.read() as session:
            assert session.exec(select(Account)).all() == []

    def test_nobody_is_led_away_from_the_registry(self, stage: Stage, provider: Provider) -> None:
        person = stage.person()
        come(person, provider)
        person.get("/en/sign-in/new")
        person.post("/en/sign-in/new", {"name": "Amina"})
        leave(person)
        away = come(person, provider, path="/en/sign-in/with/sso?next=https://evil.example/")
        assert where(away) == "/en/account"


class TestLinking:
    def test_an_account_is_linked_by_the_mail_to_its_address_and_never_silently(
        self, stage: Stage, provider: Provider
    ) -> None:
        account = make_person(stage, email=ADDRESS)
        person = stage.person()
        assert where(come(person, provider)) == "/en/sign-in/link/sent"
        assert person.get("/en/account").status_code == 303, "not let in"
        assert last_mail(stage.database)["to"] == ADDRESS
        path = link_in(stage.database)
        owner = stage.person()
        assert "Ministry" in owner.get(path).text
        with stage.database.read() as session:
            assert session.exec(select(Identity)).all() == [], "following the link alone does nothing"
        assert where(owner.post(path)) == "/en/account"
        assert "linked to single sign-on" in text_of(last_mail(stage.database))
        owner.get("/en/account")
        assert owner.post(path).status_code == 410, "once"
        assert where(come(person, provider)) == "/en/account"
        with stage.database.read() as session:
            assert session.exec(select(Identity)).one().account_id == account.id

    def test_an_address_that_nobody_vouches_for_links_and_makes_nothing(
        self, stage: Stage, provider: Provider
    ) -> None:
        make_person(stage, email=ADDRESS)
        for claims in ({"email_verified": False}, {}, {"email_verified": ["true"]}, {"email_verified": 1.5}):
            provider.knows(SUBJECT, email=ADDRESS, **claims)
            person = stage.person()
            assert where(come(person, provider)) == "/en/sign-in?failed=unverified"
            assert "does not vouch" in person.get("/en/sign-in?failed=unverified").text
        assert mails(stage.database) == []

    def test_who_is_signed_in_links_with_the_password_and_ends_it(
        self, stage: Stage, provider: Provider
    ) -> None:
        account = make_person(stage, email="private@example.org")
        person = stage.person(account.id)
        page = "/en/account/sign-on"
        assert page in person.get("/en/account").text
        person.get(page)
        wrong = person.post(page, {"provider": "sso", "password": "wrong"})
        assert wrong.status_code == 422
        going = person.post(page, {"provider": "sso", "password": PASSWORD})
        address = going.text.split('button--go" href="')[1].split('"')[0].replace("&amp;", "&")
        back = come_back(person, provider.consent(address, SUBJECT))
        assert where(back) == page + "?done=linked"
        with stage.database.read() as session:
            number = session.exec(select(Identity)).one().id
        other = make_person(stage)
        assert stage.person(other.id).post(f"{page}/{number}/unlink").status_code == 404
        assert where(person.post(f"{page}/{number}/unlink")) == page + "?done=unlinked"
        with stage.database.read() as session:
            assert session.exec(select(Identity)).all() == []

    def test_an_identity_belongs_to_one_account(self, stage: Stage, provider: Provider) -> None:
        first, second = make_person(stage), make_person(stage)
        for account, done in ((first, "?done=linked"), (second, "?failed=taken")):
            person = stage.person(account.id)
            person.get("/en/account/sign-on")
            going = person.post("/en/account/sign-on", {"provider": "sso", "password": PASSWORD})
            address = going.text.split('button--go" href="')[1].split('"')[0].replace("&amp;", "&")
            answer = come_back(person, provider.consent(address, SUBJECT))
            assert where(answer) == "/en/account/sign-on" + done

    def test_an_attempt_of_one_account_links_no_other(self, stage: Stage, provider: Provider) -> None:
        first, second = make_person(stage), make_person(stage)
        person = stage.person(first.id)
        person.get("/en/account/sign-on")
        going = person.post("/en/account/sign-on", {"provider": "sso", "password": PASSWORD})
        address = going.text.split('button--go" href="')[1].split('"')[0].replace("&amp;", "&")
        other = stage.person(second.id)
        other.client.cookies.set("sign-on", person.client.cookies["sign-on"])
        answer = come_back(other, provider.consent(address, SUBJECT))
        assert where(answer) == "/en/account/sign-on?failed=lapsed"


def test_a_provider_may_be_for_certain_addresses_only(sqlite_url: str, provider: Provider) -> None:
    known = {
        "id": "sso",
        "title": "Ministry",
        "issuer": provider.issuer,
        "client_id": "x",
        "client_secret": "y",
    }
    limited = SignOnProvider.model_validate(known | {"domains": ["ministry.example.org"]})
    claims = {"sub": SUBJECT, "email_verified": True}
    database = Database(sqlite_url)
    with database.read() as session:
        assert sign_on.person_of(session, limited, claims | {"email": ADDRESS}).email == ADDRESS
        for address in ("amina@example.org", "a@ministry.example.org.evil.example", ""):
            with pytest.raises(sign_on.SignOnFailed) as failed:
                sign_on.person_of(session, limited, claims | {"email": address})
            assert failed.value.why == "domain"
    database.dispose()


class TestSecondFactor:
    def test_a_code_is_still_asked_for(self, stage: Stage, provider: Provider) -> None:
        account = make_person(stage, "", Role.ADMINISTRATOR, email=ADDRESS)
        app = give_second_factor(stage, account)
        self._link(stage, account, provider)
        person = stage.person()
        assert where(come(person, provider)) == "/en/sign-in/code?next=%2Fen%2Faccount"
        assert person.get("/en/people").status_code == 303, "not in yet"
        person.get("/en/sign-in/code")
        assert person.post("/en/sign-in/code", {"code": app.now()}).status_code == 303
        assert person.get("/en/people").status_code == 200

    def test_roles_that_need_one_sleep_without(self, stage: Stage, provider: Provider) -> None:
        account = make_person(stage, "", Role.ADMINISTRATOR, email=ADDRESS)
        self._link(stage, account, provider)
        person = stage.person()
        assert where(come(person, provider)) == "/en/account"
        assert person.get("/en/people").status_code == 403

    def test_who_is_suspended_stays_out(self, stage: Stage, provider: Provider) -> None:
        account = make_person(stage, "", email=ADDRESS)
        self._link(stage, account, provider)
        with stage.database.write() as session:
            session.get_one(Account, account.id).suspended_at = now()
        assert where(come(stage.person(), provider)) == "/en/sign-in?failed=suspended"

    def _link(self, stage: Stage, account: Account, provider: Provider) -> None:
        with stage.database.write() as session:
            session.add(Identity(issuer=provider.issuer, subject=SUBJECT, account_id=account.id))


def _unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return (
        ".".join(urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts) + "."
    )


FORGERIES: dict[str, Callable[[Provider, dict[str, Any]], str]] = {
    "for another party": lambda p, c: p.signed(c | {"aud": "another"}),
    "for others": lambda p, c: p.signed(c | {"aud": ["another", "third"]}),
    "for several, and who asked is not said": lambda p, c: p.signed(c | {"aud": ["registry", "another"]}),
    "asked for by another": lambda p, c: p.signed(c | {"azp": "another"}),
    "of another issuer": lambda p, c: p.signed(c | {"iss": "https://evil.example"}),
    "of a longer issuer": lambda p, c: p.signed(c | {"iss": c["iss"] + "/"}),
    "with another nonce": lambda p, c: p.signed(c | {"nonce": "x" * 43}),
    "without a nonce": lambda p, c: p.signed({k: v for k, v in c.items() if k != "nonce"}),
    "expired": lambda p, c: p.signed(c | {"exp": int(time.time()) - 120}),
    "that never expires": lambda p, c: p.signed({k: v for k, v in c.items() if k != "exp"}),
    "of the future": lambda p, c: p.signed(c | {"iat": int(time.time()) + 600}),
    "of nobody": lambda p, c: p.signed({k: v for k, v in c.items() if k != "sub"}),
    "with no subject": lambda p, c: p.signed(c | {"sub": ""}),
    "unsigned": lambda _, c: _unsigned(c),
    "by another key": lambda p, c: p.signed(c, RSAKey.generate_key(2048, private=True)),
    "by another key of its own name": lambda p, c: p.signed(
        c, RSAKey.generate_key(2048, private=True), kid="other"
    ),
    "by the public key as a secret": lambda p, c: p.signed(
        c, OctKey.import_key(p.key.as_pem(private=False)), alg="HS256"
    ),
    "by the client's secret": lambda p, c: p.signed(c, OctKey.import_key("s3cret" * 6), alg="HS256"),
    "changed after it was signed": lambda p, c: p.signed(c)[:-6] + "AAAAAA",
    "that is none": lambda *_: "not.a.token",
    "that is empty": lambda *_: "",
}


class TestForgery:
    def test_a_token_that_is_right_in_all_is_taken(self, stage: Stage, provider: Provider) -> None:
        provider.forge = lambda made, claims: made.signed(claims)
        assert where(come(stage.person(), provider)) == "/en/sign-in/new"
        provider.forge = lambda made, claims: made.signed(
            claims | {"aud": ["registry", "another"], "azp": "registry"}
        )
        assert where(come(stage.person(), provider)) == "/en/sign-in/new"

    def test_no_other_token_is(self, stage: Stage, provider: Provider) -> None:
        account = make_person(stage, email="linked@example.org")
        with stage.database.write() as session:
            session.add(Identity(issuer=provider.issuer, subject=SUBJECT, account_id=account.id))
        for name, forge in FORGERIES.items():
            provider.forge = forge
            person = stage.person()
            assert where(come(person, provider)) == "/en/sign-in?failed=refused", name
            assert person.get("/en/account").status_code == 303, name
        assert "could not be used" in stage.person().get("/en/sign-in?failed=refused").text

    def test_an_answer_belongs_to_the_browser_that_asked_and_is_good_once(
        self, stage: Stage, provider: Provider
    ) -> None:
        person = stage.person()
        address = where(person.get("/en/sign-in/with/sso"))
        location = provider.consent(address, SUBJECT)
        assert where(come_back(stage.person(), location)) == "/en/sign-in?failed=lapsed"
        other = stage.person()
        other.get("/en/sign-in/with/sso")
        assert where(come_back(other, location)) == "/en/sign-in?failed=lapsed", "the state of another"
        assert where(come_back(person, location)).startswith("/en/sign-in/new")
        assert where(come_back(person, location)) == "/en/sign-in?failed=lapsed"

    def test_a_code_is_good_only_with_the_secret_of_its_attempt(
        self, stage: Stage, provider: Provider
    ) -> None:
        person = stage.person()
        stolen = provider.consent(where(stage.person().get("/en/sign-in/with/sso")), SUBJECT)
        code = parse_qs(urlsplit(stolen).query)["code"][0]
        own = parse_qs(urlsplit(where(person.get("/en/sign-in/with/sso"))).query)
        answer = person.get(f"/sign-on/sso/return?code={code}&state={own['state'][0]}")
        assert where(answer) == "/en/sign-in?failed=refused"

    def test_who_says_no_there_is_told_so(self, stage: Stage, provider: Provider) -> None:
        person = stage.person()
        address = where(person.get("/en/sign-in/with/sso"))
        state = parse_qs(urlsplit(address).query)["state"][0]
        location = (
            provider.consent(address, SUBJECT, action="deny") + f"&state={state}"
        )  # which this one forgets
        assert where(come_back(person, location)) == "/en/sign-in?failed=cancelled"

    def test_a_provider_that_answers_wrongly_or_not_at_all_is_away(
        self, stage: Stage, provider: Provider
    ) -> None:
        assert where(stage.person().get("/en/sign-in/with/closed")) == "/en/sign-in?failed=away"
        port = urlsplit(provider.issuer).port
        for wrong in (
            {"issuer": "https://evil.example"},
            {"token_endpoint": ""},
            {"token_endpoint": "ftp://127.0.0.1/"},
            {"jwks_uri": f"http://localhost:{port}/jwks"},  # a host inside that the settings do not name
        ):
            provider.publish = wrong
            assert where(stage.person().get("/en/sign-in/with/sso")) == "/en/sign-in?failed=away", wrong
        provider.publish = {}
        assert where(stage.person().get("/en/sign-in/with/sso")).startswith(provider.issuer)


class TestRules:
    def test_what_is_stated_gives_a_role_by_a_rule_alone(self, stage: Stage, provider: Provider) -> None:
        administrator = make_person(stage, "", Role.ADMINISTRATOR, totp_secret="set")
        account = make_person(stage, email=ADDRESS)
        with stage.database.write() as session:
            session.add(Identity(issuer=provider.issuer, subject=SUBJECT, account_id=account.id))
        provider.knows(SUBJECT, realm={"groups": ["staff", "health-ke"]}, role="focal_point", admin=True)
        come(stage.person(), provider)
        assert self._roles(stage, account) == []
        keeper = stage.person(administrator.id)
        rule = {"provider": "sso", "claim": "realm.groups", "value": "health-ke", "role": "country_viewer"}
        for wrong in (
            {"provider": "x"},
            {"role": "focal_point"},
            {"role": "administrator"},
            {"place": "ZZZ"},
        ):
            assert keeper.post("/en/people/rules", rule | {"place": "KEN"} | wrong).status_code == 422
        self._country(stage)
        assert where(keeper.post("/en/people/rules", rule | {"place": "ken"})).endswith("done=set")
        again = keeper.post("/en/people/rules", rule | {"place": "KEN"})
        assert again.status_code == 422
        assert self._roles(stage, account) == [], "from the next sign-on"
        person = stage.person()
        come(person, provider)
        assert self._roles(stage, account) == [Role.COUNTRY_VIEWER]
        assert "by single sign-on" in person.get("/en/account").text
        assert "health-ke" in keeper.get("/en/people/rules").text
        provider.knows(SUBJECT, realm={"groups": ["staff"]})
        come(stage.person(), provider)
        assert self._roles(stage, account) == [], "no longer stated"

    def _roles(self, stage: Stage, account: Account) -> list[Role]:
        with stage.database.read() as session:
            return [each.role for each in queries.held_by(session, [account.id]).get(account.id, [])]

    def _country(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_country(session, "KEN")


def test_nothing_of_a_person_is_kept_of_attempts_that_led_nowhere(stage: Stage, provider: Provider) -> None:
    come(stage.person(), provider)
    with stage.database.read() as session:
        for table in (Account, Identity, MailedLink, RoleGrant):
            assert session.exec(select(table)).all() == []
