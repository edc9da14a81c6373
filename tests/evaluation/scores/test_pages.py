"""A score has one permanent page with everything it rests on; scorecards keep axes, frameworks and bodies apart."""

import json
from collections.abc import Iterator

import pytest

from registry.db import Database
from registry.evaluation.assessments.models import AssessingBody, BodyKind
from registry.evaluation.frozen import digest
from tests.factories import make_country, make_organisation, make_solution
from tests.factories.certainty import make_judgement
from tests.factories.levels import make_rules
from tests.factories.scores import FAILED, GOOD, PASSED, make_score
from tests.reading import Reader, reading


@pytest.fixture
def ids() -> dict[str, str]:
    """The scores that `reader` knows: `old` and `new`."""
    return {}


@pytest.fixture
def reader(sqlite_url: str, ids: dict[str, str]) -> Iterator[Reader]:
    with Database(sqlite_url).write() as session:
        make_rules(session)
        make_country(session, "NPL")
        centre = make_organisation(session, "National Centre")
        session.add(
            AssessingBody(
                id="centre",
                kind=BodyKind.NATIONAL_CENTRE,
                organisation_id=centre.id,
                country="NPL",
                names={"en": "National Centre"},
            )
        )
        solution = make_solution(session, "Sample Tracker", slug="tracker")
        old = make_score(session, solution, (*GOOD, FAILED))
        agreement = {"units": 12, "pairs": 12, "raw_agreement": 0.75, "krippendorff_alpha_ordinal": 0.61}
        new = make_score(session, solution, agreement=agreement)
        make_score(session, solution, [PASSED], body_id="centre", reviewers=3)
        make_judgement(session, solution, publish=True)
        make_solution(session, "Bare", slug="bare")
        ids |= {"old": old.id, "new": new.id}
    with reading(sqlite_url) as made:
        yield made


def test_anybody_reads_a_score_with_reasons_evidence_and_seal(reader: Reader, ids: dict[str, str]) -> None:
    page = reader.get(f"/en/scores/{ids['new']}")
    assert page.status == 200
    for text in (
        "Test framework. Assessing body: Secretariat of this registry. Published: 1 November 2026.",
        "A sample: product, evidence and judgements are made up",
        "Looked through.",
        "75% of the judgements alike, on 12 criteria",
        "alpha 0.61",
        "1 criterion is not known. It counts neither as met nor as unmet.",
        f"registry scores replay {ids['new']}",
    ):
        assert text in page.text
    assert any(link.startswith("/en/evidence/DHE-") for link in page.links)
    assert f"/api/v1/scores/{ids['new']}" in page.links
    assert reader.get("/en/scores/DHC-NOTHERE").status == 404


def test_a_score_that_another_followed_says_so_and_stays(reader: Reader, ids: dict[str, str]) -> None:
    page = reader.get(f"/en/scores/{ids['old']}")
    assert page.status == 200
    assert "A newer score took its place" in page.text
    assert f"/en/scores/{ids['new']}" in page.links


def test_the_json_holds_everything_and_its_digest_can_be_checked(reader: Reader, ids: dict[str, str]) -> None:
    found = json.loads(reader.get(f"/api/v1/scores/{ids['new']}").html)
    assert digest({"inputs": found["inputs"], "score": found["score"]}) == found["digest"]
    assert found["summary"]["is_sample"] is True
    assert found["summary"]["body"]["names"]["en"] == "Secretariat of this registry"
    listed = json.loads(reader.get("/api/v1/solutions/tracker/scores").html)
    assert [each["in_force"] for each in listed].count(True) == 2
    assert len(listed) == 3


def test_the_scorecard_keeps_axes_and_bodies_apart(reader: Reader, ids: dict[str, str]) -> None:
    page = reader.get("/en/solutions/tracker/scorecard")
    assert page.status == 200
    gates = page.part("gates")
    assert gates.index("National Centre") < gates.index("Secretariat of this")
    assert gates.count("Passed") == 2
    assert "Moderate certainty" in page.part("certainty")
    assert "Test framework" in page.part("criteria")
    assert "Its maturity was not judged here." in page.part("maturity")
    history = page.part("history")
    assert history.count("Test framework") == 3
    assert "Failed" in history
    assert f"/en/scores/{ids['new']}" in page.links
    assert f"/en/scores/{ids['old']}" in page.links


def test_a_product_that_nobody_assessed_reads_so_and_nothing_else(
    reader: Reader, ids: dict[str, str]
) -> None:
    page = reader.get("/en/solutions/bare/scorecard")
    assert "Not yet assessed here. This is not a judgement of the product." in page.text
    assert "No gate was judged here." in page.text
    found = json.loads(reader.get("/api/v1/solutions/bare/scorecard").html)
    assert (found["level"]["standing"]["level"], found["frameworks"], found["history"]) == (
        "not_assessed",
        [],
        [],
    )


def test_two_to_five_products_stand_side_by_side(reader: Reader, ids: dict[str, str]) -> None:
    page = reader.get("/en/scorecards?solution=tracker&solution=bare")
    assert page.status == 200
    assert "Not yet assessed here. This is not a judgement of the product." in page.text
    assert "Moderate certainty" in page.text
    listed = json.loads(reader.get("/api/v1/scorecards?solution=bare&solution=tracker").html)
    assert [each["solution"]["slug"] for each in listed] == ["bare", "tracker"]
    for query in (
        "",
        "?solution=tracker",
        "?solution=tracker&solution=tracker",
        "?solution=tracker&solution=nowhere",
    ):
        assert reader.get(f"/en/scorecards{query}").status == 400
        assert reader.get(f"/api/v1/scorecards{query}").status == 400
