import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import BadParameter
from registry.web.pagination import decode_cursor, encode_cursor, limit_of


@given(st.lists(st.one_of(st.text(), st.integers(-(2**53), 2**53)), min_size=1, max_size=4))
def test_a_cursor_comes_back_as_it_went(place):
    assert decode_cursor(encode_cursor(*place), len(place)) == place


@pytest.mark.parametrize("cursor", ["", "%%%", "é", "bm90IGpzb24", encode_cursor("a", "b"), "eyJhIjoxfQ"])
def test_a_foreign_cursor_is_a_bad_parameter(cursor):
    with pytest.raises(BadParameter) as raised:
        decode_cursor(cursor, 1)
    assert raised.value.name == "cursor"


def test_limits():
    assert limit_of(None) == 20
    assert limit_of(100) == 100
    for value in (0, -1, 101):
        with pytest.raises(BadParameter):
            limit_of(value)
