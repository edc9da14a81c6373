"""The Secretariat at work, in a real browser: a screener by keyboard alone, the public in a consultation, an appeal."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_screener_works_the_queue_by_keyboard(demo: Demo) -> None:
    page = demo.visit("/ar/desk", "screener2")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.keyboard.press("n")  # takes up what has waited longest
    page.wait_for_url(re.compile(r"/ar/desk/\d+$"))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "section-identity"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "verdict"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#section-identity")
    expect(page.locator("#section-identity .badge--good")).to_be_visible()
    # A decision without its reasons is refused beside the field, and nothing is lost.
    page.locator("#decide input[value=decline]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#mistakes")).to_be_visible()
    expect(page.locator("#decide input[value=decline]")).to_be_checked()
    page.fill("#f-reasons", "ليس منتجًا صحيًا.")
    page.locator("#decide button.button--go").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#decide")
    number = re.search(r"/desk/(\d+)", page.url)[1]
    reader = demo.visit(f"/fr/decisions/{number}")
    expect(reader.locator("main")).to_contain_text("ليس منتجًا صحيًا.")
    expect(reader.locator("main")).not_to_contain_text("Sergei")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_citizen_comments_and_is_answered(demo: Demo, width: int) -> None:
    page = demo.visit("/fr/consultations", width=width)
    page.click("main table a")
    address = page.url.removeprefix(demo.address)
    citizen = demo.visit(address, "citizen", width=width, javascript=False)
    citizen.fill("textarea[name=text]", "Nous l’utilisons **chaque semaine**.")
    citizen.click("main form button.button--go")
    expect(citizen.locator("#comments")).to_contain_text("chaque semaine")
    expect(page.locator("#comments")).not_to_contain_text("chaque semaine")
    moderator = demo.visit("/es/desk/comments", "editor")
    card = moderator.locator("section.card", has_text="chaque semaine")
    card.locator("textarea[name=answer]").fill("Gracias.")
    card.locator("button.button--go").click()
    page.reload()
    expect(page.locator("#comments strong", has_text="chaque semaine")).to_be_visible()
    expect(page.locator("#comments")).to_contain_text("Gracias.")
    expect(page.locator("#comments")).not_to_contain_text("Chidi")


def test_an_appeal_is_decided_by_somebody_else(demo: Demo) -> None:
    page = demo.visit("/en/desk?queue=appeals", "adjudicator")
    page.click("main table a")
    expect(page.locator("#decide")).to_contain_text("urgency")
    page.check("#decide input[value=accept]")
    page.fill("#f-reasons", "The appeal is right: it serves care.")
    page.click("#decide button.button--go")
    page.wait_for_url("**#decide")
    page.click("#decide .card a")
    expect(page.locator("h1")).to_contain_text("Queue Board")
    found = demo.visit("/en/search?q=queue+board")
    for _ in range(20):
        if found.locator("main", has_text="Sample: Queue Board").count():
            break
        found.wait_for_timeout(250)
        found.reload()
    expect(found.locator("main")).to_contain_text("Sample: Queue Board")
