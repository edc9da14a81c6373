"""Single sign-on by OpenID Connect: out to the provider, back with a code, and what becomes of who comes back.

On the way out go a state, a nonce and the digest of a secret (PKCE); what must be known on the way back lies sealed
in a cookie of the browser. An account is found by what the provider calls the person, never by the address
alone: an address that has an account is linked only when the link mailed to it is followed.
"""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final, cast

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from sqlmodel import Session

from registry.accounts import claim_rules, id_tokens, links, queries, signing_in
from registry.accounts.devices import Browser
from registry.accounts.models import Account, Identity, LinkPurpose
from registry.accounts.notice import Notice, tell
from registry.accounts.providers import ProviderAway, Providers
from registry.accounts.registration import Newcomer, demand_email, make_account
from registry.accounts.signing_in import Entry
from registry.accounts.vault import Vault
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Invalid, NotFound, RegistryError
from registry.mail.service import send
from registry.outside import NotAsked
from registry.settings import SignOnProvider

ATTEMPT: Final = "sign-on"
ATTEMPT_LASTS: Final = timedelta(minutes=10)
NEWCOMER: Final = "newcomer"
NEWCOMER_WAITS: Final = timedelta(minutes=30)
LONGEST_NAME: Final = 120

log = logging.getLogger(__name__)


