"""Keeps the index in step: every change of a record leaves a job row in its own transaction.

A listener sees each flush and each bulk statement, works out which records' documents depend on the changed
rows and writes one row per record. Handlers re-read the records while they hold the index lock, so whoever
writes last has read last.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, col

from registry.db import Database, Kind
from registry.db.base import select_columns
from registry.db.records import raise_catalogue_version
from registry.deployments.models import Deployment, DeploymentFunder, DeploymentOrganisation
from registry.errors import SearchUnavailable
from registry.evaluation.scores.models import Score
from registry.evidence.models import EvidenceSolution
from registry.jobs.queue import Claimed, drop, enqueue_many, seen
from registry.jobs.worker import Handler
from registry.search.documents import DocumentBuilder, batches
from registry.search.engine import SearchDocument, SearchEngine
from registry.solutions.models import SolutionOrganisation, SolutionStandard
from registry.standards.models import Standard

JOB_KIND: Final = "index"
BATCH: Final = 500
TOUCHED: Final = "search_touched"

Row = Mapping[str, Any]
Keys = list[str]
Rule = Callable[[Row, bool], Keys]


def _own(kind: Kind, column: str = "id") -> Rule:
    return lambda row, _: [f"{kind.value}:{row[column]}"]


def _of_record(row: Row, _: bool) -> Keys:
    return [f"{Kind(row['record_kind']).value}:{row['record_id']}"]


def _solution(row: Row, renamed: bool) -> Keys:
    keys = [f"solution:{row['id']}"]
    return [*keys, f"deployments-of:{row['id']}"] if renamed else keys


def _of_claim(row: Row, _: bool) -> Keys:
    """A solution counts the sources of its deployments; those of its others stand in `solution_source`."""
    kind = Kind(row["record_kind"])
    name = "used" if kind is Kind.DEPLOYMENT else kind.value
    return [f"{name}:{row['record_id']}"]


def _everything(_row: Row, _: bool) -> Keys:
    return ["everything:"]


def _country(row: Row, renamed: bool) -> Keys:
    return ["everything:"] if renamed else [f"country:{row['code']}"]


# Table → the columns its rule needs, and the documents that depend on a row. A rule's second argument says
# whether an existing row changed in what other records show of it.
RULES: Final[dict[str, tuple[tuple[str, ...], Rule]]] = {
    "solution": (("id",), _solution),
    "solution_organisation": (
        ("solution_id", "organisation_id"),
        lambda row, _: [f"solution:{row['solution_id']}", f"organisation:{row['organisation_id']}"],
    ),
    "solution_concept": (
        ("solution_id",),
        lambda row, _: [f"solution:{row['solution_id']}", f"deployments-of:{row['solution_id']}"],
    ),
    "solution_standard": (
        ("solution_id", "standard_id"),
        lambda row, _: [f"solution:{row['solution_id']}", f"standard:{row['standard_id']}"],
    ),
    "standard": (
        ("id", "sdo_id"),
        lambda row, renamed: [
            f"standard:{row['id']}",
            *([f"organisation:{row['sdo_id']}"] if row.get("sdo_id") else []),
            *([f"speakers-of:{row['id']}"] if renamed else []),
        ],
    ),
    "standard_edition": (("standard_id",), _own(Kind.STANDARD, "standard_id")),
    "organisation": (
        ("id",),
        lambda row, renamed: [
            f"organisation:{row['id']}",
            *([f"work-of:{row['id']}"] if renamed else []),
        ],
    ),
    "deployment": (
        ("id", "solution_id", "country"),
        lambda row, _: [
            f"deployment:{row['id']}",
            f"solution:{row['solution_id']}",
            f"country:{row['country']}",
        ],
    ),
    "deployment_organisation": (
        ("deployment_id", "organisation_id"),
        lambda row, _: [f"used:{row['deployment_id']}", f"organisation:{row['organisation_id']}"],
    ),
    "deployment_funder": (
        ("deployment_id", "organisation_id"),
        lambda row, _: [f"deployment:{row['deployment_id']}", f"organisation:{row['organisation_id']}"],
    ),
    "deployment_concept": (("deployment_id",), _own(Kind.DEPLOYMENT, "deployment_id")),
    "claim": (("record_kind", "record_id"), _of_claim),
    "solution_source": (
        ("solution_id",),
        lambda row, _: [f"solution:{row['solution_id']}", f"deployments-of:{row['solution_id']}"],
    ),
    "score": (("solution_id",), _own(Kind.SOLUTION, "solution_id")),
    "score_mark": (("score_id",), lambda row, _: [f"scored:{row['score_id']}"]),
    "certainty_judgement": (("solution_id",), _own(Kind.SOLUTION, "solution_id")),
    "evidence": (("id",), lambda row, _: [f"evidence:{row['id']}"]),
    "evidence_solution": (
        ("solution_id",),
        lambda row, _: [f"solution:{row['solution_id']}"] if row.get("solution_id") else [],
    ),
    "level_rule": (("version",), _everything),
    "evidence_result": (("evidence_id",), lambda row, _: [f"evidence:{row['evidence_id']}"]),
    "external_identifier": (("record_kind", "record_id"), _of_record),
    "slug": (("kind", "record_id"), lambda row, _: [f"{Kind(row['kind']).value}:{row['record_id']}"]),
    "country": (("code",), _country),
    "region": (("code",), _everything),
    "concept": (("code",), _everything),
}
SHOWN_ELSEWHERE: Final = {"names", "aliases", "slug", "region", "sdo_id"}


@cache
def listen() -> None:
    """Watch every session of this process from now on; calling it again changes nothing."""
    sa.event.listen(Session, "after_flush", _after_flush)
    sa.event.listen(Session, "do_orm_execute", _on_execute)
    sa.event.listen(Session, "after_soft_rollback", _after_rollback)


def _after_rollback(session: Session, _previous: Any) -> None:
    """What was rolled back took its job rows along: the next change of the same record needs its own."""
    session.info.pop(TOUCHED, None)


def _after_flush(session: Session, _context: Any) -> None:
    keys: Keys = []
    for instance in session.new:
        keys += _keys_of(instance, renamed=False)
    for instance in session.deleted:
        keys += _keys_of(instance, renamed=True)
    for instance in session.dirty:
        keys += _keys_of_changed(instance)
    _write(session, keys)


def _keys_of(instance: Any, *, renamed: bool) -> Keys:
    known = RULES.get(getattr(type(instance), "__tablename__", ""))
    return known[1]({name: getattr(instance, name) for name in known[0]}, renamed) if known else []


def _keys_of_changed(instance: Any) -> Keys:
    """What depends on a changed row, both as it was and as it is."""
    known = RULES.get(getattr(type(instance), "__tablename__", ""))
    if not known:
        return []
    columns, rule = known
    state = sa.inspect(instance)
    changed = {attribute.key for attribute in state.attrs if attribute.history.has_changes()}
    if not changed:
        return []
    now = {name: getattr(instance, name) for name in columns}
    before = {
        name: (state.attrs[name].history.deleted or [now[name]])[0] if name in changed else now[name]
        for name in columns
    }
    renamed = bool(changed & SHOWN_ELSEWHERE)
    return rule(now, renamed) + (rule(before, renamed) if before != now else [])


def _on_execute(state: ORMExecuteState) -> None:
    """See bulk statements, which no flush shows."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    statement: Any = state.statement
    known = RULES.get(statement.table.name)
    if not known:
        return
    columns, rule = known
    if state.is_insert:
        rows = _inserted(state)
        _write(state.session, [key for row in rows for key in rule(row, False)])
        return
    table = statement.table
    rows = _selected(state, table, columns)
    changes = {column.name for column in getattr(statement, "_values", None) or ()}
    renamed = state.is_delete or bool(changes & SHOWN_ELSEWHERE)
    _write(state.session, [key for row in rows for key in rule(row, renamed)])


