"""`registry audit …`: the events that say who did what, verified and written to a file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.console import FOUND, err, opened, out
from registry.errors import BadParameter

app = typer.Typer(
    help="What was done, by whom: verify that nobody tampered with it, or write it to a file.",
    no_args_is_help=True,
)


class ExportFormat(StrEnum):
    """How `registry audit export` writes events."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@app.command("verify")
def verify_events(
    seal: Annotated[
        str | None,
        typer.Option(help="A seal that an earlier run printed: the events must still run through it."),
    ] = None,
) -> None:
    """Go through all events; says where one was changed, left out or put in, and exits with 1.

    Prints the seal of the last event. Note it where nobody can change it, and give it to a later run: with that even
    a chain that was written anew as a whole is found out.
    """
    from registry.audit.verification import Seal, last_seal, verify

    try:
        noted = Seal.read(seal) if seal else None
    except BadParameter as error:
        raise typer.BadParameter(str(error), param_hint="--seal") from error
    with opened() as database, database.read() as session:
        faults = verify(session, noted)
        last = last_seal(session)
    for fault in faults:
        when = f" ({fault.at:%Y-%m-%d %H:%M:%S} UTC)" if fault.at else ""
        err.print(f"event {fault.event_id}: {fault.reason}{when}", style="bold red", markup=False)
    if faults:
        raise typer.Exit(FOUND)
    out.print(f"{last.count} events, all in order. Seal: {last}", markup=False)


@app.command("export")
def export_events(  # noqa: PLR0913 - options of the command
    path: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")],
    *,
    file_format: Annotated[
        ExportFormat, typer.Option("--format", help="A table, or lines of JSON.")
    ] = ExportFormat.CSV,
    actor: Annotated[str, typer.Option(help="An account's id, a part of a name, or `system`.")] = "",
    action: Annotated[str, typer.Option(help="Such as `notice.placed`.")] = "",
    on: Annotated[str, typer.Option(help="A kind of thing, or one of them: `solution:DHS-…`.")] = "",
    since: Annotated[str, typer.Option(help="The first day, in UTC: 2026-11-25.")] = "",
    until: Annotated[str, typer.Option(help="The last day.")] = "",
    request: Annotated[str, typer.Option(help="Id of a request.")] = "",
) -> None:
    """Write events to a file, the newest first; that they were written is an event as well.

    What names a person in the content of an event is left out; the actor's name is not.
    """
    from registry.accounts import queries as accounts
    from registry.audit import events
    from registry.audit.inspection.export import EXPORTED, Format, export
    from registry.audit.inspection.reading import Asked

    asked = Asked(actor, action, on, request, since, until)
    with opened() as database:
        with database.read() as session:
            try:
                wanted = asked.wanted(lambda text: accounts.ids_named(session, text))
            except BadParameter as error:
                raise typer.BadParameter(str(error), param_hint=f"--{error.name}") from error
        draft = path.with_name(f".{path.name}.part")
        written = 0
        with draft.open("wb") as stream:
            for part in export(database, wanted, Format(file_format), accounts.names_of):
                written += stream.write(part)
        draft.replace(path)
        with database.write() as session:
            events.record(session, EXPORTED, after={"format": file_format.value, **asked.narrowed(wanted)})
    out.print(f"{path}: {written} bytes", markup=False)
