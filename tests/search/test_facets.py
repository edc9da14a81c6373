"""The count beside a value is the total that choosing it gives: compared with a reference that counts by hand."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.db import Kind
from registry.search.definition import STATUSES, place_value, status_mask
from registry.search.facets import NOTHING, Choice
from tests.search.support import choose, document, ids, opened

COUNTRIES = {"KEN": "AFR", "UGA": "AFR", "IND": "SEAR", "FRA": "EUR"}
VALUES = {
    "type": ("software", "content", "service"),
    "language": ("en", "fr", "ar"),
    "country": tuple(COUNTRIES),
    "region": ("AFR", "SEAR", "EUR"),
    "status": STATUSES,
}


@dataclass(frozen=True)
class Record:
    """A solution as the reference sees it: a type, languages, and (country, status) of its deployments."""

    type: str
    languages: frozenset[str]
    places: frozenset[tuple[str, str]]

    def statuses(self, place: str) -> set[str]:
        return {s for country, s in self.places if place in {country, COUNTRIES[country], "*"}}


def holds(found: set[str], choice: Choice) -> bool:
    if choice.any and not found & set(choice.any):
        return False
    return set(choice.all) <= found and not found & set(choice.none)


def matches(record: Record, choices: Mapping[str, Choice]) -> bool:
    if not holds({record.type}, choices.get("type", NOTHING)):
        return False
    if not holds(set(record.languages), choices.get("language", NOTHING)):
        return False
    status = choices.get("status", NOTHING)

    def there(place: str) -> bool:
        found = record.statuses(place)
        return bool(found) and holds(found, status)

    somewhere = False
    for facet in ("country", "region"):
        choice = choices.get(facet, NOTHING)
        somewhere = somewhere or choice.wants
        if not holds({place for place in VALUES[facet] if there(place)}, choice):
            return False
    return somewhere or holds(record.statuses("*"), status)


records = st.lists(
    st.builds(
        Record,
        st.sampled_from(VALUES["type"]),
        st.frozensets(st.sampled_from(VALUES["language"]), min_size=1),
        st.frozensets(st.tuples(st.sampled_from(VALUES["country"]), st.sampled_from(STATUSES)), max_size=5),
    ),
    max_size=25,
)


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Choice]:
    chosen: dict[str, Choice] = {}
    for name in draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=3)):
        modes = draw(st.sampled_from(["any", "all", "none", "any+none", "any+all"]))
        chosen[name] = Choice(
            draw(some_of(VALUES[name])) if "any" in modes else (),
            draw(some_of(VALUES[name])) if "all" in modes else (),
            draw(some_of(VALUES[name])) if "none" in modes else (),
        )
    return chosen


def as_document(number: int, record: Record):
    countries = {country: record.statuses(country) for country in COUNTRIES}
    regions = {region: record.statuses(region) for region in VALUES["region"]}
    return document(
        f"S{number}",
        f"Record {number}",
        facets={
            "type": [record.type],
            "language": sorted(record.languages),
            "country": [place_value(code, status_mask(found)) for code, found in countries.items() if found],
            "region": [place_value(code, status_mask(found)) for code, found in regions.items() if found],
            "status": [str(status_mask(record.statuses("*")))],
        },
    )


@pytest.mark.parametrize(("engine", "examples"), [("tantivy", 15), ("standin", 10)])
def test_counts_are_what_choosing_gives(engine, examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(records, st.lists(choices(), min_size=1, max_size=5))
    def compare(listed: list[Record], asked: list[dict[str, Choice]]) -> None:
        with tempfile.TemporaryDirectory() as folder, opened(engine, Path(folder)) as search:
            search.rebuild([as_document(number, record) for number, record in enumerate(listed)])
            for chosen in asked:
                _compare(search, listed, chosen)

    compare()


def _compare(search, listed: list[Record], chosen: dict[str, Choice]) -> None:
    result, planned = choose(search, Kind.SOLUTION, chosen)
    assert result.total == sum(matches(record, chosen) for record in listed), chosen
    assert len(ids(result)) == min(result.total, 20)
    counts = planned.facet_counts(result)
    for name, values in VALUES.items():
        for value in values:
            instead = {**chosen, name: Choice(any=(value,))}
            expected = sum(matches(record, instead) for record in listed)
            assert counts[name].get(value, 0) == expected, (name, value, chosen)


class TestNesting:
    def test_a_status_must_hold_in_the_country_asked_for(self, counting_engine):
        here = Record("software", frozenset({"en"}), frozenset({("KEN", "active"), ("FRA", "ended")}))
        there = Record("software", frozenset({"en"}), frozenset({("KEN", "ended"), ("FRA", "active")}))
        counting_engine.rebuild([as_document(1, here), as_document(2, there)])
        chosen = {"country": Choice(any=("KEN",)), "status": Choice(any=("active",))}
        result, planned = choose(counting_engine, Kind.SOLUTION, chosen)
        assert ids(result) == ["S1"]
        assert planned.facet_counts(result)["country"] == {"KEN": 1, "FRA": 1}
        assert planned.facet_counts(result)["status"] == {"active": 1, "ended": 1}

    def test_tabs_count_other_kinds_with_the_filters_they_share(self, counting_engine):
        counting_engine.rebuild(
            [
                document("D1", "One", Kind.DEPLOYMENT, facets={"country": ["KEN"]}),
                document("D2", "Two", Kind.DEPLOYMENT, facets={"country": ["FRA"]}),
            ]
        )
        chosen = {"country": Choice(any=("KEN",)), "type": Choice(any=("software",))}
        result, planned = choose(counting_engine, Kind.SOLUTION, chosen)
        assert planned.tab_totals(result)[Kind.DEPLOYMENT] == 1
