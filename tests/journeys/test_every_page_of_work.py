"""Pages on which people judge, moderate and run assessments: rules of accessibility, in the dark, from right to left, on a phone."""

import sqlite3

import pytest

from tests.browsing import Demo, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PRODUCT = "sample-rappel-dose"
PAGES = {
    "": [
        f"/solutions/{PRODUCT}/scorecard",
        "/scorecards?solution=sample-rappel-dose&solution=sample-voix-douce",
        "/scores/{score}",
        "/assessments/{published}",
        f"/feedback?solution={PRODUCT}",
        "/feedback/2",
        "/certainty/1",
        "/evidence-levels/1",
    ],
    "screener": [
        "/assessments",
        "/assessments/new",
        "/assessments/{planned}",
        "/assessments/{facts}",
        "/assessments/{comparing}/differences",
        "/agreement/reviewers",
        "/scores/due",
    ],
    "reviewer": [
        "/reviews",
        "/reviews/1",
        "/reviews/1/patient-safety",
        "/reviews/offers/1",
        "/reviews/profile",
        "/assessments/{comparing}/differences",
    ],
    "adjudicator": ["/reviews", "/assessments/{adjudicating}/differences"],
    "vendeur": ["/assessments/{facts}", "/assessments/{published}"],
    "editor": ["/feedback/queue", "/feedback/4", "/evidence/new", "/evidence/import", "/evidence/queue"],
    "admin": ["/evidence-levels/new", "/framework-drafts"],
    "citizen": [f"/feedback/new?solution={PRODUCT}", "/feedback/mine"],
}


def known(demo: Demo) -> dict[str, str]:
    """The assessment in each state, and a score, of the demo."""
    [file] = demo.data_dir.glob("*.sqlite3")
    with sqlite3.connect(file) as records:
        found = dict(
            records.execute("SELECT state, id FROM assessment WHERE NOT is_practice ORDER BY id DESC")
        )
        [(score,)] = records.execute("SELECT id FROM score LIMIT 1").fetchall()
    return {**found, "score": score}


def test_axe_finds_nothing_where_people_work(demo: Demo) -> None:
    ids, faults = known(demo), []
    for who, paths in PAGES.items():
        page = None
        for path in paths:
            address = f"/ar{path.format(**ids)}"
            if page is None:
                page = demo.visit(address, who, width=375, dark=True)
            else:
                answer = page.goto(address)
                assert answer is not None
                assert answer.status == 200, address
            faults += [f"{who} {address}: {each}" for each in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults.append(f"{who} {address}: sideways scroll")
    assert faults == []
