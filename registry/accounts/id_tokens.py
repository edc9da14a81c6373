"""ID tokens of OpenID providers, checked: who signed, for whom, for which attempt, until when."""

import json
import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from registry.errors import RegistryError

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Signatures by a key of which only the provider holds the secret half; never `none`, never a shared secret."""

LEEWAY_SECONDS: Final = 60
LONGEST_SUBJECT: Final = 255

log = logging.getLogger(__name__)


class BadIdToken(RegistryError):
    """An ID token is not what it has to be; why is logged, and nobody else's business."""

    status = 400
    slug = "bad-id-token"
    title = "The provider’s answer could not be believed."


def check(
    raw: str, keys: Callable[[str], KeySet], *, issuer: str, client_id: str, nonce: str, now: int
) -> dict[str, Any]:
    """The claims of an ID token, once everything about it is right; `keys` gives the provider's, by a key's id."""
    try:
        token = jwt.decode(raw, keys(_key_id(raw)), algorithms=list(ALGORITHMS))
        claims = dict(token.claims)
        JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True, "allow_blank": False},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        _check_party(claims, client_id)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        log.warning(
            "single sign-on: an ID token of %s is refused: %s: %s", issuer, type(error).__name__, error
        )
        raise BadIdToken from error
    return claims


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """Of several audiences the token must name this one as the party that asked; the subject is a text that fits."""
    party = claims.get("azp")
    if party is not None and party != client_id:
        raise ValueError("another party asked for it")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and party is None:
        raise ValueError("it is for several, and does not say who asked")
    if not isinstance(claims["sub"], str) or len(claims["sub"]) > LONGEST_SUBJECT:
        raise ValueError("its subject is no text, or too long a one")


def _key_id(raw: str) -> str:
    """The id of the key that a token says it is signed with; only used to choose among the provider's own."""
    head = raw.partition(".")[0]
    header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return str(header.get("kid", "")) if isinstance(header, dict) else ""
