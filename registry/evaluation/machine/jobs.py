"""Checks all products once a week; repositories are asked only where the operator allows it, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from registry.db import Database
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.evaluation.machine import queries, service
from registry.evaluation.machine.checkers import Seen, check, release_in
from registry.evaluation.machine.queries import Checked
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.outside import Answer, NotAsked, Outside
from registry.settings import Settings

JOB_KIND: Final = "machine.check"
EVERY: Final = timedelta(days=7)
LANE: Final = "machine"
LEASE: Final = timedelta(hours=2)
RAW: Final = {"github.com": "https://raw.githubusercontent.com/{path}/HEAD/publiccode.yml"}
"""Where the metadata file of a repository lies, for sites that serve it by a known address."""

Ask = Callable[[str], Answer]


def handlers(settings: Settings, database: Database) -> dict[str, Handler]:
    """What the worker does for automated evidence."""

    def run(_: Sequence[Claimed]) -> None:
        if not settings.outside_calls:
            check_all(database)
            return
        with Outside() as outside:
            check_all(database, outside.ask)

    return {JOB_KIND: Handler(run, every=EVERY, lane=LANE, lease=LEASE)}


def check_all(database: Database, ask: Ask | None = None, at: datetime | None = None) -> None:
    """Check every product, each in a transaction of its own; without `ask` no other site is asked."""
    moment = at or now()
    with database.read() as session:
        ids = queries.solution_ids(session)
    for solution_id in ids:
        with database.read() as session:
            about = queries.to_check(session, solution_id)
        seen = look(about, moment.date(), ask)
        with database.write() as session:
            service.record(session, solution_id, check(seen), moment)
    with database.write() as session:
        raise_catalogue_version(session)


def look(about: Checked, day: date, ask: Ask | None) -> Seen:
    """What is known of a product; its repository is asked for itself, its metadata file and its last commits."""
    own = Seen(
        about.licence,
        about.source,
        about.documentation,
        about.reports,
        release=about.release,
        supplied=about.supplied,
        day=day,
    )
    if ask is None or not about.source:
        return own
    status = _ask(ask, about.source)
    asked = replace(own, repository=status.status if status else None)
    where = urlsplit(about.source)
    path = "/".join(where.path.strip("/").removesuffix(".git").split("/")[:2])
    host = where.hostname or ""
    if asked.repository != 200 or host not in RAW or path.count("/") != 1:
        return asked
    metadata = _ask(ask, RAW[host].format(path=path))
    commits = _ask(ask, f"https://{host}/{path}/commits.atom")
    release = release_in(metadata.text) if metadata and metadata.status == 200 else None
    if release:
        asked = replace(asked, release=release, supplied="")
    return replace(asked, commits=commits.text if commits and commits.status == 200 else "")


def _ask(ask: Ask, url: str) -> Answer | None:
    try:
        return ask(url)
    except NotAsked:
        return None
