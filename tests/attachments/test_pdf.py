"""PDF files in which something runs or hides are refused, however it is written."""

import io
import zlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.attachments import pdf
from registry.attachments.formats import FileFormat, Refused
from tests.attachments import files


def reason(*objects: bytes) -> str:
    with pytest.raises(Refused) as refused:
        pdf.check(io.BytesIO(files.pdf(*objects)))
    return str(refused.value.fault)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<< /S /JavaScript /JS (app.alert(1)) >>", "JavaScript"),
        (b"<</S/JavaScript/JS(app.alert(1))>>", "JavaScript"),
        (b"<< /S /J#61va#53cript /JS (x) >>", "JavaScript"),
        (b"/JavaScript", "JavaScript"),
        (b"<< /S /Launch /F (cmd.exe) >>", "starts programs"),
        (b"<</S/Launch/F(cmd.exe)>>", "starts programs"),
        (b"<< /S /GoToE /T << >> >>", "starts programs"),
        (b"<< /S /SubmitForm /F (https://evil.example) >>", "starts programs"),
        (b"<< /Names << /EmbeddedFiles 9 0 R >> >>", "packed"),
        (b"<< /Type /EmbeddedFile >>", "packed"),
        (b"<< /Subtype /RichMedia >>", "packed"),
        (b"<< /AcroForm << /XFA [ (template) 5 0 R ] >> >>", "XFA"),
        (b"<< >>\nendobj\ntrailer << /Encrypt 9 0 R >>", "encrypted"),
    ],
)
def test_what_runs_or_hides_is_refused(content: bytes, words: str) -> None:
    assert words in reason(content)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b" \n"])
def test_packed_objects_are_unpacked(end: bytes) -> None:
    packed = files.stream(b"3 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 4 ")
    assert "JavaScript" in reason(packed.replace(b"stream\n", b"stream" + end, 1))


def test_an_object_that_seems_to_be_in_a_picture_is_found() -> None:
    assert "JavaScript" in reason(files.stream(b"\x00 9 0 obj << /S /JavaScript >> endobj", packed=False))


@pytest.mark.parametrize(
    "head",
    [
        b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode] ",
        b"/Type /Obj#53tm /Filter /LZWDecode ",
        b"/Type /ObjStm /Filter 8 0 R ",
        b"/Type /ObjStm /DecodeParms << /Predictor 12 >> /Filter /FlateDecode ",
        b"/Type /ObjStm /DecodeParms 7 0 R /Filter /FlateDecode ",
    ],
)
def test_objects_that_are_packed_oddly_are_refused(head: bytes) -> None:
    body = zlib.compress(b"hidden")
    assert "cannot be checked" in reason(b"<< %s/Length 9 >>\nstream\n%s\nendstream" % (head, body))


def test_objects_that_cannot_be_unpacked_are_refused() -> None:
    content = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nno such thing\nendstream"
    assert "cannot be checked" in reason(content)


def test_an_address_that_holds_such_a_word_is_no_program() -> None:
    link = b"<< /S /URI /URI (https://developer.example.org/docs/Web/JavaScript) >>"
    page = files.stream(b"BT (See docs/Launch) Tj ET")
    assert pdf.check(io.BytesIO(files.pdf(link, page))).format is FileFormat.PDF


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_UNPACKED", 3_000_000)
    assert "too large" in reason(files.stream(bytes(2_000_000)), files.stream(bytes(2_000_000)))
    monkeypatch.setattr(pdf, "MOST_STREAMS", 3)
    assert "too large" in reason(b"stream\n" * 5)


def test_a_name_across_the_border_of_two_blocks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BLOCK", 64)
    monkeypatch.setattr(pdf, "OVERLAP", 32)
    for before in range(60, 72):
        assert "JavaScript" in reason(b"%" + b"x" * before + b"\n<< /S /JavaScript >>")


@given(st.binary(max_size=400))
def test_a_stream_without_any_name_is_taken(content: bytes) -> None:
    assume(b"/" not in content and b"#" not in content)
    assert pdf.check(io.BytesIO(files.pdf(files.stream(content)))).flags == ()
