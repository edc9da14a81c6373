"""The authority confirms, corrects, disputes, says again, takes back; what others state always stays beside it."""

from typing import Any, ClassVar

import pytest
from sqlmodel import Session, select

from registry.accounts.viewer import ANYBODY
from registry.audit.models import Event, Revision
from registry.audit.service import last_revisions
from registry.db import Database, Kind
from registry.db.base import now
from registry.deployments import queries as deployments
from registry.deployments.models import Confirmation, Deployment, DeploymentStatus
from registry.deployments.service import drafts_of, save
from registry.errors import Forbidden, Invalid, NotFound, SignInNeeded
from registry.national import queries
from registry.national.models import CountryPosition, Stance
from registry.national.service import authority, positions, records
from registry.national.stances import Statement
from registry.notifications.models import Notification
from registry.provenance.models import Claim, Source, SourceKind
from tests.national.conftest import Kenya

REASON = {"en": "It ended with the project."}


def _take(database: Database, kenya: Kenya, *statements: Statement, who: str = "") -> None:
    with database.write() as session:
        positions.take(session, kenya.viewer(session, who), "KEN", statements)


def _row(session: Session, record_id: str) -> Deployment:
    row = session.get(Deployment, record_id)
    assert row is not None
    return row


def _claims(session: Session, record_id: str) -> dict[tuple[str, str], Any]:
    rows = session.exec(select(Claim).where(Claim.record_id == record_id))
    return {(row.field, row.source_id): row.value for row in rows}


class TestWho:
    def test_nobody_without_signing_in(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(SignInNeeded), database.write() as session:
            positions.take(session, ANYBODY, "KEN", [Statement(kenya.first, Stance.CONFIRMED)])

    @pytest.mark.parametrize("who", ["reader", "vendor"])
    def test_nobody_who_does_not_speak_for_the_country(
        self, database: Database, kenya: Kenya, who: str
    ) -> None:
        with pytest.raises(Forbidden):
            _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED), who=getattr(kenya, who))

    def test_not_of_another_country(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(NotFound):
            _take(database, kenya, Statement(kenya.abroad, Stance.DISPUTED, reason=REASON))
        with pytest.raises(Forbidden), database.write() as session:
            positions.take(session, kenya.viewer(session), "UGA", [Statement(kenya.abroad, Stance.CONFIRMED)])
        with database.read() as session:
            assert session.exec(select(CountryPosition)).all() == []


class TestConfirming:
    def test_it_is_a_claim_of_the_authority_beside_the_others(self, database: Database, kenya: Kenya) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.read() as session:
            row = _row(session, kenya.first)
            assert (row.confirmation, row.confirmation_on) == (
                Confirmation.CONFIRMED,
                now().date().isoformat(),
            )
            assert _claims(session, kenya.first) == {
                ("presence", "register"): True,
                ("presence", "country-ken"): True,
            }
            source = session.get(Source, "country-ken")
            assert (source.title, source.kind) == ("Ministry of Health of Kenya", SourceKind.COUNTRY)
            (position,) = queries.of_deployments(session, [kenya.first])[kenya.first]
            assert (position.stance, position.authority) == ("confirmed", {"en": source.title})
            revision = last_revisions(session, Kind.DEPLOYMENT, [kenya.first])[kenya.first]
            assert (revision.number, revision.author) == (2, "Ministry of Health of Kenya")

    def test_the_person_is_in_the_record_of_acts_and_nowhere_else(
        self, database: Database, kenya: Kenya
    ) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.read() as session:
            event = session.exec(select(Event).where(Event.action == "deployment.confirmed")).one()
            assert (event.actor, event.object_id, event.is_public) == (kenya.focal, kenya.first, True)
            revision = session.exec(select(Revision).where(Revision.author == "Ministry of Health of Kenya"))
            assert kenya.focal not in str(revision.one().body)

    def test_the_vendor_is_told_once(self, database: Database, kenya: Kenya) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.write() as session:
            positions.still_true(session, kenya.viewer(session), "KEN", [kenya.first])
        with database.read() as session:
            told = session.exec(select(Notification)).all()
            assert [(each.account_id, each.kind) for each in told] == [(kenya.vendor, "deployment.confirmed")]

    def test_a_reported_presence_stays_one(self, database: Database, kenya: Kenya) -> None:
        _take(database, kenya, Statement(kenya.reported, Stance.CONFIRMED))
        with database.read() as session:
            row = _row(session, kenya.reported)
            assert (row.is_reported_presence, row.confirmation) == (True, Confirmation.CONFIRMED)


class TestDisputing:
    def test_it_needs_a_reason(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Invalid) as error:
            _take(database, kenya, Statement(kenya.first, Stance.DISPUTED))
        assert set(error.value.faults) == {"reason"}

    def test_the_deployment_stays_and_reads_disputed_with_the_reason(
        self, database: Database, kenya: Kenya
    ) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.DISPUTED, reason=REASON))
        with database.read() as session:
            view = deployments.deployment(session, kenya.first)
            assert (view.confirmation, view.standing.agreement, view.status) == (
                "disputed",
                "disputed",
                "active",
            )
            (position,) = queries.of_deployments(session, [kenya.first])[kenya.first]
            assert position.reason == REASON
            assert [each.kind for each in session.exec(select(Notification))] == ["deployment.disputed"]

    def test_a_dispute_can_turn_into_a_confirmation(self, database: Database, kenya: Kenya) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.DISPUTED, reason=REASON))
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.read() as session:
            assert _row(session, kenya.first).confirmation is Confirmation.CONFIRMED
            event = session.exec(select(Event).where(Event.action == "deployment.confirmed")).one()
            assert event.before["reason"] == REASON, "what was said before is on record"
            assert len(session.exec(select(CountryPosition)).all()) == 1

    def test_one_sources_claim_alone(self, database: Database, kenya: Kenya) -> None:
        wrong = Statement(kenya.reported, Stance.DISPUTED, source="guide", reason={"en": "Another product."})
        _take(database, kenya, wrong)
        with database.read() as session:
            assert _row(session, kenya.reported).confirmation is Confirmation.PENDING
            (position,) = queries.of_deployments(session, [kenya.reported])[kenya.reported]
            assert (position.source, position.field) == ("guide", "presence")
        with pytest.raises(Invalid):
            _take(database, kenya, Statement(kenya.first, Stance.DISPUTED, source="guide", reason=REASON))


