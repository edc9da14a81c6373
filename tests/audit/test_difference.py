"""The difference between two bodies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit.difference import difference
from registry.audit.schemas import Change

bodies = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(bodies)
def test_a_body_does_not_differ_from_itself(body: Any) -> None:
    assert difference(body, body) == []


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(), max_size=5),
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(), max_size=5),
)
def test_every_changed_key_is_named_once(before: dict[str, int], after: dict[str, int]) -> None:
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert sorted(change.path for change in difference(before, after)) == sorted(changed)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"names": {"en": "A"}}, {"names": {"en": "A", "fr": "B"}}, [Change("names.fr", "added", None, "B")]),
        ({"licence": "MIT"}, {"licence": ""}, [Change("licence", "removed", "MIT", "")]),
        ({"licence": "MIT"}, {"licence": "Apache-2.0"}, [Change("licence", "changed", "MIT", "Apache-2.0")]),
        ({"offline": None}, {"offline": False}, [Change("offline", "added", None, False)]),
        (
            {"standards": [{"standard": "hl7-fhir", "strength": "claimed"}]},
            {"standards": [{"standard": "icd-10"}, {"standard": "hl7-fhir", "strength": "tested"}]},
            [
                Change("standards[hl7-fhir].strength", "changed", "claimed", "tested"),
                Change("standards[icd-10]", "added", None, {"standard": "icd-10"}),
            ],
        ),
        ({"languages": ["en", "fr"]}, {"languages": ["fr", "en"]}, []),
    ],
)
def test_a_difference_names_the_place(before: Any, after: Any, expected: list[Change]) -> None:
    found = [
        Change(change.path, change.kind, change.before, None if change.kind == "removed" else change.after)
        for change in difference(before, after)
    ]
    wanted = [
        Change(change.path, change.kind, change.before, None if change.kind == "removed" else change.after)
        for change in expected
    ]
    assert found == wanted
