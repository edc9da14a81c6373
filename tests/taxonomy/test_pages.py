"""The pages of the classifications."""

from collections.abc import Iterator

import pytest

from registry.db import Database
from registry.taxonomy.models import Relation
from tests.factories import make_concept, make_concept_map, make_scheme, make_solution
from tests.reading import Reader, reading

WHO = {
    "licence": "CC-BY-NC-SA-3.0-IGO",
    "notice": "© World Health Organization.",
    "unofficial_translations": ["fr", "es", "ru", "zh", "ar"],
}


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        make_scheme(
            session, "interventions-2", title={"en": "Interventions, 2nd", "fr": "Interventions, 2e"}, **WHO
        )
        make_scheme(session, "interventions-1", title={"en": "Interventions, 1st"}, **WHO)
        make_scheme(session, "challenges-2", note={"en": "The codes are inferred."}, **WHO)
        make_concept(session, "2", label={"en": "Providers", "fr": "Prestataires"})
        make_concept(session, "2.2.1", label="Track a person")
        make_concept(session, "9.1", "challenges-2", label="New problem", is_new=True)
        make_concept(session, "9.2", "challenges-2", label="Old problem")
        make_concept_map(session, "1.1", "2.2.1")
        make_concept_map(session, "1.2", "2.2.1", qualifier="mapped", comment="1.2 → 2.1")
        make_concept_map(
            session,
            "2.2.1",
            "2.2.1",
            from_scheme="interventions-1",
            relation=Relation.EDITION_MAP,
            qualifier="wider",
        )
        make_solution(session, "Tracker", slug="tracker", interventions=["2.2.1"])
        make_solution(session, "Tracker and more", interventions=["2.2.1", "2.2.2"])
    with reading(database_url) as reader:
        yield reader


def test_anybody_reads_the_list_of_classifications(reader: Reader) -> None:
    page = reader.get("/en/taxonomies")
    assert page.status == 200
    assert "/en/taxonomies/interventions-2" in page.links
    assert "Earlier edition: Interventions, 1st" in page.text


def test_the_tree_counts_solutions_with_all_below_once(reader: Reader) -> None:
    page = reader.get("/en/taxonomies/interventions-2")
    assert "2 Providers 2 solutions" in page.text
    assert "2.2.1 Track a person 2 solutions" in page.text
    assert "/en/search?kind=solution&intervention=2.2.1" in page.links
    assert "© World Health Organization." in page.text


def test_translated_labels_are_said_not_to_be_a_who_translation(reader: Reader) -> None:
    english = reader.get("/en/taxonomies/interventions-2").html
    french = reader.get("/fr/taxonomies/interventions-2").html
    assert 'class="notice"' not in english.replace("notice--", "")
    assert 'class="notice"' in french
    assert "Prestataires" in french


def test_inferred_codes_are_said_to_be_so(reader: Reader) -> None:
    assert "The codes are inferred." in reader.get("/en/taxonomies/challenges-2").text
    assert "The codes are inferred." in reader.get("/en/taxonomies/challenges-2/1.1").text


def test_a_concept_has_its_place_counterpart_and_solutions(reader: Reader) -> None:
    page = reader.get("/en/taxonomies/interventions-2/2.2.1")
    assert "/en/taxonomies/interventions-2/2" in page.links
    assert "/en/taxonomies/interventions-2/2.2" in page.links
    assert "/en/taxonomies/interventions-1/2.2.1" in page.links
    assert "Wider meaning" in page.text
    assert "Tracker" in page.part("solutions")
    assert "Challenges that it answers" in page.text
    assert "Mapped" in page.part("answers")


def test_a_challenge_names_the_interventions_that_answer_it(reader: Reader) -> None:
    answers = reader.get("/en/taxonomies/challenges-2/1.1").part("answers")
    assert "Track a person" in answers
    assert "Direct" in answers
    assert "Mapped" not in answers


def test_what_is_new_has_none_yet_and_what_is_old_none(reader: Reader) -> None:
    assert "None yet" in reader.get("/en/taxonomies/challenges-2/9.1").text
    old = reader.get("/en/taxonomies/challenges-2/9.2").text
    assert "None yet" not in old
    assert "The source pairs it with none." in old


@pytest.mark.parametrize("path", ["nothing", "interventions-2/99", "nothing/1"])
def test_unknown_schemes_and_codes_are_pages_that_say_so(reader: Reader, path: str) -> None:
    assert reader.get(f"/en/taxonomies/{path}").status == 404


def test_many_codes_and_solutions_take_as_many_queries_as_few(reader: Reader, database: Database) -> None:
    paths = ("/en/taxonomies", "/en/taxonomies/interventions-2", "/en/taxonomies/interventions-2/2")
    few = [len(reader.get(path).statements) for path in paths]
    with database.write() as session:
        for number in range(1, 61):
            make_solution(session, f"Product {number}", interventions=[f"2.3.{number}"])
    many = [reader.get(path) for path in paths]
    assert [len(page.statements) for page in many] == few
    assert "62" in many[2].part("solutions")
