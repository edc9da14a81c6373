"""The map of the countries and areas as they are seeded."""

import gzip
import re

import pytest
import yaml

from registry import resources
from registry.atlas.worldmap import world, world_map
from registry.countries.schemas import CountryRow
from registry.web.i18n import using
from registry.web.languages import LANGUAGES
from registry.web.render import environment
from registry.web.urls import Urls

MEMBERS = {"member_state", "withdrawal_notified"}


@pytest.fixture(scope="module")
def seeded():
    file = resources.path("seed") / "countries.yaml"
    listed = yaml.load(file.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["countries"]
    return [
        CountryRow(
            each["code"],
            each["alpha2"],
            each.get("numeric") or "",
            each["names"],
            None,
            None,
            each["membership"][-1]["status"],
            *(each.get("point") or (None, None)),
        )
        for each in listed
    ]


def drawn(rows, counts=None, lang="en", **options):
    with using(lang):
        made = world_map(rows, counts or {}, Urls(lang).country, **options)
        macros = environment().get_template("macros/map.html").make_module({})
        world_map_macro = getattr(macros, "world_map")  # noqa: B009 - a macro is no attribute to mypy
        return made, str(world_map_macro(made, "Solutions"))


def places(made):
    return {place.code: place for layer in made.layers for place in (*layer.large, *layer.small)}


def test_all_member_states_are_visible_and_lead_to_their_page(seeded):
    members = {row.code for row in seeded if row.membership in MEMBERS}
    assert len(members) == 194
    made, html = drawn(seeded)
    for code in members:
        place = places(made)[code]
        assert place.path or place.point, code
        assert f'href="/en/countries/{code.lower()}"' in html


def test_every_other_area_is_on_the_map_too(seeded):
    made, _ = drawn(seeded)
    assert {row.code for row in seeded} == set(places(made))
    assert all(place.path or place.point for place in places(made).values())


def test_what_is_too_small_to_see_is_a_point_on_the_map(seeded):
    made, _ = drawn(seeded)
    for code in ("TUV", "NRU", "SGP", "MDV", "MLT", "VAT", "ATG", "BHR", "TKL"):
        point = places(made)[code].point
        assert point is not None, code
        assert 0 < point[0] < made.width
        assert 0 < point[1] < made.height
    assert places(made)["BRA"].point is None


def test_no_data_is_not_zero(seeded):
    made, html = drawn(seeded, {"KEN": 3}, known={"UGA"})
    assert places(made)["KEN"].count == 3
    assert places(made)["UGA"].count == 0
    assert places(made)["TZA"].count is None
    assert "<title>Kenya: 3</title>" in html
    assert "<title>Uganda: 0</title>" in html
    assert "Tanzania: no data</title>" in html
    styles = {layer.style for layer in made.layers}
    assert {"no-data", "v0"} <= styles


def test_the_legend_counts_every_place_once(seeded):
    counts = {row.code: number for number, row in enumerate(seeded)}
    made, _ = drawn(seeded, counts)
    assert sum(step.places for step in made.legend) == len(seeded)
    assert made.legend[-1].high is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_is_light(seeded, lang):
    _, html = drawn(seeded, {row.code: 7 for row in seeded}, lang)
    assert len(gzip.compress(html.encode())) < 25_000
    assert sum(map(len, world().shapes.values())) + len(world().disputed) < 40_000


def test_the_map_has_no_inline_style_and_says_what_it_does_not_decide(seeded):
    _, html = drawn(seeded)
    assert not re.search(r"\sstyle=|<style|<script", html)
    assert "imply no opinion on the legal status of any territory" in html
    assert html.count("disputed--dash") == 2  # on the map and in the legend


def test_lines_and_areas_follow_the_practice_of_the_united_nations():
    """What Natural Earth draws de facto is corrected: see `frontend/build/map.ts`."""
    shapes = world().shapes

    def covers(code, longitude, latitude):
        return inside(world().place(longitude, latitude), shapes[code])

    assert covers("804", 34.1, 45.2)  # Crimea is drawn with Ukraine
    assert not covers("643", 34.1, 45.2)
    assert covers("732", -13.0, 25.0)  # the whole of Western Sahara
    assert not covers("504", -13.0, 25.0)
    assert covers("706", 46.0, 9.3)  # Somalia is one
    assert "XKX" in shapes
    assert world().disputed.count("M") > 10


def inside(point, path):
    """Whether a point lies in a path, by the even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings(path):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def rings(path):
    for part in path.split("M")[1:]:
        numbers = [int(each) for each in re.findall(r"-?\d+", part)]
        x, y = 0, 0
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        yield ring
