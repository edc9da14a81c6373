import pytest
from litestar import Litestar, get
from litestar.exceptions import TooManyRequestsException
from litestar.testing import TestClient

from registry.db.ids import Kind
from registry.errors import BadParameter, Moved, NotFound, SearchUnavailable
from registry.web import problems


@get("/api/v1/limit", sync_to_thread=False)
def limit(limit: int) -> int:
    return limit


def raising(path: str, error: Exception):
    @get(path, sync_to_thread=False)
    def handler() -> None:
        raise error

    return handler


FAULTS = {
    "missing": NotFound("No solution x.", name="x"),
    "parameter": BadParameter("country", "There is no country XX.", value="XX"),
    "many": TooManyRequestsException(headers={"Retry-After": "7"}),
    "engine": SearchUnavailable(),
    "unforeseen": RuntimeError("the password is hunter2"),
}


@pytest.fixture
def client():
    handlers = [limit, raising("/api/v1/solutions/old/history", Moved(Kind.SOLUTION, "new"))]
    for name, error in FAULTS.items():
        handlers += [raising(f"/api/v1/{name}", error), raising(f"/fr/{name}", error)]
    handlers.append(raising("/fr/solutions/old/history", Moved(Kind.SOLUTION, "new")))
    app = Litestar(handlers, exception_handlers=problems.HANDLERS, openapi_config=None)
    return TestClient(app, raise_server_exceptions=False, root_path="")


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("missing", 404, "not-found"),
        ("parameter", 400, "bad-parameter"),
        ("many", 429, "too-many-requests"),
        ("engine", 503, "search-unavailable"),
        ("unforeseen", 500, "internal-error"),
        ("no-such-address", 404, "not-found"),
    ],
)
def test_programs_get_problems_and_people_pages(client, path, status, slug):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == status
    assert answer.json()["type"].endswith(f"/api#{slug}")
    page = client.get(f"/fr/{path}")
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fr" dir="ltr">' in page.text
    for text in (answer.text, page.text):
        assert "hunter2" not in text
        assert "Traceback" not in text
    for kept in (answer, page):
        assert "default-src 'none'" in kept.headers["content-security-policy"]


def test_a_bad_parameter_is_named(client):
    assert client.get("/api/v1/parameter").json()["name"] == "country"
    assert client.get("/api/v1/parameter").json()["detail"] == "There is no country XX."
    assert "<code>country</code>" in client.get("/fr/parameter").text


def test_a_validation_error_names_the_parameter_and_where_it_stood(client):
    body = client.get("/api/v1/limit?limit=many").json()
    assert body["status"] == 400
    assert body["name"] == "limit"
    assert body["errors"][0]["in"] == "query"


def test_the_wait_is_told(client):
    assert client.get("/api/v1/many").headers["retry-after"] == "7"


def test_another_method_is_told_which_ones_there_are(client):
    answer = client.post("/api/v1/missing")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["type"].endswith("#method-not-allowed")


def test_a_fragment_gets_a_notice(client):
    answer = client.get("/fr/missing", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("prefix", ["/api/v1", "/fr"])
def test_a_former_slug_leads_to_the_same_page_of_the_current_one(client, prefix):
    answer = client.get(f"{prefix}/solutions/old/history?from=1", follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{prefix}/solutions/new/history?from=1"
