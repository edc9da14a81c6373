"""What documents and filters name by code: concepts, countries, regions and sources, read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlmodel import Session, col

from registry.countries.models import Country, Region
from registry.db.base import select_columns
from registry.provenance.models import Source
from registry.search import definition
from registry.search.text import tokens
from registry.standards.models import Standard
from registry.taxonomy.models import Concept
from registry.taxonomy.queries import CURRENT

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its labels, in a tree the code above it, and other names with words that no label has."""

    code: str
    labels: Names
    parent: str = ""
    aliases: Sequence[str] = ()


def telling(aliases: Iterable[str], names: Names) -> tuple[str, ...]:
    """The other names that hold a word which no name before them has: `Turkey`, but not `Türkiye (the)`."""
    known = {token for name in names.values() for token in tokens(name)}
    found: list[str] = []
    for alias in aliases:
        listed = tokens(alias)
        words = set(listed) - known
        if len(listed) > 1:
            words -= definition.language().stop_words
        if words:
            known |= words
            found.append(alias)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Reference:
    """Reference data by vocabulary (`intervention`, `countries` …), each in its own order."""

    terms: Mapping[str, Mapping[str, Term]]
    region_of: Mapping[str, str]
    alpha3_of: Mapping[str, str]
    named: dict[tuple[str, str], Names] = field(default_factory=dict)
    """Names by (vocabulary, slug) of records that are too many to be read at once, as they are met."""

    @classmethod
    def read(cls, session: Session) -> "Reference":
        """Read everything, in one query a vocabulary."""
        terms = {vocabulary: dict[str, Term]() for vocabulary in CURRENT}
        by_scheme = {scheme: vocabulary for vocabulary, scheme in CURRENT.items()}
        concepts = select_columns(Concept.scheme_id, Concept.code, Concept.parent_code, Concept.label)
        ordered = concepts.where(col(Concept.scheme_id).in_(by_scheme)).order_by(col(Concept.position))
        for scheme, code, parent, label in session.execute(ordered):
            terms[by_scheme[scheme]][code] = Term(code, label, parent or "")
        countries = session.execute(
            select_columns(
                Country.code, Country.alpha2, Country.names, Country.region, Country.aliases
            ).order_by(Country.code)
        ).all()
        terms["countries"] = {
            code: Term(code, names, aliases=telling(aliases, names))
            for code, _, names, _, aliases in countries
        }
        regions = session.execute(
            select_columns(Region.code, Region.names).order_by(col(Region.position), Region.code)
        )
        terms["regions"] = {code: Term(code, names) for code, names in regions}
        sources = session.execute(select_columns(Source.id, Source.title).order_by(Source.title))
        terms["sources"] = {code: Term(code, {"en": title}) for code, title in sources}
        standards = session.execute(select_columns(Standard.slug, Standard.names).order_by(Standard.slug))
        terms["standards"] = {slug: Term(slug, names) for slug, names in standards}
        return cls(
            terms,
            {code: region for code, _, _, region, _ in countries if region},
            {alpha2: code for code, alpha2, _, _, _ in countries},
        )

    def names(self, vocabulary: str, code: str) -> Names:
        """The labels of a code, or none where it is not known."""
        term = self.terms[vocabulary].get(code)
        return term.labels if term else {}

    def all_names(self, vocabulary: str, code: str) -> tuple[str, ...]:
        """The labels of a code in any language and its other names."""
        term = self.terms[vocabulary].get(code)
        return tuple(dict.fromkeys((*term.labels.values(), *term.aliases))) if term else ()

    def with_ancestors(self, vocabulary: str, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes and all codes above them."""
        known = self._ancestors.get(vocabulary, {})
        return tuple(dict.fromkeys(above for code in codes for above in known.get(code, (code,))))

    @cached_property
    def _ancestors(self) -> dict[str, dict[str, Sequence[str]]]:
        found: dict[str, dict[str, Sequence[str]]] = {}
        for vocabulary, terms in self.terms.items():
            found[vocabulary] = {}
            for code, term in terms.items():
                chain = [code]
                parent = term.parent
                while parent and parent not in chain:
                    chain.append(parent)
                    parent = terms[parent].parent if parent in terms else ""
                found[vocabulary][code] = chain
        return found