def _inserted(state: ORMExecuteState) -> Sequence[Row]:
    parameters: Any = state.parameters
    if isinstance(parameters, Mapping):
        return [parameters]
    if parameters:
        return list(parameters)
    statement: Any = state.statement
    if statement.select is not None:
        found = state.session.connection().execute(statement.select, parameters or {})
        return [dict(zip(statement._select_names, row, strict=True)) for row in found]  # noqa: SLF001
    return [statement.compile().params]


def _selected(state: ORMExecuteState, table: sa.Table, columns: Sequence[str]) -> list[Row]:
    """The rows that an UPDATE or DELETE is about to change."""
    statement: Any = state.statement
    wanted = sa.select(*(table.c[name] for name in columns)).where(*statement._where_criteria)  # noqa: SLF001
    parameters: Any = state.parameters
    found = state.session.connection().execute(wanted, parameters or {})
    return [dict(row._mapping) for row in found]  # noqa: SLF001


def _write(session: Any, keys: Iterable[str]) -> None:
    """Write job rows for records not yet touched in this transaction."""
    touched: set[str] = session.info.setdefault(TOUCHED, set())
    fresh = [key for key in dict.fromkeys(keys) if key not in touched]
    if fresh:
        touched.update(fresh)
        connection = session.connection()
        enqueue_many(connection, JOB_KIND, fresh)


# Doing the jobs -------------------------------------------------------------------------------------


def handler(database: Database, engine: SearchEngine) -> Handler:
    """The handler of index jobs, for the worker."""

    def is_ready() -> bool:
        if not engine.is_reachable():
            return False
        with engine.writing() as held:
            return held

    return Handler(run=lambda jobs: run_jobs(database, engine, jobs), batch=BATCH, is_ready=is_ready)


