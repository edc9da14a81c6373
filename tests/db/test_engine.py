"""Units of work, ids, slugs and the catalogue version, on each engine."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import col, func, select

from registry.audit.models import Revision
from registry.db import Database, Kind
from registry.db import records as records_module
from registry.db.ids import derived_id
from registry.db.models import IssuedId
from registry.db.records import (
    find,
    free_slug,
    issue_id,
    raise_catalogue_version,
    resolve_slug,
    set_slug,
    slugify,
)
from registry.errors import Conflict, Moved, NotFound
from registry.organisations.models import Organisation
from tests.factories import make_organisation, make_revision, make_solution


def test_what_is_raised_rolls_everything_back(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as session:
            make_organisation(session, "Example")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Organisation)).one() == 0
        assert session.exec(select(func.count()).select_from(IssuedId)).one() == 0


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.read() as session:
        issue_id(session, Kind.SOLUTION)
        with pytest.raises(sa.exc.DBAPIError):
            session.flush()


def test_a_reading_session_sees_one_state_however_long_it_lasts(database: Database) -> None:
    with database.read() as session:
        count = select(func.count()).select_from(Organisation)
        assert session.exec(count).one() == 0
        with database.write() as other:
            make_organisation(other, "Example")
        assert session.exec(count).one() == 0


def test_writers_queue_and_lose_nothing(database: Database) -> None:
    def raise_version() -> None:
        for _ in range(10):
            with database.write() as session:
                raise_catalogue_version(session)

    with database.write() as session:
        raise_catalogue_version(session)
    threads = [threading.Thread(target=raise_version) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.catalogue_version() == 41


def test_the_catalogue_version_is_zero_before_the_first_publication(database: Database) -> None:
    assert database.catalogue_version() == 0


def test_an_id_is_never_given_out_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = derived_id(Kind.SOLUTION, "openmrs")
    offered = iter([taken, taken, "DHS-22222"])
    monkeypatch.setattr(records_module, "random_id", lambda _kind: next(offered))
    with database.write() as session:
        assert issue_id(session, Kind.SOLUTION, "openmrs") == taken
        session.flush()
        assert issue_id(session, Kind.SOLUTION, "openmrs") == derived_id(Kind.SOLUTION, "openmrs", 1)
        session.flush()
        assert issue_id(session, Kind.SOLUTION) == "DHS-22222"


def test_an_old_slug_leads_to_the_current_one(database: Database) -> None:
    with database.write() as session:
        made = make_organisation(session, "Old name", slug="old-name")
        set_slug(session, Kind.ORGANISATION, made.id, "new-name")
        assert resolve_slug(session, Kind.ORGANISATION, "old-name") == (made.id, "new-name")
        with pytest.raises(Moved) as moved:
            find(session, Kind.ORGANISATION, Organisation, "old-name")
        assert moved.value.new_slug == "new-name"
        assert find(session, Kind.ORGANISATION, Organisation, "new-name").id == made.id
        assert find(session, Kind.ORGANISATION, Organisation, made.id.lower()).id == made.id


def test_a_slug_goes_back_to_a_former_one_but_never_to_another_record(database: Database) -> None:
    with database.write() as session:
        first = make_organisation(session, "First", slug="first")
        second = make_organisation(session, "Second", slug="second")
        set_slug(session, Kind.ORGANISATION, first.id, "renamed")
        with pytest.raises(Conflict):
            set_slug(session, Kind.ORGANISATION, second.id, "first")
        set_slug(session, Kind.ORGANISATION, first.id, "first")
        assert resolve_slug(session, Kind.ORGANISATION, "renamed") == (first.id, "first")
        assert free_slug(session, Kind.ORGANISATION, "renamed") == "renamed-2"


def test_what_nobody_recorded_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound):
        find(session, Kind.ORGANISATION, Organisation, "nothing")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("OpenMRS", "openmrs"),
        ("Côte d’Ivoire santé", "cote-divoire-sante"),
        ("电子病历", "record"),
        ("a" * 99, "a" * 80),
    ],
)
def test_a_slug_is_short_and_plain(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_revision_is_never_changed_or_deleted(database: Database) -> None:
    with database.write() as session:
        solution = make_solution(session)
        make_revision(session, Kind.SOLUTION, solution.id, {"a": 1})
    for statement in (
        sa.update(Revision).where(col(Revision.number) == 1).values(note="other"),
        sa.delete(Revision),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="never changed or deleted"), database.write() as session:
            session.execute(statement)
