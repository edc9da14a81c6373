"""Pages and API of evidence."""

import re
from html import unescape

import pytest

from registry.accounts.permissions import Role
from registry.evidence import queries
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.models import Direction, EvidenceState, Measure, ProposalState
from registry.evidence.queries import Filters
from registry.web.vocabulary import EXPLANATIONS, TERMS
from tests.acting import Stage
from tests.evidence.test_citations import RIS
from tests.factories import make_account, make_country, make_organisation, make_solution
from tests.factories.evidence import make_evidence, make_outcomes, make_proposal, result

FORM = {
    "title": "A proposed trial",
    "kind": "cluster_trial",
    "id_doi": "10.2196/15860",
    "year": "2021",
    "named_0": "Something",
    "measured_0": "Visits on time",
    "outcome_0": "3",
    "direction_0": "no_difference",
}


@pytest.fixture
def item(stage: Stage) -> str:
    with stage.database.write() as session:
        solution = make_solution(session, "Good Tool", slug="good-tool")
        return make_evidence(
            session,
            title="A trial of the good tool",
            about=[{"named": "Good Tool", "solution": solution.slug}, {"named": "Elsewhere"}],
            countries=["KEN"],
            comparator="paper",
            results=[result("harm", effect="OR 0.5"), result("no_difference"), result("unfavourable")],
            does_not_show={"en": "Nothing about costs."},
            population={"en": "Pregnant women"},
            identifiers=[{"scheme": "doi", "value": "10.1000/182"}],
        )


def filled(html: str) -> dict[str, str]:
    """The fields of the form in which an item is corrected, as a browser would send them."""
    form = next(each for each in re.findall(r"<form.*?</form>", html, re.DOTALL) if 'name="title"' in each)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("type", "name", "value"))
        if name and (kind is None or kind[1] in {"text", "hidden", "url"}):
            fields[name[1]] = unescape(value[1]) if value else ""
    fields |= {
        name: unescape(text)
        for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form)
    }
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        if chosen := re.search(r'<option value="([^"]*)" selected', body):
            fields[name] = chosen[1]
    fields.pop("csrf", None)
    return fields


