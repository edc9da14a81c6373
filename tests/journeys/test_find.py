"""A ministry officer finds what runs where, in a real browser: the story this product was first built for."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import OpenPage

PHONE, DESK = 375, 1280

# Words the story needs, as the pages say them: the reader's language, the one she switches to.
STORY = [
    pytest.param("en", "fr", DESK, id="English at a desk"),
    pytest.param("fr", "en", DESK, id="French at a desk"),
    pytest.param("fr", "ar", PHONE, id="French on a phone"),
    pytest.param("ar", "fr", DESK, id="Arabic at a desk"),
    pytest.param("ar", "en", PHONE, id="Arabic on a phone"),
]


def choose(page: Page, facet: str, value: str, width: int) -> None:
    """Tick one value of a facet, as a hand would, and wait for the results to follow."""
    if width == PHONE and page.locator("#filters").get_attribute("open") is None:
        page.locator("#filters > summary").click()
    group = page.locator(f"#group-{facet}")
    if group.get_attribute("open") is None:
        group.locator("> summary").click()
    box = page.locator(f"#{facet}-{value}")
    if not box.is_visible():
        group.locator(".facet__more > summary").click()
    box.check()
    page.wait_for_url(lambda url: value in parse_qs(urlsplit(url).query).get(facet, []))
    expect(page.locator(f"#{facet}-{value}")).to_be_checked()


def count(text: str | None) -> int:
    """The number in a text, whichever digits and separators the language uses."""
    return int("".join(str(int(digit)) for digit in re.findall(r"\d", text or "")) or "-1")


@pytest.mark.parametrize(("lang", "other", "width"), STORY)
def test_the_story(open_page: OpenPage, lang: str, other: str, width: int) -> None:
    page = open_page(f"/{lang}/", width=width)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")

    page.locator("main input[name=q]").fill("vaccinaton")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=vaccinaton")
    found = count(page.locator("#total").text_content())
    assert found > 3
    expect(page.locator(".notice").first).to_contain_text("vaccination")
    expect(page.locator("mark").first).to_be_visible()

    choose(page, "country", "KEN", width)
    promised = count(page.locator("label:has(#standard-hl7-fhir) .count").text_content())
    choose(page, "standard", "hl7-fhir", width)
    assert count(page.locator("#total").text_content()) == promised, "the count kept its promise"
    results = page.url

    page.locator(".hit h2 a").first.click()
    page.wait_for_url(f"**/{lang}/solutions/*")
    solution = page.locator("h1").text_content() or ""

    page.locator(f"main a[href^='/{lang}/deployments/']").first.click()
    page.wait_for_url(f"**/{lang}/deployments/*")
    expect(page.locator("main")).to_contain_text(solution.strip())

    page.locator(f"main a[href^='/{lang}/countries/']:not([href*='#'])").first.click()
    page.wait_for_url(re.compile(rf"/{lang}/countries/[a-z]{{3}}$"))

    page.goto(f"/{lang}/countries/ken")
    disagreement = page.locator("#disagree")
    expect(disagreement).to_be_visible()
    expect(disagreement.locator("tbody tr").first).to_be_visible()
    for denial in ("denied by", "démenti", "nié par"):
        assert denial not in (disagreement.text_content() or "").lower().replace("not denied", "")

    page.locator("details[data-menu] > summary").click()
    page.locator(f"details[data-menu] a[hreflang={other}]").click()
    page.wait_for_url(f"**/{other}/countries/ken")
    expect(page.locator("html")).to_have_attribute("lang", other)

    for _ in range(10):
        if page.url == results:
            break
        page.go_back()
    assert page.url == results
    expect(page.locator("#country-KEN")).to_be_checked()
    expect(page.locator("#standard-hl7-fhir")).to_be_checked()
    page.go_back()
    expect(page.locator("#country-KEN")).to_be_checked()
    expect(page.locator("#standard-hl7-fhir")).not_to_be_checked()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_story_without_javascript(open_page: OpenPage, width: int) -> None:
    page = open_page("/en/", width=width, javascript=False)
    page.locator("main input[name=q]").fill("vaccinaton")
    page.locator("main form[role=search] button, main search button").first.click()
    if width == PHONE:
        page.locator("#filters > summary").click()
    page.locator("#country-KEN").or_(page.locator("#group-country .facet__more > summary")).first.click()
    if not page.locator("#country-KEN").is_checked():
        page.locator("#country-KEN").check()
    page.locator("#filters button[type=submit]").click()
    assert parse_qs(urlsplit(page.url).query)["country"] == ["KEN"]
    expect(page.locator(".chips")).to_contain_text("Kenya")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/en/solutions/" in page.url


def test_suggestions_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/en/")
    box = page.locator("main input[name=q]")
    box.press_sequentially("openm", delay=30)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(r".+"))
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("openm")


def test_a_search_seen_as_a_map(open_page: OpenPage) -> None:
    page = open_page("/en/search?q=surveillance&view=map")
    expect(page.locator("main svg a").first).to_be_attached()
    expect(page.locator("main")).to_contain_text(
        "Boundaries and names shown imply no opinion on the legal status of any territory or its authorities."
    )
    rows = page.locator("main table tbody tr")
    assert rows.count() > 5


def test_the_root_leads_to_the_readers_language(site: str) -> None:
    for wanted, leads_to in (
        ("fr-CA,fr;q=0.9,en;q=0.5", "/fr/"),
        ("ar", "/ar/"),
        ("de,zh-CN;q=0.5", "/zh/"),
        ("de", "/en/"),
    ):
        answer = httpx.get(f"{site}/", headers={"accept-language": wanted})
        assert answer.status_code in {302, 303, 307}
        assert answer.headers["location"] == leads_to
        assert "accept-language" in answer.headers["vary"].lower()


def test_nothing_found_helps_on(open_page: OpenPage) -> None:
    page = open_page("/en/search?q=vaccination&country=KEN&country.not=KEN")
    expect(page.locator("main")).to_contain_text("Nothing found")
    page.locator("main section li a, main .empty a").first.click()
    assert count(page.locator("#total").text_content()) > 0
