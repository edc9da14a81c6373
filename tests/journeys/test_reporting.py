"""People report on a product, in Russian: the public apart, users vouched for and answered; incidents make it due."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Demo, reload_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ABOUT = "/ru/feedback?solution=sample-rappel-dose"
NEW = "/ru/feedback/new?solution=sample-rappel-dose"
FORM = 'form[action$="/feedback/new"]'


def report(
    demo: Demo, who: str, reporter: str, *, lacks: str, works: str = "", incident: bool = False
) -> Page:
    """Fill in the form as somebody, who is then on the page of the report; the public gives no country and year."""
    page = demo.visit(NEW, who, width=375)
    page.check(f"{FORM} input[name=reporter][value={reporter}]")
    if reporter != "public":
        page.select_option(f"{FORM} select[name=country]", "KEN")
        page.fill(f"{FORM} input[name=since]", "2024")
    page.fill(f"{FORM} textarea[name=works]", works)
    page.fill(f"{FORM} textarea[name=lacks]", lacks)
    page.set_checked(f"{FORM} input[name=incident]", incident)
    if reporter == "manager":
        page.locator(f"{FORM} details summary").click()
        page.locator(f"{FORM} details select").nth(0).select_option("agree")
        page.locator(f"{FORM} details select").nth(1).select_option("disagree")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(f"{FORM} button.button--go").click()
    page.wait_for_url(re.compile(r"/ru/feedback/\d+$"))
    return page


def publish(moderator: Page, text: str) -> None:
    """Publish the report that waits with this text."""
    moderator.goto("/ru/feedback/queue")
    moderator.locator("article", has_text=text).locator("h3 a").click()
    moderator.locator('form[action$="/decision"] button.button--go').click()
    moderator.wait_for_url("**/feedback/queue")
    expect(moderator.locator("main")).not_to_contain_text(text)


def test_reports_are_moderated_vouched_for_and_answered(demo: Demo) -> None:
    report(demo, "citizen", "public", lacks="", works="Напоминание приходит накануне.")
    reader = demo.visit(ABOUT)
    expect(reader.locator("main")).not_to_contain_text("Напоминание приходит накануне.")
    moderator = demo.visit("/ru/feedback/queue", "editor")
    publish(moderator, "Напоминание приходит накануне.")

    writer = report(
        demo, "centre", "manager", works="Работает без сети.", lacks="Отчёты приходится переписывать."
    )
    number = writer.url.rpartition("/")[2]
    writer.fill("input[name=email]", "someone@klinika.example")
    writer.locator('form[action$="/mail"] button').click()
    writer.wait_for_url("**?mailed=1")
    writer.goto("/ru/dev/mail?to=someone@klinika.example")
    reload_until(writer, "tbody tr", "someone@klinika.example")
    writer.click("tbody th a")
    writer.click("main a[href*='/feedback/verify/']")
    writer.locator('main form[action*="/verify/"] button').click()
    writer.wait_for_url(f"**/feedback/{number}")
    publish(moderator, "Работает без сети.")
    vendor = demo.visit(f"/ru/feedback/{number}", "vendeur")
    vendor.fill("textarea[name=answer]", "В новой версии отчёт выгружается.")
    vendor.locator('form[action$="/answer"] button').click()

    reader.goto(ABOUT)
    users = reader.locator("section[aria-labelledby=users-title]")
    public = reader.locator("section[aria-labelledby=public-title]")
    expect(public).to_contain_text("Напоминание приходит накануне.")
    expect(users).not_to_contain_text("Напоминание приходит накануне.")
    mine = users.locator("article", has_text="Работает без сети.")
    expect(mine).to_contain_text("klinika.example")
    expect(mine).to_contain_text("В новой версии отчёт выгружается.")
    users.locator("details.tally summary").click()
    assert users.locator("details.tally tbody tr").count() >= 2
    assert not re.search("Chidi|Cecilia|someone@", reader.content())


def test_incidents_that_several_people_report_make_the_score_due(demo: Demo) -> None:
    manager = demo.visit("/ru/scores/due", "screener2")
    expect(manager.locator("main")).not_to_contain_text("Rappel dose")
    moderator = demo.visit("/ru/feedback/queue", "editor")
    for who in ("citizen", "centre", "country"):
        text = f"Инцидент, о котором сообщает {who}."
        report(demo, who, "health_worker", lacks=text, incident=True)
        publish(moderator, text)
    reload_until(manager, "tbody tr", "Rappel dose")
    row = manager.locator("tbody tr", has_text="Rappel dose")
    expect(row).to_have_count(1)
    row.locator('a[href*="/feedback?solution="]').click()
    expect(manager.locator("article", has_text="Инцидент, о котором сообщает")).to_have_count(3)
