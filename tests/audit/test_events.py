"""Events: sealed one to the other, erasable, and found out when somebody changes them in the database itself."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from registry.audit import events
from registry.audit.models import Event, EventHead, EventPersonal
from registry.audit.verification import Broken, Seal, last_seal, verify
from registry.db import Database
from registry.db.records import raise_catalogue_version
from registry.errors import BadParameter
from registry.tracing import during
from tests.factories.people import make_account


def record(database: Database, *actions: str, **options: Any) -> None:
    """Record these, each in a unit of work of its own."""
    for action in actions:
        with database.write() as session:
            events.record(session, action, **options)


def faults(database: Database, noted: Seal | None = None) -> list[Broken]:
    with database.read() as session:
        return verify(session, noted)


def seal_of(database: Database) -> Seal:
    with database.read() as session:
        return last_seal(session)


def tamper(database: Database, *statements: str, **values: Any) -> None:
    """Change the database as somebody with full access to it would: triggers off, key checks off."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if database.is_sqlite:
                for what in ("UPDATE", "DELETE"):
                    connection.execute(sa.text(f"DROP TRIGGER IF EXISTS event_is_immutable_{what}"))
            else:
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                connection.execute(sa.text(statement), values)


@pytest.fixture
def chain(database: Database) -> Database:
    """Five events: the second names a person, the fourth is public."""
    with database.write() as session:
        person = make_account(session, id="PERSON01").id
    record(database, "thing.made", actor=person, on=("thing", "T1"), after={"name": "one", "share": 0.25})
    record(database, "person.invited", actor=person, personal={"email": "somebody@example.org"})
    with during("request-3"):
        record(database, "thing.renamed", on=("thing", "T1"), before={"name": "one"}, after={"name": "دو"})
    record(database, "thing.shown", on=("thing", "T1"), public=True)
    record(database, "thing.closed", on=("thing", "T2"))
    return database


