"""The `registry` command: each subcommand reads its options, calls one function and says what came of it.

Exit codes: 0 done; 1 differences or rejected records were found; 2 wrong usage or a wrong setting;
3 something needed is not there (database, search engine, port, front end); 130 stopped by Ctrl-C, with
nothing half-done: whatever was not committed is rolled back.
"""

import sys
from enum import StrEnum
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli import administrator, audit, demo, quality, scores
from registry.cli.console import FOUND, INTERRUPTED, MISSING, USAGE, err, opened, out, progress_bar
from registry.errors import BadSetting, DatabaseNotReady, RegistryError, SearchUnavailable
from registry.evaluation.commands import agreement
from registry.resources import IncompleteInstallation
from registry.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:  # what commands need, they import when they run: `registry --help` answers at once
    from registry.search.engine import SearchDocument

SECRET = frozenset({"search_key", "secret_key", "former_secret_keys", "smtp_url", "sign_on"})
"""Settings that are never printed."""

EPILOG = (
    "Exit codes: 0 done; 1 differences or rejected records were found; 2 wrong usage or a wrong setting; "
    "3 something needed is not there; 130 stopped by Ctrl-C, nothing half-done. "
    "Settings come from the environment and from .env; `registry settings` lists them."
)

app = typer.Typer(
    help="A registry and atlas of digital health.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
index_app = typer.Typer(
    help="The search index: make it anew, or compare it with the records.", no_args_is_help=True
)
app.add_typer(index_app, name="index")
app.add_typer(audit.app, name="audit")
app.add_typer(quality.app, name="quality")
app.add_typer(scores.app, name="scores")
app.command("demo")(demo.load_demo)
app.command("administrator")(administrator.invite_administrator)
app.command()(agreement)


class ImportSource(StrEnum):
    """What `registry import` can read."""

    DPGA = "dpga"
    GUIDEBOOK = "guidebook"
    PUBLICCODE = "publiccode"
    GGMM_RATINGS = "ggmm-ratings"
    SPREADSHEET = "spreadsheet"


class ExportFormat(StrEnum):
    """How `registry export` writes records."""

    JSON_LINES = "jsonl"
    CSV = "csv"


def main() -> None:
    """Run the command; every error that has a name ends in one line and its exit code."""
    try:
        app()
    except SystemExit as stopping:  # what Ctrl-C becomes inside a command
        if stopping.code == INTERRUPTED:
            err.print("Stopped; nothing is half-done.")
        raise
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except RegistryError as error:
        err.print(_with_setting(error), style="bold red", markup=False)
        sys.exit(exit_code(error))


def _with_setting(error: RegistryError) -> str:
    """The error in words; one of a search server opens with the setting that names the server."""
    if isinstance(error, SearchUnavailable) and load_settings().search_url:
        return f"{PREFIX}SEARCH_URL: {error}"
    return str(error)


def exit_code(error: RegistryError) -> int:
    """Tell which exit code an error ends in."""
    match error:
        case BadSetting():
            return USAGE
        case DatabaseNotReady() | SearchUnavailable() | IncompleteInstallation():
            return MISSING
        case _:
            return FOUND


@app.callback(invoke_without_command=True)
def root(
    *, version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False
) -> None:
    """A registry and atlas of digital health."""
    if version:
        out.print(f"registry {installed_version('digital-health-registry')}")
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; REGISTRY_HOST otherwise.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on; REGISTRY_PORT otherwise.")
    ] = None,
) -> None:
    """Serve pages and API until Ctrl-C; by default it does the background work as well."""
    from registry import server

    settings = load_settings(**{name: value for name, value in (("host", host), ("port", port)) if value})
    try:
        listener = server.listen(settings.host, settings.port)
    except server.PortTakenError as error:
        err.print(str(error.strerror), style="bold red", markup=False)
        raise typer.Exit(MISSING) from error
    with opened(settings):
        pass  # a database that is not ready is told before the server starts
    from registry.app import create_app

    address = f"[{settings.host}]" if ":" in settings.host else settings.host

    def say_ready() -> None:
        if settings.demo:
            from registry.demo.people import lines

            for line in lines(f"http://{address}:{settings.port}"):
                out.print(line, markup=False)
        out.print(f"Ready: http://{address}:{settings.port}/  (Ctrl-C stops)", markup=False)

    with listener:
        server.serve(create_app(settings), listener, settings, say_ready)


@app.command()
def work() -> None:
    """Do background work until Ctrl-C, beside servers that run with REGISTRY_WORKER=none."""
    from registry import background, server
    from registry.jobs.worker import Worker
    from registry.search import open_engine

    settings = load_settings()
    with opened(settings) as database:
        handlers = background.handlers(settings, database, open_engine(settings, database))

        def say_ready() -> None:
            out.print(f"Working on: {', '.join(sorted(handlers))}  (Ctrl-C stops)", markup=False)

        server.work(Worker(database, handlers), settings, say_ready)


@app.command()
def migrate() -> None:
    """Bring the database to this version; safe to run again."""
    from registry.db.migrate import upgrade

    with opened(migrated=False) as database:
        out.print(f"The database is at revision {upgrade(database)}.")


