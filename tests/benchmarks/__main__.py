"""`python -m tests.benchmarks`: measure speed and size, print one table, fail where a limit is passed.

`--solutions`, `--deployments` choose the size; `--keep FOLDER` keeps and uses again what was generated.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import sqlalchemy as sa

from registry.db import Database
from registry.db.migrate import upgrade
from registry.interchange.run import import_file
from registry.search import sync
from registry.search.engine import SearchRequest
from registry.search.facets import plan
from registry.search.finding import parsed
from registry.search.parameters import read
from registry.search.reference import Reference
from registry.search.tantivy_engine import TantivyEngine
from tests.benchmarks.generator import Size, generate, outside_records
from tests.benchmarks.measure import Clock, Times, in_turns, machine, memory_of, served, timed
from tests.benchmarks.queries import BOUNDED, MIX
from tests.reading import reads_of, version_always_stale

TIMES = 15
IMPORTED = 300


@dataclass
class Table:
    """Lines of what was measured, what it may be at most (or at least), and whether it is."""

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)
    failed: bool = False

    def add(self, what: str, measured: str, limit: str = "", *, kept: bool | None = None) -> None:
        """One line; `kept` None has no limit."""
        self.failed = self.failed or kept is False
        self.lines.append((what, measured, limit, "" if kept is None else "yes" if kept else "NO"))
        print(f"  … {what}: {measured}", file=sys.stderr, flush=True)

    def show(self) -> None:
        """Print as a table in Markdown."""
        heads = ("what", "measured", "limit", "kept")
        widths = [max(len(row[place]) for row in [heads, *self.lines]) for place in range(4)]
        for number, row in enumerate([heads, *self.lines]):
            print(
                "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            )
            if not number:
                print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


@dataclass(frozen=True)
class Stage:
    """A filled database with its index."""

    folder: Path
    size: Size

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'registry.sqlite3'}"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "REGISTRY_DATA_DIR": str(self.folder),
            "REGISTRY_DATABASE_URL": self.url,
            "REGISTRY_RATE_LIMIT_PER_MINUTE": "0",
            "REGISTRY_WORKER": "none",
            **more,
        }


def prepare(folder: Path, size: Size, table: Table) -> Stage:
    """Generate the records and build the index, unless both are there."""
    stage = Stage(folder / f"{size.solutions}-{size.deployments}", size)
    database = Database(stage.url)
    if not (stage.folder / "generated").exists():
        upgrade(database)
        generate(database, size)
        (stage.folder / "generated").touch()
    engine = TantivyEngine(stage.folder / "search")
    clock = Clock()
    documents = sync.rebuild(database, engine)
    rate = clock.rate(documents)
    database.dispose()
    table.add(
        f"reindex of {documents:,} documents",
        f"{rate:,.0f} documents/s ({clock.cpu_rate(documents):,.0f} per second of processor)",
        "≥ 3,000",
        kept=rate >= 3_000,
    )
    return stage


def measure_search(stage: Stage, table: Table, *, shown: bool) -> dict[str, Times]:
    """The mix through HTTP without the page cache, each beside the engine's own time."""
    asked = engine_searches(stage)
    own: dict[str, Times] = {}
    found: dict[str, Times] = {}
    with served(["-m", "registry.cli", "serve", "--port"], stage.environment(REGISTRY_CACHE_BYTES="0"),
                "/health") as (client, pid):  # fmt: skip
        for name, address in MIX:
            own[name], found[name] = in_turns(asked[name], partial(fetch, client, address), TIMES)
        if shown:
            report_search(found, own, table)
            measure_pages(stage, client, table)
            everything, without_files = memory_of(pid)
            table.add(
                "memory of the server process after this", f"{without_files:.0f} MB, with file pages "
                f"{everything:.0f} MB", "≤ 300 MB", kept=without_files <= 300,
            )  # fmt: skip
    return found


