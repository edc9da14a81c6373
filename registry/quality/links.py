"""Asks in the background whether the links of records still lead somewhere: seldom, slowly, and as robots.txt allows.

One address is asked at a time, so no host is asked twice at once, and the same host only after a pause. HEAD comes
first; a site that does not know it is asked for the page. An address counts as dead after failing several times, days
apart: a site may be down for an evening.
"""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import sqlalchemy as sa
from sqlmodel import col

from registry.db import Database
from registry.db.base import now
from registry.db.bulk import chunks
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.outside import AGENT, Answer, NotAsked, Outside
from registry.quality import fact_queries, link_queries
from registry.quality.models import LinkCheck
from registry.quality.running import KINDS, run_kind
from registry.quality.textual import digest_of

JOB_KIND: Final = "links"
LANE: Final = "links"
EVERY: Final = timedelta(minutes=15)
LEASE: Final = timedelta(minutes=10)
BUDGET_SECONDS: Final = 240.0
"""How long one run asks; what is left waits for the next."""

PAUSE_SECONDS: Final = 2.0
"""Between two requests to one host."""

MOST_AT_ONCE: Final = 100
GOOD_FOR: Final = timedelta(days=30)
AGAIN_AFTER: Final = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""When a failing address is asked again, the last time for good."""

GONE: Final = frozenset({404, 410})
NO_HEAD: Final = frozenset({400, 403, 404, 405, 406, 410, 501, 503})
"""Answers to HEAD after which the page itself is asked for: many sites answer HEAD wrongly."""

Ask = Callable[[str, str], Answer]


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for links."""

    def run(_jobs: Sequence[Claimed]) -> None:
        with Outside() as outside:
            Asker(database, outside.ask).run()

    return {JOB_KIND: Handler(run, every=EVERY, lane=LANE, lease=LEASE)}


def collect(database: Database) -> int:
    """Take the addresses of all records into the list, and those that no record has any more out of it."""
    with database.read() as session:
        wanted = {
            digest_of(address): address
            for kind in KINDS
            for facts in fact_queries.facts_of(session, kind)
            for group in facts.links.values()
            for address in group
            if urlsplit(address).hostname
        }
        known = link_queries.digests(session)
    moment = now()
    fresh: list[dict[str, Any]] = [
        {
            "digest": digest,
            "url": wanted[digest],
            "host": _host(wanted[digest]),
            "due_at": moment,
            "failures": 0,
        }
        | {"status": 0, "problem": ""}
        for digest in sorted(set(wanted) - known)
    ]
    with database.write() as session:
        for part in chunks(fresh):
            session.execute(sa.insert(LinkCheck), part)
        for digests in chunks(sorted(known - set(wanted))):
            session.execute(sa.delete(LinkCheck).where(col(LinkCheck.digest).in_(digests)))
    return len(fresh)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "")[:255]


class Asker:
    """One run: asks what is due, records the answers, and has the records checked whose links changed."""

    def __init__(
        self,
        database: Database,
        ask: Ask,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._ask = ask
        self._clock = clock
        self._sleep = sleep
        self._robots: dict[str, RobotFileParser | None] = {}
        self._asked_at: dict[str, float] = {}

    def run(self) -> int:
        """Ask until nothing is due or the time is up; gives how many addresses were asked."""
        collect(self._database)
        with self._database.read() as session:
            due = link_queries.due(session, now(), MOST_AT_ONCE)
        until = self._clock() + BUDGET_SECONDS
        asked, turned = 0, False
        for link in _interleaved(due):
            if self._clock() >= until:
                break
            turned |= self._follow(link)
            asked += 1
        if turned:
            for kind in KINDS:
                run_kind(self._database, kind)
        return asked

    def _follow(self, link: LinkCheck) -> bool:
        """Ask one address and record the answer; gives whether it turned dead or alive."""
        status, problem = self._status(link.url)
        with self._database.write() as session:
            row = session.get(LinkCheck, link.digest)
            if row is None:
                return False
            was_dead = link_queries.is_dead(row)
            _note(row, status, problem, now())
            session.add(row)
            return link_queries.is_dead(row) is not was_dead

    def _status(self, url: str) -> tuple[int, str]:
        """The status of an address, or why there is none; what robots may not read counts as not asked."""
        try:
            if not self._may_ask(url):
                return 0, "robots"
            answer = self._politely(url, "HEAD")
            if answer.status in NO_HEAD:
                answer = self._politely(url, "GET")
        except NotAsked as error:
            return 0, error.reason
        return answer.status, ""

    def _politely(self, url: str, method: str) -> Answer:
        host = _host(url)
        waiting = self._asked_at.get(host, float("-inf")) + PAUSE_SECONDS - self._clock()
        if waiting > 0:
            self._sleep(waiting)
        try:
            return self._ask(url, method)
        finally:
            self._asked_at[host] = self._clock()

    def _may_ask(self, url: str) -> bool:
        """What the site's robots.txt says; a site without one allows all."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(f"{site}/robots.txt")
        rules = self._robots[site]
        return rules is None or rules.can_fetch(AGENT, url)

    def _read_robots(self, address: str) -> RobotFileParser | None:
        answer = self._politely(address, "GET")
        if answer.status != 200:
            return None
        rules = RobotFileParser(address)
        rules.parse(answer.text.splitlines())
        return rules


def _interleaved(links: Iterable[LinkCheck]) -> list[LinkCheck]:
    """Addresses in turns of their hosts, so that pauses are spent on others."""
    turns: dict[str, int] = {}
    placed: list[tuple[int, int, LinkCheck]] = []
    for link in links:
        turns[link.host] = turns.get(link.host, 0) + 1
        placed.append((turns[link.host], len(placed), link))
    return [link for *_, link in sorted(placed, key=lambda each: each[:2])]


def _note(row: LinkCheck, status: int, problem: str, moment: datetime) -> None:
    """Keep an answer. Only an address that is gone or does not answer has failed; being refused is an answer."""
    row.status, row.problem, row.checked_at = status, problem, moment
    failed = status in GONE or (status == 0 and problem in {"unknown_host", "timeout", "no_answer"})
    if not failed:
        row.failures, row.failing_since = 0, None
        row.due_at = moment + GOOD_FOR + timedelta(hours=random.randrange(72))  # noqa: S311 - spreads the work
        return
    row.failures += 1
    row.failing_since = row.failing_since or moment
    row.due_at = moment + AGAIN_AFTER[min(row.failures, len(AGAIN_AFTER)) - 1]
