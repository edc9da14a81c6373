"""`registry quality …`: the checks of the records."""

import typer

from registry.cli.console import opened, out, progress_bar

app = typer.Typer(help="What is wrong, doubtful or missing in the records.", no_args_is_help=True)


@app.command("run")
def run_checks() -> None:
    """Check every published record now, and say how many findings of each check stand.

    The server does the same once a day, and after each change for the records that changed.
    """
    from registry.quality import queries
    from registry.quality.running import run_all

    with opened() as database, progress_bar("Checking the records") as progress:
        outcome = run_all(database, progress)
        with database.read() as session:
            numbers = queries.numbers(session, queries.everything())
    out.print(
        f"{outcome.checked} records checked: {outcome.opened} findings opened, {outcome.fixed} fixed, "
        f"{outcome.still_open} open."
    )
    for each in numbers:
        if each.open or each.accepted:
            out.print(f"  {each.check}: {each.open} open, {each.accepted} accepted", markup=False)
