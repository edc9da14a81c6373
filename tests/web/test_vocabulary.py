"""Every coded value has a name."""

from enum import StrEnum

import pytest

from registry.countries.models import IncomeGroup, MembershipStatus
from registry.db import Kind
from registry.deployments.models import Confirmation, DeploymentRole, DeploymentStatus
from registry.deployments.schemas import Agreement
from registry.organisations.models import OrganisationKind
from registry.solutions.drafts import Hosting, LinksDraft, Platform, SolutionDraft
from registry.solutions.models import (
    ClaimStrength,
    CostModel,
    InnovationStage,
    Openness,
    RelationKind,
    SolutionRole,
    SolutionType,
)
from registry.standards.models import AccessCost, EditionStatus, ProcessMaturity, Provenance, StandardKind
from registry.web.i18n import using
from registry.web.vocabulary import EXPLANATIONS, TERMS, explain, term


@pytest.mark.parametrize(
    ("group", "enum"),
    [
        ("kind", Kind),
        ("type", SolutionType),
        ("openness", Openness),
        ("stage", InnovationStage),
        ("cost_model", CostModel),
        ("role", SolutionRole),
        ("role", DeploymentRole),
        ("strength", ClaimStrength),
        ("relation", RelationKind),
        ("relation_inward", RelationKind),
        ("platform", Platform),
        ("hosting", Hosting),
        ("status", DeploymentStatus),
        ("agreement", Agreement),
        ("confirmation", Confirmation),
        ("standard_kind", StandardKind),
        ("access_cost", AccessCost),
        ("process_maturity", ProcessMaturity),
        ("edition_status", EditionStatus),
        ("provenance", Provenance),
        ("organisation_kind", OrganisationKind),
        ("membership", MembershipStatus),
        ("income", IncomeGroup),
    ],
)
def test_every_value_is_named(group: str, enum: type[StrEnum]) -> None:
    assert {member.value for member in enum} - {"not_known"} == set(TERMS[group]) or group == "role"
    assert {member.value for member in enum} - {"not_known"} <= set(TERMS[group])


def test_every_field_of_a_solution_is_named() -> None:
    assert set(SolutionDraft.model_fields) - {"former_slugs"} <= set(TERMS["field"])
    assert set(LinksDraft.model_fields) == set(TERMS["link"])


def test_explanations_belong_to_values() -> None:
    for group, texts in EXPLANATIONS.items():
        assert set(texts) - {"not_known"} <= set(TERMS[group])


def test_nothing_and_not_known_are_not_known() -> None:
    with using("en"):
        assert {term("status", value) for value in (None, "", "not_known")} == {"Not known"}
        assert term("yes_no", False) == "No"
        assert term("category", "some_thing_new") == "some thing new"
        assert explain("status", "no-such") == ""


def test_no_word_calls_a_product_unproven() -> None:
    texts = [text for group in (*TERMS.values(), *EXPLANATIONS.values()) for text in group.values()]
    assert not any("unproven" in text.lower() for text in texts)
