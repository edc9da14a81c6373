"""What others found is read with its dates; what was not assessed is unknown, and nothing is guessed."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from registry.db import Database
from registry.evaluation.external import queries
from registry.evaluation.external.models import ExternalAssessment, Scheme
from registry.interchange import ratings
from registry.interchange.run import import_file
from registry.interchange.statements import Rejected
from registry.solutions.models import Solution
from tests.factories import make_country, make_solution
from tests.interchange.real_files import records

HEADER = "Category Baseline (Sept 2018) Update (March  2020)\nGlobal Utility"
MATURITY = {
    "Good Tool": {
        "header": HEADER,
        "ratings": {"Security": ["Medium", "High"], "Scalability": ["Low"], "Roadmap": []},
    },
    "Other Tool": {"header": "Category Update\n", "ratings": {"Engagement": ["High"]}},
    "Unclear": {"header": "Category Update Update\n", "ratings": {"Security": ["High", "Low"]}},
}


def _file(folder: Path, content: object) -> Path:
    path = folder / "ratings.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


class TestReading:
    def test_each_date_is_an_assessment_and_a_value_for_several_dates_is_of_none(self) -> None:
        found = list(ratings.ggmm(json.dumps(MATURITY).encode(), "s"))
        assert [
            (each.name, each.on, dict(each.results), each.left_out)
            for each in found
            if isinstance(each, ratings.Rating)
        ] == [
            ("Good Tool", "2018-09", {"security": "medium"}, ("Roadmap",)),
            ("Good Tool", "2020-03", {"security": "high"}, ("Roadmap",)),
            ("Good Tool", "", {"scalability": "low"}, ("Roadmap",)),
            ("Other Tool", "", {"community-engagement": "high"}, ()),
        ]
        assert [each.name for each in found if isinstance(each, Rejected)] == ["Unclear"]

    @pytest.mark.parametrize("data", [b"{", b"[]", b'"text"'])
    def test_what_is_no_file_of_ratings_is_rejected(self, data: bytes) -> None:
        assert [type(each) for each in ratings.ggmm(data, "s")] == [Rejected]

    def test_not_assessed_is_unknown_and_not_zero(self) -> None:
        scores = [{"year": 2023, "global_utility": 7, "low_carbon": 0}, {"year": 2024, "global_utility": 0}]
        record = {"ID": "tool", "Name": "Tool", "Maturity": {"Scores": scores}}
        [found] = ratings.guidebook([("tool.json", json.dumps(record).encode())])
        assert (found.on, found.results["global_utility"], found.results["low_carbon"]) == ("2023", 7, None)

    @pytest.mark.parametrize(
        "data", [b"{", b"[1]", b'{"ID": 1}', b'{"ID": "a", "Name": "b", "Maturity": []}']
    )
    def test_what_cannot_be_read_is_left_to_its_own_importer(self, data: bytes) -> None:
        assert list(ratings.guidebook([("a.json", data)])) == []
        assert list(ratings.dpga(data, "2026-07")) == []


class TestImporting:
    @pytest.fixture
    def ready(self, database: Database) -> Database:
        with database.write() as session:
            make_country(session, "KEN")
            make_solution(session, "Good Tool", slug="good-tool")
        return database

    def test_a_dry_run_reports_and_keeps_nothing(self, ready: Database, tmp_path: Path) -> None:
        report = import_file(ready, "ggmm-ratings", _file(tmp_path, MATURITY), dry_run=True)
        assert report.assessments == {"created": 3}
        assert "assessments by others: 3 created" in report.lines()
        with ready.read() as session:
            assert session.exec(select(ExternalAssessment)).all() == []

    def test_saying_it_again_changes_nothing_and_a_product_not_recorded_is_told(
        self, ready: Database, tmp_path: Path
    ) -> None:
        path = _file(tmp_path, MATURITY)
        first, second = (import_file(ready, "ggmm-ratings", path) for _ in range(2))
        assert (first.assessments, second.assessments) == ({"created": 3}, {"unchanged": 3})
        assert not second.changed
        assert [each.name for each in first.rejected] == ["Other Tool", "Unclear"]
        assert {each.path for each in first.unmapped} == {"Roadmap"}
        later = {
            **MATURITY,
            "Good Tool": {"header": HEADER, "ratings": {"Security": ["Low", "High"], "Scalability": ["Low"]}},
        }
        assert import_file(ready, "ggmm-ratings", _file(tmp_path, later)).assessments == {
            "updated": 1,
            "unchanged": 2,
        }
        with ready.read() as session:
            assert [(each.on, each.results) for each in _of(session, "good-tool")] == [
                ("", {"scalability": "low"}),
                ("2018-09", {"security": "low"}),
                ("2020-03", {"security": "high"}),
            ]

    def test_the_whole_file_of_maturity_ratings(self, ready: Database) -> None:
        path = records() / "ggmm-ratings-2018-2020.json"
        with ready.write() as session:
            for name in json.loads(path.read_bytes()):
                make_solution(session, name)
        assert import_file(ready, "ggmm-ratings", path).rejected == []
        with ready.read() as session:
            rows = session.exec(select(ExternalAssessment)).all()
        assert (len({row.solution_id for row in rows}), len(rows)) == (13, 23)
        stated = {(row.solution_id, name) for row in rows for name in row.results}
        assert len(stated) == 13 * 15 - 4, (
            "the file holds no value for one criterion of mHero and three of RapidPro"
        )
        assert {name for _, name in stated} == set(ratings.CRITERIA.values())

    def test_the_whole_files_of_the_two_registries(self, ready: Database) -> None:
        import_file(ready, "dpga", records() / "dpga-registry-2026-07.json")
        import_file(ready, "guidebook", records() / "global-goods-guidebook")
        with ready.read() as session:
            rows = session.exec(select(ExternalAssessment)).all()
        points = [row for row in rows if row.scheme is Scheme.GUIDEBOOK]
        assert sum(row.scheme is Scheme.DPG for row in rows) == 245
        assert len(points) == 51, "of 53 yearly rows, two hold nothing that was assessed"
        assert all(value != 0 for row in points for value in row.results.values())


def _of(session: Session, slug: str) -> list:
    return queries.of_solution(session, session.exec(select(Solution.id).where(Solution.slug == slug)).one())