class TestRecording:
    def test_each_event_follows_the_one_before_it(self, chain: Database) -> None:
        with chain.read() as session:
            found = list(session.exec(select(Event).order_by(col(Event.id))))
        assert [event.id for event in found] == [1, 2, 3, 4, 5]
        assert [event.previous for event in found[1:]] == [event.digest for event in found[:-1]]
        assert found[2].request_id == "request-3"
        assert faults(chain) == []
        assert seal_of(chain) == Seal(5, found[-1].digest)

    def test_several_in_one_unit_of_work_keep_their_order(self, database: Database) -> None:
        with database.write() as session:
            for number in range(5):
                events.record(session, f"thing.step{number}")
        with database.read() as session:
            found = session.exec(select(Event.action).order_by(col(Event.id))).all()
        assert found == [f"thing.step{number}" for number in range(5)]
        assert faults(database) == []

    def test_a_unit_of_work_sees_its_own_events_when_it_verifies(self, database: Database) -> None:
        with database.write() as session:
            events.record(session, "thing.made")
            assert verify(session) == []
            events.record(session, "thing.closed")
        assert seal_of(database).count == 2
        assert faults(database) == []

    def test_what_is_rolled_back_leaves_no_gap(self, chain: Database) -> None:
        def fail() -> None:
            with chain.write() as session:
                events.record(session, "thing.lost", personal={"name": "nobody"})
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        record(chain, "thing.after")
        assert seal_of(chain).count == 6
        assert faults(chain) == []

    def test_what_is_rolled_back_to_a_savepoint_did_not_happen(self, database: Database) -> None:
        def lose(session: Session) -> None:
            with session.begin_nested():
                with session.begin_nested():
                    events.record(session, "thing.lost_inside")
                events.record(session, "thing.lost")
                raise RuntimeError

        with database.write() as session:
            events.record(session, "thing.before")
            with pytest.raises(RuntimeError):
                lose(session)
            with session.begin_nested():
                events.record(session, "thing.kept")
        with database.read() as session:
            assert session.exec(select(Event.action).order_by(col(Event.id))).all() == [
                "thing.before",
                "thing.kept",
            ]

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", object()])
    def test_what_a_database_cannot_keep_is_refused_at_once(self, database: Database, value: Any) -> None:
        with database.write() as session, pytest.raises((TypeError, ValueError)):
            events.record(session, "thing.made", after={"value": value})

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        value=st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
            max_leaves=6,
        )
    )
    def test_whatever_json_holds_is_the_same_after_it_was_kept(self, database: Database, value: Any) -> None:
        record(database, "thing.made", after={"value": value}, personal={"value": value})
        assert faults(database) == []

    def test_two_writers_at_once_make_one_chain(self, database: Database) -> None:
        """Each does what the other does in the other order: without the seal at the end they would lock each other out."""
        with database.write() as session:
            raise_catalogue_version(session)
        errors: list[BaseException] = []
        start = threading.Barrier(2)

        def write(first: Callable[[Session], None], second: Callable[[Session], None]) -> None:
            try:
                start.wait(10)
                for _ in range(20):
                    with database.write() as session:
                        first(session)
                        second(session)
            except BaseException as error:  # noqa: BLE001 - shown by the test
                errors.append(error)

        def note(session: Session) -> None:
            events.record(session, "thing.done", personal={"name": "somebody"}, actor="A")

        threads = [
            threading.Thread(target=write, args=order)
            for order in ((note, raise_catalogue_version), (raise_catalogue_version, note))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert errors == []
        assert seal_of(database).count == 40
        assert faults(database) == []


class TestTampering:
    @pytest.mark.parametrize(
        "statement", ["UPDATE event SET action = 'x'", "DELETE FROM event", "TRUNCATE event CASCADE"]
    )
    def test_the_database_refuses_what_a_slip_would_do(self, chain: Database, statement: str) -> None:
        def slip() -> None:
            with chain.write() as session:
                session.connection().execute(sa.text(statement))

        with pytest.raises(sa.exc.DBAPIError):
            slip()
        assert faults(chain) == []

    @pytest.mark.parametrize(
        "change",
        [
            "at = '2020-01-01 00:00:00.000000'",
            "actor = 'OTHER001'",
            "action = 'thing.mad'",
            "object_kind = 'thin'",
            "object_id = 'T3'",
            "request_id = 'request-4'",
            """before = '{"name": "two"}'""",
            """after = '{"name": "two"}'""",
            "personal_digest = ''",
            "is_public = NOT is_public",
            "previous = digest",
            "digest = previous",
        ],
    )
    @pytest.mark.parametrize("number", [1, 2, 3, 5])
    def test_a_change_of_any_field_is_found_where_it_is(
        self, chain: Database, number: int, change: str
    ) -> None:
        with chain.read() as session:
            before = session.execute(sa.text(f"SELECT * FROM event WHERE id = {number}")).one()
        tamper(chain, f"UPDATE event SET {change} WHERE id = {number}")
        with chain.read() as session:
            changed = session.execute(sa.text(f"SELECT * FROM event WHERE id = {number}")).one() != before
        assert (number in {fault.event_id for fault in faults(chain)}) == changed

    def test_every_field_of_an_event_is_sealed(self) -> None:
        assert set(events.SEALED) | {"digest"} == set(Event.model_fields)

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ("after = 'no JSON'", "holds what no event can hold"),
            ("at = 'never'", "holds what no event can hold"),
        ],
    )
    def test_what_cannot_even_be_read_is_said(self, sqlite_url: str, wrong: str, reason: str) -> None:
        database = Database(sqlite_url)
        record(database, "thing.made", "thing.shown", "thing.closed")
        tamper(database, f"UPDATE event SET {wrong} WHERE id = 2")
        assert [(fault.event_id, fault.reason) for fault in faults(database)] == [(2, reason)]
        database.dispose()

    @pytest.mark.parametrize(
        ("gone", "place"),
        [("id = 1", 1), ("id = 3", 3), ("id IN (2, 3)", 2), ("id IN (4, 5)", 4), ("id > 0", 1)],
    )
    def test_missing_events_are_named(self, chain: Database, gone: str, place: int) -> None:
        tamper(chain, "DELETE FROM event_personal", f"DELETE FROM event WHERE {gone}")
        assert place in {fault.event_id for fault in faults(chain) if "missing" in fault.reason}

    def test_events_that_changed_places_are_named(self, chain: Database) -> None:
        tamper(
            chain,
            "UPDATE event SET id = 99 WHERE id = 3",
            "UPDATE event SET id = 3 WHERE id = 4",
            "UPDATE event SET id = 4 WHERE id = 99",
        )
        assert {3, 4} <= {fault.event_id for fault in faults(chain)}

    @pytest.mark.parametrize("number", [0, -7, 6])
    def test_an_event_that_was_put_in_is_named(self, chain: Database, number: int) -> None:
        columns = ", ".join(name for name in Event.model_fields if name != "id")
        tamper(chain, f"INSERT INTO event (id, {columns}) SELECT {number}, {columns} FROM event WHERE id = 5")
        assert number in {fault.event_id for fault in faults(chain)}

    def test_a_cut_end_is_found_by_the_head(self, chain: Database) -> None:
        tamper(chain, "DELETE FROM event WHERE id = 5")
        assert [(each.event_id, each.reason) for each in faults(chain)] == [
            (5, "the last events are missing, or others were added")
        ]

    def test_an_end_cut_together_with_the_head_is_found_by_a_noted_seal(self, chain: Database) -> None:
        noted = seal_of(chain)
        tamper(
            chain,
            "DELETE FROM event WHERE id = 5",
            "UPDATE event_head SET count = 4, digest = (SELECT digest FROM event WHERE id = 4)",
        )
        assert faults(chain) == [], "by itself it is whole"
        assert [fault.event_id for fault in faults(chain, noted)] == [5]

    def test_a_chain_written_anew_is_found_by_a_noted_seal(self, chain: Database) -> None:
        noted = seal_of(chain)
        tamper(
            chain,
            "DELETE FROM event_personal",
            "DELETE FROM event",
            "UPDATE event_head SET count = 0, digest = ''",
        )
        record(chain, *(f"thing.other{number}" for number in range(6)))
        assert faults(chain) == []
        assert [fault.event_id for fault in faults(chain, noted)] == [5]

    def test_a_chain_that_went_on_still_runs_through_a_noted_seal(self, chain: Database) -> None:
        noted = Seal.read(str(seal_of(chain)))
        record(chain, "thing.more")
        assert faults(chain, noted) == []

    @pytest.mark.parametrize("text", ["", "5", "5-abc", "x-" + "0" * 64, "5-" + "g" * 64])
    def test_what_is_no_seal_is_refused(self, text: str) -> None:
        with pytest.raises(BadParameter):
            Seal.read(text)

    def test_more_events_than_are_read_at_once(self, database: Database) -> None:
        with database.write() as session:
            for number in range(2_100):
                events.record(session, "thing.made", after={"number": number})
        assert faults(database) == []
        tamper(database, "UPDATE event SET action = 'x' WHERE id IN (1000, 1001, 2100)")
        assert [fault.event_id for fault in faults(database)] == [1000, 1001, 2100]


