"""Pages of those who submit, as a browser without scripts uses them."""

import json
import re
from html import unescape
from typing import Any

import pytest

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.ids import Kind
from registry.submissions import screening, service
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.workflow import Action, State
from tests.acting import Person, Stage
from tests.factories import (
    make_account,
    make_concept,
    make_country,
    make_organisation,
    make_revision,
    make_solution,
    make_standard,
    make_submission,
)
from tests.factories.submissions import SOLUTION_BODY


def with_draft(stage: Stage, **options: Any) -> tuple[Person, int]:
    """Somebody with a draft of a solution."""
    with stage.database.write() as session:
        account = make_account(session).id
        number = make_submission(session, account, **options).id
    return stage.person(account), number or 0


def row_of(database: Database, number: int) -> Submission:
    with database.read() as session:
        found = session.get(Submission, number)
        assert found is not None
        session.expunge(found)
        return found


def base_of(page: str) -> str:
    found = re.search(r'name="base" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def save(person: Person, number: int, section: str, fields: dict[str, Any], go: str = "stay") -> Any:
    """Open a step, fill it in, press a button."""
    page = person.get(f"/en/submissions/{number}/edit/{section}").text
    return person.post(
        f"/en/submissions/{number}/edit/{section}", {"base": base_of(page), "go": go, **fields}
    )


class TestBeginning:
    def test_a_reader_is_asked_to_sign_in(self, stage: Stage) -> None:
        for path in ("/en/submissions", "/en/submissions/new", "/en/submissions/1"):
            answer = stage.person().get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/en/sign-in")

    def test_a_kind_must_be_chosen(self, stage: Stage) -> None:
        person, _ = with_draft(stage)
        strange = person.post("/en/submissions/new", {"kind": "nonsense", "target": "ledger"})
        assert (strange.status_code, "Choose what you want to propose." in strange.text) == (422, True)
        answer = person.post("/en/submissions/new", {"kind": ""})
        assert answer.status_code == 422
        assert "Choose what you want to propose." in answer.text

    def test_a_draft_for_an_organisation_opens_at_its_first_step(self, stage: Stage) -> None:
        with stage.database.write() as session:
            body = make_organisation(session, "Sample Works")
            account = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
        person = stage.person(account)
        assert "Sample Works" in person.get("/en/submissions/new").text
        answer = person.post("/en/submissions/new", {"kind": "deployment", "organisation": body.id})
        assert re.fullmatch(r"/en/submissions/\d+/edit/place", answer.headers["location"])
        assert "Sample Works" in person.get("/en/submissions").text

    def test_a_change_begins_with_the_record_and_tells_of_one_under_way(self, stage: Stage) -> None:
        person, _ = with_draft(stage)
        with stage.database.write() as session:
            record = make_solution(session, "Ledger", "ledger")
            make_revision(session, Kind.SOLUTION, record.id, {**SOLUTION_BODY, "slug": "ledger"})
        answer = person.post("/en/submissions/new", {"kind": "solution", "target": "ledger"})
        number = int(answer.headers["location"].split("/")[3])
        assert row_of(stage.database, number).body == SOLUTION_BODY
        again = person.get("/en/submissions/new?kind=solution&target=ledger").text
        assert f"/en/submissions/{number}" in again


class TestSteps:
    @pytest.mark.parametrize(
        "section", ["identity", "purpose", "openness", "technology", "organisations", "links"]
    )
    def test_each_opens_in_every_direction_of_writing(self, stage: Stage, section: str) -> None:
        person, number = with_draft(stage)
        for lang in ("en", "ar"):
            answer = person.get(f"/{lang}/submissions/{number}/edit/{section}")
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "private, no-store"

    def test_all_that_a_section_can_hold_comes_back_as_it_was_filled_in(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        fields = {
            "names.en": "Sample Ledger",
            "names.fr": "Registre",
            "aliases": "SL\nStock book",
            "type": "software",
            "summary.en": "Keeps stock.",
            "stage": "mature",
            "first_released": "2019-03",
        }
        answer = save(person, number, "identity", fields, "next")
        assert answer.headers["location"] == f"/en/submissions/{number}/edit/purpose"
        body = row_of(stage.database, number).body
        assert body["names"] == {"en": "Sample Ledger", "fr": "Registre"}
        assert body["aliases"] == ["SL", "Stock book"]
        page = person.get(f"/en/submissions/{number}/edit/identity").text
        assert json.loads(base_of(page)) == {name: body[name] for name in json.loads(base_of(page))}
        assert 'value="Registre"' in page

    def test_what_is_wrong_is_kept_and_told_at_the_top_and_at_the_field(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        answer = save(person, number, "openness", {"licence": "MPL 2"}, "next")
        assert answer.status_code == 422
        assert answer.text.count("is not an expression of the SPDX list") == 3  # top, field, checklist
        assert 'href="#f-licence"' in answer.text
        assert 'value="MPL 2"' in answer.text
        assert row_of(stage.database, number).body["licence"] == "MPL 2"

    def test_numbers_are_read_as_people_write_them(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
            number = make_submission(session, account, kind=SubmissionKind.DEPLOYMENT).id or 0
        person = stage.person(account)
        fields = {"people": "1,250,000", "people_share": "45,5 %", "facilities": "many"}
        save(person, number, "reach", fields)
        body = row_of(stage.database, number).body
        assert (body["people"], body["people_share"], body["facilities"]) == (1250000, 0.455, "many")
        page = person.get(f"/en/submissions/{number}/edit/reach").text
        assert 'value="45.5"' in page
        assert "“many” is not a whole number." in page

    def test_a_list_is_narrowed_by_a_button(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        with stage.database.write() as session:
            make_concept(session, "1.1.1", label="Notify stock levels")
            make_concept(session, "2.1.1", label="Verify a person")
        answer = save(
            person,
            number,
            "purpose",
            {"interventions": "2.1.1", "find.interventions": "STOCK"},
            "find:interventions",
        )
        page = person.get(answer.headers["location"]).text
        assert "Notify stock levels" in page
        assert 'value="2.1.1" checked' in page  # what is chosen stays in the list
        assert row_of(stage.database, number).body["interventions"] == ["2.1.1"]

    def test_more_rows_are_given_by_a_button(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        before = person.get(f"/en/submissions/{number}/edit/links").text.count('class="row-of"')
        answer = save(person, number, "links", {"links.home": "https://a.example.org"}, "more:identifiers")
        assert answer.headers["location"].endswith("?more=identifiers#f-identifiers")
        assert person.get(answer.headers["location"]).text.count('class="row-of"') > before


class TestChoosingRecords:
    def test_a_name_becomes_the_record_it_names(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        with stage.database.write() as session:
            make_standard(session, "HL7 FHIR", "hl7-fhir", aliases=["FHIR"])
        fields = {"standards.0.standard": "fhir", "standards.0.strength": "claimed"}
        save(person, number, "technology", fields)
        expected = [{"standard": "hl7-fhir", "strength": "claimed"}]
        assert row_of(stage.database, number).body["standards"] == expected
        page = person.get(f"/en/submissions/{number}/edit/technology").text
        assert 'value="HL7 FHIR"' in page
        # Sent back as it is shown, it stays the same record.
        fields |= {"standards.0.standard": "HL7 FHIR", "standards.0.standard.is": "hl7-fhir"}
        save(person, number, "technology", fields)
        assert row_of(stage.database, number).body["standards"] == expected

    def test_of_several_the_closest_are_offered(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        with stage.database.write() as session:
            make_organisation(session, "Ministry of Health", "moh-a")
            make_organisation(session, "Ministry of Health", "moh-b")
        fields = {"organisations.0.organisation": "Ministry of Health", "organisations.0.role": "owner"}
        answer = save(person, number, "organisations", fields, "next")
        assert answer.status_code == 422
        assert 'value="moh-a"' in answer.text
        assert 'value="moh-b"' in answer.text
        save(person, number, "organisations", fields | {"organisations.0.organisation.choice": "moh-b"})
        assert row_of(stage.database, number).body["organisations"][0]["organisation"] == "moh-b"

    def test_one_that_is_not_registered_is_added_with_the_submission(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        fields = {
            "organisations.0.organisation": "Ledger Makers",
            "organisations.0.organisation.choice": "+",
            "organisations.0.role": "owner",
        }
        answer = save(person, number, "organisations", fields, "next")
        assert answer.headers["location"].endswith("/edit/organisations#f-new_organisations")
        more = {
            "organisations.0.organisation": "Ledger Makers",
            "organisations.0.organisation.is": "ledger-makers",
            "organisations.0.role": "owner",
            "added": "ledger-makers",
            "new_organisations.ledger-makers.kind": "start_up",
        }
        answer = save(person, number, "organisations", more, "next")
        assert answer.headers["location"].endswith("/edit/links")
        body = row_of(stage.database, number).body
        assert body["new_organisations"] == {
            "ledger-makers": {"names": {"en": "Ledger Makers"}, "kind": "start_up"}
        }
        save(person, number, "organisations", {})  # nobody names it any more
        assert "new_organisations" not in row_of(stage.database, number).body

    def test_a_removed_row_is_gone(self, stage: Stage) -> None:
        rows = [{"scheme": "dpga", "value": "1"}, {"scheme": "wikidata", "value": "Q1"}]
        person, number = with_draft(stage, body={**SOLUTION_BODY, "identifiers": rows})
        fields = {
            "links.home": "https://ledger.example.org",
            "identifiers.0.scheme": "dpga",
            "identifiers.0.value": "1",
            "identifiers.0.remove": "1",
            "identifiers.1.scheme": "wikidata",
            "identifiers.1.value": "Q1",
        }
        save(person, number, "links", fields)
        assert row_of(stage.database, number).body["identifiers"] == rows[1:]

    def test_suggestions_come_while_typing(self, stage: Stage) -> None:
        person, _ = with_draft(stage)
        with stage.database.write() as session:
            make_organisation(session, {"en": "Health Agency", "fr": "École de santé"}, "agency")
        answer = person.get("/fr/pick/organisation?q=école")
        assert 'data-value="agency"' in answer.text
        assert person.get("/en/pick/country?q=a").status_code == 404


class TestTwoEditors:
    def test_both_versions_are_shown_and_the_chosen_one_is_kept(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        page = person.get(f"/en/submissions/{number}/edit/openness").text
        base = base_of(page)
        first = {
            "base": base,
            "licence": "MIT",
            "openness": "open_source",
            "cost_model": "free",
            "go": "stay",
        }
        path = f"/en/submissions/{number}/edit/openness"
        assert person.post(path, first).status_code == 303
        answer = person.post(path, {**first, "licence": "ISC", "cost_model": ""})
        assert answer.status_code == 412
        assert "Your version" in answer.text
        assert row_of(stage.database, number).body["licence"] == "MIT"
        hidden = {
            name: unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1])
            for name in ("values", "mine", "base")
        }
        merge = f"/en/submissions/{number}/merge/openness"
        assert person.post(merge, {**hidden, "keep.licence": "mine"}).status_code == 303
        body = row_of(stage.database, number).body
        assert (body["licence"], body["cost_model"]) == ("ISC", "free")

    def test_an_autosave_tells_what_the_next_one_begins_from(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        base = base_of(person.get(f"/en/submissions/{number}/edit/openness").text)
        path = f"/en/submissions/{number}/autosave/openness"
        fields = {"base": base, "licence": "MIT", "openness": "open_source"}
        first = person.post(path, fields).json()
        assert json.loads(first["base"]) == {"licence": "MIT", "openness": "open_source"}
        assert first["merged"] == ""
        person.post(path, {**fields, "cost_model": "free"})  # somebody else, from the first state
        second = person.post(path, {**fields, "base": first["base"], "licence": "ISC"}).json()
        assert second["merged"]
        body = row_of(stage.database, number).body
        assert (body["licence"], body["cost_model"]) == ("ISC", "free")


class TestTheRoad:
    def test_a_draft_that_lacks_something_is_not_taken(self, stage: Stage) -> None:
        person, number = with_draft(stage, body={"names": {"en": "Sample Ledger"}})
        answer = person.post(f"/en/submissions/{number}/submit")
        assert answer.status_code == 422
        assert f'href="/en/submissions/{number}/edit/links#f-links"' in answer.text
        assert row_of(stage.database, number).state is State.DRAFT

    def test_a_whole_one_goes_to_the_secretariat(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        assert "Nothing is missing" in person.get(f"/en/submissions/{number}/review").text
        assert person.post(f"/en/submissions/{number}/submit").status_code == 303
        assert row_of(stage.database, number).state is State.SUBMITTED
        assert person.get(f"/en/submissions/{number}/edit/links").status_code == 303
        assert "With the Secretariat" in person.get("/en/submissions").text

    def test_a_question_is_answered(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.CHANGES_ASKED)
        empty = person.post(f"/en/submissions/{number}/answer", {"text": ""})
        assert empty.status_code == 422
        assert "Say what you changed, or answer the question." in empty.text
        assert person.post(f"/en/submissions/{number}/answer", {"text": "Done."}).status_code == 303
        assert row_of(stage.database, number).state is State.ANSWERED
        assert "Done." in person.get(f"/en/submissions/{number}").text

    def test_internal_notes_and_names_of_screeners_are_not_shown(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.SCREENING)
        with stage.database.write() as session:
            screener = accounts.viewer(session, make_account(session, "Sam Screener", Role.SCREENER).id)
            screening.note(session, screener, number, "Looks odd to me.")
            row = session.get(Submission, number)
            assert row is not None
            service.move(session, row, Action.ASK_CHANGES, screener, text="Which edition?")
        page = person.get(f"/en/submissions/{number}").text
        assert "Which edition?" in page
        assert "Looks odd" not in page
        assert "Sam Screener" not in page

    def test_what_is_withdrawn_stays_so(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        assert person.post(f"/en/submissions/{number}/withdraw", {"text": "A mistake."}).status_code == 303
        assert row_of(stage.database, number).state is State.WITHDRAWN
        assert person.post(f"/en/submissions/{number}/submit").status_code == 409

    def test_an_appeal_needs_its_reason(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.DECLINED)
        assert "Say why" in person.post(f"/en/submissions/{number}/appeal", {"text": " "}).text
        assert person.post(f"/en/submissions/{number}/appeal", {"text": "It fits."}).status_code == 303
        assert row_of(stage.database, number).state is State.APPEALED

    def test_the_secretariat_is_led_to_its_desk(self, stage: Stage) -> None:
        _, number = with_draft(stage, state=State.SUBMITTED)
        with stage.database.write() as session:
            screener = make_account(session, "", Role.SCREENER).id
        answer = stage.person(screener).get(f"/en/submissions/{number}")
        assert answer.headers["location"] == f"/en/desk/{number}"

    def test_a_number_that_no_submission_can_have_is_not_found(self, stage: Stage) -> None:
        person, _ = with_draft(stage)
        for number, status in (("0", 404), ("999999", 404), ("9" * 20, 400)):
            assert person.get(f"/en/submissions/{number}").status_code == status


def test_a_country_and_its_parts_are_offered(stage: Stage) -> None:
    with stage.database.write() as session:
        make_country(session, "KEN")
        account = make_account(session).id
        number = make_submission(session, account, kind=SubmissionKind.DEPLOYMENT, body={"country": "KEN"}).id
    page = stage.person(account).get(f"/en/submissions/{number}/edit/place").text
    assert '<option value="KEN" selected>' in page
    assert 'value="KE-30"' in page


PATIENT = "Patient: Jane Roe, born 12 May 1980, MRN 4711-2233."


class TestPatientData:
    def test_a_text_that_looks_like_it_is_removed_or_confirmed(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        fields = {"names.en": "Sample Ledger", "type": "software", "summary.en": PATIENT}
        answer = save(person, number, "identity", fields, "next")
        assert answer.status_code == 422
        assert "This looks like data of a patient" in answer.text
        assert 'name="clear" value="summary.en"' in answer.text
        assert person.post(f"/en/submissions/{number}/submit").status_code == 422
        answer = save(person, number, "identity", {**fields, "clear": "summary.en"}, "next")
        assert answer.headers["location"].endswith("/edit/purpose")
        # Another text is another matter.
        fields["summary.en"] = PATIENT.replace("4711", "4712")
        assert save(person, number, "identity", fields, "next").status_code == 422

    def test_a_message_that_looks_like_it_is_not_sent_before_it_is_confirmed(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.CHANGES_ASKED)
        path = f"/en/submissions/{number}/answer"
        refused = person.post(path, {"text": PATIENT})
        assert refused.status_code == 422
        assert 'name="no_patient_data"' in refused.text
        assert row_of(stage.database, number).state is State.CHANGES_ASKED
        assert person.post(path, {"text": PATIENT, "no_patient_data": "1"}).status_code == 303


class TestAttachments:
    def attach(self, person: Person, number: int, content: bytes) -> Any:
        return person.post(
            f"/en/submissions/{number}/attachments", files={"file": ("table.csv", content, "text/csv")}
        )

    def test_both_sides_read_a_file_and_others_do_not(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.SUBMITTED)
        assert self.attach(person, number, b"a,b\n1,2\n").status_code == 303
        address = re.search(r"/en/attachments/\w+", person.get(f"/en/submissions/{number}").text)[0]
        with stage.database.write() as session:
            screener = make_account(session, "", Role.SCREENER).id
            other = make_account(session).id
        assert stage.person(screener).get(address).status_code == 200
        assert address in stage.person(screener).get(f"/en/desk/{number}").text
        desk = stage.program(screener).ask("GET", f"/api/v1/desk/{number}").json()
        assert [each["name"] for each in desk["submission"]["attachments"]] == ["table.csv"]
        assert stage.person(other).get(address).status_code == 404

    def test_one_that_looks_like_patient_data_keeps_the_draft_back(self, stage: Stage) -> None:
        person, number = with_draft(stage)
        rows = "".join(f"Jane Roe {n},19{50 + n}-05-12,MRN{n}00{n}\n" for n in range(9))
        self.attach(person, number, f"patient name,date of birth,mrn\n{rows}".encode())
        answer = person.post(f"/en/submissions/{number}/submit")
        assert answer.status_code == 422
        assert f'href="/en/submissions/{number}#attachments"' in answer.text
        page = person.get(f"/en/submissions/{number}").text
        clear = re.search(r"/en/attachments/\w+/clear", page)[0]
        person.post(clear, {"next": f"/en/submissions/{number}"})
        assert person.post(f"/en/submissions/{number}/submit").status_code == 303

    def test_nothing_is_attached_to_what_is_closed(self, stage: Stage) -> None:
        person, number = with_draft(stage, state=State.WITHDRAWN)
        assert self.attach(person, number, b"a,b\n1,2\n").status_code == 403


def test_the_list_says_until_when_a_decision_is_due(stage: Stage) -> None:
    person, number = with_draft(stage)
    assert "decision by" not in person.get("/en/submissions").text
    assert person.post(f"/en/submissions/{number}/submit").status_code == 303
    assert "decision by" in person.get("/en/submissions").text
