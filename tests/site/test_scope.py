"""What was read and what was done with it is checked, complete, and shown in six languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from registry import resources
from registry.db import Database
from registry.interchange.scope import decisions
from registry.interchange.seed_format import ScopeFile
from registry.web.languages import LANGUAGES
from tests.reading import Reader, reading

SEED = resources.path("seed")


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    """The pages of a registry without records: the decisions come with the program."""
    with reading(database_url) as found:
        yield found


def _scope() -> dict:
    return yaml.load(
        (SEED / "scope.yaml").read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def test_every_rule_reason_and_note_is_in_every_language() -> None:
    scope = _scope()
    texts = [rule["text"] for rule in scope["rules"]] + scope["reasons"]
    texts += [each["note"] for each in scope["taken"] if "note" in each]
    assert all(set(text) == set(LANGUAGES) for text in texts)


def test_every_product_of_the_seed_was_decided_on_and_no_other() -> None:
    files = {path.stem for path in Path(SEED, "solutions").glob("*.yaml")}
    assert {each["solution"] for each in _scope()["taken"]} == files


def test_no_record_of_the_files_is_missing() -> None:
    taken = sum(len(each.records) for decision in decisions() for each in decision.taken)
    left_out = sum(len(reason.records) for decision in decisions() for reason in decision.reasons)
    rated_only = 1  # DIVOC, of the maturity ratings
    assert taken + left_out == 245 + 48 + rated_only


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rule": "X9"}, "no rule X9"),
        ({"reason": "Because."}, "its reason is none"),
        ({"decision": "recorded_as_standard"}, "a standard is named"),
    ],
)
def test_a_decision_rests_on_a_rule_and_a_reason(change: dict, reason: str) -> None:
    scope = _scope()
    scope["left_out"][0] |= change
    with pytest.raises(ValidationError, match=reason):
        ScopeFile.model_validate(scope)


def test_a_record_is_decided_on_once() -> None:
    scope = _scope()
    scope["left_out"].append(scope["left_out"][0])
    with pytest.raises(ValidationError, match="a record stands twice"):
        ScopeFile.model_validate(scope)


def test_anybody_reads_what_was_left_out_and_why(reader: Reader) -> None:
    assert "/en/about/scope" in reader.get("/en/about").links
    page = reader.get("/en/about/scope")
    assert page.status == 200
    assert "a street map is not a health product" in page.text
    assert "OpenStreetMap" in page.text
    assert "/en/standards/hl7-fhir" in page.links
    assert "OpenMRS" in page.text


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "un plan de rues"), ("zh", "街道地图"), ("ar", "خريطة الشوارع")]
)
def test_the_reasons_are_in_the_language_of_the_page(reader: Reader, lang: str, words: str) -> None:
    assert words in reader.get(f"/{lang}/about/scope").text
