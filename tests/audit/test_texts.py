"""Where two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from registry.audit.texts import mark_texts


def marked(before: str, after: str) -> tuple[list[str], list[str]]:
    first, second = mark_texts(before, after)
    return [each.text for each in first if each.marked], [each.text for each in second if each.marked]


def test_only_the_words_that_differ_are_marked() -> None:
    assert marked("A record for small clinics", "A record for large clinics") == (["small "], ["large "])
    assert marked("One two", "One two three") == (["two"], ["two three"])


def test_chinese_is_compared_by_character() -> None:
    assert marked("卫生信息系统平台", "卫生信息管理平台") == (["系统"], ["管理"])


def test_unlike_texts_are_marked_whole() -> None:
    assert marked("Something", "entirely other words here") == (["Something"], ["entirely other words here"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_letter_is_lost(before: str, after: str) -> None:
    first, second = mark_texts(before, after)
    assert "".join(each.text for each in first) == before
    assert "".join(each.text for each in second) == after
