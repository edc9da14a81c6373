"""Publishing standards with their editions."""

import pytest
from pydantic import ValidationError
from sqlmodel import select

from registry.db import Database
from registry.errors import BadRecord
from registry.standards.models import Standard, StandardEdition
from registry.standards.service import StandardDraft, save, save_all
from tests.factories import make_organisation, make_source


def _draft(slug: str = "hl7-fhir", **values) -> StandardDraft:
    return StandardDraft.model_validate({"slug": slug, "names": "HL7 FHIR", "kind": "base_standard"} | values)


def test_a_standard_with_editions_and_publisher(database: Database) -> None:
    editions = [{"label": "R4", "date": "2019-10", "status": "active"}, {"label": "R5", "date": "2023"}]
    with database.write() as session:
        publisher = make_organisation(session, slug="hl7")
        assert save(session, _draft(sdo="hl7", editions=editions), author="Test").outcome == "created"
        row = session.exec(select(Standard)).one()
        assert row.sdo_id == publisher.id
        assert save(session, _draft(sdo="hl7", editions=editions[:1]), author="Test").outcome == "updated"
        assert [each.label for each in session.exec(select(StandardEdition))] == ["R4"]


def test_one_may_be_replaced_by_a_later_one_of_the_same_file(database: Database) -> None:
    drafts = [_draft("old", replaced_by="new"), _draft("new")]
    with database.write() as session:
        old, new = save_all(session, drafts, author="Test")
        row = session.get(Standard, old.id)
        assert row is not None
        session.refresh(row)
        assert row.replaced_by_id == new.id
        assert [each.outcome for each in save_all(session, drafts, author="Test")] == ["unchanged"] * 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"sdo": "nobody"}, "no organisation"),
        ({"replaced_by": "nothing"}, "no standard"),
        ({"source": "none"}, "no source"),
    ],
)
def test_what_it_points_to_must_exist(database: Database, values: dict, reason: str) -> None:
    with database.write() as session, pytest.raises(BadRecord, match=reason):
        save(session, _draft(**values), author="Test")


def test_found_means_with_a_source(database: Database) -> None:
    with pytest.raises(ValidationError, match="needs its source"):
        _draft(provenance="found")
    with database.write() as session:
        make_source(session)
        save(session, _draft(provenance="found", source="test-source"), author="Test")


def test_two_editions_have_two_labels() -> None:
    with pytest.raises(ValidationError, match="one label"):
        _draft(editions=[{"label": "R4"}, {"label": "R4"}])
