"""Puts names in the order in which a reader looks for them."""

import unicodedata


def name_key(text: object) -> tuple[str, str]:
    """Sort by letters without accents, vowel signs or case; the Arabic article does not count."""
    folded = unicodedata.normalize("NFKD", str(text)).casefold()
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return plain.removeprefix("ال"), str(text)
