"""Random tokens that are handed out once, and the digests that are kept of them."""

import hashlib
import secrets


def new_token() -> str:
    """A token of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What the database keeps of a token: enough to know it again, not enough to use it.

    The token is random, so a plain digest is as good as a slow one.
    """
    return hashlib.sha256(token.encode()).hexdigest()
