"""What a funder paid is shown only with a public source or the payer's consent, wherever a record is shown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from registry.db import Database
from registry.deployments import queries
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.service import save
from registry.interchange.export import export_all
from registry.search.documents import DocumentBuilder
from tests.factories import make_country, make_organisation, make_solution, make_source
from tests.reading import Reader, reading

SECRET = 7_654_321
AGREED = 1_234_567


def _draft(*funders: dict[str, Any]) -> DeploymentDraft:
    return DeploymentDraft.model_validate(
        {
            "solution": "emr",
            "country": "KEN",
            "key": "emr:KEN:1",
            "status": "active",
            "funders": list(funders),
            "claims": [{"field": "presence", "value": True, "source": "test-source", "date": "2026"}],
        }
    )


@pytest.fixture
def funded(database: Database) -> str:
    """A deployment that two bodies paid for: one amount is not public, the other is by consent."""
    with database.write() as session:
        make_source(session)
        make_country(session, "KEN")
        make_organisation(session, "Quiet Bank", slug="quiet-bank")
        make_organisation(session, "Open Fund", slug="open-fund")
        make_solution(session, slug="emr")
        quiet = {"organisation": "quiet-bank", "amount": SECRET, "currency": "USD", "from_year": 2019}
        agreed = {"organisation": "open-fund", "amount": AGREED, "currency": "USD", "amount_consent": "2025"}
        save(session, _draft(quiet), author="Test")
        return save(session, _draft(quiet, agreed, {"organisation": "open-fund"}), author="Test").id


@pytest.fixture
def reader(funded: str, database_url: str) -> Iterator[Reader]:
    with reading(database_url) as reader:
        yield reader


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit() or character.isalpha())


@pytest.mark.parametrize(
    "path",
    [
        "/en/deployments/{id}",
        "/ar/deployments/{id}",
        "/en/deployments/{id}/history/1",
        "/en/deployments/{id}/history/diff?from=1&to=2",
        "/api/v1/deployments/{id}",
        "/api/v1/deployments/{id}/history/1",
        "/api/v1/deployments/{id}/history/diff?from=1&to=2",
    ],
)
def test_no_page_and_no_answer_holds_an_amount_that_is_not_public(
    reader: Reader, funded: str, path: str
) -> None:
    page = reader.get(path.format(id=funded))
    assert page.status == 200
    assert str(SECRET) not in _digits(page.html)


def test_the_page_says_that_an_amount_is_not_public_and_why_another_is(reader: Reader, funded: str) -> None:
    text = reader.get(f"/en/deployments/{funded}").text
    assert text.count("amount not public") == 1
    assert "$1,234,567.00" in text
    assert "shown as the payer agreed, 2025" in text


def test_a_program_can_tell_not_public_from_not_known(database: Database, funded: str) -> None:
    with database.read() as session:
        found = queries.deployment(session, funded).funders
    assert [(each.amount, each.currency, each.amount_status) for each in found] == [
        (None, "", "not_public"),
        (AGREED, "USD", "public"),
        (None, "", "not_known"),
    ]


def test_history_says_not_public(reader: Reader, funded: str) -> None:
    body = json.loads(reader.get(f"/api/v1/deployments/{funded}/history/2").html)["body"]
    assert [each.get("amount") for each in body["funders"]] == ["not_public", AGREED, None]
    assert "amount not public" in reader.get(f"/en/deployments/{funded}/history/2").text


def test_exports_hold_no_amount_that_is_not_public(database: Database, funded: str, tmp_path: Path) -> None:
    export_all(database, tmp_path / "out")
    text = "".join(
        file.read_text("utf-8") for file in sorted((tmp_path / "out").rglob("*")) if file.is_file()
    )
    assert str(SECRET) not in text
    assert str(AGREED) in text
    assert '"amount":"not_public"' in text


def test_the_search_index_holds_no_amount(database: Database, funded: str) -> None:
    with database.read() as session:
        documents = str(list(DocumentBuilder(session).all()))
    assert str(SECRET) not in documents
    assert str(AGREED) not in documents


@pytest.mark.parametrize("basis", [{"amount_source": "https://example.org"}, {"amount_consent": "2025"}])
def test_consent_without_an_amount_is_refused(basis: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="there is none"):
        _draft({"organisation": "quiet-bank", **basis})
