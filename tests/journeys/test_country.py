"""A country speaks for itself, in a real browser: its focal point at the desk, a vendor's answers, a reader's letter."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = "/fr/countries/ken/desk"


def test_a_focal_point_confirms_disputes_and_adds(demo: Demo) -> None:
    page = demo.visit(DESK, "focal", width=375, javascript=False)
    rows = page.locator(".desk-table tbody tr")
    first, second = (
        str(rows.nth(each).locator("a.small, .small a").first.get_attribute("href")) for each in (0, 1)
    )
    rows.nth(0).locator("button[name=one]").click()
    expect(page.locator("nav .filters")).to_contain_text(re.compile(r"Confirmé\s*3"))
    page.goto(second)
    page.click("main form.form button.button--bad >> nth=0")
    expect(page.locator("#mistakes")).to_be_visible()  # not without a reason
    page.fill("#f-reason", "Le projet s’est terminé avant la mise en service.")
    page.click("main form.form button.button--bad >> nth=0")
    page.goto(f"{DESK}/add?q=openmrs")
    page.click("main ul.plain-list a")
    page.select_option("#f-status", "active")
    page.fill("#f-started", "2024-05")
    page.fill("#f-facilities", "12")
    page.click("main form.form button.button--go")
    page.wait_for_url(re.compile(r"/desk/deployments/DHD-"))
    added = page.url.rpartition("/")[2]
    reader = demo.visit(f"/en/deployments/{added}")
    expect(reader.locator("main")).to_contain_text("Confirmed by the Ministry of Health of Kenya")
    reader.goto(f"/en/deployments/{first.rpartition('/')[2]}")
    expect(reader.locator("main")).to_contain_text("Confirmed by the Ministry of Health of Kenya")
    reader.goto(f"/en/deployments/{second.rpartition('/')[2]}")
    expect(reader.locator("main")).to_contain_text("Disputed by the Ministry of Health of Kenya")
    expect(reader.locator("main")).to_contain_text("Le projet s’est terminé avant la mise en service.")
    expect(reader.locator("body")).not_to_contain_text("Faith")


def test_a_reader_writes_to_a_country_and_is_answered(demo: Demo) -> None:
    reader = demo.visit("/fr/countries/ken", width=375, javascript=False)
    reader.click("main a[href*='/messages/new']")
    reader.fill("#f-text", "Quels districts utilisent le registre de vaccination ?")
    reader.fill("#f-email", "rita@example.net")
    reader.click("main form button.button--go")
    reader.wait_for_url("**/messages/waiting")
    reader.goto(re.search(r"/fr/messages/confirm/[\w-]{43}", _mail(reader, "rita@example.net"))[0])
    expect(reader.locator("main")).to_contain_text("Quels districts")
    reader.click("main form button.button--go")
    reader.wait_for_url("**/messages/sent")
    focal = demo.visit("/en/messages", "focal")
    focal.click("main table a")
    expect(focal.locator("main")).to_contain_text("Quels districts")
    expect(focal.locator("main")).not_to_contain_text("rita@example.net")
    focal.fill("#f-text", "Kilifi et Kwale.\nLes autres suivront en mars.")
    focal.click("main form button.button--go")
    expect(focal.locator("main")).to_contain_text("Les autres suivront en mars.")
    # One click in the mail about it ends such mails, in a browser where nobody is signed in.
    told = _mail(reader, "focal@demo.example", "message.received")
    stranger = demo.visit(re.search(r"/en/unsubscribe/\S+", told)[0])
    expect(stranger.locator("main")).to_contain_text(
        "You get no more mails of this kind: A reader writes to you"
    )
    answer = _mail(reader, "rita@example.net", "Kilifi et Kwale.")
    assert "focal@demo.example" not in answer
    assert "Faith" not in answer


def _mail(page: Page, to: str, text: str = "") -> str:
    """The newest mail to an address as it is read, once it is there and holds this text."""
    for _ in range(40):
        page.goto(f"/fr/dev/mail?to={to}")
        if page.locator("main table a").count():
            page.click("main table tbody th a >> nth=0")
            found = page.locator("main .mail").inner_text()
            if text in found:
                return found
        page.wait_for_timeout(250)
    pytest.fail(f"no mail to {to} with “{text}”")
