"""Random names, tokens and codes that are handed out once, and the digests that are kept of them."""

import hashlib
import secrets
from typing import Final

from registry.db.ids import ALPHABET

RECOVERY_LENGTH: Final = 28


def new_token() -> str:
    """A token of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def new_account_id() -> str:
    """What an account is called inside the registry: random, so that it tells nothing of the person."""
    return "P" + _letters(12)


def new_recovery_code() -> str:
    """A code of 140 random bits that a person can copy from paper: `7X3K-…`."""
    letters = _letters(RECOVERY_LENGTH)
    return "-".join(letters[start : start + 4] for start in range(0, RECOVERY_LENGTH, 4))


def digest_of(token: str) -> str:
    """What the database keeps of a token: enough to know it again, not enough to use it.

    The token is random, so a plain digest is as good as a slow one.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def _letters(number: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(number))
