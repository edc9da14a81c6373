"""The one definition: every facet, order and value it names has words, and both engines are made from it."""

import pytest

from registry.countries.models import IncomeGroup, MembershipStatus
from registry.db import Kind
from registry.deployments.models import Confirmation, DeploymentStatus
from registry.organisations.models import OrganisationKind
from registry.search import definition, licences, wording
from registry.search.engine import Sort
from registry.search.labels import BY_SLUG, enumerated
from registry.search.meilisearch_engine import settings_of
from registry.search.tantivy_schema import build_schema
from registry.solutions.models import InnovationStage, Openness, SolutionRole, SolutionType
from registry.standards.models import AccessCost, ProcessMaturity, Provenance, StandardKind
from registry.taxonomy.queries import CURRENT

OPEN_VOCABULARIES = {"countries", "regions", "standards", "sources", "languages", *CURRENT, *BY_SLUG}
ENUMS = {
    "status": DeploymentStatus,
    "confirmation": Confirmation,
    "type": SolutionType,
    "openness": Openness,
    "stage": InnovationStage,
    "standard_kind": StandardKind,
    "access_cost": AccessCost,
    "process_maturity": ProcessMaturity,
    "provenance": Provenance,
    "organisation_kind": OrganisationKind,
    "income": IncomeGroup,
    "membership": MembershipStatus,
    "role": SolutionRole,
    "licence": licences.ORDER,
}


@pytest.mark.parametrize("kind", Kind)
def test_every_facet_and_order_has_a_name(kind):
    assert all(facet.name in wording.FACETS for facet in definition.FACETS[kind])
    assert all(sort in wording.SORTS for sort in wording.SORTS_OF[kind])
    assert set(wording.SORTS) == set(Sort)


@pytest.mark.parametrize("kind", Kind)
def test_every_closed_list_has_words(kind):
    for facet in definition.FACETS[kind]:
        assert facet.vocabulary in OPEN_VOCABULARIES or enumerated(facet.vocabulary), facet


@pytest.mark.parametrize("vocabulary", sorted(ENUMS))
def test_every_value_has_words(vocabulary):
    values = {str(value) for value in ENUMS[vocabulary]} - {definition.NOT_KNOWN}
    assert values <= set(enumerated(vocabulary))


def test_the_statuses_are_those_of_deployments():
    assert set(definition.STATUSES) == {status.value for status in DeploymentStatus}


def test_both_engines_know_every_facet_and_field():
    build_schema()
    for kind in Kind:
        settings = settings_of(kind)
        assert {facet.field for facet in definition.FACETS[kind]} <= set(settings["filterableAttributes"])
        assert [*definition.FIELDS] == settings["searchableAttributes"][1:]


def test_synonyms_of_the_field_are_read_from_the_seed():
    groups = definition.language().synonyms.groups
    for one, other in (("emr", "dme"), ("lmis", "sigl"), ("malaria", "paludisme"), ("tb", "tuberculose")):
        assert (other,) in groups[(one,)], (one, other)