class SignOnFailed(RegistryError):
    """Single sign-on led nowhere; `params['why']` names the reason, for which the page has words."""

    status = 400
    slug = "sign-on-failed"
    title = "Single sign-on did not work."

    def __init__(self, why: str) -> None:
        super().__init__("", why=why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Attempt:
    """What this registry must remember of a person who is with a provider."""

    provider: str
    redirect_uri: str
    back: str
    language: str
    account_id: str = ""
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Person:
    """Who came back: what the provider calls the person, the address it vouches for, and what rules ask for."""

    provider: str
    issuer: str
    subject: str
    email: str = ""
    name: str = ""
    stated: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of who came back: let in, linked, told to look into the mailbox, or asked for a name."""

    entry: Entry | None = None
    linked: bool = False
    mailed: bool = False
    newcomer: Person | None = None


def set_out(providers: Providers, attempt: Attempt) -> str:
    """Where to send the browser: the provider's page, with all that ties its answer to this attempt."""
    provider = providers.get(attempt.provider)
    published = _or_fail(lambda: providers.published(provider))
    with providers.client(provider) as http:
        client = _client(http, provider, attempt)
        address, _ = client.create_authorization_url(
            published.authorization_endpoint,
            state=attempt.state,
            code_verifier=attempt.verifier,
            nonce=attempt.nonce,
        )
    return str(address)


def seal(vault: Vault, attempt: Attempt | Person, purpose: str) -> str:
    """What the browser carries meanwhile."""
    return vault.seal(purpose, json.dumps(asdict(attempt)))


def opened_attempt(vault: Vault, sealed: str) -> Attempt:
    """The attempt that this browser has under way; without one, the answer is nobody's."""
    text = vault.open(ATTEMPT, sealed, ATTEMPT_LASTS)
    if text is None:
        raise SignOnFailed("lapsed")
    return Attempt(**json.loads(text))


def opened_newcomer(vault: Vault, sealed: str) -> Person:
    """The person who came by a provider and has no account yet."""
    text = vault.open(NEWCOMER, sealed, NEWCOMER_WAITS)
    if text is None:
        raise SignOnFailed("lapsed")
    return Person(**json.loads(text))


def come_back(providers: Providers, attempt: Attempt, query: Mapping[str, str]) -> dict[str, Any]:
    """What the provider states of the person, once its answer belongs to this attempt and its token is right."""
    provider = providers.get(attempt.provider)
    if not secrets.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
        raise SignOnFailed("lapsed")
    if query.get("iss", provider.issuer) != provider.issuer:
        raise SignOnFailed("refused")
    if "error" in query or not query.get("code"):
        log.info("single sign-on: %s answers %r", provider.id, query.get("error", "")[:80])
        raise SignOnFailed("cancelled" if query.get("error") == "access_denied" else "refused")
    tokens = _or_fail(lambda: _tokens(providers, provider, attempt, query["code"]))
    try:
        claims = id_tokens.check(
            str(tokens.get("id_token", "")),
            lambda key_id: providers.keys(provider, key_id),
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=attempt.nonce,
            now=int(now().timestamp()),
        )
    except id_tokens.BadIdToken as error:
        raise SignOnFailed("refused") from error
    except ProviderAway as error:
        raise SignOnFailed("away") from error
    if "email" not in claims and tokens.get("access_token"):
        more = _or_fail(lambda: providers.userinfo(provider, str(tokens["access_token"])))
        if more.get("sub") == claims["sub"]:
            claims = {**more, **claims}
    return claims


def _client(http: httpx.Client, provider: SignOnProvider, attempt: Attempt) -> OAuth2Client:
    return OAuth2Client(
        http,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope=provider.scope,
        redirect_uri=attempt.redirect_uri,
        code_challenge_method="S256",
    )


def _tokens(providers: Providers, provider: SignOnProvider, attempt: Attempt, code: str) -> Mapping[str, Any]:
    """Exchange the code for tokens, with the secret of PKCE."""
    published = providers.published(provider)
    proof: dict[str, Any] = {"auth": (provider.client_id, provider.client_secret)}
    if published.secret_in_body:
        proof = {
            "auth": httpx.Auth(),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
        }
    with providers.client(provider) as http:
        found = _client(http, provider, attempt).fetch_token(
            published.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=attempt.verifier,
            redirect_uri=attempt.redirect_uri,
            **proof,
        )
    return cast("Mapping[str, Any]", found)


def _or_fail(call: Any) -> Any:
    """The result of a call to a provider; a fault of it is told in words of ours."""
    try:
        return call()
    except ProviderAway as error:
        raise SignOnFailed("away") from error
    except (AuthlibBaseError, httpx.HTTPError, NotAsked, ValueError) as error:
        log.warning("single sign-on: the provider fails: %s: %s", type(error).__name__, error)
        raise SignOnFailed("refused") from error


def person_of(session: Session, provider: SignOnProvider, claims: Mapping[str, Any]) -> Person:
    """Who came back; only an address that the provider says it has verified counts as one."""
    verified = claims.get("email_verified") in (True, "true")
    try:
        email = demand_email(str(claims.get("email", ""))) if verified else ""
    except Invalid:
        email = ""
    if provider.domains and email.rpartition("@")[2] not in provider.domains:
        raise SignOnFailed("domain")
    return Person(
        provider.id,
        provider.issuer,
        str(claims["sub"]),
        email,
        " ".join(str(claims.get("name", "")).split())[:LONGEST_NAME],
        claim_rules.wanted(session, provider.id, claims),
    )


def arrive(session: Session, vault: Vault, attempt: Attempt, person: Person, browser: Browser) -> Arrival:
    """Let somebody in who is known, link who is signed in, mail who has an account, welcome who has none."""
    known = queries.identity_of(session, person.issuer, person.subject)
    if attempt.account_id:
        _link(session, queries.account(session, attempt.account_id), person, known)
        return Arrival(linked=True)
    if known is not None:
        known.used_at = now()
        session.add(known)
        account = session.get_one(Account, known.account_id)
        claim_rules.apply(session, account.id, person.provider, person.stated)
        return Arrival(entry=_enter(session, vault, account, browser))
    if not person.email:
        raise SignOnFailed("unverified")
    account_there = queries.by_email(session, person.email)
    if account_there is None:
        return Arrival(newcomer=person)
    links.void(session, account_there.id, LinkPurpose.LINK_IDENTITY)
    token = links.make(session, LinkPurpose.LINK_IDENTITY, account_there.id, asdict(person))
    send(
        session,
        "link-identity",
        to=person.email,
        language=account_there.language,
        token=token,
        provider=person.provider,
        issuer=person.issuer,
    )
    return Arrival(mailed=True)


def person_by_link(session: Session, token: str) -> Person:
    """Whose link to an account this is."""
    return Person(**links.read(session, token, LinkPurpose.LINK_IDENTITY).payload)


def link_by_mail(session: Session, vault: Vault, token: str, browser: Browser) -> Entry:
    """Link an account to a provider, as the link that was mailed to its owner says, and let the owner in."""
    row = links.use(session, token, LinkPurpose.LINK_IDENTITY)
    person = Person(**row.payload)
    account = queries.account(session, row.account_id or "")
    _link(session, account, person, queries.identity_of(session, person.issuer, person.subject))
    return _enter(session, vault, account, browser)


def welcome(session: Session, vault: Vault, person: Person, newcomer: Newcomer, browser: Browser) -> Entry:
    """Make the account of somebody who came by a provider that vouches for the address."""
    account = make_account(session, person.email, newcomer)
    _link(session, account, person, queries.identity_of(session, person.issuer, person.subject))
    return _enter(session, vault, account, browser)


def unlink(session: Session, providers: Providers, account: Account, identity_id: int) -> None:
    """End the link of an account to a provider, and the roles that rest on what it states."""
    row = session.get(Identity, identity_id)
    if row is None or row.account_id != account.id:
        raise NotFound(f"There is no link {identity_id}.")
    provider = providers.of_issuer(row.issuer)
    if provider:
        claim_rules.release(session, account.id, provider.id)
    session.delete(row)
    _record(session, "identity.unlinked", account, row.issuer)


def _link(session: Session, account: Account, person: Person, known: Identity | None) -> None:
    if known is not None and known.account_id != account.id:
        raise Conflict("This identity belongs to another account.")
    if known is None:
        session.add(
            Identity(issuer=person.issuer, subject=person.subject, account_id=account.id, used_at=now())
        )
        session.flush()
        _record(session, "identity.linked", account, person.issuer)
        tell(session, account, Notice.IDENTITY_LINKED)
    claim_rules.apply(session, account.id, person.provider, person.stated)


def _enter(session: Session, vault: Vault, account: Account, browser: Browser) -> Entry:
    try:
        return signing_in.enter(session, vault, account, browser)
    except Invalid as error:
        raise SignOnFailed("suspended") from error


def _record(session: Session, action: str, account: Account, issuer: str) -> None:
    events.record(session, action, actor=account.id, on=("account", account.id), after={"issuer": issuer})
