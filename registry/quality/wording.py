"""Says findings in the reader's language: their sentences with dates, codes and names as the language writes them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup, escape
from msgspec import Struct
from sqlmodel import Session

from registry.provenance import queries as provenance
from registry.provenance.schemas import SourceRef
from registry.quality.check import Check
from registry.quality.checks import CHECKS
from registry.quality.schemas import FindingRow, FindingView, RecordRef
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.queries import CURRENT
from registry.web.i18n import gettext, label, language_name, listing, partial_date, percent, text
from registry.web.vocabulary import term

DATES: Final = frozenset({"started", "ended", "since", "released", "date"})
TERMS: Final = frozenset({"status", "stage", "openness", "field"})


class Shown(Struct, frozen=True):
    """A finding in words, with the check that found it."""

    row: FindingRow
    check: Check
    sentence: Markup
    doubts: Markup


class Names(Struct, frozen=True):
    """What sentences name: sources by id, concepts by scheme and code."""

    sources: Mapping[str, SourceRef] = {}
    concepts: Mapping[tuple[str, str], Mapping[str, str]] = {}


def in_words(session: Session, rows: Iterable[FindingRow]) -> list[Shown]:
    """Findings in the current language."""
    listed = list(rows)
    details = [row.finding.details for row in listed]
    concepts = [
        (CURRENT[family], code)
        for each in details
        if "challenge" in each
        for family, codes in (("challenge", [each["challenge"]]), ("intervention", each["interventions"]))
        for code in codes
    ]
    names = Names(
        provenance.source_refs(session) if any("denying" in each for each in details) else {},
        taxonomy.labels(session, concepts),
    )
    return [_shown(row, names) for row in listed]


def record_title(record: RecordRef) -> str:
    """What a record is called in the current language; a deployment by its product and country."""
    if record.country is None:
        return str(label(record.names))
    return gettext("%(solution)s in %(country)s") % {
        "solution": label(record.names),
        "country": label(record.country.names),
    }


def _shown(row: FindingRow, names: Names) -> Shown:
    doubts = row.finding.details.get("doubts", [])
    return Shown(
        row,
        CHECKS[row.finding.check],
        _sentence(row.finding, names),
        listing([term("likeness", each) for each in doubts]) if doubts else Markup(),
    )


def _sentence(finding: FindingView, names: Names) -> Markup:
    """What is said of one finding."""
    message = CHECKS[finding.check].sentences[finding.reason]
    return text(message, **{name: _said(name, value, names) for name, value in finding.details.items()})


def _said(name: str, value: Any, names: Names) -> object:
    if name in _WORDED:
        return _WORDED[name](value, names)
    if name in DATES:
        return partial_date(value)
    if name in TERMS:
        return term(name, value)
    return listing(value) if isinstance(value, list) else _isolated(value)


def _source(source_id: str, names: Names) -> Markup:
    known = names.sources.get(source_id)
    return _isolated(known.title) if known else escape(gettext("This draft"))


def _concept(scheme: str, code: str, names: Names) -> Markup:
    text = Markup('<span class="code">{}</span>').format(code)
    known = names.concepts.get((scheme, code))
    return Markup("{} {}").format(text, label(known)) if known else text


def _isolated(value: object) -> Markup:
    """A name whose direction must not disturb the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(escape(value))


def _address(url: str) -> Markup:
    link = Markup('<a href="{0}" rel="noopener nofollow" class="address"><bdi dir="ltr">{0}</bdi></a>')
    return link.format(url)


_WORDED: Final[Mapping[str, Callable[[Any, Names], object]]] = {
    "languages": lambda value, _: listing([language_name(each) for each in value]),
    "reasons": lambda value, _: listing([term("likeness", each) for each in value]),
    "denying": lambda value, names: listing([_source(each, names) for each in value]),
    "stating": lambda value, names: listing([_source(each, names) for each in value]),
    "challenge": lambda value, names: _concept(CURRENT["challenge"], value, names),
    "interventions": lambda value, names: listing(
        [_concept(CURRENT["intervention"], each, names) for each in value]
    ),
    "score": lambda value, _: percent(value),
    "url": lambda value, _: _address(value),
}
"""How values of these names are said."""
