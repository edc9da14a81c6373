"""Records over HTTP, as anybody may read them."""

import time
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from registry.db import Database, Kind
from registry.db.records import raise_catalogue_version, set_slug
from registry.settings import Settings
from tests.factories import (
    make_deployment,
    make_organisation,
    make_presence,
    make_revision,
    make_solution,
    make_standard,
)
from tests.serving import application

Client = TestClient


@pytest.fixture
def client(database: Database, database_url: str) -> Iterator[Client]:
    """A reader of the API on a database with a few records."""
    with database.write() as session:
        owner = make_organisation(session, "Example Foundation", slug="example-foundation")
        fhir = make_standard(session, "HL7 FHIR", slug="hl7-fhir", editions=["R4", "R5"])
        record = make_solution(
            session,
            "Example Record",
            slug="example-record",
            organisations=[owner],
            standards=[fhir],
            licence="MPL-2.0",
            interventions=["2.2.1"],
            identifiers={"dpga": "GID1"},
        )
        make_solution(session, "Another Record", slug="another-record")
        make_presence(session, record, "KEN", sources=("first", "second"))
        make_presence(session, record, "UGA", sources=("first",))
        make_deployment(session, record, "TZA", implementers=[owner], started="2019-05", people=1200)
        make_revision(session, Kind.SOLUTION, record.id, {"licence": "MIT"}, 1)
        make_revision(session, Kind.SOLUTION, record.id, {"licence": "MPL-2.0"}, 2)
        set_slug(session, Kind.SOLUTION, record.id, "renamed-record")
        record.slug = "renamed-record"
    chosen = Settings(database_url=database_url, worker="none", rate_limit_per_minute=0)
    with application(chosen) as app, TestClient(app) as made:
        yield made


def test_a_solution_by_id_or_slug_is_the_same_record(client: Client) -> None:
    by_slug = client.get("/api/v1/solutions/renamed-record").json()
    assert by_slug["licence"] == "MPL-2.0"
    assert by_slug["interventions"][0]["code"] == "2.2.1"
    assert by_slug["standards"][0]["strength"] == "claimed"
    assert by_slug["organisations"][0]["role"] == "owner"
    assert by_slug["identifiers"] == [{"scheme": "dpga", "value": "GID1", "url": ""}]
    assert by_slug["offline"] is None, "nobody states it: not the same as no"
    assert client.get(f"/api/v1/solutions/{by_slug['id']}").json() == by_slug


def test_an_old_slug_redirects_with_what_stands_below_it(client: Client) -> None:
    answer = client.get("/api/v1/solutions/example-record/history", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        "/api/v1/solutions/renamed-record/history",
    )


def test_deployments_of_a_solution_keep_presences_apart_and_name_their_sources(client: Client) -> None:
    rows = client.get("/api/v1/solutions/renamed-record/deployments").json()["items"]
    found = {row["country"]["code"]: row for row in rows}
    assert found["KEN"]["is_reported_presence"] is True
    assert found["KEN"]["status"] == "not_known"
    assert [claim["source"]["id"] for claim in found["KEN"]["standing"]["claims"]] == ["first", "second"]
    assert found["UGA"]["standing"]["agreement"] == "not_all_list"
    assert {source["id"] for source in found["UGA"]["standing"]["not_listed_by"]} >= {"second"}
    assert found["TZA"]["people"] == 1200
    assert found["TZA"]["facilities"] is None


def test_a_deployment_says_who_states_it(client: Client) -> None:
    rows = client.get("/api/v1/countries/ke/deployments").json()["items"]
    one = client.get(f"/api/v1/deployments/{rows[0]['id'].lower()}").json()
    assert one["country"]["code"] == "KEN"
    standing = client.get(f"/api/v1/deployments/{one['id']}/claims").json()
    assert standing == one["standing"]
    assert standing["claims"][0]["date"] == "2026"


def test_countries_are_known_by_both_codes(client: Client) -> None:
    assert client.get("/api/v1/countries/ken").json() == client.get("/api/v1/countries/KE").json()
    assert client.get("/api/v1/countries/XX").status_code == 404


def test_history_and_difference(client: Client) -> None:
    history = client.get("/api/v1/solutions/renamed-record/history").json()
    assert [item["number"] for item in history] == [2, 1]
    assert client.get("/api/v1/solutions/renamed-record/history/1").json()["body"] == {"licence": "MIT"}
    changes = client.get("/api/v1/solutions/renamed-record/history/diff?from=1&to=2").json()["changes"]
    assert changes == [{"path": "licence", "kind": "changed", "before": "MIT", "after": "MPL-2.0"}]
    assert client.get("/api/v1/solutions/renamed-record/history/9").status_code == 404


def test_a_list_is_read_page_by_page_and_each_row_comes_once(client: Client) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/solutions?limit=1{cursor}").json()
        seen += [row["slug"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == ["another-record", "renamed-record"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/solutions?limt=5", "limt"),
        ("/api/v1/solutions?limit=0", "limit"),
        ("/api/v1/solutions?limit=many", "limit"),
        ("/api/v1/solutions?cursor=zzz", "cursor"),
        ("/api/v1/deployments?country=Atlantis", "country"),
        ("/api/v1/deployments?solution=nothing", "solution"),
        ("/api/v1/solutions/renamed-record/history/diff?from=1", "to"),
        ("/api/v1/solutions/renamed-record/history/diff?from=1&to=99999999999", "to"),
    ],
)
def test_a_wrong_parameter_is_named(client: Client, path: str, name: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["name"] == name


@pytest.mark.parametrize(
    "path",
    [
        "solutions/nothing",
        "standards/nothing",
        "organisations/DHO-00000",
        "deployments/DHD-1",
        "taxonomies/none",
        "taxonomies/interventions-2/9.9",
        "nothing",
    ],
)
def test_what_is_not_published_is_a_problem_not_found(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_standards_organisations_taxonomies_and_sources(client: Client) -> None:
    assert [item["label"] for item in client.get("/api/v1/standards/hl7-fhir/editions").json()] == [
        "R4",
        "R5",
    ]
    assert client.get("/api/v1/organisations/example-foundation").json()["kind"] == "not_known"
    assert len(client.get("/api/v1/organisations/example-foundation/deployments").json()) == 1
    tree = client.get("/api/v1/taxonomies/interventions-2").json()
    assert tree["scheme"]["id"] == "interventions-2"
    assert client.get("/api/v1/taxonomies/interventions-2/2.2.1").json()["code"] == "2.2.1"
    assert {"first", "second"} <= {source["id"] for source in client.get("/api/v1/sources").json()}


def test_an_unchanged_answer_costs_a_304_and_a_change_does_not(client: Client, database: Database) -> None:
    first = client.get("/api/v1/solutions")
    tag = first.headers["etag"]
    assert client.get("/api/v1/solutions", headers={"if-none-match": tag}).status_code == 304
    with database.write() as session:
        raise_catalogue_version(session)
    deadline = time.monotonic() + 5
    while client.get("/api/v1/solutions", headers={"if-none-match": tag}).status_code == 304:
        assert time.monotonic() < deadline


def test_the_description_names_every_route(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/solutions/{name}" in paths
    assert all(operation.get("summary") for path in paths.values() for operation in path.values())
