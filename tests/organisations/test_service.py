"""Publishing organisations."""

import pytest
from sqlmodel import select

from registry.db import Database, Kind
from registry.db.ids import derived_id
from registry.db.records import resolve_slug
from registry.errors import BadRecord
from registry.organisations.models import Organisation
from registry.organisations.service import OrganisationDraft, save, save_all
from tests.factories import make_country


def _draft(slug: str = "hl7", **values) -> OrganisationDraft:
    return OrganisationDraft.model_validate({"slug": slug, "names": "HL7 International"} | values)


def test_a_seeded_organisation_has_the_same_id_everywhere(database: Database) -> None:
    with database.write() as session:
        saved = save(session, _draft(), author="Seed", seed=True)
    assert saved.id == derived_id(Kind.ORGANISATION, "hl7")
    assert saved.outcome == "created"


def test_it_is_found_by_its_slug(database: Database) -> None:
    with database.write() as session:
        make_country(session, "USA")
        first = save(session, _draft(), author="Test")
        again = save(session, _draft(country="USA", aliases=["HL7"]), author="Test")
        assert (again.id, again.outcome) == (first.id, "updated")
        assert save(session, _draft(country="USA", aliases=["HL7"]), author="Test").outcome == "unchanged"
        assert session.exec(select(Organisation)).one().country == "USA"


def test_a_former_slug_leads_to_it(database: Database) -> None:
    with database.write() as session:
        saved = save(session, _draft(former_slugs=["health-level-seven"]), author="Test")
        assert resolve_slug(session, Kind.ORGANISATION, "health-level-seven") == (saved.id, "hl7")


def test_what_it_points_to_must_exist(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(BadRecord, match="no country USA"):
            save(session, _draft(country="USA"), author="Test")
        with pytest.raises(BadRecord, match="no source nobody"):
            save(session, _draft(source="nobody"), author="Test")
        with pytest.raises(BadRecord, match="twice"):
            save_all(session, [_draft(), _draft()], author="Test")
