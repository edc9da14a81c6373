"""Makes the evidence gap map out of findings, and its picture; pure.

A study counts once in a cell, however many reports and findings of it there are. An empty cell says that nothing is
recorded here, not that nothing works.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

FAVOURABLE: Final = "benefit"
UNFAVOURABLE: Final = frozenset({"harm", "unfavourable"})


class Finding(Struct, frozen=True):
    """One finding of one study: on which intervention and outcome, which way."""

    study: str
    intervention: str
    outcome: str
    direction: str


class Cell(Struct, frozen=True):
    """What is known of one intervention and outcome: studies in all, and how many found each of three ways.

    A study that found one way here and another there counts in both. `certainty` is the best judged, if any was.
    """

    studies: int
    favourable: int
    unfavourable: int
    neither: int
    certainty: str | None = None


class Grid(Struct, frozen=True):
    """The map: rows are groups of interventions, columns outcomes; only rows with evidence, all columns."""

    interventions: list[str]
    outcomes: list[str]
    cells: dict[tuple[str, str], Cell]
    totals: dict[str, int]


def group_of(code: str) -> str:
    """The group of an intervention: `2.3.1` belongs to `2.3`."""
    return ".".join(code.split(".")[:2])


def grid(
    findings: Iterable[Finding],
    outcomes: Sequence[str],
    certainties: Mapping[tuple[str, str], str] | None = None,
) -> Grid:
    """Count findings into cells; the order in which they come does not matter."""
    ways: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    totals: dict[str, set[str]] = defaultdict(set)
    for each in findings:
        place = group_of(each.intervention), each.outcome
        way = "favourable" if each.direction == FAVOURABLE else "neither"
        ways[place]["unfavourable" if each.direction in UNFAVOURABLE else way].add(each.study)
        totals[place[0]].add(each.study)
    cells = {
        place: Cell(
            len(set().union(*found.values())),
            len(found["favourable"]),
            len(found["unfavourable"]),
            len(found["neither"]),
            (certainties or {}).get(place),
        )
        for place, found in ways.items()
    }
    rows = sorted(totals, key=lambda code: [int(part) if part.isdigit() else 0 for part in code.split(".")])
    return Grid(rows, list(outcomes), cells, {code: len(studies) for code, studies in totals.items()})


STEP: Final = 44
LEFT: Final = 250
TOP: Final = 190
RIGHT: Final = 100
LARGEST: Final = 18.0


class Bubble(Struct, frozen=True):
    """A cell in the picture: where it is and how large; its area grows with the number of studies."""

    intervention: str
    outcome: str
    x: float
    y: float
    radius: float
    cell: Cell


class Picture(Struct, frozen=True):
    """The map as it is drawn, in units of its own."""

    width: int
    height: int
    rows: list[tuple[str, float]]
    columns: list[tuple[str, float]]
    bubbles: list[Bubble]


def picture(made: Grid) -> Picture:
    """Where everything is drawn."""
    most = max((cell.studies for cell in made.cells.values()), default=1)
    rows = [(code, TOP + STEP * (place + 0.5)) for place, code in enumerate(made.interventions)]
    columns = [(code, LEFT + STEP * (place + 0.5)) for place, code in enumerate(made.outcomes)]
    at_row, at_column = dict(rows), dict(columns)
    bubbles = [
        Bubble(
            intervention,
            outcome,
            at_column[outcome],
            at_row[intervention],
            round(max(4.0, LARGEST * math.sqrt(cell.studies / most)), 1),
            cell,
        )
        for (intervention, outcome), cell in sorted(made.cells.items())
        if outcome in at_column
    ]
    return Picture(
        LEFT + STEP * len(columns) + RIGHT, TOP + STEP * max(len(rows), 1) + 10, rows, columns, bubbles
    )