class TestCorrecting:
    def _correct(self, database: Database, kenya: Kenya, record_id: str, **values: Any) -> list[str]:
        with database.write() as session:
            draft = drafts_of(session, [record_id])[record_id].model_dump()
            return records.correct(
                session, kenya.viewer(session), "KEN", record_id, {**draft, **values}, REASON
            )

    def test_the_record_follows_and_what_the_source_says_stays_beside_it(
        self, database: Database, kenya: Kenya
    ) -> None:
        changed = self._correct(database, kenya, kenya.first, status="ended", ended="2024-06")
        assert changed == ["status", "ended"]
        with database.read() as session:
            row = _row(session, kenya.first)
            assert (row.status, row.ended, row.started) == ("ended", "2024-06", "2019")
            assert row.confirmation is Confirmation.CONFIRMED
            claims = _claims(session, kenya.first)
            assert claims["status", "register"] == "active", "the only source said what was recorded"
            assert claims["status", "country-ken"] == "ended"
            found = {each.field: each for each in queries.of_deployments(session, [kenya.first])[kenya.first]}
            assert (found["status"].stance, found["status"].former) == ("corrected", "active")
            assert found["presence"].stance == "confirmed"
            assert {each.kind for each in session.exec(select(Notification))} == {
                "deployment.corrected",
                "deployment.confirmed",
            }

    def test_nobody_can_put_another_value_in_its_place(self, database: Database, kenya: Kenya) -> None:
        self._correct(database, kenya, kenya.first, status="ended")
        with database.write() as session:
            draft = drafts_of(session, [kenya.first])[kenya.first].model_copy(
                update={"status": DeploymentStatus.ACTIVE}
            )
            save(session, draft, author="Vendor")
        with database.read() as session:
            assert _row(session, kenya.first).status == "ended"

    def test_what_does_not_fit_is_told_beside_its_field(self, database: Database, kenya: Kenya) -> None:
        for values, name in (
            ({"ended": "2018"}, "ended"),
            ({"status": "scaled"}, "target_share"),
            ({"people": -1}, "people"),
            ({"started": "spring"}, "started"),
            ({}, "record"),
        ):
            with pytest.raises(Invalid) as error:
                self._correct(database, kenya, kenya.first, **values)
            assert set(error.value.faults) == {name}, values

    def test_a_number_that_is_left_out_is_disputed_and_not_made_nothing(
        self, database: Database, kenya: Kenya
    ) -> None:
        self._correct(database, kenya, kenya.second, people=None)
        with database.read() as session:
            assert _row(session, kenya.second).people == 1200
            found = {
                each.field: each for each in queries.of_deployments(session, [kenya.second])[kenya.second]
            }
            assert found["people"].stance == "disputed"

    def test_taken_back_it_reads_as_before(self, database: Database, kenya: Kenya) -> None:
        self._correct(database, kenya, kenya.first, status="ended")
        self._correct(database, kenya, kenya.first, status="pilot")
        with database.write() as session:
            positions.take_back(session, kenya.viewer(session), "KEN", (kenya.first, "status", ""))
        with database.read() as session:
            assert _row(session, kenya.first).status == "active"
            assert ("status", "country-ken") not in _claims(session, kenya.first)

    def test_a_reported_presence_is_recorded_first(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Invalid):
            _take(
                database,
                kenya,
                Statement(kenya.reported, Stance.CORRECTED, "status", value="active", reason=REASON),
            )

    def test_one_value_at_a_time(self, database: Database, kenya: Kenya) -> None:
        self._correct(database, kenya, kenya.first, status="ended")
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED, "status", source="register"))
        with database.read() as session:
            assert _row(session, kenya.first).status == "active"
            kept = [
                (each.stance, each.source)
                for each in queries.of_deployments(session, [kenya.first])[kenya.first]
                if each.field == "status"
            ]
            assert kept == [("confirmed", "register")]


