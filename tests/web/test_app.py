import re

import pytest
from litestar.testing import TestClient

from registry.settings import load_settings
from registry.web.forms import BODY_BYTES
from registry.web.languages import LANGUAGES
from tests.serving import application

PAGES = ["", "about", "api", "accessibility"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_pages_answer_in_every_language(client, lang, path):
    answer = client.get(f"/{lang}/{path}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}" dir="{LANGUAGES[lang].direction}">' in answer.text
    assert answer.headers["content-language"] == lang
    for other in LANGUAGES:
        assert f'hreflang="{other}"' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_inline_and_call_no_other_host(client, path):
    answer = client.get(f"/en/{path}")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text)
    assert not re.search(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", answer.text)


def test_headers_keep_a_page_to_itself(client):
    headers = client.get("/en/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["permissions-policy"]
    assert "access-control-allow-origin" not in headers


def test_the_api_may_be_read_from_any_site(client):
    assert client.get("/api/v1/openapi.json").headers["access-control-allow-origin"] == "*"
    assert client.get("/api/v1/none").headers["access-control-allow-origin"] == "*"
    preflight = client.options("/api/v1/openapi.json", headers={"Origin": "https://example.org"})
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]


def test_the_first_address_leads_to_the_readers_language(client):
    answer = client.get("/", headers={"Accept-Language": "ar-EG,ar;q=0.9"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/ar/")
    answer = client.get("/", headers={"Accept-Language": "ar", "Cookie": "lang=ru"}, follow_redirects=False)
    assert answer.headers["location"] == "/ru/"
    assert "Accept-Language" in answer.headers["vary"]
    assert "etag" not in answer.headers


def test_programs_that_look_for_an_icon_find_it(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")


def test_other_first_segments_are_no_pages(client):
    answer = client.get("/de/about", headers={"Accept-Language": "es"})
    assert answer.status_code == 404
    assert '<html lang="es"' in answer.text


def test_switching_language_keeps_page_and_query(client):
    text = client.get("/en/about?a=1&a=2").text
    assert 'href="/fr/about?a=1&amp;a=2"' in text


def test_the_schema_is_openapi_3_1_and_has_no_pages(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1") for path in schema["paths"])


def test_the_api_guide_shows_every_operation(client):
    schema = client.get("/api/v1/openapi.json").json()
    guide = client.get("/en/api").text
    for path in schema["paths"]:
        assert path in guide
    assert "<code>name.all</code>" in guide


def test_health_and_readiness(client):
    assert client.get("/health").json() == {"status": "up"}
    answer = client.get("/ready")
    checks = answer.json()["checks"]
    assert checks["database"]["ok"]
    assert checks["migrations"]["ok"]
    assert "no-store" in answer.headers["cache-control"]


def test_a_database_without_tables_is_not_ready_and_leaks_nothing(tmp_path):
    settings = load_settings(data_dir=tmp_path, worker="none")
    with application(settings) as app, TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"]["migrations"] == {"ok": False}
        assert client.get("/en/").status_code == 503
        assert "sqlite" not in client.get("/en/").text.lower()


def test_a_client_that_asks_too_often_is_told_when_to_come_back(sqlite_url, tmp_path):
    settings = load_settings(
        database_url=sqlite_url, data_dir=tmp_path, worker="none", rate_limit_per_minute=3
    )
    with application(settings) as app, TestClient(app, raise_server_exceptions=False) as client:
        answers = [client.get("/en/accessibility") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/openapi.json").json()["status"] == 429


LARGE = {
    "/{lang}/focal-points",
    "/{lang}/countries/{code}/desk/documents",
    "/{lang}/submissions/{number}/attachments",
    "/api/v1/submissions/{number}/attachments",
    "/{lang}/submissions/new/file",
    "/{lang}/evidence/import",
    "/{lang}/evidence/{name}/files",
}
"""Routes whose forms take files; everything else that is sent is small."""


def test_only_routes_that_take_files_take_much(client):
    taken: dict[str, int] = {}
    for route in client.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.http_methods - {"GET", "HEAD", "OPTIONS"}:
                path = re.sub(r":\w+\}", "}", route.path)
                taken[path] = max(taken.get(path, 0), handler.resolve_request_max_body_size())
    assert {path for path, most in taken.items() if most > BODY_BYTES} == LARGE
    assert max(taken.values()) < 27 * 2**20


def test_what_is_too_large_is_refused_before_it_is_read(client):
    for path in ("/en/sign-in", "/en/register"):
        answer = client.post(path, data={"email": "x" * BODY_BYTES})
        assert answer.status_code == 413, path
