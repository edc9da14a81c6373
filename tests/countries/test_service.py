"""Recording countries: present states follow from dated ones."""

import pytest
from pydantic import ValidationError
from sqlmodel import select

from registry.countries.models import Country, IncomeGroup, MembershipStatus, RegionMembership
from registry.countries.service import CountryDraft, RegionDraft, save_all, save_regions
from registry.db import Database
from registry.errors import BadRecord

INDONESIA = {
    "code": "IDN",
    "alpha2": "ID",
    "numeric": "360",
    "names": {"en": "Indonesia", "fr": "Indonésie"},
    "point": [113.5, -0.8],
    "membership": [{"status": "member_state", "from": "1950-05-23"}],
    "regions": [
        {"region": "SEAR", "from": "1950", "until": "2025-05-23"},
        {"region": "WPR", "from": "2025-05-23", "note": "Reassigned."},
    ],
    "income": [
        {"year": "2027", "group": "UMC", "derived": True},
        {"year": "2026", "group": "LMC"},
    ],
}


def _save(database: Database, *countries: dict) -> dict[str, str]:
    with database.write() as session:
        save_regions(session, [RegionDraft(code=code, names=code) for code in ("SEAR", "WPR")])
        return save_all(session, [CountryDraft.model_validate(each) for each in countries], author="Test")


def test_the_present_state_follows_from_the_dated_ones(database: Database) -> None:
    assert _save(database, INDONESIA) == {"IDN": "created"}
    with database.read() as session:
        country = session.get(Country, "IDN")
        assert country is not None
        assert (country.region, country.income) == ("WPR", IncomeGroup.UPPER_MIDDLE)
        assert (country.longitude, country.latitude) == (113.5, -0.8)
        rows = session.exec(select(RegionMembership).order_by(RegionMembership.since)).all()
    assert [(row.region, row.since, row.until) for row in rows] == [
        ("SEAR", "1950", "2025-05-23"),
        ("WPR", "2025-05-23", ""),
    ]
    assert rows[1].note == {"en": "Reassigned."}


def test_a_withdrawal_is_a_state_not_a_deletion(database: Database) -> None:
    _save(database, INDONESIA)
    notified = [*INDONESIA["membership"], {"status": "withdrawal_notified", "from": "2026-01-22"}]
    assert _save(database, INDONESIA | {"membership": notified}) == {"IDN": "updated"}
    assert _save(database, INDONESIA | {"membership": notified}) == {"IDN": "unchanged"}
    with database.read() as session:
        country = session.get(Country, "IDN")
        assert country is not None
        assert country.membership is MembershipStatus.WITHDRAWAL_NOTIFIED


def test_an_area_has_neither_region_nor_income(database: Database) -> None:
    area = {"code": "ALA", "alpha2": "AX", "names": "Åland", "membership": [{"status": "area"}]}
    assert _save(database, area) == {"ALA": "created"}


def test_an_unknown_region_is_named(database: Database) -> None:
    with pytest.raises(BadRecord, match="no region XXR"):
        _save(database, INDONESIA | {"regions": [{"region": "XXR"}]})


@pytest.mark.parametrize(
    "values",
    [
        {"code": "Indonesia"},
        {"membership": []},
        {"income": [{"year": "2026", "group": "LMC"}, {"year": "2026", "group": "UMC"}]},
        {"population": 280},
    ],
)
def test_a_country_is_checked(values: dict) -> None:
    with pytest.raises(ValidationError):
        CountryDraft.model_validate(INDONESIA | values)
