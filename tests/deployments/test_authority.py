"""What the authority of a country states: kept, followed, and what makes a record confirmed or disputed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.audit import events
from registry.audit.models import Event
from registry.db import Database, Kind
from registry.deployments import country_queries, queries
from registry.deployments.authority import Speaking, confirmation_of, followed
from registry.deployments.confirming import let_lapse
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.models import Confirmation, Deployment, DeploymentStatus
from registry.deployments.service import broken, drafts_of, presence, presence_ids, save
from registry.errors import BadRecord
from registry.provenance.models import Claim, SourceKind
from registry.provenance.service import ClaimDraft, sorted_claims
from registry.search.documents import DocumentBuilder
from tests.factories import make_country, make_organisation, make_solution, make_source

OWN = "country-ken"
SPEAKING = Speaking(OWN)
CLAIM = {"field": "presence", "value": True, "source": "register", "date": "2025"}


def _claim(
    field: str = "presence", value: Any = True, source: str = OWN, date: str = "2026-03-03"
) -> ClaimDraft:
    return ClaimDraft(field=field, value=value, source=source, date=date)


def _draft(*claims: ClaimDraft, **values: Any) -> DeploymentDraft:
    first = {"solution": "emr", "country": "KEN", "key": "emr:KEN:1", "status": "active", "started": "2019"}
    return DeploymentDraft.model_validate({**first, "claims": [CLAIM], **values}).model_copy(
        update={"claims": sorted_claims([ClaimDraft.model_validate(CLAIM), *claims])}
    )


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        make_source(session, "register")
        make_source(session, "other")
        make_source(session, OWN, title="Ministry of Health of Kenya", kind=SourceKind.COUNTRY)
        make_country(session, "KEN")
        make_country(session, "UGA")
        make_organisation(session, slug="maker")
        make_solution(session, slug="emr")
        yield session


def _row(session: Session, record_id: str) -> Deployment:
    session.flush()
    session.expire_all()
    row = session.get(Deployment, record_id)
    assert row is not None
    return row


class TestRules:
    def test_the_record_follows_status_dates_and_scale(self) -> None:
        draft = _draft(_claim("status", "ended"), _claim("ended", "2024-05"), _claim("people", 0))
        found = followed(draft, {OWN})
        assert (found.status, found.ended, found.people) == (DeploymentStatus.ENDED, "2024-05", 0)
        assert followed(draft, set()) == draft, "a source that is no authority is not followed"

    def test_no_other_field_follows(self) -> None:
        draft = _draft(_claim("version", "2"))
        assert followed(draft, {OWN}).version == ""

    def test_what_does_not_fit_is_named(self) -> None:
        with pytest.raises(BadRecord, match="what the country states does not fit: ended 2018"):
            followed(_draft(_claim("ended", "2018")), {OWN})
        with pytest.raises(BadRecord, match="needs the share"):
            followed(_draft(_claim("status", "scaled")), {OWN})

    @pytest.mark.parametrize(
        ("value", "state"), [(True, Confirmation.CONFIRMED), (False, Confirmation.DISPUTED)]
    )
    def test_its_claim_on_presence_confirms_or_disputes(self, value: bool, state: Confirmation) -> None:
        assert confirmation_of(_draft(_claim(value=value)).claims, {OWN}) == (state, "2026-03-03")
        assert confirmation_of(_draft().claims, {OWN}) == (Confirmation.PENDING, "")


class TestSaving:
    def test_a_deployment_is_pending_until_the_authority_speaks(self, session: Session) -> None:
        saved = save(session, _draft(), author="Test")
        assert _row(session, saved.id).confirmation is Confirmation.PENDING
        save(session, _draft(_claim()), author="Ministry", speaking=SPEAKING)
        row = _row(session, saved.id)
        assert (row.confirmation, row.confirmation_on) == (Confirmation.CONFIRMED, "2026-03-03")
        save(session, _draft(_claim(value=False, date="2026-04-04")), author="Ministry", speaking=SPEAKING)
        row = _row(session, saved.id)
        assert (row.confirmation, row.confirmation_on) == (Confirmation.DISPUTED, "2026-04-04")
        save(session, _draft(), author="Ministry", speaking=SPEAKING)
        row = _row(session, saved.id)
        assert (row.confirmation, row.confirmation_on) == (Confirmation.PENDING, "")

    def test_nobody_else_changes_or_drops_what_it_states(self, session: Session) -> None:
        saved = save(
            session, _draft(_claim(), _claim("status", "pilot")), author="Ministry", speaking=SPEAKING
        )
        assert _row(session, saved.id).status is DeploymentStatus.PILOT
        save(session, _draft(), author="Vendor")
        save(
            session, _draft(_claim(value=False), _claim("status", "ended"), status="planned"), author="Vendor"
        )
        row = _row(session, saved.id)
        assert (row.status, row.confirmation) == (DeploymentStatus.PILOT, Confirmation.CONFIRMED)
        stated = session.exec(select(Claim.field, Claim.value).where(Claim.source_id == OWN)).all()
        assert sorted(stated) == [("presence", True), ("status", "pilot")]

    def test_nobody_else_speaks_for_it(self, session: Session) -> None:
        saved = save(session, _draft(_claim()), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.PENDING
        assert session.exec(select(Claim).where(Claim.source_id == OWN)).all() == []

    def test_a_draft_that_contradicts_it_is_named_before_saving(self, session: Session) -> None:
        good = _draft(key="emr:KEN:2")
        bad = _draft(_claim("ended", "2018"), key="emr:KEN:3")
        assert list(broken(session, [good, bad])) == [1]

    def test_its_word_stays_when_others_change_the_record(self, session: Session) -> None:
        saved = save(session, _draft(_claim()), author="Ministry", speaking=SPEAKING)
        save(session, _draft(started="2020"), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.CONFIRMED

    def test_where_the_country_asks_for_it_a_change_waits_for_its_word(self, session: Session) -> None:
        strict = Speaking(OWN, lapses=True)
        saved = save(session, _draft(_claim()), author="Ministry", speaking=strict)
        save(session, _draft(links=["https://example.org"]), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.CONFIRMED, "nothing confirmed was changed"
        save(session, _draft(started="2020"), author="Vendor")
        row = _row(session, saved.id)
        assert (row.confirmation, row.confirmation_on) == (Confirmation.PENDING, "2026-03-03")
        events.seal(session)
        event = session.exec(select(Event).where(Event.action == "deployment.confirmation_lapsed")).one()
        assert (event.object_id, event.is_public) == (saved.id, True)
        save(session, _draft(started="2021"), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.PENDING
        again = drafts_of(session, [saved.id])[saved.id]
        assert save(session, again, author="Ministry", speaking=strict).outcome == "unchanged"
        assert _row(session, saved.id).confirmation is Confirmation.CONFIRMED

    def test_a_disputed_one_stays_disputed_when_it_is_changed(self, session: Session) -> None:
        strict = Speaking(OWN, lapses=True)
        saved = save(session, _draft(_claim(value=False)), author="Ministry", speaking=strict)
        save(session, _draft(started="2020"), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.DISPUTED

    def test_a_country_can_ask_for_it_later(self, session: Session) -> None:
        saved = save(session, _draft(_claim()), author="Ministry", speaking=SPEAKING)
        let_lapse(session, "KEN", lapses=True)
        save(session, _draft(started="2020"), author="Vendor")
        assert _row(session, saved.id).confirmation is Confirmation.PENDING


class TestSilence:
    def test_an_authority_is_not_said_to_be_silent_on_other_countries(self, session: Session) -> None:
        kenya = save(session, _draft(_claim()), author="Ministry", speaking=SPEAKING)
        uganda = save(session, presence("emr", "UGA", [("register", "2025", "")]), author="Test")
        assert queries.deployment(session, uganda.id).standing.not_listed_by == []
        assert country_queries.disagreeing(session, "UGA", limit=1) == (0, [])
        assert len(queries.deployment(session, kenya.id).standing.claims) == 2
        (document,) = DocumentBuilder(session).all([Kind.SOLUTION])
        assert (document.payload["sources"], document.payload["agreed"]) == (1, 0)


class TestReportedPresence:
    def test_it_becomes_a_recorded_deployment_with_all_its_claims(self, session: Session) -> None:
        saved = save(session, presence("emr", "KEN", [("register", "2025", "")]), author="Test")
        draft = drafts_of(session, [saved.id])[saved.id]
        full = draft.model_copy(
            update={
                "is_reported_presence": False,
                "claims": sorted_claims([*draft.claims, _claim(), _claim("status", "active")]),
            }
        )
        save(session, full, author="Ministry", speaking=SPEAKING)
        row = _row(session, saved.id)
        assert (row.is_reported_presence, row.status) == (False, DeploymentStatus.ACTIVE)
        assert {claim.source_id for claim in session.exec(select(Claim))} == {"register", OWN}

    def test_a_source_that_names_the_place_again_does_not_undo_that(self, session: Session) -> None:
        self.test_it_becomes_a_recorded_deployment_with_all_its_claims(session)
        ((_, record_id),) = presence_ids(session, [_only(session).solution_id]).items()
        again = presence("emr", "KEN", [("register", "2026", ""), ("other", "2026", "")])
        assert save(session, again, author="Import").id == record_id
        row = _row(session, record_id)
        assert (row.is_reported_presence, row.status) == (False, DeploymentStatus.ACTIVE)
        claims = session.exec(select(Claim).where(Claim.field == "presence")).all()
        assert {(claim.source_id, claim.date) for claim in claims} == {
            ("register", "2026"),
            ("other", "2026"),
            (OWN, "2026-03-03"),
        }

    def test_the_seed_leaves_it_alone(self, session: Session) -> None:
        self.test_it_becomes_a_recorded_deployment_with_all_its_claims(session)
        again = save(session, presence("emr", "KEN", [("register", "2025", "")]), author="Test", seed=True)
        assert again.outcome == "unchanged"
        assert not _row(session, again.id).is_reported_presence

    def test_one_that_only_the_authority_speaks_of_and_denies_is_withdrawn(self, session: Session) -> None:
        saved = save(session, presence("emr", "KEN", [("register", "2025", "")]), author="Test")
        draft = drafts_of(session, [saved.id])[saved.id]
        denied = draft.model_copy(update={"claims": sorted_claims([*draft.claims, _claim(value=False)])})
        save(session, denied, author="Ministry", speaking=SPEAKING)
        assert _row(session, saved.id).confirmation is Confirmation.DISPUTED
        assert save(session, presence("emr", "KEN", []), author="Import").outcome == "removed"
        back = save(session, presence("emr", "KEN", [("other", "2026", "")]), author="Import")
        assert back.id == saved.id
        assert _row(session, saved.id).confirmation is Confirmation.DISPUTED, "its word still stands"


def _only(session: Session) -> Deployment:
    return session.exec(select(Deployment)).one()
