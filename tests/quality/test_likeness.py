"""Records that are likely the same are found among many, with the reasons; others are not."""

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.quality.checks import duplicate
from registry.quality.facts import DeploymentFacts, OrganisationFacts, SolutionFacts
from registry.quality.likeness import DOUBTS, SHARED_PAGE, SIGNS, THRESHOLD, Candidate, compare, pairs
from registry.quality.words import TERMS


def solution(id: str, *names: str, home: str = "", source: str = "", **more: object) -> SolutionFacts:  # noqa: A002
    links = {"home": (home,) if home else (), "source": (source,) if source else ()}
    return SolutionFacts(id=id, names=names, links=links, **more)  # type: ignore[arg-type]


def likely(*facts: SolutionFacts | OrganisationFacts | DeploymentFacts) -> list[tuple[str, ...]]:
    return [pair.reasons for pair in duplicate.likely(facts)]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (solution("a", "OpenMRS"), solution("b", "openmrs!"), ["same_name"]),
        (solution("a", "DHIS2"), solution("b", "District Health (DHIS2)"), ["same_name"]),
        (solution("a", "Care", "CARE EMR"), solution("b", "care-emr"), ["same_name"]),
        (solution("a", "Alpha", source="https://github.com/x/y.git"), solution("b", "Beta", source="http://www.github.com/x/y/"), ["same_repository"]),
        (solution("a", "Health Record Bahmni", home="https://b.org"), solution("b", "Bahmni Health Record", home="http://b.org/"), ["near_name", "same_page"]),
        (solution("a", "CommCare", home="https://c.org"), solution("b", "ComCare", home="https://c.org"), ["near_name", "same_page"]),
    ],
)  # fmt: skip
def test_solutions_that_are_likely_the_same(
    one: SolutionFacts, other: SolutionFacts, reasons: list[str]
) -> None:
    assert likely(one, other) == likely(other, one) == [tuple(reasons)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (solution("a", "OpenMRS"), solution("b", "OpenELIS")),
        (solution("a", "Suite One", home="https://v.org"), solution("b", "Suite Two", home="https://v.org")),
        (solution("a", "Suite One", owners=frozenset({"o"})), solution("b", "Other", owners=frozenset({"o"}))),
        (solution("a", "Registry 2"), solution("b", "Registry 3")),
        (solution("a", "Tracker", identifiers={"dpga": frozenset({"1"})}), solution("b", "Tracker", identifiers={"dpga": frozenset({"2"})})),
        (solution("a", "Tracker", related=frozenset({"b"})), solution("b", "Tracker")),
    ],
)  # fmt: skip
def test_solutions_that_are_not(one: SolutionFacts, other: SolutionFacts) -> None:
    assert likely(one, other) == []


def test_doubts_are_told_beside_the_reasons() -> None:
    one = solution("a", "Tracker", type="software", source="https://g.org/x")
    other = solution("b", "Tracker", type="service", source="https://g.org/x")
    (pair,) = duplicate.likely([one, other])
    assert (pair.reasons, pair.doubts) == (("same_name", "same_repository"), ("other_type",))
    assert THRESHOLD < pair.score < 1


def test_a_page_that_many_have_says_nothing() -> None:
    many = [
        solution(str(n), f"Suite {string.ascii_letters[n] * 9}", source="https://portal.org")
        for n in range(SHARED_PAGE + 1)
    ]
    assert likely(*many) == []
    assert len(likely(*many[:2])) == 1


def test_organisations_of_one_name_in_two_countries_are_two() -> None:
    here = OrganisationFacts(id="a", names=("Ministry of Health",), country="KEN")
    there = OrganisationFacts(id="b", names=("Ministry of Health",), country="UGA")
    again = OrganisationFacts(id="c", names=("The ministry of health", "Ministry of Health"), country="KEN")
    assert [(p.one, p.other) for p in duplicate.likely([here, there, again])] == [("a", "c")]


def test_deployments_of_one_product_in_one_place() -> None:
    def at(id: str, **more: object) -> DeploymentFacts:  # noqa: A002
        return DeploymentFacts(id=id, solution="s", country="KEN", **more)  # type: ignore[arg-type]

    same = {"organisations": frozenset({"o"})}
    assert likely(at("a", **same), at("b", **same)) == [("same_place", "same_implementer")]
    assert likely(at("a", started="2024"), at("b", started="2024")) == [("same_place", "same_start")]
    assert likely(at("a"), at("b")) == []
    assert likely(at("a", **same, subdivision="KE-01"), at("b", **same, subdivision="KE-02")) == []
    assert likely(at("a", **same, is_presence=True), at("b", **same)) == []


def test_only_those_that_are_asked_for() -> None:
    every = [
        solution("a", "OpenMRS"),
        solution("b", "OpenMRS"),
        solution("c", "DHIS2"),
        solution("d", "DHIS2"),
    ]
    assert [(p.one, p.other) for p in duplicate.likely(every, {"d"})] == [("c", "d")]


NAMES = st.text(string.ascii_lowercase, min_size=7, max_size=24)


@given(NAMES, st.data())
def test_a_name_that_differs_in_one_letter_is_always_found(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 2))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    other = data.draw(
        st.sampled_from(
            [
                name[:place] + letter + name[place:],
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            ]
        )
    )
    page = frozenset({"x.org"})
    both = [
        Candidate(id="a", names=frozenset({name}), pages=page),
        Candidate(id="b", names=frozenset({other}), pages=page),
    ]
    (found,) = pairs(both)
    assert "same_page" in found.reasons
    alone = [Candidate(id=each.id, names=each.names, start="2024") for each in both]
    near = {"near_name"} if name != other else {"same_name"}
    assert near < set(pairs(alone)[0].reasons)


@given(st.sets(st.sampled_from(sorted(SIGNS))), st.booleans())
def test_more_signs_never_lower_the_score(signs: set[str], turned: bool) -> None:
    one = Candidate(
        id="b" if turned else "a",
        names=frozenset({"tracker"}) if "same_name" in signs else frozenset(),
        repositories=frozenset({"r"}) if "same_repository" in signs else frozenset(),
        pages=frozenset({"p"}) if "same_page" in signs else frozenset(),
    )
    other = Candidate(
        id="a" if turned else "b",
        names=frozenset({"tracker"}),
        repositories=frozenset({"r"}),
        pages=frozenset({"p"}),
    )
    whole = compare(
        other, Candidate(id="c", names=other.names, repositories=other.repositories, pages=other.pages)
    )
    pair = compare(one, other)
    assert pair == compare(other, one)
    assert 0 <= pair.score <= whole.score < 1


def test_twenty_thousand_records_take_seconds() -> None:
    chance = random.Random(7)
    syllables = [a + b for a in "bcdfghklmnprst" for b in "aeiou"]

    def name() -> str:
        return "".join(chance.choice(syllables) for _ in range(chance.randint(3, 7)))

    records = [
        Candidate(
            id=f"{n:05}", names=frozenset({name(), "health" + name()}), pages=frozenset({f"{name()}.org"})
        )
        for n in range(20_000)
    ]
    twins = [Candidate(id=f"x{n}", names=records[n].names, pages=records[n].pages) for n in range(50)]
    began = time.process_time()
    found = pairs([*records, *twins])
    assert time.process_time() - began < 30  # about three seconds on an idle machine of 2026
    assert {f"x{n}" for n in range(50)} <= {pair.other for pair in found}


def test_every_reason_and_doubt_is_named() -> None:
    assert set(TERMS["likeness"]) == {*SIGNS, *DOUBTS}
