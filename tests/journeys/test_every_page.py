"""Every kind of page in every language: rules of accessibility, no sideways scroll, light, complete without JavaScript."""

import re

import httpx
import pytest

from tests.browsing import OpenPage, violations

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
PATHS = (
    "/",
    "/search?q=vaccination",
    "/search?kind=deployment&country=KEN",
    "/search?kind=standard",
    "/search?q=nothing-like-this-exists",
    "/search?q=malaria&view=map",
    "/solutions/openmrs",
    "/solutions/openmrs/history",
    "/solutions/commcare",
    "/evidence",
    "/evidence-map",
    "/recommendations",
    "/agreement",
    "/assessing-bodies",
    "/feedback?solution=openmrs",
    "/standards/hl7-fhir",
    "/organisations/who",
    "/countries",
    "/countries/ken",
    "/countries/idn",
    "/taxonomies",
    "/taxonomies/interventions-2",
    "/taxonomies/challenges-2/1.3",
    "/about",
    "/about/scope",
    "/api",
    "/accessibility",
    "/no-such-page",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1280, False), ("ar", 375, True)])
def test_axe_finds_nothing(open_page_quietly: OpenPage, path: str, lang: str, width: int, dark: bool) -> None:
    page = open_page_quietly(f"/{lang}{path}", width=width, dark=dark)
    assert violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "no sideways scroll"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers_in_its_language(site: str, lang: str) -> None:
    with httpx.Client(base_url=site) as client:
        for path in PATHS:
            answer = client.get(f"/{lang}{path}")
            assert answer.status_code == (404 if path == "/no-such-page" else 200), path
            assert re.search(rf'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"', answer.text), (
                path
            )
            assert answer.headers["content-language"] == lang
            policy = answer.headers["content-security-policy"]
            assert "unsafe-inline" not in policy
            assert " style=" not in answer.text, f"{path}: the policy would drop inline styles"
            assert "<script>" not in answer.text, path


def test_a_deployment_page(open_page_quietly: OpenPage, site: str) -> None:
    row = httpx.get(f"{site}/api/v1/solutions/openmrs/deployments?limit=1").json()["items"][0]
    for lang, width in (("en", 1280), ("ar", 375)):
        page = open_page_quietly(f"/{lang}/deployments/{row['id']}", width=width)
        assert violations(page) == []


def test_the_first_load_of_results_is_light(site: str) -> None:
    """HTML, styles and scripts of the results page, compressed, are at most 60 kB in all."""
    with httpx.Client(base_url=site, headers={"accept-encoding": "gzip"}) as client:
        sizes = {}
        with client.stream("GET", "/en/search?q=vaccination") as answer:
            sizes["page"] = sum(len(part) for part in answer.iter_raw())
        html = client.get("/en/search?q=vaccination").text
        for address in set(re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css|svg))"', html)):
            with client.stream("GET", address) as answer:
                assert "immutable" in answer.headers["cache-control"]
                sizes[address] = sum(len(part) for part in answer.iter_raw())
    assert sum(sizes.values()) <= 60_000, sizes
    assert len(sizes) >= 3


@pytest.mark.parametrize("path", ["/en/search?q=vaccination", "/en/solutions/openmrs", "/ar/countries"])
def test_zoom_of_four_hundred_per_cent_needs_no_sideways_scroll(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
