"""A badge says the present level in words, for everybody, and is never older than a day."""

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from registry.db import Database
from registry.evaluation.scores import service
from registry.evaluation.scores.badge import badge
from registry.evaluation.scores.models import Mark
from tests.acting import acting
from tests.factories import make_solution
from tests.factories.levels import make_proven, make_rules
from tests.factories.scores import PUBLISHED


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_is_sound_xml_whatever_the_words_are(direction: str) -> None:
    image = badge(
        "A & B",
        '"Proven" <>',
        level="proven",
        is_stale=True,
        title="X < Y",
        address="https://example.org/?a&b",
        direction=direction,
    )
    root = ET.fromstring(image)
    assert root.attrib["aria-label"] == "X < Y"
    assert root[0].text == "X < Y"


def test_a_warning_stands_beside_the_level() -> None:
    for direction in ("ltr", "rtl"):
        image = ET.fromstring(
            badge(
                "Name",
                "Proven",
                level="proven",
                is_stale=False,
                title="X",
                address="/",
                warnings=["Safety notice"],
                direction=direction,
            )
        )
        assert [each.text for each in image.iter("{http://www.w3.org/2000/svg}text")] == [
            "Name",
            "Proven",
            "Safety notice",
        ]
        fields = sorted((float(each.attrib["x"]), float(each.attrib["width"])) for each in image[1][0][::2])
        assert sum(width for _, width in fields) == float(image.attrib["width"])
        assert all(x + width == after for (x, width), (after, _) in pairwise(fields))


def test_it_follows_the_level_and_says_what_is_stale(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        make_rules(session)
        _, score = make_proven(session, slug="tracker")
        make_solution(session, "Bare", slug="bare")
    with acting(database, tmp_path) as stage:
        reader = stage.person()
        bare = reader.get("/en/solutions/bare/badge.svg")
        assert "Not yet assessed here" in bare.text
        assert "/en/solutions/bare" in bare.text
        found = reader.get("/fr/solutions/tracker/badge.svg")
        assert found.headers["content-type"].startswith("image/svg+xml")
        assert "max-age=3600" in found.headers["cache-control"]
        assert "Ayant fait ses preuves" in found.text
        with database.write() as session:
            service.mark(session, score.id, Mark.INCIDENT, now=PUBLISHED)
        assert "Shown for: " in reader.get("/en/solutions/tracker/badge.svg").text
        assert "Proven, review due" in reader.get("/en/solutions/tracker/badge.svg").text
        assert "&lt;img src=&#34;" in reader.get("/en/solutions/bare/scorecard").text