def report_search(found: dict[str, Times], own: dict[str, Times], table: Table) -> None:
    every = sorted(value for times in found.values() for value in times.values)
    for name, times in found.items():
        limit = 2 * own[name].median + 3
        table.add(
            f"search, {name}",
            f"p50 {times.median:.1f} ms, slowest {times.highest:.1f} ms; engine {own[name].median:.1f} ms",
            f"≤ {limit:.1f} ms",
            kept=times.median <= limit,
        )
    middle = every[len(every) // 2]
    table.add("search, the whole mix, p50", f"{middle:.1f} ms", "≤ 15 ms", kept=middle <= 15)
    table.add("search, the slowest of all", f"{every[-1]:.1f} ms", "≤ 40 ms", kept=every[-1] <= 40)


def engine_searches(stage: Stage) -> dict[str, Callable[[], object]]:
    """The same queries with the same facets, asked of the engine itself in this process."""
    database = Database(stage.url)
    engine = TantivyEngine(stage.folder / "search")
    found: dict[str, Callable[[], object]] = {}
    with database.read() as session:
        reference = Reference.read(session)
        for name, address in MIX:
            pairs = sa.engine.make_url(f"x://h/{address.replace('/api/v1/search', '')}").query.items()
            listed = [
                (key, each) for key, value in pairs for each in ([value] if isinstance(value, str) else value)
            ]
            wanted = read(session, reference, listed, "en")
            planned = plan(wanted.kind, wanted.choices)
            request = SearchRequest(
                wanted.kind, parsed(wanted.q), planned.filters, wanted.sort, wanted.lang,
                counts=planned.counts, totals=planned.totals,
            )  # fmt: skip
            found[name] = partial(engine.search, request)
    database.dispose()
    return found


def measure_pages(stage: Stage, client: httpx.Client, table: Table) -> None:
    """Record pages without the cache, and a search while typing."""
    database = Database(stage.url)
    with database.read() as session:
        slugs = list(session.scalars(sa.text("SELECT slug FROM solution ORDER BY id LIMIT 20")))
        countries = list(session.scalars(sa.text(
            "SELECT country FROM deployment GROUP BY country ORDER BY count(*) DESC, country"
        )))  # fmt: skip
    database.dispose()
    for what, addresses in (
        ("solution page", [f"/en/solutions/{slug}" for slug in slugs]),
        ("country page", [f"/en/countries/{code.lower()}" for code in countries[::10]]),
    ):
        middle = middle_of(client, addresses)
        table.add(f"{what}, not cached, p50", f"{middle:.1f} ms", "≤ 40 ms", kept=middle <= 40)
    largest = middle_of(client, [f"/en/countries/{code.lower()}" for code in countries[:20]])
    table.add("pages of the 20 countries with most deployments, p50", f"{largest:.1f} ms")
    table.add("list of countries, not cached, p50", f"{middle_of(client, ['/en/countries']):.1f} ms")
    typed = middle_of(
        client, [f"/en/suggest?q={text}" for text in ("ke", "dhi", "fhi", "ba", "open", "vacc")]
    )
    table.add("suggestions while typing, p50", f"{typed:.1f} ms", "≤ 50 ms", kept=typed <= 50)
    page = middle_of(
        client, [address.replace("/api/v1", "/en") for _, address in MIX if "lang=" not in address]
    )
    table.add("result page, not cached, p50", f"{page:.1f} ms")


def fetch(client: httpx.Client, address: str) -> None:
    client.get(address).raise_for_status()


def middle_of(client: httpx.Client, addresses: list[str]) -> float:
    values = [value for address in addresses for value in timed(partial(fetch, client, address), 3).values]
    return Times(tuple(values)).median


def measure_cache(stage: Stage, table: Table) -> None:
    """Requests per second for a cached page and for a bare handler that answers the same bytes."""
    with served(["-m", "registry.cli", "serve", "--port"], stage.environment(), "/health") as (client, _):
        address = "/en/search?q=vaccination"
        client.get(address)
        with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
            body = b"".join(answer.iter_raw())
        file = stage.folder / "page.html.gz"
        file.write_bytes(body)
        with served([str(Path(__file__).with_name("bare.py")), str(file)], {}, "/") as (bare, _):
            cached, plain = in_turns(lambda: client.get(address), lambda: bare.get("/"), 3_000)
    rate = plain.median / cached.median
    table.add(
        "cached page against a bare handler",
        f"{1e3 / cached.median:.0f}/s against {1e3 / plain.median:.0f}/s: {rate:.2f}",
        "≥ 0.90", kept=rate >= 0.9,
    )  # fmt: skip


def measure_import(stage: Stage, folder: Path, table: Table) -> None:
    """Records that an import makes in a second; a dry run does all of it and takes it back."""
    file = folder / "import.json"
    file.write_text(json.dumps(outside_records(IMPORTED)), "utf-8")
    database = Database(stage.url)
    sync.listen()
    clock = Clock()
    report = import_file(database, "dpga", file, dry_run=True)
    made = len(report.created) + report.deployments.total()
    rate = clock.rate(made)
    database.dispose()
    table.add(
        f"import of {len(report.created):,} solutions and {report.deployments.total():,} deployments",
        f"{rate:,.0f} records/s ({clock.cpu_rate(made):,.0f} per second of processor)",
        "≥ 1,000", kept=rate >= 1_000,
    )  # fmt: skip


def measure_statements(stage: Stage, table: Table) -> None:
    """The result page asks the database as often for ten rows as for a hundred, whatever the clock says."""
    from litestar.testing import TestClient

    from registry.app import create_app
    from registry.settings import load_settings

    settings = load_settings(
        data_dir=stage.folder, database_url=stage.url, cache_bytes=0, rate_limit_per_minute=0, worker="none"
    )
    app = create_app(settings)
    numbers = []
    with TestClient(app) as client, version_always_stale():
        # One row, so that what is read once for a process is read, and no row counted below was seen before.
        client.get("/en/search?q=health&limit=1&country=KEN").raise_for_status()
        for limit in (10, 100):
            with reads_of(app.state.database.engine) as statements:
                client.get(f"/en/search?q=health&limit={limit}&country=KEN").raise_for_status()
            numbers.append(len(statements))
    table.add(
        "queries of a result page with 10 and 100 rows", f"{numbers[0]} and {numbers[1]}", "equal",
        kept=numbers[0] == numbers[1],
    )  # fmt: skip


def compare(small: dict[str, Times], large: dict[str, Times], table: Table) -> None:
    """Ten times the records."""
    for name, before in small.items():
        times = large[name].median / before.median
        most = 3 if name in BOUNDED else 10
        table.add(
            f"ten times the records, {name}", f"{times:.1f} times", f"≤ {most} times", kept=times <= most
        )


def main() -> int:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--solutions", type=int, default=20_000)
    parser.add_argument("--deployments", type=int, default=200_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as temporary:
        folder = options.keep or Path(temporary)
        size = Size(options.solutions, options.deployments, max(50, options.solutions // 7))
        tenth = Size(size.solutions // 10, size.deployments // 10, max(50, size.organisations // 10))
        large = prepare(folder, size, table)
        small = prepare(folder, tenth, table)
        found = measure_search(large, table, shown=True)
        compare(measure_search(small, table, shown=False), found, table)
        measure_cache(large, table)
        measure_statements(large, table)
        measure_import(large, folder, table)
    print(f"{size.solutions:,} solutions, {size.deployments:,} deployments; {machine()}\n")
    table.show()
    return int(table.failed)


if __name__ == "__main__":
    sys.exit(main())
