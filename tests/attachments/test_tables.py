"""CSV files are text in rows; formulas are told, those that reach out are refused."""

import io

import pytest

from registry.attachments import tables
from registry.attachments.formats import Flag, Refused


def rows(data: bytes) -> list[list[str]]:
    return [row for _, row in tables.rows(io.BytesIO(data))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        (b"a;b\r\n1;2", [["a", "b"], ["1", "2"]]),
        ("\ufeffpays,nom\nKEN,Été\n".encode(), [["pays", "nom"], ["KEN", "Été"]]),
        ("a\tб\n1\tя\n".encode("utf-16"), [["a", "б"], ["1", "я"]]),
        ("pays,nom\nKEN,Été\n".encode("latin-1"), [["pays", "nom"], ["KEN", "Été"]]),
        (b'a,b\n"x\ny",2\n', [["a", "b"], ["x\ny", "2"]]),
        (b"one\ntwo\n", [["one"], ["two"]]),
    ],
)
def test_rows_are_read_in_any_usual_writing(data: bytes, expected: list[list[str]]) -> None:
    assert rows(data) == expected


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+A1", "-A1*2", "  =A1"])
def test_formulas_are_told(cell: str) -> None:
    assert tables.check(io.BytesIO(f"a,b\n{cell},2\n".encode())).flags == (Flag.FORMULAS,)


@pytest.mark.parametrize("cell", ["-12.5", "+254 712 345 678", "-", "- 40 %", "1e-5", "a=b", "x@y.org"])
def test_numbers_and_telephones_are_no_formulas(cell: str) -> None:
    assert tables.check(io.BytesIO(f"a,b\n{cell},2\n".encode())).flags == ()


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", '=HYPERLINK("http://x";1)', "@WEBSERVICE(A1)", "+importxml(A1)"]
)
def test_formulas_that_reach_out_are_refused_with_their_line(cell: str) -> None:
    quoted = cell.replace('"', '""')
    with pytest.raises(Refused) as refused:
        tables.check(io.BytesIO(f'a,b\n1,2\n"{quoted}",2\n'.encode()))
    assert "3" in str(refused.value.fault)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_LINE", 1_000)
    with pytest.raises(Refused):
        rows(b"x" * 5_000)
