"""What a person sent, as handlers read it."""

from io import BytesIO

import pytest

from registry.errors import Invalid
from registry.web.forms import LONGEST_TEXT, FormData, Upload
from tests.acting import Stage

FORM = FormData(
    {
        "name": [" Amina "],
        "many": ["a", " ", "b"],
        "text": ["one\n\n two \n"],
        "number": ["1\u202f200"],
        "word": ["many"],
        "secret": [" with space "],
    },
    {"file": [Upload("", "", BytesIO()), Upload("a.pdf", "application/pdf", BytesIO(b"%PDF"))]},
)


def test_fields_are_read_without_space_around_them() -> None:
    assert FORM.text("name") == "Amina"
    assert FORM.texts("many") == ["a", "b"]
    assert FORM.lines("text") == ["one", "two"]
    assert FORM.number("number") == 1200
    assert FORM.flag("name")


def test_space_belongs_to_a_password() -> None:
    assert FORM.secret("secret") == " with space "


def test_what_was_not_sent_is_empty() -> None:
    assert FORM.text("none") == ""
    assert FORM.secret("none") == ""
    assert not FORM.texts("none")
    assert not FORM.lines("none")
    assert not FORM.uploads("none")
    assert FORM.number("none") is None
    assert FORM.file("none") is None
    assert not FORM.flag("none")


def test_a_word_is_no_number() -> None:
    with pytest.raises(Invalid) as caught:
        FORM.number("word")
    assert "“many” is not a whole number." in str(caught.value)


def test_a_number_that_no_database_holds_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        FormData({"many": ["99999999999"]}).number("many")
    assert "“99999999999” is too large a number." in str(caught.value)


def test_a_file_that_was_not_chosen_is_none() -> None:
    assert FORM.file("file").name == "a.pdf"
    assert [upload.name for upload in FORM.uploads("file")] == ["a.pdf"]


def test_only_a_form_is_read(stage: Stage) -> None:
    visitor = stage.person()
    visitor.get("/en/sign-in")
    answer = visitor.client.post("/en/sign-in", json={"email": "a@example.org"}, follow_redirects=False)
    assert answer.status_code == 400


def test_a_text_without_end_is_refused(stage: Stage) -> None:
    answer = stage.person().post("/en/sign-in", {"email": "a" * (LONGEST_TEXT + 1)})
    assert answer.status_code == 422


def test_zero_bytes_are_left_out(stage: Stage) -> None:
    answer = stage.person().post("/en/sign-in", {"email": "a\x00b@example.org", "password": "x"})
    assert 'value="ab@example.org"' in answer.text
