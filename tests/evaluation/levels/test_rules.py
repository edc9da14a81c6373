"""Listed, vetted, promising, proven: what the rules that come with the registry ask, reason by reason."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from registry import resources
from registry.evaluation.applicability import RiskTier
from registry.evaluation.grade import Certainty
from registry.evaluation.levels.drafts import Level, RuleDraft
from registry.evaluation.levels.records import Certain, Finding, Gates, Record, Use
from registry.evaluation.levels.rules import Standing, stand

RAW = yaml.safe_load((Path(resources.path("seed")) / "evidence-levels" / "1.yaml").read_text())
RULE = RuleDraft.model_validate({key: value for key, value in RAW.items() if key != "notice"})

GATES = Gates("DHC-1", "secretariat", "passed", 2, "guiding", "2.1", "2026-05-03")
BENEFIT = Certain(7, "3", "benefit", "moderate", True, {"en": "Rural clinics"}, "2.0", "2026-04-01")
TIMELY = Finding("DHE-1", "quasi_experiment", "independent_evaluation", "5", "benefit", ["KEN"], "1.9", 2024)


def use(country: str, *implementers: str, **values) -> Use:
    made = Use(f"DHD-{country}", country, 0.4, "Annual report 2025", list(implementers), True, [])
    return replace(made, **values)


PROVEN = Record([GATES], [BENEFIT], [], [use("KEN", "one"), use("UGA", "two")])


def unmet(found: Standing) -> set[str]:
    return {f"{each.level}: {each.condition}" for each in found.reasons if not each.met}


def test_proven_says_for_which_outcome_where_which_version_and_when() -> None:
    found = stand(RULE, PROVEN)
    assert found.level is Level.PROVEN
    assert unmet(found) == set()
    (shown,) = found.shown_for
    assert (shown.outcome, shown.certainty, shown.setting) == ("3", "moderate", {"en": "Rural clinics"})
    assert (shown.version, shown.date, shown.by) == ("2.0", "2026-04-01", "certainty/7")


def test_findings_of_no_difference_and_of_harm_stand_beside_it() -> None:
    null = replace(TIMELY, direction="no_difference", evidence="DHE-9")
    harm = replace(BENEFIT, judgement=9, direction="harm", certainty="low")
    found = stand(RULE, replace(PROVEN, findings=[null], certainty=[BENEFIT, harm]))
    assert found.level is Level.PROVEN
    assert [(each.direction, each.by) for each in found.contrary] == [
        ("harm", "certainty/9"),
        ("no_difference", "evidence/DHE-9"),
    ]


@pytest.mark.parametrize(
    ("changes", "level", "reasons"),
    [
        ({"gates": []}, Level.NOT_ASSESSED, {"vetted: gates_passed"}),
        ({"gates": [replace(GATES, verdict="unknown")]}, Level.LISTED, {"vetted: gates_passed"}),
        ({"gates": [replace(GATES, verdict="not_applicable")]}, Level.LISTED, {"vetted: gates_passed"}),
        ({"gates": [replace(GATES, reviewers=1)]}, Level.LISTED, {"vetted: gates_passed"}),
        (
            {"gates": [GATES, replace(GATES, body="centre", verdict="failed")]},
            Level.LISTED,
            {"vetted: gates_passed"},
        ),
        ({"gates": [GATES, replace(GATES, body="centre", verdict="unknown")]}, Level.PROVEN, set()),
        ({"certainty": []}, Level.VETTED, {"promising: evidence_in_proportion"}),
        (
            {"certainty": [replace(BENEFIT, certainty="low")]},
            Level.VETTED,
            {"promising: evidence_in_proportion"},
        ),
        (
            {"certainty": [replace(BENEFIT, is_claimed=False)]},
            Level.VETTED,
            {"promising: evidence_in_proportion"},
        ),
        (
            {"certainty": [BENEFIT, replace(BENEFIT, direction="harm")]},
            Level.VETTED,
            {"promising: no_harm"},
        ),
        ({"certainty": [BENEFIT, replace(BENEFIT, direction="harm", certainty="low")]}, Level.PROVEN, set()),
        ({"uses": [use("KEN", "one")]}, Level.PROMISING, {"proven: used_at_scale"}),
        ({"uses": [use("KEN", "one"), use("KEN", "two")]}, Level.PROMISING, {"proven: used_at_scale"}),
        ({"uses": [use("KEN", "one"), use("UGA", "one")]}, Level.PROMISING, {"proven: used_at_scale"}),
        ({"uses": [use("KEN", "one"), use("UGA")]}, Level.PROMISING, {"proven: used_at_scale"}),
        ({"uses": [use("KEN", "one", "two"), use("UGA", "one")]}, Level.PROVEN, set()),
        (
            {"uses": [use("KEN", "one"), use("UGA", "two", share=None)]},
            Level.PROMISING,
            {"proven: used_at_scale"},
        ),
        (
            {"uses": [use("KEN", "one"), use("UGA", "two", share_source="")]},
            Level.PROMISING,
            {"proven: used_at_scale"},
        ),
        (
            {"uses": [use("KEN", "one"), use("UGA", "two", confirmed=False)]},
            Level.PROMISING,
            {"proven: used_at_scale"},
        ),
        (
            {
                "uses": [
                    use("KEN", "one"),
                    use("UGA", "two", confirmed=False, independent_sources=["another-registry"]),
                ]
            },
            Level.PROVEN,
            set(),
        ),
        ({"uses": []}, Level.VETTED, {"promising: used_at_scale", "proven: used_at_scale"}),
    ],
)
def test_each_condition_holds_a_product_back_by_itself(changes, level: Level, reasons: set[str]) -> None:
    found = stand(RULE, replace(PROVEN, **changes))
    assert found.level is level
    assert unmet(found) == reasons


@pytest.mark.parametrize("tier", ["enabling", "supporting"])
def test_systems_behind_care_need_an_independent_evaluation_or_a_test(tier: str) -> None:
    gates = [replace(GATES, tier=tier)]
    assert stand(RULE, replace(PROVEN, gates=gates, certainty=[])).level is Level.VETTED
    found = stand(RULE, replace(PROVEN, gates=gates, certainty=[], findings=[TIMELY]))
    assert found.level is Level.PROVEN
    (shown,) = found.shown_for
    assert (shown.outcome, shown.countries, shown.version, shown.date) == ("5", ["KEN"], "1.9", "2024")
    for weaker in (
        replace(TIMELY, outcome="12"),
        replace(TIMELY, direction="no_difference"),
        replace(TIMELY, evidence_class="documentation"),
    ):
        assert (
            stand(RULE, replace(PROVEN, gates=gates, certainty=[], findings=[weaker])).level is Level.VETTED
        )
    tested = Finding("DHE-2", "conformance_test", "independent_test", "", "", [], "2.0", 2025)
    assert stand(RULE, replace(PROVEN, gates=gates, certainty=[], findings=[tested])).level is Level.PROVEN


def test_what_guides_care_in_the_eyes_of_any_body_needs_what_guides_care() -> None:
    gates = [GATES, replace(GATES, body="centre", tier="enabling")]
    assert stand(RULE, replace(PROVEN, gates=gates, certainty=[], findings=[TIMELY])).level is Level.VETTED


uses = st.builds(
    use, st.sampled_from(["KEN", "UGA", "NPL"]), st.sampled_from(["one", "two"]), confirmed=st.booleans()
)
records = st.builds(
    Record,
    st.lists(
        st.builds(
            Gates,
            st.just("DHC-1"),
            st.just("secretariat"),
            st.sampled_from(["passed", "failed", "unknown"]),
            st.integers(1, 3),
            st.sampled_from([each.value for each in RiskTier]),
            st.just("2"),
            st.just("2026-01-01"),
        ),
        max_size=2,
    ),
    st.lists(
        st.builds(
            lambda number, outcome, direction, certainty, claimed: Certain(
                number, outcome, direction, certainty, claimed, {}, "", "2026-01-01"
            ),
            st.integers(1, 99),
            st.sampled_from(["1", "3", "5"]),
            st.sampled_from(["benefit", "harm", "no_difference"]),
            st.sampled_from([each.value for each in Certainty]),
            st.booleans(),
        ),
        max_size=3,
    ),
    st.just([]),
    st.lists(uses, max_size=3),
)


@given(records)
def test_a_level_is_reached_only_if_all_reasons_up_to_it_are_met(record: Record) -> None:
    found = stand(RULE, record)
    order = list(Level)
    below = [each for each in found.reasons if order.index(Level(each.level)) <= order.index(found.level)]
    assert all(each.met for each in below)
    assert (found.level is Level.NOT_ASSESSED) == (not record.gates)
    if found.level is Level.PROVEN:
        assert found.shown_for
    assert {each.by for each in found.contrary} >= {
        f"certainty/{each.judgement}" for each in record.certainty if each.direction != "benefit"
    }


@given(records, st.randoms())
def test_the_order_of_the_record_never_matters(record: Record, chance) -> None:
    shuffled = Record(
        *(
            chance.sample(part, len(part))
            for part in (record.gates, record.certainty, record.findings, record.uses)
        )
    )
    first, second = stand(RULE, record), stand(RULE, shuffled)
    assert first.level is second.level
    assert unmet(first) == unmet(second)
