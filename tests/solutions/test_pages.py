"""The page of a solution."""

from collections.abc import Iterator

import pytest

from registry.db import Database, Kind
from registry.db.records import set_slug
from registry.solutions.models import RelationKind, SolutionRelation
from tests.factories import (
    make_claim,
    make_deployment,
    make_identifier,
    make_organisation,
    make_presence,
    make_revision,
    make_solution,
    make_source,
    make_standard,
)
from tests.reading import Reader, reading


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        make_source(session, "first", title="First register", date="2026-07", url="https://first.example")
        make_source(session, "second", title="Second guide", date="2025")
        owner = make_organisation(session, "Example Foundation", slug="example-foundation")
        fhir = make_standard(session, "HL7 FHIR", slug="hl7-fhir")
        record = make_solution(
            session,
            {"en": "Example Record", "fr": "Dossier exemple"},
            slug="example-record",
            organisations=[owner],
            standards=[fhir],
            licence="MPL-2.0 OR LicenseRef-own",
            summary="A record for clinics.",
            links={"home": ["https://example.org/"]},
            languages=["en", "sw"],
            offline=True,
            uses_ai=False,
            price={
                "amount": "10",
                "currency": "USD",
                "per": "user and month",
                "source": "https://example.org/price",
            },
            cost_model="subscription",
            interventions=["2.2.1"],
        )
        other = make_solution(session, "Sync Box", slug="sync-box")
        session.add(SolutionRelation(solution_id=other.id, kind=RelationKind.EXTENDS, other_id=record.id))
        make_identifier(session, Kind.SOLUTION, record.id, "dpga", "GID1", "https://first.example/1")
        make_presence(session, record, "KEN", sources=("first", "second"))
        make_presence(session, record, "UGA", sources=("first",))
        make_deployment(session, record, "TZA", sources=("second",), started="2019-05", people=1200)
        make_claim(session, Kind.SOLUTION, record.id, "licence", "MPL-2.0", source="first", date="2026-07")
        make_claim(session, Kind.SOLUTION, record.id, "licence", "MIT", source="second", date="2025")
        make_claim(session, Kind.SOLUTION, record.id, "offline", True, source="first")
        make_claim(session, Kind.SOLUTION, record.id, "languages", ["en", "sw"], source="first")
        make_claim(session, Kind.SOLUTION, record.id, "languages", ["en"], source="second")
        make_revision(session, Kind.SOLUTION, record.id, {"licence": "MPL-2.0"})
        bare = make_solution(session, "Bare", slug="bare")
        set_slug(session, Kind.SOLUTION, bare.id, "plain")
        bare.slug = "plain"
    with reading(database_url) as reader:
        yield reader


def test_anybody_reads_the_facts_and_who_says_so(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record")
    assert page.status == 200
    for text in ("Example Record", "A record for clinics.", "Example Foundation", "English and Swahili"):
        assert text in page.text
    assert "Works offline Yes 1 source" in page.text
    assert "Uses artificial intelligence No" in page.text
    assert "US$10.00 per user and month" in page.text
    assert "Extended by Sync Box" in page.text
    assert "https://spdx.org/licenses/MPL-2.0.html" in page.links
    assert not any("LicenseRef" in link for link in page.links)
    assert "/en/taxonomies/interventions-2/2.2.1" in page.links
    assert "/en/standards/hl7-fhir" in page.links
    assert "/en/solutions/example-record/history" in page.links


def test_the_evidence_level_judges_nothing(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record")
    assert "Not yet assessed here" in page.text
    assert "This is not a judgement of the product." in page.text
    assert "unproven" not in page.html.lower()


def test_what_nobody_states_is_not_known(reader: Reader) -> None:
    text = reader.get("/en/solutions/plain").text
    for field in (
        "Licence",
        "Works offline",
        "Uses artificial intelligence",
        "Hosting",
        "Medical device class",
    ):
        assert f"{field} not known" in text
    assert "No country is recorded for it" in text
    assert "does not mean that it is used nowhere" in text


def test_a_country_that_is_merely_named_is_not_said_to_run(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record")
    before, _, presences = page.part("where").partition("Reported presences")
    assert "Tanzania" in before
    assert "May 2019" in before
    assert "1,200 people" in before
    assert "Kenya" in presences
    assert "Kenya" not in before
    assert "Whether it runs there now is not known" in presences


def test_a_source_that_does_not_list_a_country_has_not_denied_it(reader: Reader) -> None:
    text = reader.get("/en/solutions/example-record").part("where")
    uganda = text[text.index("not listed by Second guide") :]
    assert "Uganda" in uganda
    assert "Kenya" not in uganda
    assert "not denied it" in text
    assert "says that it is not so" not in text


def test_sources_that_differ_stand_side_by_side(reader: Reader) -> None:
    text = reader.get("/en/solutions/example-record").part("disagreements")
    assert "First register" in text
    assert "Second guide" in text
    assert "MPL-2.0" in text
    assert "MIT" in text
    languages = text[text.index("Languages") :]
    assert "All of them state: English" in languages
    assert "Swahili" in languages
    assert "nothing more" in languages
    assert "Works offline" not in text


def test_former_slugs_and_ids_lead_to_the_current_address(reader: Reader, database: Database) -> None:
    with database.read() as session:
        record_id = session.execute(_id_of("plain")).scalar_one()
    for name in ("bare", record_id, record_id.lower()):
        page = reader.get(f"/fr/solutions/{name}?x=1")
        assert (page.status, page.location) == (301, "/fr/solutions/plain?x=1")


def _id_of(slug: str):
    import sqlalchemy as sa

    return sa.text("SELECT id FROM solution WHERE slug = :slug").bindparams(slug=slug)


@pytest.mark.parametrize("name", ["nothing", "DHS-00000", "DHS-7K2Q4"])
def test_an_unknown_name_is_a_page_that_says_so(reader: Reader, name: str) -> None:
    page = reader.get(f"/en/solutions/{name}")
    assert page.status == 404
    assert "Page not found" in page.text


def test_names_come_in_the_language_of_the_page(reader: Reader) -> None:
    assert "Dossier exemple" in reader.get("/fr/solutions/example-record").text


def test_many_rows_take_as_many_queries_as_few(reader: Reader, database: Database) -> None:
    few = reader.get("/en/solutions/example-record")
    with database.write() as session:
        record = session.get_one(_solution(), session.execute(_id_of("example-record")).scalar_one())
        for code in ("BEN", "BFA", "CIV", "GHA", "MLI", "NER", "NGA", "SEN", "TGO", "ZMB"):
            make_presence(session, record, code, sources=("first", "second"))
        for _ in range(104):
            make_deployment(session, record, "TZA", sources=("first",))
    many = reader.get("/en/solutions/example-record")
    assert "Zambia" in many.text
    assert len(many.statements) == len(few.statements)
    assert "Search all of them (105)" in many.text
    assert "/en/search?kind=deployment&solution=example-record" in many.links


def _solution():
    from registry.solutions.models import Solution

    return Solution
