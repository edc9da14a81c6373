"""What every search engine must do, whichever it is."""

import pytest

from registry.db import Kind
from registry.search.engine import Capability, CountRequest, Filter, SearchEngine, Sort, TotalRequest
from tests.search.support import ask, document, ids

RECORDS = [
    document(
        "S1", "OpenMRS", alias=["Open Medical Record System"], code=["DHS1", "2.2.1"],
        summary={"en": "Electronic medical records for clinics", "fr": "Dossier médical électronique"},
        facets={"type": ["software"], "language": ["en", "fr"]}, countries=40, updated=300,
    ),
    document(
        "S2", "Vaccination Tracker", summary={"en": "Plans vaccination sessions and reminds families"},
        facets={"type": ["software"], "language": ["en"]}, countries=5, updated=100,
    ),
    document(
        "S3", "Zebra Telemedicine", summary={"en": "Video consultations", "zh": "远程医疗和疫苗接种"},
        facets={"type": ["service"], "language": ["zh"]}, countries=9, updated=200,
    ),
    document(
        "S4", "Āsha", summary={"en": "Stock of malaria medicines", "ar": "سجلّ التَّطعيم"},
        facets={"type": ["content"], "language": ["ar", "en"]}, countries=1, updated=400,
    ),
]  # fmt: skip


@pytest.fixture
def engine(search_engine: SearchEngine) -> SearchEngine:
    search_engine.rebuild(RECORDS)
    return search_engine


class TestFinding:
    def test_nothing_typed_finds_everything(self, engine):
        assert ask(engine).total == 4

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("openmrs", "S1"),
            ("opnmrs", "S1"),
            ("vaccinaton", "S2"),
            ("telemedcine", "S3"),
            ("vacc", "S2"),
            ("clinics electronic", "S1"),
            ("2.2.1", "S1"),
            ("asha", "S4"),
            ("medical electronique", "S1"),
            ("疫苗", "S3"),
            ("医疗", "S3"),
            ("التطعيم", "S4"),
            ("open medical record system", "S1"),
        ],
    )
    def test_the_right_record_comes_first(self, engine, typed, first):
        assert ids(ask(engine, typed))[:1] == [first]

    def test_all_words_must_match(self, engine):
        assert ask(engine, "openmrs malaria").total == 0

    def test_a_phrase_is_taken_by_the_letter(self, engine):
        assert ids(ask(engine, '"medical records"')) == ["S1"]
        assert ask(engine, '"records medical"').total == 0

    def test_a_minus_excludes(self, engine):
        assert "S2" not in ids(ask(engine, "-vaccination"))
        assert ids(ask(engine, "software -vaccination clinics")) == ids(ask(engine, "software clinics"))

    def test_an_exact_match_comes_before_a_similar_one(self, engine):
        engine.put([document("S5", "Vaccinaton")])
        assert ids(ask(engine, "vaccinaton"))[0] == "S5"

    @pytest.mark.parametrize("typed", ["((", 'a:b "', "*", "\\", "AND OR NOT", "-", "'", "[1 TO 2]"])
    def test_signs_are_no_syntax(self, engine, typed):
        assert ask(engine, typed).total >= 0

    def test_synonyms_are_found(self, engine):
        assert "S1" in ids(ask(engine, "EMR"))


class TestSpelling:
    def test_a_word_of_the_field_is_not_corrected(self, tantivy):
        tantivy.rebuild([document("S1", "Clinic in Malasia")])
        result = ask(tantivy, "malaria")
        assert result.total == 0
        assert not result.corrections

    def test_the_reader_is_told_what_was_taken_for_the_word(self, tantivy):
        tantivy.rebuild([document("S1", "OpenMRS")])
        assert ask(tantivy, "opnmrs").corrections == {"opnmrs": "openmrs"}
        assert ask(tantivy, "opnmrs", exact=True).total == 0

    def test_letters_of_a_name_with_a_number_may_be_mistyped_but_not_the_number(self, tantivy):
        tantivy.rebuild([document("S1", "DHIS2"), document("S2", "ICD10 Coder")])
        assert ask(tantivy, "dihs2").corrections == {"dihs2": "dhis2"}
        assert ask(tantivy, "icd11").total == 0

    def test_two_words_find_what_is_written_as_one(self, tantivy):
        tantivy.rebuild([document("S1", "OpenMRS")])
        assert ask(tantivy, "open mrs").total == 1


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            (Sort.NAME, ["S4", "S1", "S2", "S3"]),
            (Sort.COUNTRIES, ["S1", "S3", "S2", "S4"]),
            (Sort.UPDATED, ["S4", "S1", "S3", "S2"]),
        ],
    )
    def test_every_order(self, engine, sort, order):
        assert ids(ask(engine, sort=sort)) == order

    def test_pages_follow_each_other(self, engine):
        pages = [ids(ask(engine, sort=Sort.NAME, offset=n, limit=1))[0] for n in range(4)]
        assert pages == ["S4", "S1", "S2", "S3"]


class TestCounting:
    def test_filters_and_counts(self, engine):
        result = ask(
            engine,
            filters=(Filter("f_language", ("en",)), Filter("f_type", ("content",), exclude=True)),
            counts=(CountRequest((Filter("f_language", ("en",)),), (("f_type", 0),)),),
            totals=(TotalRequest(Kind.SOLUTION), TotalRequest(Kind.STANDARD)),
        )
        assert result.total == 2
        assert dict(result.counts[0]["f_type"]) == {"software": 2, "content": 1}
        assert result.totals == (4, 0)

    def test_beyond_a_thousand_hits_and_a_hundred_values(self, search_engine):
        many = [document(f"M{n}", f"Record {n}", facets={"language": [f"x{n % 150}"]}) for n in range(1200)]
        search_engine.rebuild(many)
        result = ask(search_engine, "record", counts=(CountRequest((), (("f_language", 0),)),), limit=1)
        assert result.total == 1200
        assert len(result.counts[0]["f_language"]) == 150
        assert set(result.counts[0]["f_language"].values()) == {8}
        assert len(ids(ask(search_engine, "record", offset=1190, limit=20))) == 10


class TestWriting:
    def test_a_change_is_seen_at_once(self, engine):
        before = engine.version(Kind.SOLUTION)
        engine.put([document("S2", "Immunization Planner")])
        assert ids(ask(engine, "planner")) == ["S2"]
        assert ask(engine, "tracker", exact=True).total == 0
        assert engine.version(Kind.SOLUTION) != before

    def test_what_is_removed_is_gone(self, engine):
        engine.delete(Kind.SOLUTION, ["S1", "S9"])
        assert ask(engine).total == 3

    def test_stamps_name_every_document(self, engine):
        assert dict(engine.stamps(Kind.SOLUTION)) == {f"S{n}": f"stamp-S{n}" for n in range(1, 5)}

    def test_suggestions_begin_as_typed(self, engine):
        found = engine.suggest("tele", [Kind.SOLUTION, Kind.COUNTRY], 5)
        assert [(kind, hit.id) for kind, hit in found] == [(Kind.SOLUTION, "S3")]


class TestCapabilities:
    def test_stemming_where_it_is_declared(self, engine):
        if Capability.STEMMING not in engine.capabilities:
            pytest.skip("this engine does not stem")
        assert "S2" in ids(ask(engine, "vaccinated"))
        assert "S1" in ids(ask(engine, "dossiers médicaux électroniques"))