class TestRecording:
    VALUES: ClassVar = {"status": "active", "started": "2021", "people": 300, "version": "2"}

    def test_a_reported_presence_becomes_a_deployment_with_its_claims(
        self, database: Database, kenya: Kenya
    ) -> None:
        with database.write() as session:
            made = records.record_presence(session, kenya.viewer(session), "KEN", kenya.reported, self.VALUES)
        assert made == kenya.reported
        with database.read() as session:
            row = _row(session, kenya.reported)
            assert (row.is_reported_presence, row.status, row.people) == (False, "active", 300)
            assert {source for _, source in _claims(session, kenya.reported)} == {
                "register",
                "guide",
                "country-ken",
            }
            assert row.confirmation is Confirmation.CONFIRMED

    def test_a_new_one_is_confirmed_at_once(self, database: Database, kenya: Kenya) -> None:
        with database.write() as session:
            made = records.add(session, kenya.viewer(session), "KEN", kenya.solution, self.VALUES)
        with database.read() as session:
            row = _row(session, made)
            assert (row.country, row.solution_id, row.confirmation) == ("KEN", kenya.solution, "confirmed")
            assert queries.of_deployments(session, [made])[made][0].stance == "confirmed"

    def test_what_a_source_names_is_recorded_in_its_place(self, database: Database, kenya: Kenya) -> None:
        with database.write() as session:
            solution = _row(session, kenya.reported).solution_id
            made = records.add(session, kenya.viewer(session), "KEN", solution, self.VALUES)
        assert made == kenya.reported

    def test_nobody_else_adds(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Forbidden), database.write() as session:
            records.add(session, kenya.viewer(session, kenya.reader), "KEN", kenya.solution, self.VALUES)


class TestAuthority:
    def test_it_is_called_as_it_calls_itself(self, database: Database, kenya: Kenya) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.write() as session:
            names = {"en": "Ministry of Health", "fr": "Ministère de la Santé", "ar": " "}
            authority.rename(session, kenya.viewer(session), "KEN", names)
        with database.read() as session:
            found = queries.authority(session, "KEN")
            assert found.names == {"en": "Ministry of Health", "fr": "Ministère de la Santé"}
            assert session.get(Source, "country-ken").title == "Ministry of Health"
        with pytest.raises(Invalid), database.write() as session:
            authority.rename(session, kenya.viewer(session), "KEN", {"en": " "})

    def test_where_its_approval_is_needed_a_change_waits_for_it(
        self, database: Database, kenya: Kenya
    ) -> None:
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.write() as session:
            authority.require_approval(session, kenya.viewer(session), "KEN", required=True)
        with database.write() as session:
            draft = drafts_of(session, [kenya.first])[kenya.first].model_copy(update={"started": "2020"})
            save(session, draft, author="Vendor")
        with database.read() as session:
            assert _row(session, kenya.first).confirmation is Confirmation.PENDING
        _take(database, kenya, Statement(kenya.first, Stance.CONFIRMED))
        with database.read() as session:
            assert _row(session, kenya.first).confirmation is Confirmation.CONFIRMED

    def test_a_viewer_of_the_country_cannot_change_it(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Forbidden), database.write() as session:
            authority.require_approval(session, kenya.viewer(session, kenya.reader), "KEN", required=True)
