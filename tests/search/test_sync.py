"""The index follows every change, and is only ever behind by the jobs that wait."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from registry.accounts.permissions import Role
from registry.db import Database, Kind
from registry.db.records import set_slug
from registry.deployments.models import DeploymentOrganisation, DeploymentRole, DeploymentStatus
from registry.errors import SearchUnavailable
from registry.evidence import service as evidence
from registry.jobs.models import Job
from registry.jobs.worker import Worker
from registry.provenance.models import Claim
from registry.search import check, sync
from registry.search.engine import SearchEngine
from registry.search.locking import FileLock
from registry.search.tantivy_engine import TantivyEngine
from registry.solutions.models import Solution, SolutionConcept, SolutionOrganisation
from tests.factories import (
    make_concept,
    make_country,
    make_deployment,
    make_organisation,
    make_solution,
    make_standard,
    make_viewer,
)
from tests.factories.evidence import make_evidence, result
from tests.search.support import ask, ids

sync.listen()


@pytest.fixture
def filled(database: Database) -> Database:
    """One solution with a deployment, a standard and an owner."""
    with database.write() as session:
        owner = make_organisation(session, "Owner")
        standard = make_standard(session, "FHIR")
        solution = make_solution(session, "OpenMRS", organisations=[owner], standards=[standard])
        make_deployment(session, solution, "KEN", status=DeploymentStatus.ACTIVE, started="2020")
    return database


@pytest.fixture
def index(filled: Database, tmp_path: Path) -> SearchEngine:
    made = TantivyEngine(tmp_path / "search")
    sync.rebuild(filled, made)
    worker(filled, made).run_until_idle()
    return made


def worker(database: Database, index: SearchEngine) -> Worker:
    return Worker(database, {sync.JOB_KIND: sync.handler(database, index)})


def waiting(database: Database) -> set[int]:
    with database.read() as session:
        return set(session.scalars(sa.select(col(Job.id))))


def settled(database: Database, index: SearchEngine) -> check.Report:
    worker(database, index).run_until_idle()
    return check.check(database, index)


def the(session, table):
    return session.scalars(sa.select(table)).first()


def rename(session, name="Renamed"):
    the(session, Solution).names = {"en": name}


def rename_and_fail(session):
    rename(session)
    session.flush()
    raise RuntimeError


def reslug(session):
    solution = the(session, Solution)
    set_slug(session, Kind.SOLUTION, solution.id, "new-slug")
    solution.slug = "new-slug"


def classify(session):
    make_concept(session, "2.2.1")
    session.add(
        SolutionConcept(solution_id=the(session, Solution).id, scheme_id="interventions-2", code="2.2.1")
    )


def drop_owner_in_bulk(session):
    session.execute(sa.delete(SolutionOrganisation))


def update_in_bulk(session):
    session.execute(sa.update(Solution).values(names={"en": "Bulk"}))


def claim_in_bulk(session):
    deployment = session.execute(sa.text("SELECT id FROM deployment")).scalar()
    source = the(session, Claim).source_id
    session.execute(sa.delete(Claim))
    row = {"record_kind": "deployment", "record_id": deployment, "field": "presence", "value": False}
    session.execute(sa.insert(Claim), [{**row, "source_id": source}])


def add_deployment(session):
    make_deployment(session, the(session, Solution), "UGA", status=DeploymentStatus.PILOT, started="2021")


def rename_country(session):
    make_country(session, "KEN").names = {"en": "Kenya renamed"}


CHANGES = [
    rename, reslug, classify, drop_owner_in_bulk, update_in_bulk, claim_in_bulk, add_deployment, rename_country,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_reaches_the_index(filled, index, change):
    with filled.write() as session:
        change(session)
    before = check.check(filled, index)
    assert not before.agrees
    assert before.waiting
    after = settled(filled, index)
    assert after.agrees, after.differences
    assert not after.waiting


def test_another_implementer_may_change_the_level_of_the_solution(filled, index):
    with filled.write() as session:
        other = make_organisation(session, "Implementer")
        deployment = session.execute(sa.text("SELECT id FROM deployment")).scalar_one()
        session.add(
            DeploymentOrganisation(
                deployment_id=deployment, organisation_id=other.id, role=DeploymentRole.IMPLEMENTER
            )
        )
        session.flush()
        due = sync.expand(session, session.scalars(sa.select(col(Job.key))))
        assert the(session, Solution).id in due[Kind.SOLUTION]


def test_a_change_that_is_rolled_back_leaves_no_job(filled, index):
    with pytest.raises(RuntimeError), filled.write() as session:
        rename_and_fail(session)
    assert check.check(filled, index).waiting == 0


def test_a_savepoint_rolled_back_does_not_hide_the_next_change(filled, index):
    with filled.write() as session:
        with pytest.raises(RuntimeError), session.begin_nested():
            rename_and_fail(session)
        the(session, Solution).names = {"en": "Second try"}
    assert settled(filled, index).agrees
    assert ask(index, "second try").total == 1


def test_several_changes_of_one_record_are_one_job(filled, index):
    with filled.write() as session:
        for name in ("One", "Two", "Three"):
            the(session, Solution).names = {"en": name}
            session.flush()
        keys = session.scalars(sa.select(col(Job.key))).all()
    assert sorted(keys) == sorted(set(keys))


def test_a_removed_record_leaves_the_index(filled, index):
    with filled.write() as session:
        made = make_solution(session, "Short lived")
        made_id = made.id
    assert settled(filled, index).agrees
    with filled.write() as session:
        session.execute(sa.delete(Solution).where(col(Solution.id) == made_id))
    assert settled(filled, index).agrees
    assert ask(index, "short lived").total == 0


def test_jobs_wait_while_another_process_writes(filled, index, tmp_path):
    with filled.write() as session:
        rename(session)
    with FileLock(tmp_path / "search" / "lock").held() as held:
        assert held
        assert worker(filled, index).run_once() == 0
        with pytest.raises(SearchUnavailable):
            sync.rebuild(filled, index, patience=0)
    assert settled(filled, index).agrees


def test_what_changes_during_a_rebuild_is_brought_afterwards(filled, index):
    changed: list[bool] = []

    def change(_document) -> None:
        if not changed:
            changed.append(True)
            with filled.write() as session:
                rename(session)

    sync.rebuild(filled, index, change)
    assert settled(filled, index).agrees
    assert ids(ask(index, "renamed"))


def test_a_rebuild_drops_the_jobs_it_covers_and_only_those(filled, index):
    with filled.write() as session:
        rename(session)
    before = waiting(filled)
    assert before
    later: list[int] = []

    def change(_document) -> None:
        if not later:
            with filled.write() as session:
                rename(session, "Renamed again")
            later.extend(waiting(filled) - before)

    sync.rebuild(filled, index, change)
    assert later
    assert waiting(filled) == set(later)
    assert settled(filled, index).agrees
    assert ids(ask(index, "again"))


def test_a_rebuild_that_fails_leaves_the_old_index_and_the_jobs(filled, index):
    def fail(_document) -> None:
        raise RuntimeError

    with filled.write() as session:
        rename(session)
    before = waiting(filled)
    with pytest.raises(RuntimeError):
        sync.rebuild(filled, index, fail)
    assert ask(index, "openmrs").total == 1
    assert waiting(filled) == before


def test_the_check_names_what_differs(filled, index):
    index.delete(Kind.SOLUTION, [hit for hit, _ in index.stamps(Kind.SOLUTION)])
    report = check.check(filled, index)
    assert not report.agrees
    assert len(report.differences[Kind.SOLUTION].missing) == 1


def test_a_job_raises_the_catalogue_version_so_that_cached_pages_go(filled, index):
    with filled.write() as session:
        rename(session)
    before = filled.catalogue_version()
    worker(filled, index).run_until_idle()
    assert filled.catalogue_version() > before


def test_a_solution_is_found_by_its_published_evidence_and_not_by_what_waits(
    filled: Database, index: SearchEngine
) -> None:
    with filled.write() as session:
        about = [{"named": "OpenMRS", "solution": the(session, Solution).slug}]
        make_concept(session, "9", "outcomes", label="Timeliness")
        make_evidence(session, about=about, title="Quokkas in clinics", results=[result(outcome="9")])
        hidden = make_evidence(
            session, about=about, title="Wombats in clinics", provenance={"results": "from_memory"}
        )
    assert settled(filled, index).agrees
    for words in ("quokkas", "cluster randomised trial", "timeliness", "essai"):
        assert ids(ask(index, words)) != [], words
    assert ids(ask(index, "wombats")) == []
    with filled.write() as session:
        editor = make_viewer(session, Role.EDITOR)
        evidence.confirm(session, editor, hidden, read_at=["https://example.org/read"], note="Read.")
    assert settled(filled, index).agrees
    assert ids(ask(index, "wombats")) != []
