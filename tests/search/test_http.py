"""Search over HTTP: the API's shape and faults, the result page with and without HTMX, suggestions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from registry.db import Database, Kind
from registry.deployments.models import DeploymentStatus
from registry.notices.models import Notice, NoticeKind
from registry.notices.queries import today
from registry.search import sync
from registry.settings import load_settings
from tests.factories import make_country, make_deployment, make_organisation, make_solution, make_standard
from tests.reading import reads_of, version_always_stale
from tests.serving import application


@pytest.fixture
def client(sqlite_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """A server with three solutions, one of them active in Kenya."""
    settings = load_settings(
        data_dir=tmp_path, database_url=sqlite_url, worker="none", rate_limit_per_minute=0, cache_bytes=0
    )
    with application(settings) as app:
        _fill(app.state.database)
        sync.rebuild(app.state.database, app.state.search)
        with TestClient(app) as test_client:
            yield test_client


def _fill(database: Database) -> None:
    with database.write() as session:
        make_country(session, "KEN", aliases=["the Republic of Kenya", "Quênia", "British East Africa"])
        fhir = make_standard(session, "HL7 FHIR", "hl7-fhir")
        owner = make_organisation(session, "Maker & Sons")
        first = make_solution(
            session, "OpenMRS", summary="Electronic <records> and vaccination", standards=[fhir],
            organisations=[owner], interventions=["2.2.1"], offline=True,
        )  # fmt: skip
        make_deployment(session, first, "KEN", status=DeploymentStatus.ACTIVE, started="2014")
        second = make_solution(session, "Vaccine Planner", summary="Plans vaccination", type="service")
        make_deployment(session, second, "KEN", status=DeploymentStatus.ENDED, started="2010")
        make_deployment(session, second, "UGA", status=DeploymentStatus.ACTIVE, started="2015")
        make_solution(session, "Third")


def found(client: TestClient, query: str) -> dict:
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(answer: dict) -> list[str]:
    return [item["name"] for item in answer["items"]]


class TestApi:
    def test_an_item_says_where_and_why(self, client):
        item = found(client, "q=vaccinaton&country=ke&status=active")["items"][0]
        assert item["name"] == "OpenMRS"
        assert item["url"] == "/en/solutions/openmrs"
        marked = {h["field"]: [h["text"][a:b] for a, b in h["marks"]] for h in item["highlights"]}
        assert marked["summary"] == ["vaccination"]
        assert client.get(item["api"]).status_code == 200

    @pytest.mark.parametrize(
        ("kind", "q", "marked"),
        [
            ("solution", "openmrs", "OpenMRS"),
            ("deployment", "openmrs kenya", "OpenMRS"),
            ("standard", "fhir", "HL7 FHIR"),
            ("organisation", "maker", "Maker"),
            ("country", "kenya", "Kenya"),
        ],
    )
    def test_every_kind_is_found_by_its_words(self, client, kind, q, marked):
        answer = found(client, f"kind={kind}&q={q}&lang=en")
        why = answer["items"][0]["highlights"]
        assert marked in {each["text"][a:b] for each in why for a, b in each["marks"]}
        assert f"<mark>{marked}" in client.get(f"/en/search?kind={kind}&q={q}").text

    @pytest.mark.parametrize("kind", ["solution", "deployment", "country"])
    def test_a_country_is_found_by_its_other_names(self, client, kind):
        for name in ("quenia", "British East Africa", "republic of Kenya"):
            answer = found(client, f"kind={kind}&q={name}")
            assert answer["total"] >= 1
            assert answer["items"][0]["highlights"]

    def test_a_status_narrows_the_country(self, client):
        assert names(found(client, "country=KEN&status=active")) == ["OpenMRS"]
        assert found(client, "country=KEN&status=ended")["total"] == 1

    def test_every_count_is_what_choosing_it_gives(self, client):
        base = "q=vaccination&country=KEN&status=active"
        answer = found(client, base)
        kept = {"country": "q=vaccination&status=active", "status": "q=vaccination&country=KEN"}
        for facet, values in answer["facets"].items():
            for value in values:
                total = found(client, f"{kept.get(facet, base)}&{facet}={value['value']}")["total"]
                assert total == value["count"], (facet, value)

    def test_all_of_and_none_of(self, client):
        assert names(found(client, "country.all=KEN&country.all=UGA")) == ["Vaccine Planner"]
        assert "Vaccine Planner" not in names(found(client, "country.not=UGA"))

    def test_evidence_is_not_assessed_and_never_called_otherwise(self, client):
        answer = client.get("/api/v1/search")
        assert answer.json()["facets"]["evidence"] == [
            {"value": "not_assessed", "label": "Not yet assessed here", "count": 3}
        ]
        assert "unproven" not in answer.text + client.get("/en/search").text

    def test_a_tree_counts_what_is_above(self, client):
        counts = {each["value"]: each["count"] for each in found(client, "")["facets"]["intervention"]}
        assert counts["2"] == counts["2.2"] == counts["2.2.1"] == 1

    def test_pages_follow_by_cursor(self, client):
        first = found(client, "sort=name&limit=2")
        second = found(client, f"sort=name&limit=2&cursor={first['next']}")
        assert names(first) + names(second) == ["OpenMRS", "Third", "Vaccine Planner"]
        assert second["next"] is None
        assert not second["index_changed"]

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("colour=red", "colour"),
            ("country=XX9", "country"),
            ("kind=thing", "kind"),
            ("sort=size", "sort"),
            ("limit=0", "limit"),
            ("limit=x", "limit"),
            ("cursor=abc", "cursor"),
            ("lang=xx", "lang"),
            ("kind=country&stage=pilot", "stage"),
            ("country.some=KEN", "country.some"),
            ("intervention=9.9.9", "intervention"),
            ("q=a&q=b", "q"),
        ],
    )
    def test_a_wrong_parameter_is_named(self, client, query, parameter):
        answer = client.get(f"/api/v1/search?{query}")
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["name"] == parameter

    def test_ways_out_of_nothing(self, client):
        answer = found(client, "q=openmrs&type=service")
        assert answer["total"] == 0
        assert answer["ways_out"] == [{"parameter": "type", "total": 1}]

    def test_words_to_leave_out(self, client):
        answer = found(client, 'q="vaccination" planner kenya zzzz')
        assert answer["total"] == 0
        assert answer["ways_out"] == [{"parameter": "q", "total": 1, "word": "zzzz"}]
        page = client.get('/en/search?q="vaccination" planner kenya zzzz').text
        assert "1 record without “zzzz”" in page
        assert "/en/search?q=%22vaccination%22+planner+kenya" in page

    def test_suggestions(self, client):
        items = client.get("/api/v1/suggest?q=open").json()["items"]
        assert [item["name"] for item in items] == ["OpenMRS"]

    def test_what_is_made_up_says_so(self, client):
        database = client.app.state.database
        with database.write() as session:
            vendor = make_organisation(session, "Invented Ltd", is_sample=True)
            made_up = make_solution(session, "Invented", organisations=[vendor])
            make_deployment(session, made_up, "KEN", status=DeploymentStatus.ACTIVE, started="2020")
        sync.rebuild(database, client.app.state.search)
        for kind in ("solution", "organisation", "deployment"):
            marked = {item["url"]: item["is_sample"] for item in found(client, f"kind={kind}")["items"]}
            assert sum(marked.values()) == 1, marked
            assert len(marked) > 1, marked
        record = client.get("/api/v1/solutions/invented").json()
        assert (record["is_sample"], record["organisations"][0]["organisation"]["is_sample"]) == (True, True)
        assert client.get("/api/v1/solutions/openmrs").json()["is_sample"] is False
        for path in ("/ar/search", "/ar/solutions/invented", "/ar/organisations/invented-ltd"):
            assert client.get(path).text.count(">عيّنة<") >= 1, path


class TestPage:
    def test_everything_is_in_the_page_without_a_script(self, client):
        page = client.get("/en/search?q=vaccination&country=KEN").text
        assert "<!doctype html>" in page
        assert 'name="country" value="KEN" checked' in page
        assert "Electronic &lt;records&gt; and <mark>vaccination</mark>" in page
        assert "Maker &amp; Sons" in page

    def test_htmx_gets_the_part_that_changes(self, client):
        part = client.get("/en/search?q=vaccination", headers={"hx-request": "true"}).text
        assert "<!doctype html>" not in part
        assert 'id="results"' in part

    def test_a_corrected_word_is_said(self, client):
        page = client.get("/en/search?q=vaccinaton").text
        assert "Showing results for vaccination." in page
        assert "exact=1" in page

    @pytest.mark.parametrize("lang", ["en", "fr", "es", "ru", "zh", "ar"])
    @pytest.mark.parametrize("kind", ["solution", "deployment", "standard", "organisation", "country"])
    def test_every_kind_in_every_language(self, client, lang, kind):
        answer = client.get(f"/{lang}/search?kind={kind}&q=")
        assert answer.status_code == 200
        assert f'lang="{lang}"' in answer.text

    def test_results_on_a_map_have_a_table(self, client):
        page = client.get("/en/search?view=map").text
        assert "<svg" in page
        assert '<td class="num">2</td>' in page

    def test_nothing_found_leads_on(self, client):
        page = client.get("/en/search?q=openmrs&type=service").text
        assert "1 record without" in page

    def test_typed_text_is_escaped(self, client):
        page = client.get('/en/search?q="><script>alert(1)</script>').text
        assert "<script>alert" not in page

    def test_suggestions_are_options(self, client):
        part = client.get("/en/suggest?q=open").text
        assert 'role="option"' in part
        assert "<mark>Open</mark>" in part or "<mark>OpenMRS</mark>" in part

    @pytest.mark.parametrize("path", ["/en/search", "/api/v1/search"])
    def test_many_rows_take_as_many_queries_as_few(self, client, path):
        app = client.app
        owners = ("Maker", "Builder", "Keeper")
        with app.state.database.write() as session:
            for number in range(20):
                owner = make_organisation(session, f"{owners[number % 3]} {number}")
                row = make_solution(session, f"Warned {number}", organisations=[owner])
                make_deployment(session, row, "KEN", status=DeploymentStatus.ACTIVE, started="2014")
                session.add(Notice(record_kind=Kind.SOLUTION, record_id=row.id, kind=NoticeKind.SAFETY,
                                   reason="Wrong unit.", starts_on=today()))  # fmt: skip
        sync.rebuild(app.state.database, app.state.search)
        taken = []
        with version_always_stale():
            client.get(f"{path}?q=warned&limit=1")
            for limit in (2, 20):
                with reads_of(app.state.database.engine) as statements:
                    answer = client.get(f"{path}?q=warned&limit={limit}").text
                assert answer.count("Warned") >= limit
                assert "safety" in answer.lower()
                taken.append(statements)
        assert len(taken[0]) == len(taken[1]), taken
