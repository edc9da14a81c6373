"""Turns what was typed into two Tantivy queries: one that decides what matches, one that also ranks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import tantivy
from tantivy import Occur, Query

from registry.search import definition
from registry.search.query import Clause, ParsedQuery, SynonymTable, Term
from registry.search.text import is_han
from registry.search.vocabulary import WordList

AS_TYPED_SCORE = 1e4
WHOLE_NAME_SCORE = 1e5
CODE_SCORE = 1e6
RANKED = {field: weight for field, weight in definition.FIELDS.items() if field not in {"label", "text"}} | {
    "all": definition.FIELDS["text"]
}
"""Fields that rank: labels and other texts are long, and weigh what standing anywhere weighs."""

SHORTEST_PREFIX = 2
CLEARLY_COMMONER = 10
FEW_WORDS = 16


@dataclass(frozen=True, slots=True)
class MatchedQuery:
    """`match` decides and scores nothing; `ranked` finds the same records and scores them."""

    match: Query
    rank: Callable[[], list[tuple[Occur, Query]]] = list
    corrections: Mapping[str, str] = field(default_factory=dict)

    @property
    def ranked(self) -> Query:
        """What matches, scored."""
        scores = self.rank()
        return Query.boolean_query([(Occur.Must, self.match), *scores]) if scores else self.match


@dataclass(frozen=True, slots=True)
class Spelt:
    """A term as it will be searched: its word perhaps corrected, with similar words to find as well."""

    term: Term
    similar: tuple[str, ...] = ()
    exact: bool = False


class QueryBuilder:
    """Builds queries for one state of one index."""

    def __init__(
        self, schema: tantivy.Schema, words: WordList, stemmers: Mapping[str, tantivy.TextAnalyzer]
    ) -> None:
        self._schema = schema
        self._words = words
        self._stemmers = stemmers

    def build(self, query: ParsedQuery, *, lang: str = "en", exact: bool = False) -> MatchedQuery:
        """The queries for what was typed; `exact` takes it by the letter, `lang` is the reader's language."""
        excluded = [(Occur.MustNot, self._as_typed(term)) for term in query.excluded]
        if not query.terms:
            every = Query.const_score_query(Query.all_query(), 0.0)
            match = Query.boolean_query([(Occur.Must, every), *excluded]) if excluded else every
            return MatchedQuery(match)
        compounds = set() if exact else self._compounds(query.terms)
        spelt = {
            index: Spelt(term) if {index, index - 1} & compounds else self._spell(term, lang, exact=exact)
            for index, term in enumerate(query.terms)
        }
        corrections = {
            term.text: spelt[index].term.text
            for index, term in enumerate(query.terms)
            if spelt[index].term.tokens != term.tokens
        }
        terms = tuple(each.term for each in spelt.values())
        similar = {each.term: each for each in spelt.values()}
        table = SynonymTable() if exact else definition.language().synonyms
        clauses = self._joined(table.clauses(terms), {terms[index : index + 2] for index in compounds})
        matching = [(Occur.Must, self._matches(clause, similar)) for clause in clauses]
        match = Query.const_score_query(Query.boolean_query([*matching, *excluded]), 0.0)
        return MatchedQuery(match, lambda: self._ranking(query, clauses, similar), corrections)

    def suggesting(self, words: Sequence[str], fields: Sequence[str]) -> Query:
        """Records that have all the words in these fields, the last one as a beginning."""
        parts = []
        for place, word in enumerate(words):
            last = place == len(words) - 1
            found = [self._boosted(field, word, definition.FIELDS[field]) for field in fields]
            if last:
                found += [
                    Query.const_score_query(self._beginning(field, word), definition.FIELDS[field] / 4)
                    for field in fields
                ]
            parts.append((Occur.Must, Query.disjunction_max_query(found)))
        return Query.boolean_query(parts)

    def _compounds(self, terms: Sequence[Term]) -> set[int]:
        """Places of two words that the index knows written as one: `open mrs`."""
        return {
            place
            for place, (first, second) in enumerate(pairwise(terms))
            if first.word and second.word and self._words.frequency(first.word + second.word)
        }

    def _joined(self, clauses: Sequence[Clause], compounds: set[tuple[Term, ...]]) -> list[Clause]:
        """The clauses, with two words that are also written as one made one clause."""
        found: list[Clause] = []
        for clause in clauses:
            pair = (*found[-1].terms, *clause.terms) if found else ()
            if pair in compounds and not found[-1].synonyms and not clause.synonyms:
                one_word = "".join(term.word for term in pair)
                found[-1] = Clause(pair, ((one_word,),))
            else:
                found.append(clause)
        return found

    # Spelling -----------------------------------------------------------------------------------

    def _spell(self, term: Term, lang: str, *, exact: bool) -> Spelt:
        """Find out whether the index knows the word, and if not or hardly, what may have been meant."""
        word = term.word
        if exact:
            return Spelt(replace(term, prefix=False), exact=True)
        if not word or (word,) in definition.language().synonyms.groups:  # a word of the field is no error
            return Spelt(term)
        frequency = self._frequency(term)
        if frequency >= definition.RARE_WORD:
            return Spelt(term)
        similar = self._words.similar(word)
        if not similar:
            return Spelt(term)
        if frequency:
            common = tuple(each.word for each in similar if each.frequency >= CLEARLY_COMMONER * frequency)
            return Spelt(term, common)
        closest = [each.word for each in similar if each.distance == similar[0].distance]
        closest.sort(key=lambda each: not self._is_of(each, lang))
        corrected = replace(term, tokens=(closest[0],), text=closest[0], prefix=False)
        return Spelt(corrected, tuple(closest[1:]))

    def _frequency(self, term: Term) -> int:
        """In how many records the word stands as typed, as another form of it, or as a beginning."""
        word = term.word
        known = [self._words.frequency(word)]
        if known[0] < definition.RARE_WORD:
            known += [self._words.frequency(stem, field) for field, stem in self._stems(word)]
            if self._is_beginning(term):
                known.append(self._words.beginning(word))
        return max(known)

    def _is_of(self, word: str, lang: str) -> bool:
        """Whether a text in that language has the word."""
        return any(
            field == f"stem_{lang}" and self._words.frequency(stem, field)
            for field, stem in self._stems(word)
        )

    def _is_beginning(self, term: Term) -> bool:
        return term.prefix and len(term.word) >= SHORTEST_PREFIX

    def _stems(self, word: str) -> list[tuple[str, str]]:
        found = []
        for language, stemmer in self._stemmers.items():
            stems = stemmer.analyze(word)
            if stems:
                found.append((f"stem_{language}", stems[0]))
        return found

    # Matching -----------------------------------------------------------------------------------

    def _matches(self, clause: Clause, similar: Mapping[Term, Spelt]) -> Query:
        typed = [self._term_matches(similar[term]) for term in clause.terms]
        alternatives = [
            Query.boolean_query([(Occur.Must, each) for each in typed]) if len(typed) > 1 else typed[0],
            *(self._phrase("all", synonym) for synonym in clause.synonyms),
        ]
        if len(alternatives) == 1:
            return alternatives[0]
        return Query.boolean_query([(Occur.Should, each) for each in alternatives])

    def _term_matches(self, spelt: Spelt) -> Query:
        term = spelt.term
        if not term.word or spelt.exact:
            return self._as_typed(term)
        found = [self._one("all", term.word)]
        found += [self._one(field, stem) for field, stem in self._stems(term.word)]
        if self._is_beginning(term):
            found += self._longer("all", term.word)
        found += [self._one("all", word) for word in spelt.similar]
        return Query.boolean_query([(Occur.Should, each) for each in found])

    def _as_typed(self, term: Term) -> Query:
        """The term's tokens in their order; a compound (`e-health`) is also found written as one word."""
        if len(term.tokens) == 1:
            return self._one("all", term.tokens[0])
        phrase = self._phrase("all", term.tokens)
        if term.quoted or is_han(term.tokens[0]):
            return phrase
        found = [phrase, self._one("all", "".join(term.tokens))]
        if term.prefix:
            found.append(Query.phrase_prefix_query(self._schema, "all", list(term.tokens)))
        return Query.boolean_query([(Occur.Should, each) for each in found])

    # Ranking ------------------------------------------------------------------------------------

    def _ranking(
        self, query: ParsedQuery, clauses: Sequence[Clause], similar: Mapping[Term, Spelt]
    ) -> list[tuple[Occur, Query]]:
        scores = [self._term_scores(similar[term]) for clause in clauses for term in clause.terms]
        scores += [
            Query.boost_query(self._phrase("all", synonym), definition.SYNONYM_WEIGHT)
            for clause in clauses
            for synonym in clause.synonyms
        ]
        words = [token for clause in clauses for term in clause.terms for token in term.tokens]
        if len(words) > 1:
            scores += [
                Query.boost_query(self._phrase(field, words), definition.FIELDS[field])
                for field in ("name", "alias", "summary")
            ]
        scores += self._bands(query, " ".join(words), clauses, similar)
        return [(Occur.Should, score) for score in scores]

    def _bands(
        self, query: ParsedQuery, joined: str, clauses: Sequence[Clause], similar: Mapping[Term, Spelt]
    ) -> list[Query]:
        """What comes first whatever the words weigh: a code or id, a whole name, then all words as typed."""
        codes = {query.joined, joined, query.joined.replace(" ", "")}
        bands = [
            Query.const_score_query(self._any("exact", [f"={code}" for code in codes]), CODE_SCORE),
            Query.const_score_query(self._any("exact", list(codes)), WHOLE_NAME_SCORE),
        ]
        if any(each.similar for each in similar.values()) or any(clause.synonyms for clause in clauses):
            plain = {term: replace(each, similar=()) for term, each in similar.items()}
            typed = [(Occur.Must, self._matches(Clause(clause.terms), plain)) for clause in clauses]
            bands.append(Query.const_score_query(Query.boolean_query(typed), AS_TYPED_SCORE))
        return bands

    def _term_scores(self, spelt: Spelt) -> Query:
        term = spelt.term
        if not term.word:
            return self._phrase("all", term.tokens)
        scores = [self._boosted(name, term.word, weight) for name, weight in RANKED.items()]
        if spelt.exact:
            return Query.disjunction_max_query(scores, 0.2)
        scores += [
            self._boosted(field, stem, definition.STEM_WEIGHT) for field, stem in self._stems(term.word)
        ]
        if self._is_beginning(term):
            scores.append(
                Query.const_score_query(self._beginning("name", term.word), 10 * definition.PREFIX_WEIGHT)
            )
        scores += [
            self._boosted(name, word, weight * definition.TYPO_WEIGHT)
            for word in spelt.similar[:3]
            for name, weight in RANKED.items()
        ]
        return Query.disjunction_max_query(scores, 0.2)

    # Leaves -------------------------------------------------------------------------------------

    def _one(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _any(self, field: str, values: list[str]) -> Query:
        return Query.term_set_query(self._schema, field, values)

    def _boosted(self, field: str, word: str, weight: float) -> Query:
        return Query.boost_query(self._one(field, word), weight)

    def _phrase(self, field: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return self._one(field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def _beginning(self, field: str, word: str) -> Query:
        return self._any(field, self._words.beginning_with(word, field))

    def _longer(self, field: str, word: str) -> list[Query]:
        """Records with a longer word that begins so; a few words are found faster one by one than as a set."""
        longer = [each for each in self._words.beginning_with(word, field) if each != word]
        if len(longer) > FEW_WORDS:
            return [self._any(field, longer)]
        return [self._one(field, each) for each in longer]
