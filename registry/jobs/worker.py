"""The worker: claims due jobs and gives them to their handlers, in a thread or in `registry work`."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from registry.db import Database
from registry.jobs.queue import Claimed, claim, enqueue_due, finish, put_back

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
DUE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Handler:
    """Does jobs of one kind, many at a time; must be safe to run twice.

    `is_ready` says whether this process may do them now (the index lock may be elsewhere); jobs stay queued
    while it says no. `every`: the work comes round again by itself after this time, once for all workers.
    """

    run: Callable[[Sequence[Claimed]], None]
    batch: int = 1
    is_ready: Callable[[], bool] = lambda: True
    every: timedelta | None = None


class Worker:
    """Runs jobs until told to stop."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._handlers = handlers
        self._periods = {kind: each.every for kind, each in handlers.items() if each.every}
        self._looked_at = float("-inf")
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def run_once(self) -> int:
        """Do one batch of due jobs; gives how many were taken."""
        kinds = [kind for kind, handler in self._handlers.items() if handler.is_ready()]
        if not kinds:
            return 0
        largest = max(self._handlers[kind].batch for kind in kinds)
        jobs = claim(self._database, kinds, largest)
        if not jobs:
            return 0
        handler = self._handlers[jobs[0].kind]
        for start in range(0, len(jobs), handler.batch):
            self._run(handler, jobs[start : start + handler.batch])
        return len(jobs)

    def _run(self, handler: Handler, jobs: Sequence[Claimed]) -> None:
        try:
            handler.run(jobs)
        except Exception as error:  # a job may fail in any way; it is put back and said
            log.exception("%d job(s) of kind %s failed", len(jobs), jobs[0].kind)
            put_back(self._database, jobs, f"{type(error).__name__}: {error}")
        else:
            finish(self._database, jobs)

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
        """Do jobs until `stop`; a database that does not answer is tried again."""
        while not self._stopping.is_set():
            try:
                self._enqueue_due()
                taken = self.run_once()
            except Exception:  # the database may be away for a while; the worker outlives that
                log.exception("the queue cannot be read; trying again")
                taken = 0
            if not taken:
                self._stopping.wait(IDLE_SECONDS)

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
        """Let the batch under way end, then stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(seconds)
            self._thread = None