@app.command()
def seed(
    folder: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="A seed folder; the registry's own otherwise."),
    ] = None,
) -> None:
    """Load the reference data and first records, in one transaction; safe to run again."""
    from registry.interchange.seed import load_seed
    from registry.search.sync import listen

    listen()  # so that the search index learns of what is written
    with opened() as database, progress_bar("Reading the seed") as progress:
        report = load_seed(database, folder, progress)
    for line in report.lines():
        out.print(line, markup=False)


@app.command("import")
def import_records(
    source: Annotated[ImportSource, typer.Argument(help="What kind of file it is.")],
    path: Annotated[Path, typer.Argument(exists=True, help="The file, or the folder of files.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all of it, report, and take it back.")
    ] = False,
    source_id: Annotated[str | None, typer.Option(help="Id of the source, if it is another edition.")] = None,
    date: Annotated[
        str | None, typer.Option(help="Date of that edition: 2026, 2026-12 or 2026-12-31.")
    ] = None,
    fields: Annotated[bool, typer.Option("--fields", help="Say what became of every field, too.")] = False,
    report_to: Annotated[
        Path | None,
        typer.Option("--report", dir_okay=False, help="Write the whole report to this JSON file."),
    ] = None,
) -> None:
    """Read records of another registry, in one transaction a file; a repeated import changes nothing.

    Values that found no place are listed. Exits with 1 when records were rejected.
    """
    import json

    from registry.interchange.run import import_file
    from registry.search.sync import listen

    listen()  # so that the search index learns of what is written
    with opened() as database, progress_bar(f"Reading {path.name}") as progress:
        report = import_file(
            database, source, path, dry_run=dry_run, progress=progress, source_id=source_id, date=date
        )
    if report_to:
        report_to.write_text(
            json.dumps(report.as_dict(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    for line in report.lines(every_field=fields):
        out.print(line, markup=False)
    if report.rejected:
        raise typer.Exit(FOUND)


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="The folder to write; new, empty or an earlier export.")],
    *,
    file_format: Annotated[
        ExportFormat, typer.Option("--format", help="Lines of JSON, or tables.")
    ] = ExportFormat.JSON_LINES,
    template: Annotated[
        bool,
        typer.Option("--template", help="Write the empty spreadsheet for `registry import spreadsheet`."),
    ] = False,
) -> None:
    """Write everything published to a folder, each file with its licence notice; all or nothing."""
    from registry.interchange.export import export_all
    from registry.interchange.template import write_template

    with opened() as database, progress_bar("Reading the records") as progress:
        if template:
            # The importer knows a workbook by its name.
            book = path / "template.xlsx" if path.is_dir() else path.with_suffix(".xlsx")
            with database.read() as session:
                write_template(session, book)
            lines = [f"{book}: the empty spreadsheet"]
        else:
            lines = export_all(database, path, file_format, progress).lines()
    for line in lines:
        out.print(line, markup=False)


@index_app.command("rebuild")
def rebuild_index() -> None:
    """Make the search index anew beside the one in use, then take its place."""
    from registry.jobs.worker import Worker
    from registry.search import job_handlers, open_engine
    from registry.search.sync import rebuild

    settings = load_settings()
    with opened(settings) as database, progress_bar("Reading the records") as progress:
        done = 0

        def each(document: "SearchDocument") -> None:
            nonlocal done
            done += 1
            progress(f"indexing: {document.kind}", done, 0)

        engine = open_engine(settings, database)
        number = rebuild(database, engine, each)
        # What changed since the records were read waits in the queue: it is brought over now.
        Worker(database, job_handlers(database, engine)).run_until_idle()
    out.print(f"{number} documents indexed.")


@index_app.command("check")
def check_index() -> None:
    """Compare the search index with the records and name what differs. Exits with 1 when something does."""
    from registry.search import open_engine
    from registry.search.check import check

    settings = load_settings()
    with opened(settings) as database:
        report = check(database, open_engine(settings, database))
    for kind, number in report.records.items():
        difference = report.differences[kind]
        out.print(f"{kind}: {number} records, {difference.number or 'no'} differences", markup=False)
        for what in ("missing", "superfluous", "stale"):
            for record_id in getattr(difference, what):
                out.print(f"  {what}: {record_id}", markup=False)
    out.print(f"{report.waiting} changes wait to be brought over.")
    if not report.agrees:
        raise typer.Exit(FOUND)


@app.command("openapi")
def print_openapi() -> None:
    """Print the OpenAPI 3.1 description of the API."""
    import json

    from registry.app import create_app

    json.dump(
        create_app(load_settings()).openapi_schema.to_schema(), sys.stdout, indent=2, ensure_ascii=False
    )
    sys.stdout.write("\n")


@app.command("settings")
def list_settings() -> None:
    """List every setting with its meaning, default and present value, in the form of a .env file."""
    settings = load_settings()
    for name, field in Settings.model_fields.items():
        default = _shown(name, field.get_default(call_default_factory=True))
        value = _shown(name, getattr(settings, name))
        out.print(f"# {field.description} Default: {default or 'empty'}", style="dim", markup=False)
        mark = "" if name in settings.model_fields_set else "#"
        out.print(f"{mark}{PREFIX}{name.upper()}={value}\n", markup=False)


def _shown(name: str, value: object) -> str:
    """Write a value as it may be seen by others."""
    if name in SECRET:
        return "********" if value else ""
    if name == "database_url" and value:
        from sqlalchemy.engine import make_url

        return make_url(str(value)).render_as_string(hide_password=True)
    return str(value)
