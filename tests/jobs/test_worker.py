"""The queue and the worker."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from registry.db import Database
from registry.db.base import now
from registry.jobs import queue
from registry.jobs.models import Job
from registry.jobs.queue import Claimed, backlog, claim, enqueue, enqueue_many, finish
from registry.jobs.worker import Handler, Worker


def _enqueue(database: Database, *keys: str, kind: str = "index") -> None:
    with database.write() as session:
        for key in keys:
            enqueue(session, kind, key)


def test_a_job_of_a_rolled_back_transaction_never_existed(database: Database) -> None:
    try:
        with database.write() as session:
            enqueue(session, "index", "a")
            session.flush()
            raise RuntimeError
    except RuntimeError:
        pass
    assert claim(database, "index", 10) == []


def test_every_job_is_claimed_once_by_concurrent_workers(database: Database) -> None:
    with database.write() as session:
        enqueue_many(session, "index", [str(number) for number in range(200)])
    taken: list[str] = []

    def work() -> None:
        while jobs := claim(database, "index", 7):
            taken.extend(job.key for job in jobs)
            finish(database, jobs)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One worker may find nothing while another holds the last rows; nothing may be done twice or stay behind.
    while jobs := claim(database, "index", 7):
        taken.extend(job.key for job in jobs)
        finish(database, jobs)
    assert sorted(taken, key=int) == [str(number) for number in range(200)]


def test_a_failed_job_waits_longer_each_time_and_says_why(database: Database) -> None:
    _enqueue(database, "a")

    def fail(jobs: object) -> None:
        raise ValueError("engine away")

    worker = Worker(database, {"index": Handler(run=fail)})
    assert worker.run_once() == 1
    assert worker.run_once() == 0, "it must wait before the next try"
    with database.read() as session:
        row = session.exec(select(Job)).one()
        assert row.last_error == "ValueError: engine away"
        assert row.run_after > now()
        assert backlog(session, "index").failing == 1


def test_a_job_whose_worker_died_is_due_again_after_the_lease(database: Database) -> None:
    _enqueue(database, "a")
    assert len(claim(database, "index", 1)) == 1
    assert claim(database, "index", 1) == []
    with database.write() as session:
        session.execute(sa.update(Job).values(claimed_until=now() - timedelta(seconds=1)))
    assert [job.attempts for job in claim(database, "index", 1)] == [2]


def test_jobs_stay_queued_while_their_handler_is_not_ready(database: Database) -> None:
    _enqueue(database, "a")
    worker = Worker(database, {"index": Handler(run=lambda jobs: None, is_ready=lambda: False)})
    assert worker.run_once() == 0
    with database.read() as session:
        assert backlog(session, "index").waiting == 1


def test_a_batch_holds_one_kind_and_at_most_the_handlers_size(database: Database) -> None:
    _enqueue(database, "a", "b", "c")
    _enqueue(database, "m", kind="mail")
    seen: list[list[Claimed]] = []
    worker = Worker(
        database,
        {
            "index": Handler(run=lambda jobs: seen.append(list(jobs)), batch=2),
            "mail": Handler(run=lambda jobs: seen.append(list(jobs))),
        },
    )
    assert worker.run_until_idle() == 4
    assert [[job.key for job in batch] for batch in seen] == [["a", "b"], ["c"], ["m"]]


def test_a_job_written_while_another_of_its_key_is_worked_on_is_not_lost(database: Database) -> None:
    _enqueue(database, "a")
    worked = claim(database, "index", 1)
    _enqueue(database, "a")
    finish(database, worked)
    assert [job.key for job in claim(database, "index", 1)] == ["a"]


def test_ids_are_not_reused(database: Database) -> None:
    _enqueue(database, "a")
    first = claim(database, "index", 1)
    finish(database, first)
    _enqueue(database, "b")
    with database.read() as session:
        assert session.exec(select(col(Job.id))).one() > first[0].id


def test_the_thread_stops_when_told(database: Database) -> None:
    done = threading.Event()
    _enqueue(database, "a")
    worker = Worker(database, {"index": Handler(run=lambda jobs: done.set())})
    worker.start()
    assert done.wait(5)
    worker.stop()
    _enqueue(database, "b")
    assert [job.key for job in queue.claim(database, "index", 1)] == ["b"], "nobody took it any more"


def test_a_commit_of_this_process_wakes_the_worker(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.jobs.worker.IDLE_SECONDS", 600)
    looked, done = threading.Event(), threading.Event()

    def is_ready() -> bool:
        looked.set()
        return True

    worker = Worker(database, {"index": Handler(run=lambda jobs: done.set(), is_ready=is_ready)})
    worker.start()
    assert looked.wait(5)
    _enqueue(database, "a")
    assert done.wait(5)
    worker.stop()
