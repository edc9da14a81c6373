"""The same projection draws the shapes in the build and places the points in Python."""

import json

import pytest

from registry import resources
from registry.atlas.equal_earth import project, turned
from registry.atlas.worldmap import world


def test_points_lie_where_the_build_would_draw_them():
    drawn = json.loads((resources.path("built") / "world.json").read_bytes())
    assert len(drawn["reference"]) > 5
    for longitude, latitude, x, y in drawn["reference"]:
        assert world().place(longitude, latitude) == pytest.approx((x, y), abs=0.51)


def test_the_projection_gives_published_values():
    assert project(0, 0) == pytest.approx((0, 0))
    assert project(180, 0)[0] == pytest.approx(2.7066, abs=1e-4)
    assert project(0, 90)[1] == pytest.approx(1.3174, abs=1e-4)


def test_areas_compare_as_on_the_globe():
    def area(south, north):
        """The area between two parallels and 1 degree of longitude, by thin strips."""
        strips = 2000
        step = (north - south) / strips
        total = 0.0
        for index in range(strips):
            latitude = south + (index + 0.5) * step
            height = project(0, latitude + step / 2)[1] - project(0, latitude - step / 2)[1]
            total += (project(1, latitude)[0] - project(0, latitude)[0]) * height
        return total

    # A zone's share of the globe is (sin north - sin south) / 2: equal from 0 to 30 and from 30 to 90.
    assert area(0, 30) == pytest.approx(area(30, 90), rel=1e-4)


@pytest.mark.parametrize(
    ("longitude", "expected"), [(0, -11), (11, 0), (-169.5, 179.5), (-168, -179), (180, 169)]
)
def test_the_globe_is_turned_so_that_its_edge_cuts_no_country(longitude, expected):
    assert turned(longitude, -11) == pytest.approx(expected)
