"""OpenID providers: what they publish of themselves and their keys, asked for when needed and kept for a while."""

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from litestar.di import NamedDependency

from registry.errors import NotFound, RegistryError
from registry.outside import Checked, NotAsked, beginning
from registry.settings import SignOnProvider

SECONDS: Final = 5.0
"""How long a provider may take to answer; a person waits for it."""

KEPT_SECONDS: Final = 600
KEYS_AGAIN_SECONDS: Final = 30
"""How soon keys are asked for again when a token names one that is not known."""

LARGEST_ANSWER: Final = 1_000_000

log = logging.getLogger(__name__)


class ProviderAway(RegistryError):
    """The provider does not answer, or not as a provider does."""

    status = 503
    slug = "provider-away"
    title = "The provider of single sign-on does not answer."


@dataclass(frozen=True, slots=True)
class Published:
    """What a provider publishes of itself (OpenID Connect Discovery)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    secret_in_body: bool


@dataclass(slots=True)
class _Kept:
    """What is known of a provider, and since when."""

    published: Published
    keys: KeySet
    at: float
    keys_at: float


class Providers:
    """The providers that the settings name."""

    def __init__(
        self,
        configured: Sequence[SignOnProvider],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.configured = tuple(configured)
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def get(self, provider_id: str) -> SignOnProvider:
        """The provider of this id; `NotFound` if there is none."""
        for provider in self.configured:
            if provider.id == provider_id:
                return provider
        raise NotFound(f"There is no provider {provider_id}.")

    def of_issuer(self, issuer: str) -> SignOnProvider | None:
        """The provider with this issuer, if it is still in use."""
        return next((each for each in self.configured if each.issuer == issuer), None)

    def client(self, provider: SignOnProvider) -> httpx.Client:
        """A client for calls to a provider: its own host may be inside, what it leads to must be public."""
        host = httpx.URL(provider.issuer).raw_host.decode("ascii")
        return httpx.Client(
            transport=Checked(trusted=frozenset({host})),
            timeout=SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    def published(self, provider: SignOnProvider) -> Published:
        """What the provider publishes of itself."""
        return self._known(provider).published

    def keys(self, provider: SignOnProvider, key_id: str = "") -> KeySet:
        """The provider's keys; when the one named is not among them, they are asked for again, now and then."""
        kept = self._known(provider)
        known = {key.kid for key in kept.keys.keys}
        if key_id and key_id not in known and self._clock() - kept.keys_at > KEYS_AGAIN_SECONDS:
            kept.keys = self._read_keys(provider, kept.published.jwks_uri)
            kept.keys_at = self._clock()
        return kept.keys

    def userinfo(self, provider: SignOnProvider, access_token: str) -> dict[str, Any]:
        """What the provider says of a person over and above the ID token; nothing, if it has no such address."""
        address = self._known(provider).published.userinfo_endpoint
        if not address:
            return {}
        return self._ask(provider, address, {"authorization": f"Bearer {access_token}"})

    def _known(self, provider: SignOnProvider) -> _Kept:
        with self._lock:
            kept = self._kept.get(provider.id)
        if kept is None or self._clock() - kept.at > KEPT_SECONDS:
            published = _published(provider, self._ask(provider, _discovery(provider.issuer)))
            moment = self._clock()
            kept = _Kept(published, self._read_keys(provider, published.jwks_uri), moment, moment)
            with self._lock:
                self._kept[provider.id] = kept
        return kept

    def _read_keys(self, provider: SignOnProvider, address: str) -> KeySet:
        try:
            return KeySet.import_key_set(self._ask(provider, address))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderAway("The keys cannot be read.") from error

    def _ask(
        self, provider: SignOnProvider, address: str, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The JSON object at an address; every way in which it may fail to come is `ProviderAway`."""
        try:
            with (
                self.client(provider) as client,
                client.stream(
                    "GET", address, headers={"accept": "application/json", **(headers or {})}
                ) as answer,
            ):
                answer.raise_for_status()
                found = json.loads(beginning(answer, LARGEST_ANSWER))
        except (httpx.HTTPError, httpx.InvalidURL, NotAsked, ValueError) as error:
            log.warning("single sign-on: %s does not answer: %s", address, error)
            raise ProviderAway from error
        if not isinstance(found, dict):
            raise ProviderAway(f"{address} does not answer as a provider does.")
        return found


def _discovery(issuer: str) -> str:
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def _published(provider: SignOnProvider, found: dict[str, Any]) -> Published:
    """Check what a provider publishes: it must be this one, and not lead from https to http."""
    if found.get("issuer") != provider.issuer:
        raise ProviderAway("The provider calls itself by another name than the settings do.")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    published = Published(
        str(found.get("authorization_endpoint", "")),
        str(found.get("token_endpoint", "")),
        str(found.get("jwks_uri", "")),
        str(found.get("userinfo_endpoint", "")),
        secret_in_body="client_secret_basic" not in methods,
    )
    needed = (published.authorization_endpoint, published.token_endpoint, published.jwks_uri)
    given = [each for each in (*needed, published.userinfo_endpoint) if each]
    scheme = provider.issuer.partition(":")[0]
    if not all(needed) or not all(each.startswith(("https://", f"{scheme}://")) for each in given):
        raise ProviderAway("The provider does not say where it is to be asked.")
    return published


Known: TypeAlias = NamedDependency[Providers]
"""The type of a handler's argument `providers`."""
