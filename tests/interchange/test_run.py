"""Whole imports: one transaction, dry runs, and the two registries' real files."""

import json
from pathlib import Path

import pytest
from sqlmodel import func, select

from registry.db import Database
from registry.deployments.models import Deployment
from registry.interchange.run import BadImport, import_file
from registry.interchange.seed import load_seed
from registry.interchange.statements import REASONS
from registry.provenance.models import Source
from registry.solutions.models import Solution
from tests.factories import make_concept, make_country
from tests.interchange.real_files import records

RECORD = {
    "id": "1",
    "dpgid": "GID1",
    "name": "Example EMR",
    "categories": ["Open Software"],
    "openlicenses": [{"openLicense": "MIT"}],
    "sdgs": {"sdg": ["SDG3: Good Health and Well-Being"]},
    "locations": {"deploymentCountries": ["Kenya", "Côte d"]},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dpga.json"
    path.write_text(json.dumps([RECORD, {"id": "2", "name": "No identifier"}]), encoding="utf-8")
    return path


@pytest.fixture
def ready(database: Database) -> Database:
    with database.write() as session:
        make_country(session, "KEN")
        make_country(session, "CIV")
        make_concept(session, "3", "sdgs")
    return database


def _count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_file_is_imported_and_its_broken_record_named(ready: Database, file: Path) -> None:
    report = import_file(ready, "dpga", file)
    assert [line.name for line in report.created] == ["Example EMR"]
    assert [(each.place, each.name) for each in report.rejected] == [("[1]", "No identifier")]
    assert _count(ready, Deployment) == 2
    with ready.read() as session:
        source = session.get(Source, "dpga-registry-2026-07")
        assert source is not None
        assert source.retrieved


def test_again_it_changes_nothing(ready: Database, file: Path) -> None:
    import_file(ready, "dpga", file)
    report = import_file(ready, "dpga", file)
    assert not report.changed
    assert len(report.unchanged) == 1


def test_a_dry_run_says_all_of_it_and_writes_nothing(ready: Database, file: Path) -> None:
    version = ready.catalogue_version()
    report = import_file(ready, "dpga", file, dry_run=True)
    assert (len(report.created), report.deployments["created"]) == (1, 2)
    assert "dry run" in report.lines()[-1]
    assert (_count(ready, Solution), _count(ready, Source)) == (0, 1)
    assert ready.catalogue_version() == version


def test_another_edition_of_the_source_replaces_the_former(ready: Database, file: Path) -> None:
    import_file(ready, "dpga", file)
    fewer = RECORD | {"locations": {"deploymentCountries": ["Kenya"]}}
    file.write_text(json.dumps([fewer]), encoding="utf-8")
    report = import_file(ready, "dpga", file, source_id="dpga-registry-2026-12", date="2026-12")
    assert report.deployments == {"updated": 1, "removed": 1}


def test_what_breaks_in_the_middle_leaves_nothing(
    ready: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("registry.interchange.merging.Merger._save_presences", fail)
    with pytest.raises(KeyboardInterrupt):
        import_file(ready, "dpga", file)
    assert _count(ready, Solution) == 0


@pytest.mark.parametrize(("source", "name"), [("nothing", "dpga.json"), ("dpga", "missing.json")])
def test_a_wrong_call_is_one_clear_error(ready: Database, file: Path, source: str, name: str) -> None:
    with pytest.raises(BadImport):
        import_file(ready, source, file.parent / name)


def test_a_registry_without_countries_says_what_to_do(database: Database, file: Path) -> None:
    with pytest.raises(BadImport, match="registry seed"):
        import_file(database, "dpga", file)


def test_progress_is_told(ready: Database, file: Path) -> None:
    told: list[tuple[str, int, int]] = []
    import_file(ready, "dpga", file, progress=lambda *step: told.append(step))
    assert {what for what, _, _ in told} == {"reading", "merging", "writing"}
    assert all(done <= total for _, done, total in told)


def test_the_real_files_on_the_seed_made_from_them(sqlite_url: str) -> None:
    """Every record is taken, those of the seed are recognised unchanged, and every field is accounted for."""
    folder = records()
    database = Database(sqlite_url)
    load_seed(database)
    with database.read() as session:
        seeded = session.exec(select(func.count()).select_from(Solution)).one()
    files = (
        ("dpga", folder / "dpga-registry-2026-07.json", 245),
        ("guidebook", folder / "global-goods-guidebook", 48),
    )
    recognised = 0
    for source, path, number in files:
        report = import_file(database, source, path)
        assert report.rejected == []
        assert report.updated == []
        assert len(report.created) + len(report.unchanged) == number
        assert report.deployments.keys() <= {"created", "unchanged"}
        recognised += len(report.unchanged)
        reasons = {reason for _, _, reason in report.fields}
        assert reasons <= set(REASONS.values())
        assert REASONS["unknown_field"] not in reasons
        assert {each.reason for each in report.unmapped} <= reasons
    assert recognised >= seeded
    for source, path, number in files:
        again = import_file(database, source, path)
        assert not again.changed
        assert len(again.unchanged) == number
    assert not load_seed(database).changed
    database.dispose()
