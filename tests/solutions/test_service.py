"""Publishing solutions with all they are linked to."""

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from registry.audit.models import Revision
from registry.db import Database, Kind
from registry.db.ids import derived_id
from registry.db.records import resolve_slug
from registry.errors import BadRecord, Conflict
from registry.provenance.models import Claim, ExternalIdentifier
from registry.provenance.service import find_by_identifiers
from registry.solutions.drafts import SolutionDraft
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRelation,
    SolutionStandard,
)
from registry.solutions.service import broken, drafts_of, save, save_all
from tests.factories import make_concept, make_organisation, make_source, make_standard

FULL = {
    "slug": "example-emr",
    "names": {"en": "Example EMR", "fr": "DME exemple"},
    "aliases": ["EEMR"],
    "summary": "Keeps records.",
    "type": "software",
    "licence": "MPL-2.0 OR Apache-2.0",
    "openness": "open_source",
    "organisations": [{"organisation": "example", "role": "owner"}],
    "links": {"home": ["https://example.org"], "source": ["https://example.org/code"]},
    "languages": ["en", "pt-BR"],
    "platforms": ["web", "android"],
    "offline": False,
    "interventions": ["2.2.1"],
    "sdgs": ["3"],
    "standards": [{"standard": "hl7-fhir", "edition": "R4", "strength": "tested"}],
    "price": {
        "amount": "10.50",
        "currency": "USD",
        "per": "user and month",
        "source": "https://example.org/p",
    },
    "identifiers": [{"scheme": "dpga", "value": "GID1"}],
    "claims": [
        {"field": "offline", "value": False, "source": "test-source", "date": "2026"},
        {"field": "licence", "value": "MPL-2.0", "source": "test-source", "date": "2026"},
    ],
}


def _draft(**values) -> SolutionDraft:
    return SolutionDraft.model_validate(FULL | values)


@pytest.fixture
def session(database: Database):
    with database.write() as session:
        make_source(session)
        make_organisation(session, slug="example")
        make_standard(session, slug="hl7-fhir", editions=["R4"])
        make_concept(session, "2.2.1")
        make_concept(session, "3", "sdgs")
        yield session


def test_everything_is_written(session: Session) -> None:
    saved = save(session, _draft(), author="Test", note="First.")
    assert (saved.slug, saved.outcome) == ("example-emr", "created")
    row = session.exec(select(Solution)).one()
    assert row.names == FULL["names"]
    assert (row.offline, row.uses_ai) == (False, None)
    assert row.platforms == ["web", "android"]
    assert row.links == FULL["links"]
    assert {each.code for each in session.exec(select(SolutionConcept))} == {"2.2.1", "3"}
    assert session.exec(select(SolutionStandard)).one().edition == "R4"
    assert session.exec(select(SolutionOrganisation)).one().role == "owner"
    assert session.exec(select(ExternalIdentifier)).one().record_id == saved.id
    assert {each.field for each in session.exec(select(Claim))} == {"licence", "offline"}


def test_the_revision_holds_the_full_body_without_what_nobody_states(session: Session) -> None:
    saved = save(session, _draft(), author="Test", note="First.")
    revision = session.exec(select(Revision).where(Revision.record_id == saved.id)).one()
    assert (revision.number, revision.author, revision.note) == (1, "Test", "First.")
    assert revision.body["offline"] is False
    assert [each["field"] for each in revision.body["claims"]] == ["licence", "offline"]
    assert not {"uses_ai", "challenges", "former_slugs", "stage"} & set(revision.body)


def test_saving_the_same_again_changes_nothing(session: Session) -> None:
    first = save(session, _draft(), author="Test")
    again = save(session, drafts_of(session, [first.id])[first.id], author="Test")
    assert (again.id, again.outcome) == (first.id, "unchanged")


def test_links_are_replaced(session: Session) -> None:
    save(session, _draft(), author="Test")
    smaller = _draft(standards=[], interventions=[], organisations=[], identifiers=[], claims=())
    assert save(session, smaller, author="Test").outcome == "updated"
    for table in (SolutionStandard, SolutionOrganisation, ExternalIdentifier, Claim):
        assert session.exec(select(table)).all() == []
    assert session.exec(select(SolutionConcept)).one().code == "3"


