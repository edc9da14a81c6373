"""What a Tantivy index holds of a document, and how texts are split in it.

Each index has the searchable fields unstemmed, one stemmed field per language, and `all`, which holds every token
and decides what matches; the others only rank. Texts are folded and tokenised before they come here, so the
index itself splits at spaces.
"""

from typing import Any, Final

import msgspec
import tantivy
from tantivy import Document, Order, TextAnalyzerBuilder, Tokenizer
from tantivy import Filter as TokenFilter

from registry.search import definition
from registry.search.engine import SearchDocument, Sort
from registry.search.tantivy_query import RANKED
from registry.search.text import token_string

HIGHEST_32: Final = 2**32 - 1
GAP: Final = " | "
"""Between the texts of one field, so that no phrase is found across two of them."""

# Sort → the fast field and its direction. Numbers carry a tie-breaker in their low bits.
ORDERS: Final = {
    Sort.COUNTRIES: ("by_countries", Order.Desc),
    Sort.REVIEWED: ("by_reviewed", Order.Desc),
    Sort.UPDATED: ("by_updated", Order.Desc),
}


def build_schema() -> tantivy.Schema:
    """The fields of every index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in RANKED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for language in definition.STEMMED:
        builder.add_text_field(f"stem_{language}", tokenizer_name=f"stem_{language}", index_option="freq")
    for name in definition.ALL_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for language in definition.LANGUAGES:
        builder.add_text_field(f"sort_{language}", fast=True, tokenizer_name="raw", index_option="basic")
    for name, _ in ORDERS.values():
        builder.add_unsigned_field(name, fast=True)
    builder.add_unsigned_field("reach", fast=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def stemmer(language: str) -> tantivy.TextAnalyzer:
    """Splits at spaces and stems."""
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(TokenFilter.stemmer(definition.STEMMED[language]))
        .build()
    )


def as_document(document: SearchDocument, schema: tantivy.Schema) -> Document:
    """The document as Tantivy keeps it."""
    values: dict[str, Any] = {
        "id": [document.id],
        "stamp": [document.stamp],
        "payload": [msgspec.json.encode(document.payload)],
        "exact": _exact_names(document),
    }
    every: list[str] = []
    for field, texts in document.texts.items():
        listed = [token_string(text) for text in texts if text]
        if field in RANKED:
            values[field] = GAP.join(listed)
        every += listed
    values["all"] = GAP.join(dict.fromkeys(every))
    for language, texts in document.by_language.items():
        if language in definition.STEMMED:
            values[f"stem_{language}"] = " ".join([token_string(text) for text in texts if text])
    values.update((field, list(listed)) for field, listed in document.facets.items())
    for language, key in document.sort_names.items():
        values[f"sort_{language}"] = f"{key}\t{document.id}"
    tie = HIGHEST_32 - int.from_bytes(document.id.encode()[-4:])
    values["reach"] = [document.countries]
    values["by_countries"] = [document.countries << 32 | tie]
    values["by_reviewed"] = [document.reviewed << 32 | tie]
    values["by_updated"] = [document.updated << 32 | tie]
    return Document.from_dict(values, schema)


def _exact_names(document: SearchDocument) -> list[str]:
    names = [token_string(text) for field in ("name", "alias") for text in document.texts.get(field, ())]
    codes = [f"={token_string(text)}" for text in document.texts.get("code", ())]
    return list(dict.fromkeys([*names, *codes]))
