"""Permanent ids: a prefix, random letters without look-alikes, and a check character.

The alphabet is Crockford's base 32 (no I, L, O, U). The check is ISO 7064's hybrid system (MOD 33,32), which
finds every single wrong character and almost every swap of neighbours.
"""

import hashlib
import secrets
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Kind(StrEnum):
    """The kinds of record that have a page, a history and a place in the search index."""

    SOLUTION = "solution"
    DEPLOYMENT = "deployment"
    STANDARD = "standard"
    ORGANISATION = "organisation"
    COUNTRY = "country"


PREFIX = {
    Kind.SOLUTION: ("DHS", 4),
    Kind.DEPLOYMENT: ("DHD", 7),
    Kind.STANDARD: ("DHT", 4),
    Kind.ORGANISATION: ("DHO", 5),
}


def check_character(body: str) -> str:
    """The check character of an id's body."""
    modulus = len(ALPHABET)
    product = modulus
    for character in body:
        total = (_VALUE[character] + product) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return ALPHABET[(modulus + 1 - product) % modulus]


def random_id(kind: Kind) -> str:
    """A new id of that kind; the caller makes sure that it was never given out."""
    prefix, length = PREFIX[kind]
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{prefix}-{body}{check_character(body)}"


def derived_id(kind: Kind, key: str, attempt: int = 0) -> str:
    """The id that a seeded record of this key has in every installation; `attempt` steps past a collision."""
    prefix, length = PREFIX[kind]
    digest = hashlib.blake2b(f"{kind.value}:{key}:{attempt}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest)
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in range(length))
    return f"{prefix}-{body}{check_character(body)}"


def read_id(text: str) -> tuple[Kind, str] | None:
    """The kind and canonical form of an id as a person may type it, or None if it is not one."""
    prefix, dash, rest = text.strip().upper().partition("-")
    rest = rest.translate(_LOOKALIKE)
    for kind, (known, length) in PREFIX.items():
        if dash and prefix == known and len(rest) == length + 1 and all(c in _VALUE for c in rest):
            return (kind, f"{prefix}-{rest}") if check_character(rest[:-1]) == rest[-1] else None
    return None
