"""The values a facet can have, what they are called, and which a reader may ask for."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.organisations.models import Organisation
from registry.search import wording
from registry.search.definition import NOT_KNOWN, Facet
from registry.search.reference import Names, Reference
from registry.solutions.models import Solution
from registry.web import i18n
from registry.web.vocabulary import TERMS, term

BY_SLUG: Final[dict[str, Any]] = {"solutions": Solution, "organisations": Organisation}
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")


def canonical(session: Session, reference: Reference, facet: Facet, value: str) -> str | None:
    """The value as the index has it, or None where a reader asks for something that does not exist."""
    vocabulary = facet.vocabulary
    if value == NOT_KNOWN:
        return value
    if vocabulary == "countries":
        code = value.upper()
        code = reference.alpha3_of.get(code, code)
        return code if code in reference.terms[vocabulary] else None
    if vocabulary in reference.terms:
        return _known(reference, vocabulary, value)
    if vocabulary in BY_SLUG:
        return value if names_by_slug(session, vocabulary, [value]) else None
    if vocabulary == "languages":
        return value if _LANGUAGE.match(value) else None
    return value if value in enumerated(vocabulary) else None


def _known(reference: Reference, vocabulary: str, value: str) -> str | None:
    terms = reference.terms[vocabulary]
    return next((each for each in (value, value.upper()) if each in terms), None)


def enumerated(vocabulary: str) -> dict[str, str]:
    """The values of a closed list with their English names, in their order."""
    return {**TERMS.get(vocabulary, {}), **wording.TERMS.get(vocabulary, {})}


def names_by_slug(session: Session, vocabulary: str, slugs: Iterable[str]) -> dict[str, Names]:
    """The names of these solutions or organisations."""
    table = BY_SLUG[vocabulary]
    wanted = list(dict.fromkeys(slugs))
    if not wanted:
        return {}
    rows = session.execute(select_columns(table.slug, table.names).where(col(table.slug).in_(wanted)))
    return {row[0]: row[1] for row in rows}


@lru_cache(maxsize=128)
def _labels(reference: Reference, vocabulary: str, lang: str) -> dict[str, str]:
    """All labels of a vocabulary in one language."""
    return {
        code: str(i18n.label(term.labels, lang)) or code for code, term in reference.terms[vocabulary].items()
    }


class Labels:
    """Labels in the language being rendered."""

    def __init__(self, session: Session, reference: Reference) -> None:
        self._session = session
        self.reference = reference

    def of(self, facet: Facet, values: Iterable[str]) -> dict[str, str]:
        """The label of each value."""
        listed = list(values)
        vocabulary = facet.vocabulary
        if vocabulary in self.reference.terms:
            known = _labels(self.reference, vocabulary, i18n.current().code)
            unknown = i18n.gettext("Not known")
            return {value: unknown if value == NOT_KNOWN else known.get(value, value) for value in listed}
        names = self._named(vocabulary, listed) if vocabulary in BY_SLUG else {}
        return {value: self._one(vocabulary, value, names) for value in listed}

    def _named(self, vocabulary: str, slugs: Iterable[str]) -> dict[str, Names]:
        known = self.reference.named
        unknown = [slug for slug in slugs if (vocabulary, slug) not in known]
        for slug, names in names_by_slug(self._session, vocabulary, unknown).items():
            known[vocabulary, slug] = names
        return {slug: known[vocabulary, slug] for slug in slugs if (vocabulary, slug) in known}

    def _one(self, vocabulary: str, value: str, names: Mapping[str, Names]) -> str:
        if value == NOT_KNOWN:
            return str(term(vocabulary, value)) if vocabulary in TERMS else i18n.gettext("Not known")
        if value in names:
            return str(i18n.label(names[value]))
        if vocabulary == "languages":
            return i18n.language_name(value)
        own = wording.TERMS.get(vocabulary, {}).get(value)
        return i18n.gettext(own) if own else term(vocabulary, value) if vocabulary in TERMS else value
