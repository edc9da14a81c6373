"""Commands on evaluation; what they need is imported when they run."""

from pathlib import Path
from typing import Annotated

import typer


def agreement(
    path: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with unit, rater, rating.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compute how far raters agree beyond chance; a missing rating is an empty cell, `.` or `NA`.

    Numbers give every coefficient; words only those for which order does not matter.
    """
    import json

    from registry.evaluation.agreement import summary
    from registry.evaluation.ratings_file import read_ratings

    table = read_ratings(path)
    found = summary(table.ratings, ordered=table.ordered)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        typer.echo(f"{name}: {_shown(value)}")


def _shown(value: object) -> str:
    if value is None:
        return "not defined"
    if isinstance(value, list):
        return " to ".join(_shown(each) for each in value)
    return f"{value:.4f}" if isinstance(value, float) else str(value)
