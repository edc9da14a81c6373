"""What a country chooses, and the documents it publishes: shown on its page and on those of what it chose."""

import pytest

from registry.db import Database
from registry.db.ids import Kind
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.national import queries
from registry.national.models import Choice
from registry.national.service import choices, documents
from tests.acting import Stage
from tests.factories import make_standard
from tests.national.conftest import Kenya

DESK = "/en/countries/ken/desk"
PLAN = {"title": "Plan national de santé numérique", "kind": "plan", "language": "fr", "from_year": "2026",
        "until_year": "2030", "licence": "CC-BY-4.0"}  # fmt: skip
FILE = {"file": ("plan.csv", b"year,goal\n2026,connected\n", "text/csv")}


def _choose(database: Database, kenya: Kenya, who: str = "", choice: Choice = Choice.ENDORSED) -> int:
    with database.write() as session:
        made = choices.choose(
            session, kenya.viewer(session, who), "KEN", (Kind.SOLUTION, kenya.solution), choice
        )
        return made.id or 0


class TestChoices:
    def test_only_who_speaks_for_the_country_chooses(self, database: Database, kenya: Kenya) -> None:
        for who in (kenya.reader, kenya.vendor):
            with pytest.raises(Forbidden):
                _choose(database, kenya, who)

    def test_one_of_each_sort_is_in_force(self, database: Database, kenya: Kenya) -> None:
        first = _choose(database, kenya)
        _choose(database, kenya, choice=Choice.IN_ARCHITECTURE)
        with pytest.raises(Conflict):
            _choose(database, kenya)
        with database.write() as session:
            choices.withdraw(session, kenya.viewer(session), "KEN", first)
        with database.read() as session:
            found = queries.of_record(session, Kind.SOLUTION, kenya.solution)
            assert [each.choice for each in found] == ["in_architecture"]
        _choose(database, kenya)
        with pytest.raises(NotFound), database.write() as session:
            choices.withdraw(session, kenya.viewer(session), "KEN", first)

    def test_it_is_of_a_record_that_is_there(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Invalid) as error, database.write() as session:
            choices.choose(
                session,
                kenya.viewer(session),
                "KEN",
                (Kind.DEPLOYMENT, kenya.first),
                Choice.ENDORSED,
                since="spring",
                document_id=7,
            )
        assert set(error.value.faults) == {"record", "since", "document"}

    def test_it_shows_on_all_three_pages_and_in_the_api(self, stage: Stage, kenya: Kenya) -> None:
        with stage.database.write() as session:
            make_standard(session, "Lab Codes", slug="lab-codes")
        person = stage.person(kenya.focal)
        person.post(f"{DESK}/documents", PLAN, files=FILE)
        assert "Lab Codes" in person.get(f"{DESK}/choices?q=lab").text
        document = person.get(f"{DESK}/choices?record=standard/lab-codes").text
        assert "Plan national" in document
        sent = {
            "record": "standard/lab-codes",
            "choice": "national_standard",
            "since": "2024-05",
            "note": "By law.",
        }
        assert person.post(f"{DESK}/choices", sent | {"choice": ""}).status_code == 422
        assert person.post(f"{DESK}/choices", sent | {"document": "1"}).status_code == 303
        sent = {"record": "solution/lab-link", "choice": "endorsed"}
        assert person.post(f"{DESK}/choices", sent).status_code == 303
        reader = stage.person()
        standard = reader.get("/en/standards/lab-codes").text
        for text in (
            "National standard",
            "By law.",
            "May 2024",
            "Ministry of Health of Kenya",
            "Plan national",
        ):
            assert text in standard, text
        assert "Endorsed" in reader.get("/en/solutions/lab-link").text
        country = reader.get("/en/countries/ken").text
        assert "Lab Codes" in country
        assert "Endorsed" in country
        api = stage.program()
        (found,) = api.ask("GET", "/api/v1/standards/lab-codes/choices").json()
        assert (found["choice"], found["since"], found["note"]) == (
            "national_standard",
            "2024-05",
            {"en": "By law."},
        )
        assert len(api.ask("GET", "/api/v1/countries/KEN/choices").json()) == 2
        assert len(api.ask("GET", "/api/v1/solutions/lab-link/choices").json()) == 1


class TestDocuments:
    def test_a_file_is_published_and_can_be_saved_by_anybody(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert person.post(f"{DESK}/documents", PLAN, files=FILE).status_code == 303
        (found,) = stage.program().ask("GET", "/api/v1/countries/KEN/documents").json()
        assert (found["title"], found["language"], found["licence"]) == (PLAN["title"], "fr", "CC-BY-4.0")
        reader = stage.person()
        page = reader.get("/en/countries/ken").text
        assert f"/en/attachments/{found['file']}" in page
        assert '<bdi lang="fr">Plan national de santé numérique</bdi>' in page
        answer = reader.get(f"/en/attachments/{found['file']}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert person.post(f"{DESK}/documents", {"withdraw": str(found["id"])}).status_code == 303
        assert "Plan national" not in reader.get("/en/countries/ken").text

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("title", ""),
            ("kind", "poem"),
            ("language", "French"),
            ("from_year", "26"),
            ("until_year", "2020"),
            ("url", "ftp://example.org"),
            ("licence", "whatever-1"),
        ],
    )
    def test_what_is_wrong_is_told(self, stage: Stage, kenya: Kenya, name: str, value: str) -> None:
        sent = PLAN | {"url": "https://example.org/plan"} | {name: value}
        answer = stage.person(kenya.focal).post(f"{DESK}/documents", sent)
        assert answer.status_code == 422
        assert f'href="#f-{name}"' in answer.text

    def test_it_is_either_a_file_or_a_link(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert person.post(f"{DESK}/documents", PLAN).status_code == 422
        both = PLAN | {"url": "https://example.org/plan"}
        assert person.post(f"{DESK}/documents", both, files=FILE).status_code == 422

    def test_only_who_speaks_for_the_country_publishes(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Forbidden), database.write() as session:
            documents.add(
                session,
                kenya.viewer(session, kenya.reader),
                "KEN",
                title="Plan",
                kind="plan",
                language="en",
                url="https://example.org",
            )
