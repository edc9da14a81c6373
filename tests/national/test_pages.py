"""The desk of a focal point, in a browser without JavaScript; what anybody then reads."""

from datetime import timedelta
from typing import Any

import pytest

from registry.db.base import now
from registry.national.models import Stance
from registry.national.service import authority, positions
from registry.national.stances import Statement
from tests.acting import Stage
from tests.national.conftest import Kenya

DESK = "/en/countries/ken/desk"
REASON = {"fr": "Le projet est terminé."}


def _say(stage: Stage, kenya: Kenya, *statements: Statement) -> None:
    with stage.database.write() as session:
        positions.take(session, kenya.viewer(session), "KEN", statements)


class TestReading:
    def test_anybody_reads_the_body_the_date_and_the_reason(self, stage: Stage, kenya: Kenya) -> None:
        _say(
            stage,
            kenya,
            Statement(kenya.first, Stance.CONFIRMED),
            Statement(kenya.second, Stance.DISPUTED, reason=REASON),
        )
        reader = stage.person()
        day = f"{now().day} {now():%B} {now().year}"
        page = reader.get(f"/en/deployments/{kenya.first}").text
        assert f"Confirmed by the Ministry of Health of Kenya, {day}" in page
        page = reader.get(f"/en/deployments/{kenya.second}").text
        assert f"Disputed by the Ministry of Health of Kenya, {day}" in page
        for path in (f"deployments/{kenya.second}", "countries/ken", "solutions/stock-keeper"):
            assert (
                '<bdi lang="fr" dir="ltr">Le projet est terminé.</bdi>' in reader.get(f"/en/{path}").text
            ), path
        pending = reader.get(f"/en/deployments/{kenya.reported}").text
        assert "Not yet confirmed by the country." in pending
        country = reader.get("/en/countries/ken").text
        for state in ("pending", "confirmed", "disputed"):
            assert f"confirmation={state}" in country
        assert "Desk of this country" not in country
        assert "Confirmed by the country" in reader.get("/en/solutions/clinic-record").text

    def test_the_history_tells_what_the_country_did_in_words(self, stage: Stage, kenya: Kenya) -> None:
        _say(
            stage,
            kenya,
            Statement(kenya.first, Stance.CONFIRMED),
            Statement(kenya.first, Stance.CORRECTED, "status", value="ended", reason=REASON),
        )
        with stage.database.write() as session:
            authority.require_approval(session, kenya.viewer(session), "KEN", required=True)
        deployment = stage.person().get(f"/en/deployments/{kenya.first}/history").text
        assert "The country confirmed this, in whole or in part · Kenya" in " ".join(deployment.split())
        assert "The country corrected what was recorded" in deployment
        assert '<p class="small"><bdi lang="fr" dir="ltr">Le projet est terminé.</bdi></p>' in deployment
        country = stage.person().get("/en/countries/ken/history").text
        assert "Deployments wait for the country’s approval from now on" in country
        for raw in ("deployment.", "country."):
            assert f"<div>{raw}" not in deployment + country

    def test_no_page_and_no_answer_names_a_person(self, stage: Stage, kenya: Kenya) -> None:
        _say(stage, kenya, Statement(kenya.first, Stance.DISPUTED, reason=REASON))
        for path in (
            f"/en/deployments/{kenya.first}",
            f"/en/deployments/{kenya.first}/history",
            "/en/countries/ken",
            f"/api/v1/deployments/{kenya.first}/positions",
            "/api/v1/countries/KEN/positions",
        ):
            text = stage.person().get(path).text
            assert "Focal" not in text, path
            assert kenya.focal not in text, path

    def test_that_its_approval_is_asked_for_is_said(self, stage: Stage, kenya: Kenya) -> None:
        with stage.database.write() as session:
            authority.require_approval(session, kenya.viewer(session), "KEN", required=True)
        page = stage.person().get(f"/en/deployments/{kenya.first}").text
        assert "only with its approval" in page

    def test_a_correction_stands_beside_what_the_source_said(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        sent = {"status": "ended", "started": "2019", "ended": "2024", "why": "The project is over."}
        answer = person.post(f"{DESK}/deployments/{kenya.first}/correction", sent)
        assert answer.status_code == 303, answer.text
        page = stage.person().get(f"/en/deployments/{kenya.first}").text
        assert "Corrected by the Ministry of Health of Kenya" in page
        assert "The project is over." in page
        assert "Sources disagree" in page
        body = stage.person().get(f"/api/v1/deployments/{kenya.first}").json()
        assert (body["status"], body["ended"], body["confirmation"]) == ("ended", "2024", "confirmed")


class TestDesk:
    def test_nobody_else_sees_it(self, stage: Stage, kenya: Kenya) -> None:
        assert stage.person().get(DESK).headers["location"].startswith("/en/sign-in")
        assert stage.person(kenya.vendor).get(DESK).status_code == 403
        assert stage.person(kenya.focal).get("/en/countries/uga/desk").status_code == 403

    def test_the_menu_leads_those_there_who_have_one(self, stage: Stage, kenya: Kenya) -> None:
        for person, has_one in ((kenya.focal, True), (kenya.reader, True), (kenya.vendor, False)):
            menu = stage.person(person).get("/en/notifications").text
            assert ('href="/en/countries/ken/desk"' in menu) == has_one

    def test_a_viewer_of_the_country_looks_on(self, stage: Stage, kenya: Kenya) -> None:
        page = stage.person(kenya.reader).get(DESK)
        assert page.status_code == 200
        assert "Still true: " not in page.text
        assert stage.person(kenya.reader).post(DESK, {"one": kenya.first}).status_code == 403

    @pytest.mark.parametrize(
        ("show", "shown"),
        [
            ("everything", {"first", "second", "reported"}),
            ("pending", {"reported"}),
            ("confirmed", {"first"}),
            ("disputed", {"second"}),
            ("reported", {"reported"}),
        ],
    )
    def test_each_list_holds_what_it_says(
        self, stage: Stage, kenya: Kenya, show: str, shown: set[str]
    ) -> None:
        _say(
            stage,
            kenya,
            Statement(kenya.first, Stance.CONFIRMED),
            Statement(kenya.second, Stance.DISPUTED, reason=REASON),
        )
        page = stage.person(kenya.focal).get(f"{DESK}?show={show}").text
        for name in ("first", "second", "reported"):
            assert (f"/desk/deployments/{getattr(kenya, name)}" in page) is (name in shown)

    def test_one_click_confirms(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert person.post(DESK, {"one": kenya.first}).status_code == 303
        assert person.post(DESK, {"ticked": [kenya.second, kenya.reported]}).status_code == 303
        found = stage.program().ask("GET", "/api/v1/countries/KEN/deployments").json()["items"]
        assert {row["confirmation"] for row in found} == {"confirmed"}

    def test_a_dispute_without_a_reason_is_told(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        answer = person.post(f"{DESK}/deployments/{kenya.first}", {"stance": "disputed"})
        assert answer.status_code == 422
        assert "Give the reason" in answer.text
        answer = person.post(
            f"{DESK}/deployments/{kenya.first}", {"stance": "disputed", "reason": "It never began."}
        )
        assert answer.headers["location"] == f"{DESK}/deployments/{kenya.first}"
        again = person.post(f"{DESK}/deployments/{kenya.first}", {"stance": "taken_back"})
        assert again.status_code == 303
        body = stage.program().ask("GET", f"/api/v1/deployments/{kenya.first}").json()
        assert body["confirmation"] == "pending"

    def test_a_correction_without_a_reason_is_told_beside_its_own_field(
        self, stage: Stage, kenya: Kenya
    ) -> None:
        sent = {"status": "ended", "started": "2019", "ended": "2024"}
        answer = stage.person(kenya.focal).post(f"{DESK}/deployments/{kenya.first}/correction", sent)
        assert answer.status_code == 422
        assert '<a href="#f-why">Reason: Give the reason' in " ".join(answer.text.split())

    @pytest.mark.parametrize("part", ["", "/round/confirm"])
    def test_that_nothing_is_ticked_is_told(self, stage: Stage, kenya: Kenya, part: str) -> None:
        person = stage.person(kenya.focal)
        person.post(
            f"{DESK}/round", {"do": "open", "ends_on": (now() + timedelta(days=60)).date().isoformat()}
        )
        answer = person.post(f"{DESK}{part}", {})
        assert (answer.status_code, "Tick at least one of them first." in answer.text) == (422, True)

    def test_a_wrong_date_keeps_what_was_typed(self, stage: Stage, kenya: Kenya) -> None:
        sent = {"status": "ended", "started": "spring", "ended": "", "why": "Because"}
        answer = stage.person(kenya.focal).post(f"{DESK}/deployments/{kenya.first}/correction", sent)
        assert answer.status_code == 422
        assert 'value="spring"' in answer.text
        assert "Give a date as 2025" in answer.text

    def test_a_deployment_of_another_country_is_not_found_here(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert person.get(f"{DESK}/deployments/{kenya.abroad}").status_code == 404
        assert person.post(f"{DESK}/deployments/{kenya.abroad}", {"stance": "confirmed"}).status_code == 404

    def test_she_adds_one(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert "lab-link" in person.get(f"{DESK}/add?q=LAB").text
        assert "No solution here has such a name" in person.get(f"{DESK}/add?q=nothing").text
        assert person.get(f"{DESK}/add?solution=lab-link").status_code == 200
        sent = {"solution": "lab-link", "status": "scaled", "started": "2022"}
        wrong = person.post(f"{DESK}/add", sent)
        assert wrong.status_code == 422
        assert "At scale needs the share" in wrong.text
        more = {"target_share": "40 %", "target_share_source": "Annual report", "people": "12 000"}
        answer = person.post(f"{DESK}/add", sent | more)
        assert answer.status_code == 303, answer.text
        made = answer.headers["location"].rpartition("/")[2]
        body = stage.program().ask("GET", f"/api/v1/deployments/{made}").json()
        assert (body["target_share"], body["coverage"][0]["count"]) == (0.4, 12000)
        assert body["confirmation"] == "confirmed"

    def test_she_records_what_a_source_merely_names(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert "Record it in full" in person.get(f"{DESK}/deployments/{kenya.reported}").text
        answer = person.post(f"{DESK}/deployments/{kenya.reported}/record", {"status": "pilot"})
        assert answer.status_code == 303
        body = stage.program().ask("GET", f"/api/v1/deployments/{kenya.reported}").json()
        assert (body["is_reported_presence"], body["status"]) == (False, "pilot")
        assert len(body["standing"]["claims"]) == 3

    def test_she_names_the_authority(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert person.post(f"{DESK}/settings", {"name_en": ""}).status_code == 422
        sent = {"name_en": "Ministry of Health", "approval": "1"}
        assert person.post(f"{DESK}/settings", sent).status_code == 303
        found = stage.program().ask("GET", "/api/v1/countries/KEN/authority").json()
        assert (found["names"], found["approval_required"]) == ({"en": "Ministry of Health"}, True)


class TestProgram:
    def test_a_token_states_and_takes_back(self, stage: Stage, kenya: Kenya) -> None:
        program = stage.program(kenya.focal)
        path = f"/api/v1/deployments/{kenya.first}/positions"
        assert stage.program().ask("POST", path, json={"stance": "confirmed"}).status_code == 401
        answer = program.ask("POST", path, json={"stance": "disputed"})
        assert (answer.status_code, answer.json()["type"]) == (422, "/en/api#invalid")
        body = {"stance": "corrected", "field": "status", "value": "ended", "reason": {"en": "It is over."}}
        answer = program.ask("POST", path, json=body)
        assert answer.status_code == 201, answer.text
        assert {(each["field"], each["stance"]) for each in answer.json()} == {
            ("presence", "confirmed"),
            ("status", "corrected"),
        }
        assert program.ask("DELETE", f"{path}?field=status").status_code == 204
        assert program.ask("DELETE", f"{path}?field=status").status_code == 404

    def test_a_token_manages_what_the_desk_does(self, stage: Stage, kenya: Kenya) -> None:
        program, base = stage.program(kenya.focal), "/api/v1/countries/ken"

        def did(path: str, **body: object) -> Any:
            answer = program.ask("POST", base + path, json=body)
            assert answer.status_code == 200, answer.text
            return answer.json()

        plan = {"title": "Plan", "kind": "plan", "language": "en", "url": "https://example.org/plan"}
        [document] = did("/documents", **plan)
        choice = {"kind": "solution", "record": "clinic-record", "choice": "endorsed"}
        [chosen] = did("/choices", **choice, document=document["id"])
        assert (chosen["record"]["slug"], chosen["document"]["title"]) == ("clinic-record", "Plan")
        assert program.ask("POST", f"{base}/choices", json=choice).status_code == 409
        assert did(f"/choices/{chosen['id']}/withdraw") == []
        assert did(f"/documents/{document['id']}/withdraw") == []
        options = [{"en": "Here"}, {"en": "Abroad"}]
        [asked] = did("/questions", text={"en": "Where are the data?"}, type="single", options=options)
        assert did(f"/questions/{asked['id']}/required", required=True)[0]["is_required"]
        assert did(f"/questions/{asked['id']}/retire")[0]["retired_on"]
        ends_on = (now() + timedelta(days=60)).date().isoformat()
        assert did("/round", ends_on=ends_on)["done"] == 0
        said = did("/confirmations", deployments=[kenya.first, kenya.second])
        assert [[each["stance"] for each in listed] for listed in said] == [["confirmed"], ["confirmed"]]
        assert did("/round/close")["done"] == 2
        named = program.ask("PUT", f"{base}/authority", json={"approval_required": True}).json()
        assert named["approval_required"] is True

    def test_a_value_that_cannot_be_is_refused(self, stage: Stage, kenya: Kenya) -> None:
        program = stage.program(kenya.focal)
        path = f"/api/v1/deployments/{kenya.first}/positions"
        for field, value in (("status", "flying"), ("people", "many"), ("version", "2")):
            body = {"stance": "corrected", "field": field, "value": value, "reason": {"en": "So."}}
            assert program.ask("POST", path, json=body).status_code == 422, field
        assert program.ask("POST", path, json={"stance": "maybe"}).status_code == 400

    def test_a_token_adds(self, stage: Stage, kenya: Kenya) -> None:
        program = stage.program(kenya.focal)
        body = {"solution": "lab-link", "status": "active", "started": "2022"}
        made = program.ask("POST", "/api/v1/countries/KEN/deployments", json=body)
        assert (made.status_code, made.json()["confirmation"]) == (201, "confirmed")
        assert program.ask("POST", "/api/v1/countries/UGA/deployments", json=body).status_code == 403
        wrong = program.ask("POST", "/api/v1/countries/KEN/deployments", json=body | {"started": "soon"})
        assert wrong.status_code == 422
