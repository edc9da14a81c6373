"""The frameworks that come with the registry are complete: every text in six languages, every criterion cited."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.db import Database
from registry.evaluation.applicability import Trait
from registry.evaluation.frameworks.drafts import CriterionDraft, VersionDraft
from registry.evidence.hierarchy import EvidenceClass
from registry.interchange.seed import read_seed
from registry.interchange.seed_trust import FrameworkFile, load_frameworks
from registry.web.languages import LANGUAGES
from tests.factories import make_source

FOLDER = Path(__file__).resolve().parents[3] / "seed" / "frameworks"
FILES = sorted(FOLDER.glob("*.yaml"))

# What the strategy names, and the paragraph that names it.
DIMENSIONS = {
    "promotion-and-prevention": "§29",
    "patient-safety": "§29",
    "ethics": "§29",
    "interoperability": "§29",
    "intellectual-property": "§29",
    "data-security": "§29",
    "privacy": "§29",
    "cost-effectiveness": "§29",
    "patient-engagement": "§29",
    "accessibility": "§29",
    "person-centredness": "§29",
    "trust": "§29",
    "effectiveness": "§29",
    "efficiency": "§29",
    "sustainability": "§29",
    "inclusion": "§29",
    "equity-and-gender": "§29",
    "fit-to-context": "§29",
    "digital-waste": "§29",
    "affordability": "§12",
    "transparency": "§11",
    "scalability-and-replicability": "§11",
    "users-in-development": "§42.2",
    "data-ownership-and-exit": "§42.5",
    "consent-and-access": "§72",
    "burden-on-front-line-workers": "§52.2",
    "do-no-harm": "§52.4",
}


def read(name: str) -> VersionDraft:
    raw = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return FrameworkFile.model_validate(raw).draft


def texts(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every multilingual text in a version, with where it stands."""
    if isinstance(value, dict):
        if "en" in value:
            yield place, value
        else:
            for key, inner in value.items():
                yield from texts(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{place}.{number}")


@pytest.mark.parametrize("name", [file.name for file in FILES])
class TestEach:
    def test_every_text_is_in_six_languages(self, name: str) -> None:
        found = list(texts(read(name).model_dump(mode="json")))
        assert found
        assert [
            place for place, value in found if set(value) != set(LANGUAGES) or not all(value.values())
        ] == []

    def test_translations_are_translations(self, name: str) -> None:
        """No text is the English one again, but for names that are the same; each script is its language's own."""
        for place, value in texts(read(name).model_dump(mode="json")):
            if len(value["en"]) > 20:
                assert len(set(value.values())) == len(value), place
            assert any("\u0400" <= letter <= "\u04ff" for letter in value["ru"]), place
            assert any("\u4e00" <= letter <= "\u9fff" for letter in value["zh"]), place
            assert any("\u0600" <= letter <= "\u06ff" for letter in value["ar"]), place

    def test_every_level_says_what_it_means(self, name: str) -> None:
        draft = read(name)
        for criterion in draft.criteria:
            for level in draft.scales[criterion.scale]:
                assert criterion.levels[level.code].descriptor, (criterion.code, level.code)

    def test_it_is_cited_and_licensed(self, name: str) -> None:
        draft = read(name)
        assert draft.source
        assert draft.citation
        assert draft.licence
        assert draft.notice

    def test_higher_levels_need_no_less_evidence(self, name: str) -> None:
        draft = read(name)
        for criterion in draft.criteria:
            for tier in ("", *draft.tier_codes):
                needed = [needs(criterion, level.code, tier) for level in draft.scales[criterion.scale]]
                assert needed == sorted(needed), (criterion.code, tier)


def needs(criterion: CriterionDraft, level: str, tier: str) -> int:
    own = criterion.levels[level]
    return own.evidence_by_tier.get(tier, own.evidence).rank


class TestAppropriateUse:
    @pytest.fixture(scope="class")
    @classmethod
    def draft(cls) -> VersionDraft:
        return read("appropriate-use-1.yaml")

    def test_it_has_one_criterion_for_each_dimension_with_its_paragraph(self, draft: VersionDraft) -> None:
        cites = {each.code: each.cites for each in draft.criteria}
        assert {code: place for code, place in DIMENSIONS.items() if place not in cites.get(code, [])} == {}

    def test_the_others_are_for_ai_and_for_medical_devices(self, draft: VersionDraft) -> None:
        others = [each for each in draft.criteria if each.code not in DIMENSIONS]
        assert len([each for each in others if each.traits == [Trait.USES_AI]]) >= 3
        assert len([each for each in others if each.traits == [Trait.MEDICAL_DEVICE]]) >= 3
        assert all(each.traits for each in others)

    def test_every_criterion_asks_and_guides_and_cites(self, draft: VersionDraft) -> None:
        assert [
            each.code for each in draft.criteria if not (each.asks and each.guidance and each.cites)
        ] == []

    def test_the_highest_level_always_needs_somebody_independent(self, draft: VersionDraft) -> None:
        least = EvidenceClass.INDEPENDENT_TEST.rank
        for tier in ("", *draft.tier_codes):
            assert all(needs(each, "shown", tier) >= least for each in draft.criteria)

    def test_gates_are_of_law_safety_privacy_and_harm(self, draft: VersionDraft) -> None:
        assert {each.code for each in draft.criteria if each.gate} == {
            "patient-safety",
            "do-no-harm",
            "consent-and-access",
            "data-security",
            "privacy",
            "ai-purpose-and-oversight",
            "device-authorisation",
        }


class TestOthers:
    def test_the_standard_of_digital_public_goods_is_all_or_nothing(self) -> None:
        draft = read("dpg-standard-1.1.7.yaml")
        assert draft.aggregate.overall == "all_met"
        assert [each.code.removeprefix("indicator-") for each in draft.criteria] == [
            *"12345678",
            "9a",
            "9b",
            "9c",
        ]

    def test_the_maturity_model_gives_ten_points_a_group(self) -> None:
        draft = read("ggmm-1.3.yaml")
        for domain in draft.domains:
            own = [each for each in draft.criteria if each.domain == domain.code]
            assert sum(draft.scales[each.scale][-1].value for each in own) == 10
        assert all(each.cites for each in draft.criteria)
        needed = {level.evidence for each in draft.criteria for level in each.levels.values()}
        assert needed == {EvidenceClass.NONE, EvidenceClass.SELF_DECLARATION}, (
            "its owners report it themselves"
        )

    def test_they_load_and_load_again(self, database: Database) -> None:
        files = read_seed(FOLDER.parent).frameworks
        with database.write() as session:
            for file in files:
                make_source(session, file.draft.source)
            assert set(load_frameworks(session, files).values()) == {"created"}
            assert set(load_frameworks(session, files).values()) == {"unchanged"}
