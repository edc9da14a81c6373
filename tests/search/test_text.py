"""Folding, tokens, typed queries, highlighting and sort keys."""

import pytest

from registry.search.licences import family
from registry.search.query import SynonymTable, parse
from registry.search.text import collation_key, distance_allowed, excerpt, spans, to_html, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Électronique", ["electronique"]),
        ("Œuvre", ["oeuvre"]),
        ("التَّطْعيم", ["التطعيم"]),
        ("أحمد إيمان آسيا", ["احمد", "ايمان", "اسيا"]),
        ("مستشفى مدرسة", ["مستشفي", "مدرسه"]),
        ("疫苗2.2.1", ["疫", "苗", "2.2.1"]),
        ("COVID-19, HL7/FHIR", ["covid", "19", "hl7", "fhir"]),
        ("ещё Й", ["еще", "и"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
    ],
)
def test_tokens_are_folded(text, expected):
    assert tokens(text) == expected
    assert [token for token, _, _ in spans(text)] == expected


def test_spans_point_into_the_text_as_written():
    text = "Le système d’Électronique"
    assert [text[start:end] for _, start, end in spans(text)] == ["Le", "système", "d", "Électronique"]


class TestParse:
    def test_words_phrases_and_exclusions(self):
        query = parse('vaccine "supply chain" -malaria 2.2.1')
        assert [term.tokens for term in query.terms] == [("vaccine",), ("supply", "chain"), ("2.2.1",)]
        assert [term.tokens for term in query.excluded] == [("malaria",)]
        assert query.terms[1].quoted

    def test_only_the_last_word_is_a_beginning(self):
        assert [term.prefix for term in parse("one two").terms] == [False, True]

    def test_a_hyphen_inside_a_word_excludes_nothing(self):
        assert parse("e-health").excluded == ()

    def test_stop_words_count_when_nothing_else_was_typed(self):
        stop = frozenset({"de", "who"})
        assert [term.text for term in parse("santé de", stop).terms] == ["santé"]
        assert [term.text for term in parse("de", stop).terms] == ["de"]
        assert [term.text for term in parse("WHO guideline", stop).terms] == ["WHO", "guideline"]

    def test_an_elision_is_no_word(self):
        assert [term.tokens for term in parse("l’hôpital").terms] == [("hopital",)]

    @pytest.mark.parametrize("text", ["", "((", '"', "-", '""', "  "])
    def test_nothing_to_search_for(self, text):
        assert parse(text).is_empty


class TestSynonyms:
    TABLE = SynonymTable.of([["EMR", "electronic medical record", "DME"], ["TB", "tuberculosis"]])

    def test_the_longest_run_is_taken(self):
        clauses = self.TABLE.clauses(parse("electronic medical record kenya").terms)
        assert [len(clause.terms) for clause in clauses] == [3, 1]
        assert ("emr",) in clauses[0].synonyms

    def test_a_quoted_phrase_has_no_other_names(self):
        assert self.TABLE.clauses(parse('"tb"').terms)[0].synonyms == ()


class TestMarks:
    def test_html_is_escaped(self):
        assert to_html("a <b> c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> c"

    def test_an_excerpt_keeps_its_marks(self):
        text = "word " * 100 + "vaccine " + "word " * 100
        at = text.index("vaccine")
        shown, marks = excerpt(text, [(at, at + 7)])
        assert len(shown) < 240
        assert [shown[start:end] for start, end in marks] == ["vaccine"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["abc", "Émile", "Zoo"]),
        ("es", ["nz", "Ñandú", "oso"]),
        ("zh", ["DHIS2", "阿富汗", "巴西", "肯尼亚", "中国"]),
        ("ru", ["Ёлка", "Жук", "Яна"]),
    ],
)
def test_names_sort_as_readers_expect(language, names):
    assert sorted(set(names), key=lambda name: collation_key(name, language)) == names


@pytest.mark.parametrize(
    ("word", "errors"),
    [
        ("tbc", 0),
        ("fhir", 1),
        ("openmrs", 1),
        ("vaccines", 2),
        ("dhis2", 1),
        ("hl7", 0),
        ("2.2.1", 0),
        ("dhs5a6vr", 0),
        ("gid0090129", 0),
        ("苗", 0),
    ],
)
def test_typing_errors_allowed(word, errors):
    assert distance_allowed(word) == errors


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", "not_known"),
        ("MIT", "permissive"),
        ("GPL-3.0-only OR Apache-2.0", "permissive"),
        ("MIT AND AGPL-3.0-only", "network_copyleft"),
        ("LGPL-3.0-only", "weak_copyleft"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "strong_copyleft"),
        ("CC-BY-NC-SA-3.0-IGO", "non_commercial"),
        ("CC-BY-SA-4.0", "content_share_alike"),
        ("CC0-1.0", "public_domain"),
        ("LicenseRef-something", "other"),
    ],
)
def test_licence_families(expression, expected):
    assert family(expression) == expected
