"""What each check finds, and what it leaves alone; pure."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.db.ids import Kind
from registry.quality.check import Found, World
from registry.quality.checks import CHECKS
from registry.quality.facts import DeploymentFacts, Facts, OrganisationFacts, SolutionFacts, StandardFacts
from registry.quality.models import FindingState, Severity
from registry.quality.partial_dates import first_day, last_day, months_between, surely_after, surely_before
from registry.quality.sentences import sentence
from registry.quality.states import next_state
from registry.quality.words import TERMS

TODAY = date(2026, 6, 15)


def found(check: str, facts: Facts, **world: Any) -> list[str]:
    run = CHECKS[check].run
    assert run is not None
    results = list(run(facts, World(TODAY, **world)))
    for each in results:
        assert sentence(check, each.reason, each.details), each
    return [each.reason for each in results]


def deployment(**values: Any) -> DeploymentFacts:
    return DeploymentFacts(**values)


def solution(**values: Any) -> SolutionFacts:
    return SolutionFacts(**values)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (deployment(started="2024", ended="2023-12-31"), ["ended_before_started"]),
        (deployment(started="2024-05", ended="2024"), []),
        (deployment(status="active", started="2027"), ["runs_before_started"]),
        (deployment(status="active", started="2026"), []),
        (deployment(status="planned", started="2027"), []),
        (deployment(status="planned", started="2025-03"), ["planned_in_past"]),
        (deployment(status="active", ended="2025"), ["runs_after_ended"]),
        (deployment(status="active", ended="2027"), []),
        (
            deployment(status="active", ended="2026"),
            ["runs_after_ended"] if date(2026, 12, 31) < TODAY else [],
        ),
        (deployment(status="ended", ended="2027-01"), ["ended_in_future"]),
        (deployment(status="ended", ended="2025"), []),
        (deployment(funding=((2020, 2019), (2020, 2021), (None, 2020))), ["funding_reversed"]),
        (solution(first_released="2027"), ["released_in_future"]),
        (solution(first_released="2026"), []),
        (solution(price_date="2026-07"), ["price_in_future"]),
        (StandardFacts(edition_dates=("2020", "2028-01")), ["edition_in_future"]),
        (OrganisationFacts(), []),
    ],
)
def test_dates(facts: Facts, expected: list[str]) -> None:
    assert found("dates", facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (deployment(status="active", stage="retired"), ["runs_though_retired"]),
        (deployment(status="ended", stage="retired"), []),
        (deployment(status="pilot", stage="idea"), ["runs_though_idea"]),
        (deployment(status="planned", stage="idea"), []),
        (deployment(status="scaled", stage="prototype"), ["scaled_though_prototype"]),
        (deployment(status="pilot", stage="prototype"), []),
        (deployment(status="active", started="2015", first_released="2016-03"), ["started_before_release"]),
        (deployment(status="active", started="2016", first_released="2016-03"), []),
        (deployment(is_presence=True, status="not_known", stage="retired"), []),
    ],
)
def test_status(facts: Facts, expected: list[str]) -> None:
    assert found("status", facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (solution(licence="MIT", openness="open_source"), []),
        (solution(licence="MIT OR Apache-2.0"), []),
        (solution(licence="LicenseRef-own", openness="proprietary"), []),
        (solution(licence="MIT AND"), ["invalid"]),
        (solution(licence="Apache 2"), ["invalid"]),
        (solution(licence="AGPL-3.0-only", openness="proprietary"), ["closed_with_public_licence"]),
        (solution(openness="open_source"), ["open_without_licence"]),
        (solution(openness="proprietary"), []),
        (
            solution(licence="MIT", statements=(("licence", "publiccode-2026", "Apache-2.0", "2026", ""),)),
            ["repository_differs"],
        ),
        (solution(licence="GPL-3.0-only", statements=(("licence", "publiccode", "GPL-3.0", "", ""),)), []),
        (solution(licence="A OR B".replace("A", "MIT").replace("B", "ISC"),
                  statements=(("licence", "publiccode", "ISC OR MIT", "", ""),)), []),
        (solution(licence="MIT", statements=(("licence", "dpga-2026", "Apache-2.0", "", ""),)), []),
        (solution(statements=(("licence", "publiccode-files", "MIT", "", ""),)), ["repository_names_one"]),
        (solution(licence="MIT", statements=(("licence", "publiccode", "no licence", "", ""),)), []),
    ],
)  # fmt: skip
def test_licence(facts: Facts, expected: list[str]) -> None:
    assert found("licence", facts) == expected


@pytest.mark.parametrize(
    ("last", "facts", "expected"),
    [
        ("2024-06-15", SolutionFacts, ["not_confirmed"]),
        ("2024-06-16", SolutionFacts, []),
        ("2024", SolutionFacts, []),
        ("2023", DeploymentFacts, ["not_confirmed"]),
        ("", DeploymentFacts, []),
    ],
)
def test_stale(last: str, facts: type[SolutionFacts | DeploymentFacts], expected: list[str]) -> None:
    assert found("stale", facts(last_stated=last)) == expected


def test_what_is_over_does_not_grow_stale() -> None:
    assert found("stale", deployment(status="ended", last_stated="2010")) == []
    assert found("stale", solution(stage="retired", last_stated="2010")) == []


def test_translation() -> None:
    every = frozenset({"en", "fr", "es", "ru", "zh", "ar"})
    assert found("translation", solution(summary_languages=every)) == []
    assert found("translation", solution()) == ["no_summary"]
    run = CHECKS["translation"].run
    assert run is not None
    (missing,) = run(StandardFacts(summary_languages=every - {"ar", "ru"}), World(TODAY))
    assert missing.details == {"languages": ["ru", "ar"]}


@pytest.mark.parametrize(
    ("interventions", "expected"),
    [((), []), (("2.2.1",), []), (("2.2",), []), (("2.2.1.4",), []), (("2.1.1",), ["unanswered"]), (("2.21",), ["unanswered"])],
)  # fmt: skip
def test_challenge_fit(interventions: tuple[str, ...], expected: list[str]) -> None:
    answers = {"1.3": frozenset({"2.2.1"})}
    facts = solution(interventions=interventions, challenges=("1.3", "9.9"))
    assert found("challenge_fit", facts, answers=answers) == expected
    assert (
        found("challenge_fit", deployment(interventions=interventions, challenges=("1.3",)), answers=answers)
        == expected
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((("presence", "a", True, "", ""), ("presence", "b", True, "", "")), []),
        ((("presence", "a", True, "", ""), ("presence", "b", False, "", "")), ["denied"]),
        ((("presence", "b", False, "", ""),), []),
        ((("status", "a", "active", "", ""), ("status", "b", "ended", "", "")), ["differ"]),
        ((("status", "a", "active", "", ""), ("status", "b", "not_known", "", "")), []),
        ((("started", "a", "2024", "", ""), ("started", "b", "2024-05", "", "")), []),
        ((("started", "a", "2024", "", ""), ("started", "b", "2023-05", "", "")), ["differ"]),
        ((("people", "a", 100, "", ""), ("people", "b", 120, "", "")), ["differ"]),
        ((("links", "a", ["x"], ""), ("links", "b", ["y"], "")), []),
    ],
)
def test_country_claims(statements: tuple[Any, ...], expected: list[str]) -> None:
    assert found("country_claims", deployment(statements=statements)) == expected


def test_dead_links() -> None:
    facts = OrganisationFacts(links={"home": ("https://a.example/", "https://b.example/")})
    assert found("dead_link", facts, dead={"https://b.example/": "gone"}) == ["gone"]
    assert found("dead_link", facts, dead={"https://a.example/": "no_answer"}) == ["no_answer"]


def test_every_check_says_all_it_must() -> None:
    for check in CHECKS.values():
        assert check.title
        assert check.explanation
        assert check.remedy
        assert check.kinds
        assert (check.run is None) == (check.id == "duplicate")
    assert set(TERMS["severity"]) == set(Severity)
    assert set(TERMS["finding_state"]) == set(FindingState)


@pytest.mark.parametrize("state", [None, *FindingState])
@pytest.mark.parametrize("same", [True, False])
def test_states(state: FindingState | None, same: bool) -> None:
    assert next_state(state, found=False, same_fact=same) == (None if state is None else FindingState.FIXED)
    kept = state is FindingState.ACCEPTED and same
    expected = FindingState.ACCEPTED if kept else FindingState.OPEN
    assert next_state(state, found=True, same_fact=same) == expected


def test_the_fact_is_what_the_finding_rests_on() -> None:
    one = Found("likely", {"score": 0.7}, rests_on=["same_name"])
    assert one.fact == Found("likely", {"score": 0.8}, rests_on=["same_name"]).fact
    assert one.fact != Found("likely", {"score": 0.7}, rests_on=["same_page"]).fact
    assert Found("a", {"x": 1}).fact != Found("a", {"x": 2}).fact != Found("b", {"x": 2}).fact


PARTIAL = st.one_of(
    st.integers(1950, 2090).map(str),
    st.tuples(st.integers(1950, 2090), st.integers(1, 12)).map(lambda each: f"{each[0]}-{each[1]:02}"),
    st.dates(date(1950, 1, 1), date(2090, 12, 31)).map(date.isoformat),
)


@given(PARTIAL, PARTIAL, st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_partial_dates_are_compared_only_as_far_as_they_are_known(one: str, other: str, day: date) -> None:
    assert first_day(one) <= last_day(one)
    assert not (surely_before(one, other) and surely_before(other, one))
    if one.startswith(other) or other.startswith(one):
        assert not surely_before(one, other)
    assert surely_after(one, day) == (first_day(one) > day)
    assert months_between(one, day) >= 0


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.integers(0, 900))
def test_months_between_counts_whole_months(day: date, months: int) -> None:
    place = day.year * 12 + day.month - 1 + months
    then = date(place // 12, place % 12 + 1, min(day.day, 28))
    expected = months if day.day <= 28 else months - 1
    assert months_between(day.isoformat(), then) == max(0, expected)


def test_all_kinds_that_are_checked_have_checks() -> None:
    assert {kind for check in CHECKS.values() for kind in check.kinds} == set(Kind) - {Kind.COUNTRY}
