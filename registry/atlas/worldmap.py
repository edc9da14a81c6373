"""The world map with a figure for each country and area: what `macros/map.html` draws.

    world_map(countries.countries(session), counts, url.country)

Every country and area of the registry is on it with a link: as a shape, as a point where the shape is too
small to see or to touch, or as a point alone. A country without a figure has no data, which is not zero.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from registry import resources
from registry.atlas.equal_earth import project, turned
from registry.atlas.scale import limits, ranges, step
from registry.countries.schemas import CountryRow
from registry.web.i18n import Label, label
from registry.web.ordering import name_key

NO_DATA: Final = "no-data"


@dataclass(frozen=True, slots=True)
class World:
    """The shapes as the front end's build drew them; `shapes` and `small` by numeric code, or `XKX`."""

    width: int
    height: int
    rotation: float
    scale: float
    translate: tuple[float, float]
    shapes: Mapping[str, str]
    small: frozenset[str]
    other: str
    disputed: str

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a place on the globe lies on the map."""
        x, y = project(turned(longitude, self.rotation), latitude)
        return round(self.translate[0] + self.scale * x), round(self.translate[1] - self.scale * y)


@dataclass(frozen=True, slots=True)
class Place:
    """A country or area on the map; `count` is None where there is no data."""

    code: str
    name: Label
    count: int | None
    address: str
    path: str
    point: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Layer:
    """The places of one step: `style` is `v0` to `v5` or `no-data`."""

    style: str
    large: list[Place]
    small: list[Place]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the legend: from `low` to `high` (None: open); both None for no data."""

    style: str
    low: int | None
    high: int | None
    places: int


@dataclass(frozen=True, slots=True)
class WorldMap:
    """A map ready to be drawn: layers from the highest step to "no data", and their legend."""

    width: int
    height: int
    layers: list[Layer]
    legend: list[Step]
    neutral: str
    disputed: str


def read_world(file: Path) -> World:
    """The world from the file that the front end's build wrote."""
    drawn: dict[str, Any] = json.loads(file.read_bytes())
    projection = drawn["projection"]
    x, y = projection["translate"]
    return World(
        drawn["width"],
        drawn["height"],
        projection["rotation"],
        projection["scale"],
        (x, y),
        drawn["shapes"],
        frozenset(drawn["small"]),
        drawn["other"],
        drawn["disputed"],
    )


@cache
def world() -> World:
    """The world of this installation."""
    return read_world(resources.path("built") / "world.json")


def world_map(
    countries: Iterable[CountryRow],
    counts: Mapping[str, int],
    address: Callable[[str], str],
    *,
    known: Collection[str] = (),
) -> WorldMap:
    """Draw a figure for each country and area, in the language being rendered.

    `counts` by alpha-3 code; a country in `known` without a count has zero, any other has no data.
    `address` gives the link of a code.
    """
    drawn = world()
    rows = list(countries)
    figures = {row.code: counts.get(row.code, 0 if row.code in known else None) for row in rows}
    begins = limits(value for value in figures.values() if value)
    layers = _empty_layers(len(begins))
    places = [_place(drawn, row, figures[row.code], address(row.code)) for row in rows]
    for place in sorted(places, key=lambda each: name_key(each.name)):
        layer = layers[NO_DATA if place.count is None else f"v{step(place.count, begins)}"]
        (layer.small if place.point else layer.large).append(place)
    shown = {_shape_key(row) for row in rows}
    neutral = "".join(path for code, path in drawn.shapes.items() if code not in shown)
    return WorldMap(
        drawn.width,
        drawn.height,
        [layer for layer in reversed(layers.values()) if layer.large or layer.small],
        _legend(layers, ranges(begins)),
        neutral + drawn.other,
        drawn.disputed,
    )


def _empty_layers(steps: int) -> dict[str, Layer]:
    """An empty layer for no data, for zero and for each step, in this order."""
    return {
        style: Layer(style, [], []) for style in (NO_DATA, *(f"v{number}" for number in range(steps + 1)))
    }


def _shape_key(row: CountryRow) -> str:
    return row.numeric or row.code


def _place(drawn: World, row: CountryRow, count: int | None, address: str) -> Place:
    key = _shape_key(row)
    path = drawn.shapes.get(key, "")
    point = None
    if (not path or key in drawn.small) and row.longitude is not None and row.latitude is not None:
        point = drawn.place(row.longitude, row.latitude)
    return Place(row.code, label(row.names), count, address, path, point)


def _legend(layers: Mapping[str, Layer], steps: Iterable[tuple[int, int | None]]) -> list[Step]:
    """No data and zero only where a place has them; every step of the scale."""
    number = {style: len(layer.large) + len(layer.small) for style, layer in layers.items()}
    outside = [(NO_DATA, None, None), ("v0", 0, 0)]
    found = [Step(style, low, high, number[style]) for style, low, high in outside if number[style]]
    found += [
        Step(f"v{place}", low, high, number[f"v{place}"])
        for place, (low, high) in enumerate(steps, start=1)
        if number[f"v{place}"] or high is not None
    ]
    return found