class TestPeople:
    @pytest.mark.parametrize(
        "change",
        ["""data = '{"email": "other@example.org"}'""", "salt = 'ab'", "account_id = 'OTHER001'"],
    )
    def test_a_change_of_what_names_a_person_is_found(self, chain: Database, change: str) -> None:
        tamper(chain, f"UPDATE event_personal SET {change}")
        assert [(fault.event_id, fault.reason) for fault in faults(chain)] == [
            (2, "what names a person was changed")
        ]

    def test_what_names_a_person_does_not_go_unseen(self, chain: Database) -> None:
        tamper(chain, "DELETE FROM event_personal")
        assert [(fault.event_id, fault.reason) for fault in faults(chain)] == [
            (2, "what names a person is gone, and no erasure is on record")
        ]

    def test_the_event_itself_holds_nothing_that_names_anybody(self, chain: Database) -> None:
        with chain.read() as session:
            event = session.get(Event, 2)
            assert event is not None
            assert "example.org" not in repr(event.model_dump())
            assert event.personal_digest

    def test_an_erased_person_leaves_a_chain_that_holds(self, chain: Database) -> None:
        with chain.write() as session:
            assert events.erase_person(session, "PERSON01") == 1
        assert faults(chain) == []
        with chain.read() as session:
            assert session.exec(select(EventPersonal)).all() == []
            last = session.exec(select(Event).order_by(col(Event.id).desc())).first()
            assert (last.action, last.object_id, last.after) == (events.ERASED, "PERSON01", {"events": [2]})

    def test_who_has_left_nothing_needs_no_erasure(self, chain: Database) -> None:
        before = seal_of(chain)
        with chain.write() as session:
            assert events.erase_person(session, "NOBODY01") == 0
        assert seal_of(chain) == before

    def test_data_of_somebody_else_than_the_actor_goes_with_that_person(self, database: Database) -> None:
        record(database, "person.invited", actor="A", person="B", personal={"email": "b@example.org"})
        with database.write() as session:
            assert events.erase_person(session, "A") == 0
            assert events.erase_person(session, "B") == 1
        assert faults(database) == []

    def test_the_same_data_twice_has_two_digests(self, database: Database) -> None:
        record(database, "thing.made", "thing.made", actor="A", personal={"name": "Amina"})
        with database.read() as session:
            assert len(set(session.exec(select(Event.personal_digest)))) == 2


def test_the_head_is_one_row(database: Database) -> None:
    def second() -> None:
        with database.write() as session:
            session.add(EventHead(id=2))

    with pytest.raises(sa.exc.IntegrityError):
        second()
