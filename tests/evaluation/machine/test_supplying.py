"""Whoever controls a product supplies its publiccode.yml; a machine reads the newest release from it."""

from datetime import timedelta

import pytest

from registry.accounts.permissions import Role
from registry.db.base import now
from registry.evaluation.machine.jobs import check_all
from registry.ownership.models import OwnershipClaim, ProofMethod, SolutionControl
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_solution

PAGE = "/en/solutions/tracker/metadata-file"
FILE = b"publiccodeYmlVersion: '0.4'\nsoftwareVersion: 3.2.0\nreleaseDate: 2026-09-01\n"


@pytest.fixture
def owner(stage: Stage) -> str:
    """Somebody of an organisation that has proven that it controls the product."""
    with stage.database.write() as session:
        solution = make_solution(session, "Tracker", slug="tracker")
        body = make_organisation(session, "Maker")
        claim = OwnershipClaim(
            solution_id=solution.id,
            organisation_id=body.id,
            method=ProofMethod.WEBSITE,
            token="0" * 40,
            address="https://example.org",
            expires_at=now() + timedelta(days=1),
        )
        session.add(claim)
        session.flush()
        session.add(SolutionControl(solution_id=solution.id, organisation_id=body.id, claim_id=claim.id or 0))
        return make_account(session, "", (Role.ORGANISATION_OWNER, body.id)).id


def test_only_who_controls_the_product_supplies_it(stage: Stage, owner: str) -> None:
    with stage.database.write() as session:
        other = make_organisation(session, "Other")
        stranger = make_account(session, "", (Role.ORGANISATION_OWNER, other.id)).id
    assert stage.person().get(PAGE).status_code == 303
    assert stage.person(stranger).get(PAGE).status_code == 403
    assert stage.person(owner).get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "content", [b"", b"[: no yaml", b"- a list", b"softwareVersion: 1", b"x: " + b"y" * 100_000]
)
def test_what_is_no_such_file_is_told_beside_the_field(stage: Stage, owner: str, content: bytes) -> None:
    answer = stage.person(owner).post(PAGE, files={"file": ("publiccode.yml", content, "text/yaml")})
    assert answer.status_code == 422
    assert 'id="e-file"' in answer.text


def test_what_it_says_is_shown_as_found_by_a_machine(stage: Stage, owner: str) -> None:
    sent = stage.person(owner).post(PAGE, files={"file": ("publiccode.yml", FILE, "text/yaml")})
    assert sent.status_code == 303
    check_all(stage.database)  # other sites are not asked
    page = stage.person().get("/en/solutions/tracker/scorecard").text
    assert "publiccode.yml supplied on" in page
    assert "3.2.0" in page
    [found] = [
        each
        for each in stage.program().ask("GET", "/api/v1/solutions/tracker/machine-checks").json()
        if each["checker"] == "released_in_year"
    ]
    assert (found["detail"]["released"], found["earlier"]) == ("2026-09-01", [])
    text = FILE.decode().replace("3.2.0", "4.0.0")
    answer = stage.program(owner).ask("PUT", "/api/v1/solutions/tracker/metadata-file", json={"text": text})
    assert [each["detail"]["version"] for each in answer.json() if each["checker"] == "released_in_year"] == [
        "4.0.0"
    ]
