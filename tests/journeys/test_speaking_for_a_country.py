"""A focal point at work in a real browser, in Arabic on a phone: what is right, what is not, and what is missing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_focal_point_confirms_disputes_and_adds(demo: Demo) -> None:
    page = demo.visit("/ar/countries/ken/desk", "focal", width=375)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert fits(page)
    rows = page.locator(".desk-table tbody tr")
    first, second = (rows.nth(each).locator("input[name=ticked]").get_attribute("value") for each in (0, 1))
    # One click says that it is still true.
    with page.expect_navigation():
        page.click(f"button[name=one][value='{first}']")
    # A dispute needs its reason, which stands beside what the sources say.
    page.goto(f"/ar/countries/ken/desk/deployments/{second}")
    assert fits(page)
    page.click(".card button[value=disputed]")
    expect(page.locator("#mistakes")).to_be_visible()
    page.fill(".card #f-reason", "انتهى المشروع ولم يعد النظام مستخدَمًا.")
    with page.expect_navigation():
        page.click(".card button[value=disputed]")
    # What no source names is added, and is confirmed with that.
    page.goto("/ar/countries/ken/desk/add")
    page.fill("#f-q", "Kijani Stock")
    page.press("#f-q", "Enter")
    page.click("main .plain-list a")
    page.select_option("#f-status", "pilot")
    page.fill("#f-started", "2025-03")
    page.fill("#f-facilities", "12")
    assert fits(page)
    page.locator("main form button.button--go").click()
    page.wait_for_url("**/deployments/DHD-*")
    added = page.url.rpartition("/")[2]
    # Everybody reads it, in the name of the authority and of no person.
    for deployment, stance in ((first, "good"), (second, "bad"), (added, "good")):
        reader = demo.visit(f"/ar/deployments/{deployment}", width=375)
        expect(reader.locator(f"main .notice--{stance}")).to_contain_text("Ministry of Health of Kenya")
        expect(reader.locator("main")).not_to_contain_text("Faith")
        assert fits(reader)
        if stance == "bad":
            expect(reader.locator("main")).to_contain_text("انتهى المشروع")
