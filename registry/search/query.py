"""What a reader typed, as words, exact phrases and exclusions; the same for every engine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.db.ids import read_id
from registry.search.text import is_han, tokens

MAX_CHARACTERS = 300
MAX_TERMS = 16

_CHUNK = re.compile(
    r"""(?P<minus>(?<!\S)[-−–])?(?:["“”«»„]\s*(?P<phrase>[^"“”«»„]*)["“”«»„]?|(?P<word>[^\s"“”«»„]+))"""
)

_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several tokens that must follow each other (a phrase, a Han run, `COVID-19`)."""

    tokens: tuple[str, ...]
    text: str
    quoted: bool = False
    negative: bool = False
    prefix: bool = False

    @property
    def typed(self) -> str:
        """The term as a reader would type it."""
        written = f'"{self.text}"' if self.quoted else self.text
        return f"-{written}" if self.negative else written

    @property
    def word(self) -> str:
        """The token of a plain word that may be stemmed and misspelt; empty for phrases."""
        plain = len(self.tokens) == 1 and not self.quoted and not is_han(self.tokens[0])
        return self.tokens[0] if plain else ""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All terms must match and none of the negative ones; `record_id` is set when an id was typed."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    record_id: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing restricts the results."""
        return not self.terms and not self.excluded

    @property
    def joined(self) -> str:
        """All wanted tokens with one space between: what a name is compared with as a whole."""
        return " ".join(token for term in self.terms for token in term.tokens)

    def without(self, left_out: Term) -> str:
        """What was typed, but for one of its terms."""
        kept = [*(term for term in self.terms if term is not left_out), *self.excluded]
        return " ".join(term.typed for term in kept)


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that stand together in the query, and phrases that mean the same."""

    terms: tuple[Term, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SynonymTable:
    """Groups of phrases with one meaning, found by any of their phrases."""

    groups: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    longest: int = 1

    @classmethod
    def of(cls, groups: list[list[str]]) -> "SynonymTable":
        """The table for groups of phrases; a phrase in several groups has the other names of each."""
        table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for group in groups:
            phrases = list(dict.fromkeys(tuple(tokens(phrase)) for phrase in group))
            for phrase in filter(None, phrases):
                others = table.setdefault(phrase, [])
                others += [other for other in phrases if other and other != phrase and other not in others]
        return cls(
            {phrase: tuple(others) for phrase, others in table.items()},
            max((len(phrase) for phrase in table), default=1),
        )

    def clauses(self, terms: tuple[Term, ...]) -> tuple[Clause, ...]:
        """The terms, with the longest runs that have other names made one clause each."""
        found: list[Clause] = []
        at = 0
        while at < len(terms):
            run = self._run(terms, at)
            found.append(run)
            at += len(run.terms)
        return tuple(found)

    def _run(self, terms: tuple[Term, ...], at: int) -> Clause:
        for end in range(min(len(terms), at + self.longest), at, -1):
            run = terms[at:end]
            if any(term.quoted for term in run):
                continue
            others = self.groups.get(tuple(token for term in run for token in term.tokens))
            if others:
                return Clause(run, others)
        return Clause((terms[at],))


def parse(text: str, stop_words: frozenset[str] = frozenset()) -> ParsedQuery:
    """Read what was typed; stop words count only when nothing else was typed."""
    text = " ".join(text[:MAX_CHARACTERS].split())
    terms: list[Term] = []
    excluded: list[Term] = []
    for chunk in _CHUNK.finditer(text):
        term = _term(chunk, last=chunk.end() == len(text))
        if term is not None:
            (excluded if term.negative else terms).append(term)
    wanted = [term for term in terms if term.quoted or not _is_stop_word(term, stop_words)]
    known = read_id(text)
    return ParsedQuery(
        text, tuple((wanted or terms)[:MAX_TERMS]), tuple(excluded[:MAX_TERMS]), known[1] if known else ""
    )


def _term(chunk: re.Match[str], *, last: bool) -> Term | None:
    quoted = chunk["phrase"] is not None
    written = chunk["phrase"] if quoted else chunk["word"]
    found = tuple(tokens(written if quoted else _ELISION.sub("", written)))
    if not found:
        return None
    negative = chunk["minus"] is not None
    prefix = last and not quoted and not negative and not is_han(found[-1])
    return Term(found, written, quoted=quoted, negative=negative, prefix=prefix)


def _is_stop_word(term: Term, stop_words: frozenset[str]) -> bool:
    """WHO and IT are words: in capitals nothing is a stop word."""
    short = len(term.tokens) == 1 and term.tokens[0] in stop_words
    return short and not (term.text.isupper() and len(term.text) > 1)
