"""`registry scores …`: published scores, computed again."""

from typing import Annotated

import typer

from registry.cli.console import FOUND, err, opened, out

app = typer.Typer(help="Published scores: compute them again.", no_args_is_help=True)


@app.command("replay")
def replay_scores(
    score_id: Annotated[str, typer.Argument(metavar="[ID]", help="One score; all where none is named.")] = "",
) -> None:
    """Compute published scores again from framework, judgements and evidence; exits with 1 where any byte differs.

    Without an id, judgements of certainty are computed again as well.
    """
    from registry.evaluation.certainty.service import differences
    from registry.evaluation.scores.replaying import replayed

    number, faults = 0, 0
    with opened() as database, database.read() as session:
        for name, fault in replayed(session, score_id):
            number += 1
            if fault:
                faults += 1
                err.print(f"{name}: {fault}", style="bold red", markup=False)
        for fault in [] if score_id else differences(session):
            faults += 1
            err.print(fault, style="bold red", markup=False)
    if score_id and not number:
        err.print(f"There is no score {score_id}.", style="bold red", markup=False)
        raise typer.Exit(FOUND)
    if faults:
        raise typer.Exit(FOUND)
    out.print(f"{number} scores, each the same to the byte.", markup=False)
