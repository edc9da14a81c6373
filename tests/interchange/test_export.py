"""Exports: everything published, each file with its notice, all or nothing."""

import csv
import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.db import Database, Kind
from registry.deployments import service as deployments
from registry.evaluation.external import service as external
from registry.evaluation.external.drafts import ExternalDraft
from registry.evaluation.external.models import Scheme
from registry.interchange.export import BadExport, export_all
from registry.notices import service as notices
from registry.notices.models import NoticeKind
from registry.notices.service import NoticeDraft
from registry.organisations.models import Organisation
from registry.organisations.service import OrganisationDraft
from registry.organisations.service import save as save_organisation
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from registry.solutions.models import Solution
from registry.submissions.workflow import State
from tests.factories import (
    make_account,
    make_concept,
    make_country,
    make_scheme,
    make_source,
    make_submission,
)
from tests.factories.certainty import make_judgement
from tests.factories.evidence import make_evidence, result
from tests.factories.feedback import make_feedback
from tests.factories.people import make_viewer


def _solution(session: Session, slug: str, **values) -> None:
    claims = [
        {"field": "licence", "value": "MIT", "source": "goods", "date": "2026", "url": "https://example.org"}
    ]
    draft = {
        "slug": slug,
        "names": {"en": slug, "fr": f"{slug} en français"},
        "type": "software",
        "claims": claims,
    }
    solutions.save(session, SolutionDraft.model_validate(draft | values), author="Test")


@pytest.fixture
def ready(database: Database) -> Database:
    with database.write() as session:
        make_source(session, "goods", title="Goods", publisher="Goods body", licence="CC-BY-4.0")
        make_country(session, "KEN")
        make_country(session, "UGA")
        make_scheme(session, "challenges-2", licence="CC-BY-NC-SA-3.0-IGO", notice="Not a WHO translation.")
        make_concept(session, "1.3", "challenges-2")
        save_organisation(session, OrganisationDraft(slug="acme", names="ACME"), author="Test")
        _solution(session, "emr", aliases=["=1+1"], offline=False, links={"home": ["https://example.org"]})
        _solution(session, "lab")
        named = [("goods", "2026", "")]
        drafts = [deployments.presence("emr", country, named) for country in ("KEN", "UGA")]
        deployments.save_all(session, drafts, author="Test")
        deployments.save(session, deployments.presence("emr", "UGA", []), author="Test")
    return database


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_hold_every_record_in_its_newest_state(ready: Database, tmp_path: Path) -> None:
    report = export_all(ready, tmp_path / "out")
    assert report.files["solutions.jsonl"] == 2
    rows = {row["slug"]: row for row in _lines(tmp_path / "out" / "solutions.jsonl")}
    assert rows["emr"]["names"] == {"en": "emr", "fr": "emr en français"}
    assert rows["emr"]["offline"] is False
    assert "offline" not in rows["lab"]
    [deployment] = _lines(tmp_path / "out" / "deployments.jsonl")
    assert (deployment["country"], deployment["confirmation"]) == ("KEN", "pending")
    claims = _lines(tmp_path / "out" / "claims.jsonl")
    assert {(row["record_kind"], row["field"], row["source"]) for row in claims} == {
        ("solution", "licence", "goods"),
        ("deployment", "presence", "goods"),
    }


def test_a_notice_in_force_travels_with_its_record_and_what_runs_of_it(
    ready: Database, tmp_path: Path
) -> None:
    with ready.write() as session:
        solution = session.exec(select(Solution).where(Solution.slug == "emr")).one().id
        draft = NoticeDraft(NoticeKind.SAFETY, "Doses show in the wrong unit.")
        notices.place(session, make_viewer(session, Role.ADMINISTRATOR), Kind.SOLUTION, solution, draft)
    export_all(ready, tmp_path / "out")
    rows = {row["slug"]: row["notices"] for row in _lines(tmp_path / "out" / "solutions.jsonl")}
    assert [(each["kind"], each["reason"]) for each in rows["emr"]] == [("safety", draft.reason)]
    assert rows["lab"] == []
    [deployment] = _lines(tmp_path / "out" / "deployments.jsonl")
    assert deployment["notices"] == rows["emr"]


