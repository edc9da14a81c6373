"""Our own spreadsheet: the template, its cells, and what a row becomes."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from registry.db import Database, Kind
from registry.deployments import queries as deployments
from registry.deployments.models import Deployment, DeploymentFunder, DeploymentStatus
from registry.interchange.report import Report
from registry.interchange.run import import_file
from registry.interchange.template import DEPLOYMENTS, SOLUTIONS, write_template
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, Source
from registry.solutions.models import Solution
from tests.factories import make_claim, make_concept, make_country, make_organisation, make_standard

SOLUTION: dict[str, Any] = {
    "name": "Example EMR",
    "name_fr": "DME exemple",
    "type": "software",
    "licence": "MIT",
    "owner": "Example Foundation; Other Body",
    "home": "https://example.org",
    "languages": "en; fr",
    "offline": "yes",
    "interventions": "2.2.1",
    "standards": "hl7-fhir:R4:tested",
    "identifiers": "foo:1",
    "price_amount": 10,
    "price_currency": "USD",
    "price_per": "user and month",
    "price_source": "https://example.org/price",
    "price_date": "2026-05",
}
DEPLOYMENT: dict[str, Any] = {
    "solution": "Example EMR",
    "country": "Kenya",
    "status": "scaled",
    "started": dt.datetime(2020, 5, 1),  # noqa: DTZ001 - as a spreadsheet's cell gives it
    "implementer": "Example Foundation",
    "people": "1 200",
    "target_share": "80%",
    "target_share_source": "Ministry report",
    "funders": "Example Bank|1000|USD|2019|2022|consent 2023; Other Body|5|EUR|||https://example.org/paid",
    "identifiers": "foo:place-1",
}


@pytest.fixture
def ready(database: Database) -> Database:
    with database.write() as session:
        make_country(session, "KEN", aliases=["Kenia"])
        make_country(session, "CIV")
        make_concept(session, "2.2.1")
        make_concept(session, "1.3", "challenges-2")
        make_standard(session, slug="hl7-fhir", editions=["R4"])
        make_organisation(session, "Example Foundation")
    return database


@pytest.fixture
def template(ready: Database, tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    with ready.read() as session:
        write_template(session, path)
    return path


def _fill(template: Path, name: str = "filled.xlsx", **sheets: list[dict[str, Any]]) -> Path:
    book = load_workbook(template)
    for sheet, rows in sheets.items():
        header = {cell.value: number for number, cell in enumerate(book[sheet][1], start=1)}
        for number, row in enumerate(rows, start=2):
            for column, value in row.items():
                book[sheet].cell(number, header[column], value)
    path = template.with_name(name)
    book.save(path)
    return path


def _import(database: Database, path: Path) -> Report:
    return import_file(database, "spreadsheet", path)


def test_the_template_guides_and_offers_lists(template: Path) -> None:
    book = load_workbook(template)
    assert book.sheetnames == ["Guide", "Solutions", "Deployments", "Sources", "Codes", "Lists"]
    assert [cell.value for cell in book["Solutions"][1]] == [column.name for column in SOLUTIONS]
    assert [cell.value for cell in book["Deployments"][1]] == [column.name for column in DEPLOYMENTS]
    assert len(book["Solutions"].data_validations.dataValidation) >= 6
    codes = {(row[0].value, row[1].value) for row in book["Codes"].iter_rows(min_row=2)}
    assert {("interventions", "2.2.1"), ("standards", "hl7-fhir"), ("country", "KEN")} <= codes
    guide = [row[0].value for row in book["Guide"].iter_rows() if row[0].value]
    assert "Deployments: target_share" in guide


def test_an_empty_template_says_nothing(ready: Database, template: Path) -> None:
    report = _import(ready, template)
    assert (report.changed, report.rejected, report.unmapped) == (False, [], [])


def test_a_solution_and_its_deployment(ready: Database, template: Path) -> None:
    path = _fill(
        template,
        Solutions=[SOLUTION],
        Deployments=[DEPLOYMENT, {"solution": "Example EMR", "country": "CIV"}],
    )
    report = _import(ready, path)
    assert report.rejected == []
    assert (len(report.created), dict(report.deployments)) == (1, {"created": 2})
    with ready.read() as session:
        solution = session.exec(select(Solution)).one()
        assert solution.names == {"en": "Example EMR", "fr": "DME exemple"}
        assert (solution.offline, solution.price["amount"]) == (True, "10")
        assert solution.price["date"] == "2026-05"
        running = session.exec(select(Deployment).where(Deployment.country == "KEN")).one()
        assert (running.status, running.started) == (DeploymentStatus.SCALED, "2020-05-01")
        shown = deployments.deployment(session, running.id)
        assert [(each.scheme, each.value) for each in shown.identifiers] == [("foo", "place-1")]
        assert (running.people, running.target_share) == (1200, 0.8)
        named = session.exec(select(Deployment).where(Deployment.country == "CIV")).one()
        assert named.is_reported_presence
        funders = session.exec(select(DeploymentFunder).order_by(col(DeploymentFunder.id))).all()
        assert [(each.amount, each.currency, each.until_year) for each in funders] == [
            (1000, "USD", 2022),
            (5, "EUR", None),
        ]
        assert [(each.amount_consent, each.amount_source) for each in funders] == [
            ("2023", ""),
            ("", "https://example.org/paid"),
        ]
        names = {each.names["en"] for each in session.exec(select(Organisation))}
        assert names == {"Example Foundation", "Other Body", "Example Bank"}
        assert {each.source_id for each in session.exec(select(Claim))} == {"spreadsheet-filled"}
        assert all(each.date or each.retrieved for each in session.exec(select(Source)))


def test_again_it_changes_nothing(ready: Database, template: Path) -> None:
    path = _fill(
        template,
        Solutions=[SOLUTION],
        Deployments=[DEPLOYMENT, {"solution": "Example EMR", "country": "CIV"}],
    )
    _import(ready, path)
    report = _import(ready, path)
    assert not report.changed
    assert (len(report.unchanged), dict(report.deployments)) == (1, {"unchanged": 2})


def test_a_known_solution_is_named_by_its_id(ready: Database, template: Path) -> None:
    _import(ready, _fill(template, Solutions=[SOLUTION]))
    with ready.read() as session:
        record_id = session.exec(select(Solution.id)).one()
    other = {"id": record_id, "name": "Example EMR", "type": "software", "stage": "pilot"}
    report = _import(ready, _fill(template, "other.xlsx", Solutions=[other]))
    assert [line.id for line in report.updated] == [record_id]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("type", "gadget", "Solutions!O2 (type): “gadget” is none of the choices: 'software'"),
        ("licence", "Nonsense-1", "(licence): It cannot be read: 'Nonsense-1' is not an SPDX expression"),
        ("offline", "maybe", "(offline): “maybe” is neither yes nor no"),
        ("interventions", "9.9", "(interventions): The list has no code 9.9."),
        ("standards", "nothing", "(standards): Nothing is registered under the name “nothing”."),
        ("standards", "hl7-fhir:R4:proven", "(standards): “proven” is none of"),
        ("contact", "jane@example.org", "contact data is never recorded"),
        ("home", "example", "(home): It cannot be read: 'example' is not an http(s) address"),
        ("source", "nobody", "(source): Nothing is registered under the name “nobody”."),
        ("identifiers", "foo", "(identifiers): “foo” is not of the form scheme:value"),
        ("identifiers", "registry:1", "go into the column id"),
        ("id", "DHS-00000", "(id): Nothing is registered under the name “DHS-00000”."),
        ("price_currency", None, "A price needs price_currency as well"),
        ("name", None, "(name): A value is needed here."),
        ("first_released", "#REF!", "holds the error #REF!"),
        ("summary_en", "x" * 241, "summary: en: 241 characters"),
    ],
)
def test_a_wrong_cell_is_named(ready: Database, template: Path, column: str, value: Any, said: str) -> None:
    good = {"name": "Good", "type": "software"}
    report = _import(ready, _fill(template, Solutions=[SOLUTION | {column: value}, good]))
    assert said in report.rejected[0].reason
    assert report.rejected[0].place == "Solutions row 2"
    assert [line.name for line in report.created] == ["Good"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("solution", "Nothing", "Deployments!A2 (solution): Nothing is registered under the name “Nothing”."),
        ("country", "Atlantis", "(country): No country or area is known as “Atlantis”."),
        ("status", "running", "(status): “running” is none of the choices"),
        ("target_share", None, "'scaled' needs the share"),
        ("target_share", "120%", "(target_share)"),
        ("people", "many", "(people): “many” is not a number"),
        ("started", "spring", "(started): It cannot be read: 'spring' is not a date"),
        ("subdivision", "UG-102", "subdivision"),
        ("challenges", "7.7", "(challenges): The list has no code 7.7."),
        ("funders", "Bank|much", "(funders): “Bank|much” is not name|amount"),
    ],
)
def test_a_wrong_cell_of_a_deployment_is_named(
    ready: Database, template: Path, column: str, value: Any, said: str
) -> None:
    rows = [DEPLOYMENT | {column: value}, {"solution": "example-emr", "country": "CIV"}]
    report = _import(ready, _fill(template, Solutions=[SOLUTION], Deployments=rows))
    assert said in report.rejected[0].reason
    assert dict(report.deployments) == {"created": 1}


def test_the_same_deployment_twice_is_refused_once(ready: Database, template: Path) -> None:
    report = _import(ready, _fill(template, Solutions=[SOLUTION], Deployments=[DEPLOYMENT, DEPLOYMENT]))
    assert "Deployments row 2" in report.rejected[0].reason
    assert dict(report.deployments) == {"created": 1}


def test_sources_of_the_sheet_state_their_rows(ready: Database, template: Path) -> None:
    source = {"id": "moh-2026", "title": "Ministry inventory", "date": "2026-03", "licence": "CC0-1.0"}
    path = _fill(
        template,
        Sources=[source, {"id": "Bad id", "title": "x"}],
        Solutions=[SOLUTION | {"source": "moh-2026", "source_date": "2026-03"}],
    )
    report = _import(ready, path)
    assert [each.place for each in report.rejected] == ["Sources row 3"]
    with ready.read() as session:
        assert {each.id for each in session.exec(select(Source))} >= {"moh-2026"}
        assert {(each.source_id, each.date) for each in session.exec(select(Claim))} == {
            ("moh-2026", "2026-03")
        }


def test_what_another_source_recorded_of_a_deployment_stays(ready: Database, template: Path) -> None:
    row = DEPLOYMENT | {"identifiers": "atlas:7"}
    _import(ready, _fill(template, Solutions=[SOLUTION], Deployments=[row]))
    other = {
        "solution": "Example EMR",
        "country": "KEN",
        "identifiers": "atlas:7",
        "status": "pilot",
        "version": "2",
    }
    report = _import(ready, _fill(template, "other.xlsx", Deployments=[other]))
    assert dict(report.deployments) == {"updated": 1}
    assert [(each.path, each.value) for each in report.unmapped] == [("status", "pilot")]
    with ready.read() as session:
        deployment = session.exec(select(Deployment)).one()
        assert (deployment.status, deployment.version) == (DeploymentStatus.SCALED, "2")
        claims = session.exec(select(Claim).where(Claim.record_kind == Kind.DEPLOYMENT)).all()
        assert {each.source_id for each in claims} == {"spreadsheet-filled", "spreadsheet-other"}


def test_an_identifier_of_another_record_rejects_its_row_alone(ready: Database, template: Path) -> None:
    rows = [
        DEPLOYMENT | {"identifiers": "foo:1"},
        DEPLOYMENT | {"identifiers": "atlas:7", "started": "2021"},
        DEPLOYMENT | {"identifiers": "atlas:7", "started": "2022"},
    ]
    twins = [SOLUTION, {"name": "Other", "type": "software", "identifiers": "bar:2"}]
    _import(ready, _fill(template, Solutions=twins))
    report = _import(ready, _fill(template, "more.xlsx", Deployments=rows))
    assert [each.place for each in report.rejected] == ["Deployments row 2", "Deployments row 4"]
    assert dict(report.deployments) == {"created": 1}
    again = _import(ready, _fill(template, "more.xlsx", Deployments=rows[1:]))
    assert ["stands twice" in each.reason for each in again.rejected] == [True]


def test_columns_that_the_template_does_not_have_are_reported(ready: Database, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("name;type;mood\nExample;software;good\n", encoding="utf-8-sig")
    report = _import(ready, path)
    assert [(each.place, each.value) for each in report.unmapped] == [("Solutions", "1 values")]
    assert len(report.created) == 1


def test_a_csv_file_of_deployments(ready: Database, tmp_path: Path, template: Path) -> None:
    _import(ready, _fill(template, Solutions=[SOLUTION]))
    path = tmp_path / "deployments.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["solution", "country", "status", "started"])
        writer.writerow(["example-emr", "Kenia", "active", "2020"])
        writer.writerow(["example-emr", "CI", "pilot", "2021"])
    assert dict(_import(ready, path).deployments) == {"created": 2}


@pytest.mark.parametrize(("name", "content"), [("x.xlsx", "no zip"), ("x.csv", "a,b\n1,2\n"), ("x.csv", "")])
def test_what_is_not_our_template_is_rejected_as_a_whole(
    ready: Database, tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    report = _import(ready, path)
    assert [each.place for each in report.rejected] == ["file"]


def test_claims_of_nobody_else_are_touched(ready: Database, template: Path) -> None:
    _import(ready, _fill(template, Solutions=[SOLUTION]))
    with ready.write() as session:
        record_id = session.exec(select(Solution.id)).one()
        make_claim(session, Kind.SOLUTION, record_id, "stage", "pilot", source="other")
    _import(ready, _fill(template, Solutions=[SOLUTION]))
    with ready.read() as session:
        assert session.exec(select(Claim).where(Claim.source_id == "other")).one().value == "pilot"
