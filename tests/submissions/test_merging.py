"""Two people's changes of one draft: each keeps what it changed, and what both changed is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.submissions.merging import changed, is_nothing, merge

FIELDS = ("licence", "offline", "summary", "languages", "standards")


def test_what_only_one_changed_is_taken_from_that_one() -> None:
    base = {"licence": "MIT", "offline": None, "languages": ["en"]}
    merged = merge(base, base | {"licence": "MPL-2.0"}, base | {"offline": True}, FIELDS)
    assert merged.values == {"licence": "MPL-2.0", "offline": True, "languages": ["en"]}
    assert merged.conflicts == ()


def test_the_same_change_by_both_is_no_conflict() -> None:
    merged = merge({"licence": "MIT"}, {"licence": "MPL-2.0"}, {"licence": "MPL-2.0"}, FIELDS)
    assert (merged.values, merged.conflicts) == ({"licence": "MPL-2.0"}, ())


def test_what_both_changed_differently_is_told_and_left_as_it_is() -> None:
    merged = merge({"licence": "MIT"}, {"licence": "MPL-2.0"}, {}, FIELDS)
    assert merged.values == {"licence": "MPL-2.0"}
    conflict = merged.conflicts[0]
    assert (conflict.field, conflict.base, conflict.theirs, conflict.mine) == (
        "licence",
        "MIT",
        "MPL-2.0",
        None,
    )


def test_texts_are_merged_language_by_language() -> None:
    base = {"summary": {"en": "Stock."}}
    theirs = {"summary": {"en": "Stock.", "fr": "Stocks."}}
    mine = {"summary": {"en": "Stock of medicines."}}
    assert merge(base, theirs, mine, FIELDS).values == {
        "summary": {"en": "Stock of medicines.", "fr": "Stocks."}
    }
    assert merge(base, {"summary": {"en": "Goods."}}, mine, FIELDS).conflicts[0].field == "summary"


def test_lists_are_merged_item_by_item() -> None:
    base = {"languages": ["en", "fr"]}
    merged = merge(base, {"languages": ["en", "fr", "es"]}, {"languages": ["en", "sw"]}, FIELDS)
    assert merged.values == {"languages": ["en", "es", "sw"]}


def test_rows_of_different_things_are_merged() -> None:
    fhir, dhis = {"standard": "fhir", "strength": "claimed"}, {"standard": "adx", "strength": "claimed"}
    tested = fhir | {"strength": "tested"}
    merged = merge({"standards": [fhir]}, {"standards": [tested]}, {"standards": [fhir, dhis]}, FIELDS)
    assert merged.values == {"standards": [tested, dhis]}


def test_a_row_that_both_changed_is_a_conflict() -> None:
    row = {"standard": "fhir", "strength": "claimed"}
    merged = merge(
        {"standards": [row]},
        {"standards": [row | {"strength": "tested"}]},
        {"standards": [row | {"strength": "documented"}]},
        FIELDS,
    )
    assert [each.field for each in merged.conflicts] == ["standards"]


@pytest.mark.parametrize(
    ("value", "nothing"), [(False, False), (0, False), ("", True), ([], True), (None, True)]
)
def test_no_and_zero_say_something(value: Any, nothing: bool) -> None:
    assert is_nothing(value) is nothing


def test_no_is_not_zero_and_nothing_is_not_no() -> None:
    assert changed({"offline": None}, {"offline": False}, ["offline"]) == ["offline"]
    assert changed({"offline": 0}, {"offline": False}, ["offline"]) == ["offline"]
    assert changed({"offline": ""}, {}, ["offline"]) == []


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "MIT", "MPL-2.0"]),
    st.lists(st.sampled_from(["en", "fr", "es", "sw"]), unique=True),
    st.dictionaries(st.sampled_from(["en", "fr"]), st.sampled_from(["One", "Two"])),
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES)


def told(body: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in body.items() if not is_nothing(value)}


@given(BODIES, BODIES)
def test_a_change_by_one_alone_is_taken_whole(base: dict[str, Any], one: dict[str, Any]) -> None:
    assert merge(base, base, one, FIELDS).values == told(one)
    assert merge(base, one, base, FIELDS).values == told(one)


@given(BODIES, BODIES, BODIES)
def test_nothing_is_lost_unseen(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    merged = merge(base, theirs, mine, FIELDS)
    conflicts = {each.field for each in merged.conflicts}
    for field in FIELDS:
        if field in conflicts:
            assert changed(base, theirs, [field])
            assert changed(base, mine, [field])
        elif not changed(base, theirs, [field]):
            assert changed(merged.values, mine, [field]) == []
        elif not changed(base, mine, [field]):
            assert changed(merged.values, theirs, [field]) == []
        elif isinstance(mine.get(field), list) and isinstance(theirs.get(field), list):
            was = base.get(field)
            added = {*mine[field], *theirs[field]} - set(was if isinstance(was, list) else [])
            assert added <= set(merged.values.get(field, []))
