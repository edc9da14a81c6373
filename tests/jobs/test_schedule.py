"""Work that comes round again, and workers that fail, hang or die."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from registry.db import Database
from registry.db.base import now
from registry.jobs.models import Job, Schedule
from registry.jobs.queue import Claimed, claim, enqueue, enqueue_due, finish, put_back
from registry.jobs.worker import Handler, Hopeless, Worker

HOURLY = {"digest": timedelta(hours=1)}


def waiting(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Job.kind)))


def let_time_pass(database: Database, passed: timedelta) -> None:
    with database.write() as session:
        for row in session.exec(select(Schedule)):
            row.due_at -= passed
            session.add(row)


def enqueue_one(database: Database, kind: str = "mail") -> None:
    with database.write() as session:
        enqueue(session, kind, "a")


class TestSchedule:
    def test_is_due_when_first_seen_and_then_after_its_period(self, database: Database) -> None:
        assert enqueue_due(database, HOURLY) == ["digest"]
        finish(database, claim(database, "digest", 9))
        assert enqueue_due(database, HOURLY) == []
        let_time_pass(database, timedelta(minutes=59))
        assert enqueue_due(database, HOURLY) == []
        let_time_pass(database, timedelta(minutes=1, seconds=1))
        assert enqueue_due(database, HOURLY) == ["digest"]

    @pytest.mark.parametrize("is_known", [False, True])
    def test_workers_that_look_at_once_enqueue_once(self, database: Database, is_known: bool) -> None:
        if is_known:
            enqueue_due(database, HOURLY)
            finish(database, claim(database, "digest", 9))
            let_time_pass(database, timedelta(hours=2))
        found: list[str] = []
        faults: list[Exception] = []
        together = threading.Barrier(4)

        def look() -> None:
            together.wait()
            try:
                found.extend(enqueue_due(database, HOURLY))
            except sa.exc.SQLAlchemyError as error:
                faults.append(error)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert found == ["digest"]
        assert waiting(database) == ["digest"]

    def test_what_still_waits_is_not_enqueued_beside_itself(self, database: Database) -> None:
        enqueue_due(database, HOURLY)
        let_time_pass(database, timedelta(hours=2))
        assert enqueue_due(database, HOURLY) == []
        assert waiting(database) == ["digest"]

    def test_what_is_being_done_may_wait_again(self, database: Database) -> None:
        enqueue_due(database, HOURLY)
        claim(database, "digest", 1)
        let_time_pass(database, timedelta(hours=2))
        assert enqueue_due(database, HOURLY) == ["digest"]

    def test_a_worker_that_runs_enqueues_what_is_due_and_does_it(self, database: Database) -> None:
        done = threading.Event()
        worker = Worker(database, {"digest": Handler(lambda jobs: done.set(), every=timedelta(hours=1))})
        worker.start()
        assert done.wait(10)
        worker.stop()


class TestFailure:
    def test_a_worker_takes_no_more_than_it_does_at_once(self, database: Database) -> None:
        for _ in range(3):
            enqueue_one(database)
        left: list[int] = []

        def send(jobs: Sequence[Claimed]) -> None:
            with database.read() as session:
                claimed = session.exec(select(Job.id).where(Job.claimed_until != None))  # noqa: E711 - SQL
                left.append(len(claimed.all()))

        handlers = {"mail": Handler(send), "index": Handler(lambda jobs: None, batch=500)}
        Worker(database, handlers).run_until_idle()
        assert left == [1, 1, 1], "the others wait where another worker may take them"

    def test_a_lease_is_as_long_as_the_handler_asks(self, database: Database) -> None:
        enqueue_one(database)
        ends: list[timedelta] = []

        def look(jobs: Sequence[Claimed]) -> None:
            with database.read() as session:
                ends.append(session.exec(select(Job.claimed_until)).one() - now())

        Worker(database, {"mail": Handler(look, lease=timedelta(hours=2))}).run_once()
        assert timedelta(minutes=119) < ends[0] <= timedelta(hours=2)

    def test_who_outlasts_the_lease_does_not_take_the_job_from_the_next_worker(
        self, database: Database
    ) -> None:
        enqueue_one(database)
        slow = claim(database, "mail", 1, lease=timedelta(0))
        assert [job.attempts for job in claim(database, "mail", 1)] == [2]
        put_back(database, slow, "too late")
        assert claim(database, "mail", 1) == [], "it is still the second worker's"

    def test_what_no_repetition_mends_is_dropped_and_said(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        enqueue_one(database)

        def refuse(jobs: object) -> None:
            raise Hopeless("there is no such mailbox")

        with caplog.at_level(logging.WARNING):
            Worker(database, {"mail": Handler(refuse)}).run_once()
        assert waiting(database) == []
        assert "given up: there is no such mailbox" in caplog.text

    @pytest.mark.parametrize(("age", "left"), [(timedelta(days=2), ["mail"]), (timedelta(days=4), [])])
    def test_what_fails_for_too_long_is_given_up(
        self, database: Database, age: timedelta, left: list[str]
    ) -> None:
        enqueue_one(database)
        with database.write() as session:
            session.execute(sa.update(Job).values(created_at=now() - age))

        def fail(jobs: object) -> None:
            raise OSError

        Worker(database, {"mail": Handler(fail, give_up_after=timedelta(days=3))}).run_once()
        assert waiting(database) == left


class TestLanes:
    def test_work_that_waits_for_others_holds_up_nothing_else(self, database: Database) -> None:
        is_waiting, may_go_on, indexed = threading.Event(), threading.Event(), threading.Event()

        def send(jobs: object) -> None:
            is_waiting.set()
            may_go_on.wait(20)

        worker = Worker(
            database,
            {"mail": Handler(send, lane="outside"), "index": Handler(lambda jobs: indexed.set())},
        )
        enqueue_one(database)
        worker.start()
        assert is_waiting.wait(10)
        enqueue_one(database, "index")
        assert indexed.wait(10), "the mail server's slowness is not the index's"
        may_go_on.set()
        worker.stop()
        assert waiting(database) == []

    def test_one_call_does_the_work_of_every_lane(self, database: Database) -> None:
        enqueue_one(database)
        enqueue_one(database, "index")
        handlers = {"mail": Handler(lambda jobs: None, lane="outside"), "index": Handler(lambda jobs: None)}
        assert Worker(database, handlers).run_until_idle() == 2
