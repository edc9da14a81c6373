"""Two reviewers judge blind and differ on one gate; an adjudicator decides, the vendor reads, the scorecard appears."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from registry.evaluation.scores.freezing import replay
from tests.browsing import Demo

pytestmark = pytest.mark.xdist_group("browser")
REASONS = {"fr": "Le rapport d’audit le montre.", "ar": "يبيّن ذلك تقرير التدقيق."}


def assessment(demo: Demo) -> str:
    """The id of the sample assessment in which one reviewer still has one criterion to judge."""
    [file] = demo.data_dir.glob("*.sqlite3")
    with sqlite3.connect(file) as records:
        [(found,)] = records.execute(
            "SELECT a.id FROM assessment a JOIN solution s ON s.id = a.solution_id "
            "WHERE s.slug = 'sample-fever-guide' AND a.body_id = 'secretariat' AND NOT a.is_practice"
        ).fetchall()
    return str(found)


def press(page: Page, action: str) -> None:
    """Press the button of the form that leads to an address ending so, and wait for what comes."""
    page.locator(f'form[action$="{action}"] button').last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_from_a_blind_review_to_a_scorecard_that_replays(demo: Demo, lang: str) -> None:
    number = assessment(demo)
    reviewer = demo.visit(f"/{lang}/reviews", "reviewer")
    expect(reviewer.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
    reviewer.locator("tr", has_text=number).locator("th a").click()
    reviewer.wait_for_url(re.compile(r"/reviews/\d+$"))
    review = reviewer.url
    assert reviewer.goto(f"/{lang}/assessments/{number}/differences").status == 404
    reviewer.goto(review)
    reviewer.locator('a[data-key="n"]').click()
    reviewer.wait_for_selector(".desk")
    reviewer.wait_for_load_state("networkidle")
    reviewer.keyboard.press("3")  # the third level, by its key
    expect(reviewer.locator("input[name=level]").nth(2)).to_be_checked()
    reviewer.fill("textarea[name=rationale]", REASONS[lang])
    reviewer.select_option("select[name=confidence]", "high")
    for box in reviewer.locator("input[name=evidence]").all():
        box.check()
    expect(reviewer.locator("#saved")).to_contain_text("2026")  # it saves itself
    reviewer.goto(review)
    press(reviewer, "/lock")
    reviewer.goto(f"/{lang}/assessments/{number}/differences")
    assert reviewer.locator(".difference").first.locator(".side-by-side .card").count() == 2
    expect(reviewer.locator(".difference").first).to_contain_text(REASONS[lang])

    screener = demo.visit(f"/{lang}/assessments/{number}", "screener")
    press(screener, "/close")
    adjudicator = demo.visit(f"/{lang}/assessments/{number}/differences", "adjudicator")
    adjudicator.locator('form[action$="/decision"] input[type=radio]').nth(2).check()
    adjudicator.fill('form[action$="/decision"] textarea', REASONS[lang])
    press(adjudicator, "/decision")

    vendor = demo.visit(f"/{lang}/assessments/{number}", "vendor")
    expect(vendor.locator("#levels")).to_contain_text(REASONS[lang])
    vendor.locator("input[name=go][value=done] ~ button").click()
    vendor.wait_for_load_state()
    screener.reload()
    press(screener, "/publish")

    anybody = demo.visit(f"/{lang}/assessments/{number}")
    expect(anybody.locator("#levels tbody tr").first).to_be_visible()
    expect(anybody.locator(".notice--warn").first).to_be_visible()  # it says that it is a sample
    assert "Rosa" not in anybody.content()
    [file] = demo.data_dir.glob("*.sqlite3")
    with sqlite3.connect(file) as records:
        scores = records.execute("SELECT assessment_id, inputs, result, digest FROM score").fetchall()
        invented = records.execute(
            "SELECT DISTINCT a.is_sample, substr(s.slug, 1, 7) FROM assessment a "
            "JOIN solution s ON s.id = a.solution_id"
        ).fetchall()
    assert invented == [(1, "sample-")]  # nothing made up is attached to a real product
    assert number in {each[0] for each in scores}
    assert [replay(*each[1:]) for each in scores] == [""] * len(scores)