def test_evidence_its_certainty_and_recommendations_go_along(ready: Database, tmp_path: Path) -> None:
    with ready.write() as session:
        about = [{"named": "EMR", "solution": "emr"}]
        make_evidence(session, about=about, results=[result("harm", "7")], title="A trial of harm")
        make_evidence(
            session,
            about=about,
            results=[result()],
            title="Not read yet",
            provenance={"results": "from_memory"},
        )
        solution = session.exec(select(Solution).where(Solution.slug == "emr")).one()
        make_judgement(session, solution, publish=True)
        make_judgement(session, solution)
        make_feedback(session, solution, publish=True, works="Quick to learn.")
        make_feedback(session, solution, works="Not published yet.")
        found = ExternalDraft(
            solution="emr", scheme=Scheme.DPG, source="goods", on="2026", results={"status": "dpg"}
        )
        external.save(session, found, solution.id)
    export_all(ready, tmp_path / "out")
    titles = {row["title"] for row in _lines(tmp_path / "out" / "evidence.jsonl")}
    assert "A trial of harm" in titles
    assert "Not read yet" not in titles
    [judged] = _lines(tmp_path / "out" / "certainty.jsonl")
    assert (judged["certainty"], judged["solution"]["slug"]) == ("moderate", "emr")
    assert not {"drafted_by", "decided_by", "remark"} & judged.keys()
    [report] = _lines(tmp_path / "out" / "feedback.jsonl")
    assert report["works"] == "Quick to learn."
    assert not {"account_id", "decided_by"} & report.keys()
    [other] = _lines(tmp_path / "out" / "external-assessments.jsonl")
    assert (other["on"], other["results"], other["source"]) == ("2026", {"status": "dpg"}, "goods")
    notice = (tmp_path / "out" / "recommendations.jsonl.license").read_text(encoding="utf-8")
    assert "CC-BY-NC-SA-3.0-IGO" in notice


def test_tables_open_in_a_spreadsheet(ready: Database, tmp_path: Path) -> None:
    export_all(ready, tmp_path / "out", "csv")
    with (tmp_path / "out" / "solutions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["slug"]: row for row in csv.DictReader(file)}
    assert rows["emr"]["names_fr"] == "emr en français"
    assert rows["emr"]["links_home"] == "https://example.org"
    assert rows["emr"]["aliases"] == "'=1+1"
    assert (rows["emr"]["offline"], rows["lab"]["offline"]) == ("no", "")


def test_each_column_holds_what_its_heading_says(ready: Database, tmp_path: Path) -> None:
    """A registry like this one exports a column under the heading of another."""
    export_all(ready, tmp_path / "lines")
    export_all(ready, tmp_path / "tables", "csv")
    for lines in sorted((tmp_path / "lines").glob("*.jsonl")):
        with (tmp_path / "tables" / f"{lines.stem}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        stated = _lines(lines)
        assert len(rows) == len(stated)
        for row, body in zip(rows, stated, strict=True):
            texts = {key: value for key, value in body.items() if isinstance(value, str)}
            assert {key: row[key] for key in texts} == texts, lines.stem


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
def test_no_file_holds_contact_data_of_people(ready: Database, tmp_path: Path, file_format: str) -> None:
    with ready.write() as session:
        acme = session.exec(select(Organisation)).one()
        owner = make_account(session, "Nadia Vendeuse", (Role.ORGANISATION_OWNER, acme.id))
        make_submission(session, owner.id, organisation=acme.id, state=State.ACCEPTED)
        email = owner.email
    export_all(ready, tmp_path / "out", file_format)
    files = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.*")]
    assert any("ACME" in text for text in files)
    assert [text for text in files if "Nadia" in text or email in text] == []


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
def test_every_file_travels_with_its_notice(ready: Database, tmp_path: Path, file_format: str) -> None:
    report = export_all(ready, tmp_path / "out", file_format)
    overview = (tmp_path / "out" / "LICENCES.md").read_text(encoding="utf-8")
    for name in report.files:
        notice = (tmp_path / "out" / f"{name}.license").read_text(encoding="utf-8")
        assert notice.startswith("SPDX-License-Identifier: ")
        assert "not endorsed" in notice
        assert f"| {name} |" in overview
    classification = (tmp_path / "out" / f"taxonomies/challenges-2.{file_format}.license").read_text(
        encoding="utf-8"
    )
    assert "CC-BY-NC-SA-3.0-IGO" in classification
    assert "Not a WHO translation." in classification
    assert "Goods body" in (tmp_path / "out" / f"solutions.{file_format}.license").read_text(encoding="utf-8")


def test_an_earlier_export_is_replaced_and_other_folders_are_not(ready: Database, tmp_path: Path) -> None:
    export_all(ready, tmp_path / "out", "csv")
    export_all(ready, tmp_path / "out", "jsonl")
    assert not list((tmp_path / "out").glob("*.csv"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    for target in (tmp_path / "mine", tmp_path / "mine" / "letter.txt"):
        with pytest.raises(BadExport):
            export_all(ready, target)


def test_a_failure_leaves_the_earlier_export_alone(
    ready: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_all(ready, tmp_path / "out")

    def fail(*_args: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("registry.interchange.export._overview", fail)
    with pytest.raises(KeyboardInterrupt):
        export_all(ready, tmp_path / "out", "csv")
    assert not list((tmp_path / "out").glob("*.csv"))
    assert (tmp_path / "out" / "solutions.jsonl").is_file()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_an_empty_registry_exports_empty_files(database: Database, tmp_path: Path) -> None:
    report = export_all(database, tmp_path / "out", "csv")
    assert set(report.files.values()) == {0}
