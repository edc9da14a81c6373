"""`registry audit …`: the events that say who did what, verified."""

from typing import Annotated

import typer

from registry.cli.console import FOUND, err, opened, out
from registry.errors import BadParameter

app = typer.Typer(help="What was done, by whom: verify that nobody tampered with it.", no_args_is_help=True)


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