class TestReaders:
    def test_see_findings_of_harm_as_plainly_as_others(self, stage: Stage, item: str) -> None:
        page = stage.person().get(f"/en/evidence/{item}").text
        for text in (
            "Worse",
            "No difference",
            "Unfavourable",
            "Nothing about costs.",
            "10.1000/182",
            "paper",
        ):
            assert text in page, text
        assert "Certainty not yet judged" in page
        assert "For editors" not in page

    def test_find_it_in_the_list_and_on_the_solution(self, stage: Stage, item: str) -> None:
        person = stage.person()
        for path in ("/en/evidence", "/en/evidence?country=KEN&direction=harm", "/en/solutions/good-tool"):
            page = person.get(path).text
            assert f"/en/evidence/{item}" in page
        assert "Certainty not yet judged" in person.get("/en/solutions/good-tool").text
        assert item not in person.get("/en/evidence?direction=benefit").text
        assert "Evidence on Good Tool" in person.get("/en/evidence?solution=good-tool").text

    def test_are_told_that_nothing_recorded_is_not_nothing(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_solution(session, "Bare", slug="bare")
            make_outcomes(session)
        assert "does not mean that none exists" in stage.person().get("/en/solutions/bare").text
        assert "does not mean that no evidence exists" in stage.person().get("/en/evidence").text

    def test_get_the_same_from_the_api(self, stage: Stage, item: str) -> None:
        program = stage.program()
        assert [row["id"] for row in program.ask("GET", "/api/v1/evidence").json()["items"]] == [item]
        found = program.ask("GET", f"/api/v1/evidence/{item}").json()
        assert [each["direction"] for each in found["results"]] == ["harm", "no_difference", "unfavourable"]
        assert found["evidence_class"] == "independent_evaluation"
        [row] = program.ask("GET", "/api/v1/solutions/good-tool/evidence").json()
        assert row["about"][0]["solution"]["slug"] == "good-tool"

    @pytest.mark.parametrize("query", ["kind=novel", "direction=up", "independence=very", "page=0"])
    def test_a_wrong_filter_is_a_fault(self, stage: Stage, query: str) -> None:
        assert stage.person().get(f"/en/evidence?{query}").status_code == 400

    def test_do_not_find_what_waits(self, stage: Stage) -> None:
        with stage.database.write() as session:
            hidden = make_evidence(session, provenance={"results": "from_memory"}, title="A secret trial")
        assert stage.person().get(f"/en/evidence/{hidden}").status_code == 404
        assert stage.program().ask("GET", f"/api/v1/evidence/{hidden}").status_code == 404
        assert "A secret trial" not in stage.person().get("/en/evidence").text
        assert stage.program().ask("GET", "/api/v1/evidence").json()["items"] == []


class TestProposing:
    def test_asks_nobody_in_particular_to_sign_in(self, stage: Stage) -> None:
        assert stage.person().get("/en/evidence/new").status_code == 303

    def test_a_form_becomes_a_proposal_and_an_item(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            proposer, editor = make_account(session).id, make_account(session, "", Role.EDITOR).id
        person = stage.person(proposer)
        person.get("/en/evidence/new")
        sent = person.post("/en/evidence/new", FORM)
        assert sent.status_code == 303, sent.text
        path = sent.headers["location"]
        assert "A proposed trial" in person.get(path).text
        assert "A proposed trial" in person.get("/en/evidence/proposals").text
        desk = stage.person(editor)
        assert "A proposed trial" in desk.get("/en/evidence/queue").text
        desk.get(path)
        refused = desk.post(f"{path}/decision", {"decision": "accept"})
        assert refused.status_code == 422
        assert "independent of the maker" in refused.text
        done = desk.post(f"{path}/decision", {"decision": "accept", "independence": "unclear"})
        assert done.status_code == 303
        with stage.database.read() as session:
            [row] = queries.listed(session, Filters())
        assert (row.title, row.results[0].direction) == ("A proposed trial", "no_difference")

    def test_every_field_that_a_record_has_is_kept_and_shown(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            make_country(session, "KEN")
            make_solution(session, "Good Tool", slug="good-tool")
            proposer, editor = make_account(session).id, make_account(session, "", Role.EDITOR).id
        said = {
            "licence": "CC-BY-4.0",
            "setting": "Rural health posts",
            "population": "Children under five",
            "size": "1204 children",
            "comparator": "Paper registers",
            "countries": "KEN",
            "solution_0": "Good Tool",
            "version_0": "2.1",
            "named_1": "Another tool",
            "measure_0": "risk_ratio",
            "estimate_0": "0,8",
            "low_0": "0.7",
            "high_0": "0.92",
            "follow_up_0": "12 months",
            "note_0": "Only in one district",
            "bias_tool": "RoB 2",
            "bias_overall": "some_concerns",
            "bias_domain_0": "Randomisation",
            "bias_level_0": "low",
            "bias_reason_0": "Sealed envelopes",
            "funding": "A public fund",
            "does_not_show": "Deaths",
            "authors": "University of A\nInstitute B",
            "id_trial": "NCT01234567",
        }
        person = stage.person(proposer)
        path = person.post("/en/evidence/new", {**FORM, **said}).headers["location"]
        shown = (
            "Rural health posts", "1204 children", "Paper registers", "Good Tool", "2.1", "Another tool", "Risk ratio",
            "0.8", "(0.7–0.92)", "12 months", "Only in one district", "RoB 2", "Some concerns", "Randomisation",
            "Sealed envelopes", "A public fund", "Deaths", "Institute B", "NCT01234567", "CC-BY-4.0",
        )  # fmt: skip
        proposal = person.get(path).text
        assert [text for text in shown if text not in proposal] == []
        stage.person(editor).post(f"{path}/decision", {"decision": "accept", "independence": "independent"})
        with stage.database.read() as session:
            [row] = queries.listed(session, Filters())
        page = stage.person().get(f"/en/evidence/{row.id}").text
        assert [text for text in shown if text not in page] == []
        found = stage.program().ask("GET", f"/api/v1/evidence/{row.id}").json()
        assert (found["results"][0]["estimate"], found["results"][0]["high"]) == (0.8, 0.92)
        assert found["risk_of_bias"]["domains"][0]["level"] == "low"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": ""}, "title"),
            ({"id_doi": "nonsense"}, "id_doi"),
            ({"id_doi": ""}, "url"),
            ({"year": "soon"}, "year"),
            ({"year": "1200"}, "year"),
            ({"outcome_0": ""}, "measured_0"),
            ({"url": "ftp://x"}, "url"),
            ({"language": "English"}, "language"),
            ({"solution_0": "no such thing"}, "solution_0"),
            ({"id_isbn": "978-0"}, "id_isbn"),
            ({"id_trial": "NCT1"}, "id_trial"),
            ({"estimate_0": "big"}, "estimate_0"),
            ({"estimate_0": "0.8"}, "measure_0"),
            ({"measure_0": "risk_ratio"}, "estimate_0"),
            ({"measure_0": "risk_ratio", "estimate_0": "0.8", "low_0": "0.7"}, "low_0"),
            ({"measure_0": "risk_ratio", "estimate_0": "0.8", "low_0": "0.9", "high_0": "1"}, "estimate_0"),
            ({"bias_domain_0": "Randomisation"}, "bias_tool"),
            ({"bias_tool": "RoB 2", "bias_domain_0": "", "bias_level_0": "low"}, "bias_domain_0"),
        ],
    )
    def test_each_fault_is_told_at_its_field_and_nothing_is_lost(
        self, stage: Stage, change: dict[str, str], field: str
    ) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            account = make_account(session).id
        person = stage.person(account)
        person.get("/en/evidence/new")
        answer = person.post("/en/evidence/new", {**FORM, **change})
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in answer.text
        assert "Visits on time" in answer.text

    def test_a_citation_file_is_shown_and_then_proposed(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            made = make_evidence(session, title="Another one", year=2019)
            account = make_account(session).id
        person = stage.person(account)
        person.get("/en/evidence/import")
        shown = person.post("/en/evidence/import", {"text": RIS})
        assert "A trial of reminders" in shown.text
        assert made in shown.text, "the other is recorded already"
        assert "Doe" not in shown.text
        item = shown.text.split('name="item" value="')[1].split('"')[0].replace("&#34;", '"')
        done = person.post("/en/evidence/import", {"item": item, "named": "Reminders", "kind": "cohort"})
        assert done.status_code == 303
        assert "A trial of reminders" in person.get("/en/evidence/proposals").text

    @pytest.mark.parametrize("fields", [{"text": ""}, {"text": "nonsense"}, {"item": "{"}, {"item": "3"}])
    def test_a_wrong_file_is_told(self, stage: Stage, fields: dict[str, str]) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
        person = stage.person(account)
        person.get("/en/evidence/import")
        assert person.post("/en/evidence/import", fields).status_code == 422

    def test_whoever_proposed_it_takes_it_back(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
            number = make_proposal(session, account)
        person = stage.person(account)
        person.get(f"/en/evidence/proposals/{number}")
        assert person.post(f"/en/evidence/proposals/{number}/withdraw").status_code == 303
        assert "Withdrawn" in person.get(f"/en/evidence/proposals/{number}").text


class TestEditors:
    def test_confirm_at_the_source(self, stage: Stage) -> None:
        with stage.database.write() as session:
            hidden = make_evidence(session, provenance={"results": "from_memory"})
            editor = make_account(session, "", Role.EDITOR).id
        person = stage.person(editor)
        assert "Confirm and publish" in person.get(f"/en/evidence/{hidden}").text
        assert hidden in person.get("/en/evidence/queue").text
        assert person.post(f"/en/evidence/{hidden}/confirm", {}).status_code == 422
        done = person.post(f"/en/evidence/{hidden}/confirm", {"read_at": "https://example.org/a"})
        assert done.status_code == 303
        page = stage.person().get(f"/en/evidence/{hidden}").text
        assert "confirmed at its source by an editor" in page

    def test_correct_it_and_lose_nothing_of_other_languages(self, stage: Stage, item: str) -> None:
        with stage.database.write() as session:
            editor = make_account(session, "", Role.EDITOR).id
        person = stage.person(editor)
        fields = filled(person.get(f"/fr/evidence/{item}/edit").text)
        assert fields["named_1"] == "Elsewhere"
        assert fields["population"] == "", "it is said in English only"
        wrong = person.post(f"/fr/evidence/{item}/edit", fields | {"title": ""})
        assert wrong.status_code == 422
        fields |= {"title": "A better title", "population": "Des femmes enceintes"}
        assert person.post(f"/fr/evidence/{item}/edit", fields).status_code == 303
        with stage.database.read() as session:
            found = queries.item(session, item)
        assert (found.title, found.independence, found.revision) == ("A better title", "independent", 2)
        assert [each.named for each in found.about] == ["Good Tool", "Elsewhere"]
        assert found.population["fr"] == "Des femmes enceintes"
        assert "en" in found.population
        assert [set(each.measured) for each in found.results] == [{"en"}] * 3
        assert found.does_not_show == {"en": "Nothing about costs."}

    def test_what_another_editor_corrected_is_not_overwritten(self, stage: Stage, item: str) -> None:
        with stage.database.write() as session:
            editor = make_account(session, "", Role.EDITOR).id
        person = stage.person(editor)
        mine = filled(person.get(f"/en/evidence/{item}/edit").text)
        assert person.post(f"/en/evidence/{item}/edit", mine | {"funding": "A fund"}).status_code == 303
        late = person.post(f"/en/evidence/{item}/edit", mine | {"funding": "Another fund"})
        assert late.status_code == 412
        assert "Somebody else corrected the item" in late.text
        assert person.post(f"/en/evidence/{item}/edit", filled(late.text)).status_code == 303
        assert "Another fund" in person.get(f"/en/evidence/{item}").text

    def test_a_wrong_address_is_told_beside_its_field(self, stage: Stage) -> None:
        with stage.database.write() as session:
            hidden = make_evidence(session, provenance={"results": "from_memory"})
            editor = make_account(session, "", Role.EDITOR).id
        answer = stage.person(editor).post(f"/en/evidence/{hidden}/confirm", {"read_at": "in the library"})
        assert answer.status_code == 422
        assert 'id="e-read_at"' in answer.text

    def test_two_accepted_proposals_are_two_items(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            proposer, editor = make_account(session).id, make_account(session, "", Role.EDITOR).id
        person, desk = stage.person(proposer), stage.person(editor)
        for title, doi in (("A first trial", "10.1000/1"), ("A second trial", "10.1000/2")):
            path = person.post("/en/evidence/new", {**FORM, "title": title, "id_doi": doi}).headers[
                "location"
            ]
            accepted = {"decision": "accept", "independence": "unclear"}
            assert desk.post(f"{path}/decision", accepted).status_code == 303
        with stage.database.read() as session:
            titles = {row.title for row in queries.listed(session, Filters())}
        assert titles == {"A first trial", "A second trial"}

    def test_withdraw_with_a_reason(self, stage: Stage, item: str) -> None:
        with stage.database.write() as session:
            editor = make_account(session, "", Role.EDITOR).id
        person = stage.person(editor)
        person.get(f"/en/evidence/{item}")
        assert person.post(f"/en/evidence/{item}/withdraw", {"reason": ""}).status_code == 422
        assert person.post(f"/en/evidence/{item}/withdraw", {"reason": "Retracted"}).status_code == 303
        assert stage.person().get(f"/en/evidence/{item}").status_code == 404


class TestVendors:
    def test_propose_for_their_body(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
            body = make_organisation(session, "Maker of tools")
            account = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
            other = make_organisation(session, "Other maker").id
        person = stage.person(account)
        assert "Maker of tools" in person.get("/en/evidence/new").text
        assert person.post("/en/evidence/new", {**FORM, "organisation": other}).status_code == 403
        assert person.post("/en/evidence/new", {**FORM, "organisation": body.id}).status_code == 303


def test_every_code_has_a_word() -> None:
    for group, enum in (
        ("evidence_kind", EvidenceKind),
        ("independence", Independence),
        ("direction", Direction),
        ("measure", Measure),
        ("evidence_state", EvidenceState),
        ("proposal_state", ProposalState),
    ):
        assert set(TERMS[group]) == set(enum), group
    assert set(EXPLANATIONS["direction"]) == set(Direction)


class TestFiles:
    """A file goes with its item: who sees the one reads the other."""

    REPORT = ("report.csv", b"clinic,visits\nA,12\nB,30\n", "text/csv")

    def test_an_editor_attaches_what_readers_then_save(self, stage: Stage, item: str) -> None:
        here = f"/en/evidence/{item}"
        with stage.database.write() as session:
            account_id = make_account(session, "", Role.EDITOR).id
        assert stage.person().post(f"{here}/files", files={"file": self.REPORT}).status_code == 303
        assert "Files" not in stage.person().get(here).text
        editor = stage.person(account_id)
        assert "Choose a file" in editor.post(f"{here}/files").text
        answer = editor.post(f"{here}/files", files={"file": self.REPORT})
        assert answer.headers["location"] == f"{here}#files"
        [listed] = stage.program().ask("GET", f"/api/v1/evidence/{item}").json()["files"]
        assert "report.csv" in stage.person().get(here).text
        saved = stage.person().get(f"/en/attachments/{listed['id']}")
        assert saved.status_code == 200
        assert saved.headers["content-disposition"].startswith("attachment")

    def test_it_is_hidden_with_its_item(self, stage: Stage, item: str) -> None:
        here = f"/en/evidence/{item}"
        with stage.database.write() as session:
            account_id = make_account(session, "", Role.EDITOR).id
        editor = stage.person(account_id)
        editor.post(f"{here}/files", files={"file": self.REPORT})
        [listed] = stage.program().ask("GET", f"/api/v1/evidence/{item}").json()["files"]
        editor.post(f"{here}/withdraw", {"reason": "Retracted"})
        assert stage.person().get(f"/en/attachments/{listed['id']}").status_code in {303, 404}
        assert editor.get(f"/en/attachments/{listed['id']}").status_code == 200
        editor.post(f"/en/attachments/{listed['id']}/remove", {"next": here})
        assert "report.csv" not in editor.get(here).text
