"""Puts names in the order in which a reader looks for them."""

import unicodedata
from functools import lru_cache


def name_key(text: object) -> tuple[str, str]:
    """Sort by letters without accents, vowel signs or case; the Arabic article does not count."""
    return _key(str(text))


@lru_cache(maxsize=10_000)
def _key(text: str) -> tuple[str, str]:
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return plain.removeprefix("ال"), text
