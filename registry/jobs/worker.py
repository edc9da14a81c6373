"""The worker: claims due jobs and gives them to their handlers, in a thread or in `registry work`."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from registry.db import Database
from registry.db.base import now
from registry.jobs.queue import LEASE, Claimed, claim, enqueue_due, finish, next_kind, put_back
from registry.tracing import during

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.2
"""How often jobs of other processes are looked for; those of this one wake the worker when they are committed."""

DUE_SECONDS = 30


class Hopeless(Exception):
    """A handler says that no repetition mends this: the jobs it was given are dropped, and the log says so."""


@dataclass(frozen=True, slots=True)
class Handler:
    """Does jobs of one kind, `batch` at a time; must be safe to run twice.

    `is_ready` says whether this process may do them now (the index lock may be elsewhere); jobs stay queued
    while it says no. `every`: the work comes round again by itself after this time, once for all workers.
    `lane`: kinds of one lane are done one after the other; what waits for other servers has a lane, and so a
    thread, of its own, so that nothing else waits with it. `lease`: longer than a batch ever takes; after it the
    worker counts as dead. `give_up_after`: a job that still fails when it is this old is dropped.
    """

    run: Callable[[Sequence[Claimed]], None]
    batch: int = 1
    is_ready: Callable[[], bool] = lambda: True
    every: timedelta | None = None
    lane: str = ""
    lease: timedelta = LEASE
    give_up_after: timedelta | None = None


class Worker:
    """Runs jobs until told to stop."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._handlers = handlers
        self._periods = {kind: each.every for kind, each in handlers.items() if each.every}
        self._lanes = {lane: threading.Event() for lane in sorted({each.lane for each in handlers.values()})}
        self._looked_at = float("-inf")
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        database.on_commit(self._wake)

    def _wake(self) -> None:
        for waking in self._lanes.values():
            waking.set()

    def run_once(self, lane: str | None = None) -> int:
        """Do one batch of due jobs, of any lane or of one; gives how many were taken."""
        kinds = [
            kind
            for kind, handler in self._handlers.items()
            if lane in {None, handler.lane} and handler.is_ready()
        ]
        kind = next_kind(self._database, kinds) if kinds else None
        if kind is None:
            return 0
        handler = self._handlers[kind]
        jobs = claim(self._database, kind, handler.batch, handler.lease)
        if jobs:
            with during(f"job-{jobs[0].id}"):
                self._run(handler, jobs)
        return len(jobs)

    def _run(self, handler: Handler, jobs: Sequence[Claimed]) -> None:
        kind = jobs[0].kind
        try:
            handler.run(jobs)
        except Hopeless as error:
            log.warning("%d job(s) of kind %s are given up: %s", len(jobs), kind, error)
            finish(self._database, jobs)
        except Exception as error:  # a job may fail in any way; it is put back and said
            log.exception("%d job(s) of kind %s failed", len(jobs), kind)
            self._put_back(handler, jobs, f"{type(error).__name__}: {error}")
        else:
            finish(self._database, jobs)

    def _put_back(self, handler: Handler, jobs: Sequence[Claimed], error: str) -> None:
        moment = now()
        old = [
            job
            for job in jobs
            if handler.give_up_after is not None and moment - job.created_at > handler.give_up_after
        ]
        if old:
            log.error(
                "%d job(s) of kind %s are given up after %s", len(old), old[0].kind, handler.give_up_after
            )
            finish(self._database, old)
        put_back(self._database, [job for job in jobs if job not in old], error)

    def run_until_idle(self, most: int = 10_000) -> int:
        """Do all due jobs, at most `most` batches; gives how many were done."""
        done = 0
        for _ in range(most):
            taken = self.run_once()
            done += taken
            if not taken:
                break
        return done

    def run_forever(self) -> None:
        """Do jobs until `stop`, each lane in a thread, the first in this one."""
        first, *others = self._lanes
        threads = [
            threading.Thread(target=self._run_lane, args=(lane,), name=f"registry-worker-{lane}", daemon=True)
            for lane in others
        ]
        for thread in threads:
            thread.start()
        self._run_lane(first, with_schedule=True)
        for thread in threads:
            thread.join()

    def _run_lane(self, lane: str, *, with_schedule: bool = False) -> None:
        """Do the jobs of one lane; a database that does not answer is tried again."""
        waking = self._lanes[lane]
        while not self._stopping.is_set():
            waking.clear()  # before looking: what is committed from here on wakes it again
            try:
                if with_schedule:
                    self._enqueue_due()
                taken = self.run_once(lane)
            except Exception:  # the database may be away for a while; the worker outlives that
                log.exception("the queue cannot be read; trying again")
                taken = 0
            if not taken:
                waking.wait(IDLE_SECONDS)

    def _enqueue_due(self) -> None:
        moment = time.monotonic()
        if self._periods and moment - self._looked_at > DUE_SECONDS:
            self._looked_at = moment
            enqueue_due(self._database, self._periods)

    def start(self) -> None:
        """Run in a thread of this process."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self.run_forever, name="registry-worker", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Let the batches under way end, then stop."""
        self._stopping.set()
        self._wake()
        if self._thread is not None:
            self._thread.join(seconds)
            self._thread = None