def run_jobs(database: Database, engine: SearchEngine, jobs: Sequence[Claimed]) -> None:
    """Bring the records that the jobs name up to date in the index, then let cached pages go."""
    update(database, engine, {job.key for job in jobs})


def update(database: Database, engine: SearchEngine, keys: Iterable[str]) -> None:
    """Bring up to date what the keys name; safe to repeat."""
    with _locked(engine, patience=2), database.read() as session:
        records = expand(session, keys)
        builder = DocumentBuilder(session)
        for kind, ids in records.items():
            _bring(engine, builder, kind, ids)
    with database.write() as session:
        raise_catalogue_version(session)


def _bring(engine: SearchEngine, builder: DocumentBuilder, kind: Kind, ids: Sequence[str]) -> None:
    for batch in batches(ids, BATCH):
        documents = list(builder.build(kind, batch))
        if documents:
            engine.put(documents)
        gone = set(batch) - {document.id for document in documents}
        if gone:
            engine.delete(kind, sorted(gone))


def expand(session: Session, keys: Iterable[str]) -> dict[Kind, list[str]]:
    """The records that the keys stand for, kind by kind."""
    named: dict[str, set[str]] = {}
    for key in keys:
        name, _, record_id = key.partition(":")
        named.setdefault(name, set()).add(record_id)
    found: dict[Kind, set[str]] = {kind: set(named.get(kind.value, ())) for kind in Kind}
    if "everything" in named:
        builder = DocumentBuilder(session)
        return {kind: builder.ids(kind) for kind in Kind}
    _add_siblings(session, found, named)
    _add_users(session, found, named)
    return {kind: sorted(ids) for kind, ids in found.items() if ids}


def _add_siblings(session: Session, found: dict[Kind, set[str]], named: Mapping[str, set[str]]) -> None:
    """All deployments of a solution show its name and how its sources agree; a solution shows its evidence.

    Who states a use of it and who implements it decide its level as well.
    """
    used = named.get("used", set())
    found[Kind.DEPLOYMENT] |= used
    found[Kind.SOLUTION].update(_column(session, Deployment.solution_id, Deployment.id, used))
    found[Kind.SOLUTION].update(_column(session, Score.solution_id, Score.id, named.get("scored", set())))
    shown = named.get("evidence", set())
    about = _column(session, EvidenceSolution.solution_id, EvidenceSolution.evidence_id, shown)
    found[Kind.SOLUTION].update(each for each in about if each)
    renamed = named.get("deployments-of", set())
    found[Kind.DEPLOYMENT].update(_column(session, Deployment.id, Deployment.solution_id, renamed))


def _add_users(session: Session, found: dict[Kind, set[str]], named: Mapping[str, set[str]]) -> None:
    """Records that show the name of a standard or an organisation."""
    speaking = named.get("speakers-of", set())
    found[Kind.SOLUTION].update(
        _column(session, SolutionStandard.solution_id, SolutionStandard.standard_id, speaking)
    )
    working = named.get("work-of", set())
    found[Kind.SOLUTION].update(
        _column(session, SolutionOrganisation.solution_id, SolutionOrganisation.organisation_id, working)
    )
    for table in (DeploymentOrganisation, DeploymentFunder):
        found[Kind.DEPLOYMENT].update(_column(session, table.deployment_id, table.organisation_id, working))
    found[Kind.STANDARD].update(_column(session, Standard.id, Standard.sdo_id, working))


def _column(session: Session, wanted: Any, where: Any, values: Iterable[str]) -> list[str]:
    found: list[str] = []
    for batch in batches(sorted(values), 1_000):
        found += session.scalars(select_columns(wanted).where(col(where).in_(batch)))
    return found


@contextmanager
def _locked(engine: SearchEngine, patience: float) -> Iterator[None]:
    """Hold the index lock, waiting so many seconds for a batch that another process is writing."""
    until = time.monotonic() + patience
    while True:
        with engine.writing() as held:
            if held:
                yield
                return
        if time.monotonic() >= until:
            raise SearchUnavailable("Another process is writing the search index.")
        time.sleep(0.1)


def rebuild(
    database: Database,
    engine: SearchEngine,
    each: Callable[[SearchDocument], None] = lambda _: None,
    patience: float = 60,
) -> int:
    """Build the whole index anew beside the one in use, then take its place; gives the number of documents.

    Jobs wait meanwhile, as the lock is held. Those whose changes were read are not needed any more; done
    afterwards, the others bring what changed since. `each` is told every document, for showing progress;
    `patience` is how many seconds to wait for the lock.
    """
    with _locked(engine, patience), database.read() as session:
        covered = seen(session, JOB_KIND)
        written = engine.rebuild(_told(DocumentBuilder(session).all(), each))
    with database.write() as session:
        drop(session, covered)
        raise_catalogue_version(session)
    return written


def _told(
    documents: Iterable[SearchDocument], each: Callable[[SearchDocument], None]
) -> Iterable[SearchDocument]:
    for document in documents:
        each(document)
        yield document
