"""Short digests of texts that are too long for a key; pure."""

import hashlib


def digest_of(text: str) -> str:
    """Thirty-two letters that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
