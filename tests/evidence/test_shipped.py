"""The evidence that comes with the registry: facts with their origin, and nobody's name."""

import json
import re
from pathlib import Path

import pytest
import yaml

from registry.evidence.drafts import DECISIVE, EvidenceDraft
from registry.interchange.seed_trust import EvidenceFile
from registry.web.languages import LANGUAGES
from tests.support import shared

FOLDER = Path(__file__).resolve().parents[2] / "seed"


@pytest.fixture(scope="module")
def items() -> list[EvidenceDraft]:
    files = sorted((FOLDER / "evidence").glob("*.yaml"))
    return [
        item
        for file in files
        for item in EvidenceFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).evidence
    ]


def test_every_text_is_in_six_languages(items: list[EvidenceDraft]) -> None:
    for item in items:
        texts = [item.setting, item.population, item.size, item.comparator, item.does_not_show, item.note]
        texts += [text for each in item.results for text in (each.measured, each.note)]
        for text in filter(None, texts):
            assert set(text) == set(LANGUAGES), (item.key, text)
            assert all(text.values()), (item.key, text)


def test_every_item_has_a_finding_and_says_what_it_does_not_show(items: list[EvidenceDraft]) -> None:
    assert len(items) == 79
    assert [each.key for each in items if not each.results or not each.does_not_show.get("en")] == []


def test_the_origin_of_each_decisive_fact_is_noted(items: list[EvidenceDraft]) -> None:
    """Independence that is not stated is unclear, and then needs no origin."""
    for each in items:
        for group in DECISIVE:
            unclear = group == "independence" and each.independence == "unclear"
            assert group in each.provenance or unclear, (each.key, group)


def test_findings_of_every_direction_are_there(items: list[EvidenceDraft]) -> None:
    found = {result.direction for each in items for result in each.results}
    assert found == {"benefit", "no_difference", "mixed", "unfavourable", "harm"}


def test_it_agrees_with_what_was_read(items: list[EvidenceDraft]) -> None:
    """Counts, and which items wait, against the file that the facts were compiled in."""
    read = json.loads(shared("data", "reference", "evidence_seed.json").read_text(encoding="utf-8"))["items"]
    assert len(items) == len(read)
    assert sum(len(each.results) for each in items) == sum(len(each["outcomes"]) for each in read)
    waiting = [
        each["title"].rstrip(".")
        for each in read
        if "from memory"
        in {each["provenance"][group] for group in ("solution_link", "results", "vendor_independence")}
    ]
    assert len([each for each in items if each.from_memory]) == len(waiting) == 26


def test_no_first_author_is_named(items: list[EvidenceDraft]) -> None:
    read = json.loads(shared("data", "reference", "evidence_seed.json").read_text(encoding="utf-8"))["items"]
    names = {
        found[1]
        for each in read
        if (found := re.match(r"([A-Z][a-zA-Z-]{3,}) [A-Z]{1,3}\b", each["authors_short"] or ""))
    }
    said = " ".join(json.dumps(each.model_dump(mode="json", exclude={"title", "read_at"})) for each in items)
    assert sorted(name for name in names if re.search(rf"\b{name}\b", said)) == []
