"""What of a record is not for everybody: amounts without a public source or the payer's consent."""

import pytest

from registry.db.withheld import NOT_PUBLIC, public_body, public_value

PAID = {"organisation": "bank", "amount": 100, "currency": "USD", "from_year": 2019}


@pytest.mark.parametrize("basis", [{"amount_source": "https://example.org"}, {"amount_consent": "2025-05"}])
def test_an_amount_with_a_public_source_or_consent_is_shown(basis: dict[str, str]) -> None:
    assert public_body({"funders": [PAID | basis]}) == {"funders": [PAID | basis]}


@pytest.mark.parametrize("amount", [100, 0])
def test_any_other_amount_reads_as_not_public_and_never_as_nothing(amount: int) -> None:
    shown = public_body({"status": "active", "funders": [PAID | {"amount": amount}]})
    assert shown == {
        "status": "active",
        "funders": [{"organisation": "bank", "amount": NOT_PUBLIC, "from_year": 2019}],
    }


def test_a_funder_without_an_amount_stays_as_it_is() -> None:
    assert public_body({"funders": [{"organisation": "bank"}]}) == {"funders": [{"organisation": "bank"}]}


def test_what_sources_state_of_funders_is_held_back_too() -> None:
    claims = [
        {"field": "funders", "value": [PAID], "source": "file"},
        {"field": "status", "value": "active", "source": "file"},
    ]
    shown = public_body({"claims": claims})["claims"]
    assert "100" not in str(shown)
    assert shown[1] == claims[1]
    assert claims[0]["value"] == [PAID], "what is kept is not changed"


def test_a_value_of_another_field_is_not_touched() -> None:
    assert public_value("price", {"amount": "10"}) == {"amount": "10"}
