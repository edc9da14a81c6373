"""Suggestions while typing: a few records of the kinds that readers look for by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from registry.db.ids import Kind
from registry.search.engine import SearchEngine
from registry.search.highlight import Matcher
from registry.search.query import ParsedQuery, Term, parse
from registry.search.text import to_html
from registry.web import i18n
from registry.web.i18n import Label

KINDS: Final = (Kind.SOLUTION, Kind.COUNTRY, Kind.STANDARD, Kind.ORGANISATION)
EACH: Final = 4
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record to go to; `html` is its name with what was typed marked."""

    kind: Kind
    id: str
    slug: str
    name: Label
    html: str
    payload: Mapping[str, Any]


def suggestions(engine: SearchEngine, typed: str, kinds: Sequence[Kind] = KINDS) -> list[Suggestion]:
    """Records whose name, other name or code begins as typed, in the language being rendered."""
    text = typed.strip()[:100]
    if not text:
        return []
    matcher = Matcher(_beginnings(text), {})
    found = engine.suggest(text, kinds, EACH if len(kinds) > 1 else MOST)
    return [_suggestion(kind, hit.id, hit.payload, matcher) for kind, hit in found][:MOST]


def _beginnings(text: str) -> ParsedQuery:
    """Every word may be a beginning: only for marking."""
    terms = [Term(each.tokens, each.text, prefix=True) for each in parse(text).terms]
    return ParsedQuery(text, tuple(terms))


def _suggestion(kind: Kind, record_id: str, payload: Mapping[str, Any], matcher: Matcher) -> Suggestion:
    name = i18n.label(payload["names"])
    marks = matcher.marks(str(name), name.lang)
    return Suggestion(kind, record_id, payload["slug"], name, to_html(str(name), marks), payload)
