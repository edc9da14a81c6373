"""Sources, claims and identifiers of other registries."""

import pytest
from pydantic import ValidationError
from sqlmodel import select

from registry.db import Database, Kind
from registry.errors import BadRecord, Conflict
from registry.provenance.models import Claim, Source
from registry.provenance.service import (
    ClaimDraft,
    IdentifierDraft,
    SourceDraft,
    check_sources,
    find_by_identifiers,
    save_sources,
    series,
    set_claims,
    set_identifiers,
)
from tests.factories import make_claim, make_source


def _claim(field: str, value, source: str = "test-source", date: str = "2026") -> ClaimDraft:
    return ClaimDraft(field=field, value=value, source=source, date=date)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("dpga-registry-2026-07", "dpga-registry"),
        ("wb-2026", "wb"),
        ("spreadsheet-x-2026-01-31", "spreadsheet-x"),
        ("who-members", "who-members"),
        ("fy-26", "fy-26"),
    ],
)
def test_editions_of_a_source_are_one_series(source: str, name: str) -> None:
    assert series(source) == name


def test_a_source_is_created_updated_and_left_alone(database: Database) -> None:
    draft = SourceDraft(id="one", title="One", note="In words.")
    for expected in ("created", "unchanged"):
        with database.write() as session:
            assert save_sources(session, [draft]) == {"one": expected}
    with database.write() as session:
        assert save_sources(session, [draft.model_copy(update={"title": "Uno"})]) == {"one": "updated"}
        row = session.get(Source, "one")
        assert row is not None
        assert (row.title, row.note) == ("Uno", {"en": "In words."})


def test_an_unknown_source_is_named(database: Database) -> None:
    with database.read() as session, pytest.raises(BadRecord, match="no source nobody"):
        check_sources(session, ["nobody"])


def test_claims_come_change_and_go(database: Database) -> None:
    with database.write() as session:
        make_source(session)
        make_source(session, "other")
        set_claims(
            session,
            Kind.SOLUTION,
            {
                "DHS-1": [
                    _claim("licence", "MIT"),
                    _claim("licence", "MPL-2.0", "other"),
                    _claim("type", "service"),
                ]
            },
        )
    with database.write() as session:
        kept = session.exec(select(Claim).where(Claim.field == "licence", Claim.source_id == "other")).one()
        recorded = kept.recorded_at
        set_claims(
            session,
            Kind.SOLUTION,
            {"DHS-1": [_claim("licence", "Apache-2.0"), _claim("licence", "MPL-2.0", "other")]},
        )
    with database.read() as session:
        rows = {(row.field, row.source_id): row for row in session.exec(select(Claim))}
    assert {key: row.value for key, row in rows.items()} == {
        ("licence", "test-source"): "Apache-2.0",
        ("licence", "other"): "MPL-2.0",
    }
    assert rows["licence", "other"].recorded_at == recorded


def test_claims_of_other_records_stay(database: Database) -> None:
    with database.write() as session:
        make_claim(session, Kind.SOLUTION, "DHS-2", "licence", "MIT")
        set_claims(session, Kind.SOLUTION, {"DHS-1": []})
        assert len(session.exec(select(Claim)).all()) == 1


def test_an_identifier_belongs_to_one_record(database: Database) -> None:
    mine = [IdentifierDraft(scheme="dpga", value="GID1", url="https://example.org/1")]
    with database.write() as session:
        set_identifiers(session, Kind.SOLUTION, {"DHS-1": mine})
        set_identifiers(session, Kind.SOLUTION, {"DHS-1": mine})
        assert find_by_identifiers(session, [("dpga", "GID1"), ("other", "GID1")]) == {
            ("dpga", "GID1"): "DHS-1"
        }
        with pytest.raises(Conflict, match="DHS-1"):
            set_identifiers(session, Kind.SOLUTION, {"DHS-2": mine})


@pytest.mark.parametrize(
    "values",
    [
        {"url": "ftp://example.org"},
        {"url": "https://someone@example.org/"},
        {"date": "May 2026"},
        {"date": "2026-13"},
        {"person": "Somebody"},
        {"id": "With Spaces"},
    ],
)
def test_a_source_is_checked(values: dict) -> None:
    with pytest.raises(ValidationError):
        SourceDraft.model_validate({"id": "one", "title": "One"} | values)
