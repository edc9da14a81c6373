"""Permanent ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.db.ids import ALPHABET, PREFIX, Kind, check_character, derived_id, random_id, read_id

bodies = st.text(alphabet=ALPHABET, min_size=4, max_size=7)


@given(bodies, st.data())
def test_every_single_wrong_character_is_found(body: str, data: st.DataObject) -> None:
    text = body + check_character(body)
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != text[place]]))
    changed = text[:place] + wrong + text[place + 1 :]
    assert check_character(changed[:-1]) != changed[-1]


@pytest.mark.parametrize("kind", list(PREFIX))
def test_an_id_is_read_back_as_people_type_it(kind: Kind) -> None:
    record_id = random_id(kind)
    prefix, body = record_id.split("-")
    typed = f" {prefix.lower()}-{body.lower().replace('0', 'o').replace('1', 'l')} "
    assert read_id(typed) == (kind, record_id)


@pytest.mark.parametrize(
    "text", ["", "DHS", "DHS-", "DHS-7K2Q", "DHX-7K2Q4", "DHS-7K2QU", "openmrs", "DHS-7K2Q44"]
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert read_id(text) is None


def test_a_wrong_check_character_is_no_id() -> None:
    good = random_id(Kind.SOLUTION)
    other = ALPHABET[(ALPHABET.index(good[-1]) + 1) % len(ALPHABET)]
    assert read_id(good[:-1] + other) is None


def test_a_derived_id_is_the_same_everywhere_and_differs_by_kind_and_attempt() -> None:
    assert derived_id(Kind.SOLUTION, "openmrs") == "DHS-A2GYW"
    assert derived_id(Kind.SOLUTION, "openmrs", 1) != derived_id(Kind.SOLUTION, "openmrs")
    assert read_id(derived_id(Kind.DEPLOYMENT, "openmrs:KEN")) is not None