def test_a_seeded_id_follows_from_the_slug(session: Session) -> None:
    assert save(session, _draft(), author="Seed", seed=True).id == derived_id(Kind.SOLUTION, "example-emr")


def test_a_seed_does_not_undo_an_edit(session: Session) -> None:
    saved = save(session, _draft(), author="Seed", seed=True)
    save(session, _draft(summary="Edited here."), author="Editors")
    assert save(session, _draft(), author="Seed", seed=True).outcome == "kept"
    assert drafts_of(session, [saved.id])[saved.id].summary == {"en": "Edited here."}


def test_two_solutions_may_name_each_other(session: Session) -> None:
    one = _draft(identifiers=[], relations=[{"kind": "interoperates_with", "solution": "other"}])
    other = _draft(
        slug="other", identifiers=[], relations=[{"kind": "interoperates_with", "solution": "example-emr"}]
    )
    save_all(session, [one, other], author="Test")
    assert len(session.exec(select(SolutionRelation)).all()) == 2


def test_an_identifier_is_recognised_and_never_registered_twice(session: Session) -> None:
    saved = save(session, _draft(), author="Test")
    assert find_by_identifiers(session, [("dpga", "GID1")]) == {("dpga", "GID1"): saved.id}
    with pytest.raises(Conflict, match=saved.id):
        save(session, _draft(slug="copy"), author="Test")


def test_a_former_slug_leads_to_it(session: Session) -> None:
    saved = save(session, _draft(former_slugs=["old-emr"]), author="Test")
    assert resolve_slug(session, Kind.SOLUTION, "old-emr") == (saved.id, "example-emr")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"interventions": ["9.9"]}, "no code 9.9 in interventions-2"),
        ({"organisations": [{"organisation": "nobody", "role": "owner"}]}, "nobody"),
        ({"standards": [{"standard": "nothing"}]}, "nothing"),
        ({"relations": [{"kind": "part_of", "solution": "nowhere"}]}, "nowhere"),
        ({"relations": [{"kind": "part_of", "solution": "example-emr"}]}, "itself"),
        ({"claims": [{"field": "x", "value": 1, "source": "none"}]}, "no source none"),
    ],
)
def test_what_it_points_to_must_exist(session: Session, values: dict, reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        save(session, _draft(**values), author="Test")
    assert session.exec(select(Solution)).all() == []


def test_broken_drafts_are_told_from_good_ones(session: Session) -> None:
    drafts = [_draft(), _draft(slug="bad", identifiers=[], interventions=["9.9"])]
    assert list(broken(session, drafts)) == ["bad"]


def test_an_identifier_breaks_the_draft_that_takes_it_from_another(session: Session) -> None:
    save(session, _draft(), author="Test")
    drafts = [
        _draft(slug="thief"),
        _draft(slug="one", identifiers=[{"scheme": "x", "value": "1"}]),
        _draft(slug="two", identifiers=[{"scheme": "x", "value": "1"}]),
    ]
    assert list(broken(session, drafts)) == ["thief", "two"]


@pytest.mark.parametrize(
    "values",
    [
        {"licence": "Some licence"},
        {"licence": "MIT AND"},
        {"links": {"home": ["javascript:alert(1)"]}},
        {"links": {"wiki": ["https://example.org"]}},
        {"languages": ["english"]},
        {"first_released": "01/02/2003"},
        {"summary": {"en": "x" * 241}},
        {"summary": {"en": ""}},
        {"names": {}},
        {"platforms": ["fax"]},
        {"contact": "person@example.org"},
        {"sdgs": ["3", "3"]},
        {"price": {"amount": "cheap", "currency": "USD", "per": "user", "source": "x"}},
        {"price": {"amount": "NaN", "currency": "USD", "per": "user", "source": "x"}},
        {"slug": "Example EMR"},
        {"maintainer_email": "x"},
    ],
)
def test_a_draft_is_checked(values: dict) -> None:
    with pytest.raises(ValidationError):
        _draft(**values)


def test_an_empty_price_or_licence_is_simply_not_known() -> None:
    assert _draft(price=None, licence="").licence == ""
