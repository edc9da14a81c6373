"""`registry agreement FILE.csv`: what it prints, and what it says of a file it cannot read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.evaluation.ratings_file import BadRatings, read_ratings

ROWS = "unit,rater,rating\nx,a,1\nx,b,2\ny,a,3\ny,b,3\nz,a,1\nz,b,\n"


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "ratings.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


class TestCommand:
    def test_json_has_every_coefficient(self, file) -> None:
        done = CliRunner().invoke(app, ["agreement", str(file(ROWS)), "--json"])
        assert done.exit_code == 0
        found = json.loads(done.stdout)
        assert (found["units"], found["raters"], found["ratings"], found["pairs"]) == (3, 2, 5, 2)
        assert found["raw_agreement"] == 0.5
        assert found["krippendorff_alpha_ordinal"] == pytest.approx(5 / 6)
        assert found["gwet_ac2_quadratic"] is not None
        assert found["cohen_kappa_quadratic"] == pytest.approx(2 / 3)

    def test_words_without_json(self, file) -> None:
        done = CliRunner().invoke(app, ["agreement", str(file(ROWS.replace("3", "met").replace("1", "no")))])
        assert done.exit_code != 0  # 2 is left: numbers and words
        done = CliRunner().invoke(app, ["agreement", str(file("unit,rater,rating\nx,a,yes\nx,b,no\n"))])
        assert "raw_agreement: 0.0000" in done.stdout
        assert "krippendorff_alpha_ordinal: not defined" in done.stdout

    def test_a_file_that_is_not_there_is_wrong_usage(self, tmp_path: Path) -> None:
        assert CliRunner().invoke(app, ["agreement", str(tmp_path / "none.csv")]).exit_code == 2


class TestReading:
    def test_other_columns_their_order_and_a_mark_at_the_start_do_no_harm(self, file) -> None:
        path = file("date,Rating, rater ,unit\n2026,1,a,x\n2026,NA,b,x\n,,,\n2026,2,c,x\n", "utf-8-sig")
        ratings = read_ratings(path).ratings
        assert (ratings.raters, ratings.values) == (("a", "c"), (1.0, 2.0))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Row 1: there is no column unit, rater, rating"),
            ("unit,rater\nx,a\n", "Row 1: there is no column rating"),
            ("unit,rater,rating\nx,a,1\nx,b,often\n", "Row 3, column rating: “often” is not a number"),
            ("unit,rater,rating\nx,a,1\nx,b,inf\n", "Row 3, column rating: “inf” is not a number"),
            ("unit,rater,rating\nx,a,1\nx,,2\n", "Row 3, column rater: it is empty"),
            ("unit,rater,rating\n,a,1\n", "Row 2, column unit: it is empty"),
            ("unit,rater,rating\nx,a\n", "Row 2, column rating: the row ends before it"),
            (
                "unit,rater,rating\nx,a,1\nx,a,2\n",
                "Row 3, column rater: a rated x already in row 2",
            ),
            ("unit,rater,rating\nx,a,\n", "There are no ratings in it"),
        ],
    )
    def test_faults_name_row_and_column(self, file, text: str, said: str) -> None:
        with pytest.raises(BadRatings, match=said):
            read_ratings(file(text))

    def test_text_of_another_encoding_is_said_to_be(self, file) -> None:
        with pytest.raises(BadRatings, match="not UTF-8"):
            read_ratings(file("unit,rater,rating\né,a,1\n", "latin-1"))
