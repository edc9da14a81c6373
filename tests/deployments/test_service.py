"""Publishing deployments and reported presences."""

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from registry.audit.models import Revision
from registry.db import Database
from registry.deployments.drafts import WITHDRAWN, DeploymentDraft
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
    DeploymentStatus,
)
from registry.deployments.service import (
    drafts_of,
    presence,
    presence_ids,
    save,
    save_all,
)
from registry.errors import BadRecord
from registry.provenance.models import Claim
from tests.factories import make_concept, make_country, make_organisation, make_solution, make_source

CLAIM = {"field": "presence", "value": True, "source": "test-source", "date": "2026"}
FULL = {
    "solution": "emr",
    "country": "KEN",
    "key": "emr:KEN:1",
    "subdivision": "KE-30",
    "status": "scaled",
    "started": "2019",
    "target_share": 0.8,
    "target_share_source": "Ministry report",
    "people": 3_000_000_000,
    "organisations": [
        {"organisation": "moh", "role": "owner"},
        {"organisation": "moh", "role": "implementer"},
    ],
    "funders": [{"organisation": "moh", "amount": 100, "currency": "KES", "from_year": 2019}],
    "interventions": ["2.2.1"],
    "claims": [CLAIM],
}


def _draft(**values) -> DeploymentDraft:
    return DeploymentDraft.model_validate(FULL | values)


def _presence(*sources: str, country: str = "KEN") -> DeploymentDraft:
    return presence("emr", country, [(source, "2026", "") for source in sources])


@pytest.fixture
def session(database: Database):
    with database.write() as session:
        make_source(session)
        make_source(session, "other")
        make_country(session, "KEN")
        make_country(session, "UGA")
        make_organisation(session, slug="moh")
        make_concept(session, "2.2.1")
        make_solution(session, slug="emr")
        yield session


def test_everything_is_written(session: Session) -> None:
    saved = save(session, _draft(), author="Test")
    row = session.get(Deployment, saved.id)
    assert row is not None
    assert (row.status, row.people, row.target_share) == (DeploymentStatus.SCALED, 3_000_000_000, 0.8)
    assert len(session.exec(select(DeploymentOrganisation)).all()) == 2
    assert session.exec(select(DeploymentFunder)).one().currency == "KES"
    assert session.exec(select(DeploymentConcept)).one().code == "2.2.1"
    assert session.exec(select(Claim)).one().record_id == saved.id


def test_a_key_keeps_its_id(session: Session) -> None:
    first = save(session, _draft(), author="Test")
    assert save(session, _draft(), author="Test").outcome == "unchanged"
    again = save(session, _draft(status="ended", ended="2024"), author="Test")
    assert (again.id, again.outcome) == (first.id, "updated")
    assert save(session, drafts_of(session, [first.id])[first.id], author="Test").outcome == "unchanged"


def test_without_a_key_each_is_a_deployment_of_its_own(session: Session) -> None:
    saved = save_all(session, [_draft(key=""), _draft(key="")], author="Test")
    assert saved[0].id != saved[1].id


def test_there_is_one_presence_for_a_solution_and_country(session: Session) -> None:
    first = save(session, _presence("test-source"), author="Test")
    second = save(session, _presence("test-source", "other"), author="Test")
    assert (second.id, second.outcome) == (first.id, "updated")
    row = session.get(Deployment, first.id)
    assert row is not None
    assert (row.status, row.is_reported_presence) == (DeploymentStatus.NOT_KNOWN, True)
    assert {each.source_id for each in session.exec(select(Claim))} == {"test-source", "other"}


def test_a_fuller_deployment_stands_beside_the_presence(session: Session) -> None:
    presence_, full = save_all(session, [_presence("other"), _draft()], author="Test")
    assert presence_.id != full.id
    assert len(presence_ids(session, [session.exec(select(Deployment)).first().solution_id])) == 1


def test_a_presence_that_nobody_names_goes_and_comes_back_under_its_id(session: Session) -> None:
    first = save(session, _presence("test-source"), author="Test")
    gone = save(session, _presence(), author="Test")
    assert (gone.id, gone.outcome) == (first.id, "removed")
    assert session.exec(select(Deployment)).all() == []
    assert session.exec(select(Claim)).all() == []
    last = session.exec(select(Revision).where(Revision.record_id == first.id, Revision.number == 2)).one()
    assert last.body[WITHDRAWN] is True
    assert drafts_of(session, [first.id]) == {}
    back = save(session, _presence("other"), author="Test")
    assert (back.id, back.outcome) == (first.id, "updated")
    assert session.exec(select(Deployment)).one().id == first.id


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"solution": "nothing"}, "no solution nothing"),
        ({"country": "TZA", "subdivision": ""}, "no country TZA"),
        ({"organisations": [{"organisation": "nobody", "role": "owner"}]}, "no organisation nobody"),
        ({"interventions": ["9"]}, "no code 9"),
        ({"claims": [CLAIM | {"source": "none"}]}, "no source none"),
    ],
)
def test_what_it_points_to_must_exist(session: Session, values: dict, reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        save(session, _draft(**values), author="Test")


@pytest.mark.parametrize(
    "values",
    [
        {"target_share": None},
        {"target_share_source": ""},
        {"target_share": 1.2},
        {"people": -1},
        {"started": "2019", "ended": "2018-05"},
        {"subdivision": "UG-102"},
        {"subdivision": "KE-99"},
        {"is_reported_presence": True},
        {"funders": [{"organisation": "moh", "amount": 5}]},
        {"claims": [CLAIM, CLAIM]},
        {"contact_person": "x"},
    ],
)
def test_a_draft_is_checked(values: dict) -> None:
    with pytest.raises(ValidationError):
        _draft(**values)


def test_a_year_may_begin_and_end_a_deployment() -> None:
    assert _draft(started="2019-06", ended="2019").ended == "2019"
