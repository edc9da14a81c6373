import json
import re
from copy import deepcopy
from typing import Any

import pytest

from registry.interchange import dpga
from registry.interchange.places import Places
from registry.interchange.statements import REASONS, NamedOrganisation, Outcome, Rejected, Statement
from registry.interchange.vocabulary import StandardNames
from tests.interchange.real_files import left_out, records, seed_places, seed_standards, seed_statements

PLACES = Places({"Palestine State": "PSE"})
STANDARDS = StandardNames(
    {"FHIR": "hl7-fhir", "HL7 FHIR": "hl7-fhir", "FHIR R4": "hl7-fhir", "LOINC": "loinc", "CT": "ihe-ct"},
    {"hl7-fhir": ["R4", "R5"]},
)

RECORD: dict[str, Any] = {
    "id": "10001",
    "dpgid": "GID0099001",
    "name": "Sample Health",
    "aliases": ["SH", " Sample"],
    "categories": ["Open Software", ""],
    "description": "A made-up record.",
    "website": "www.sample.example , https://docs.sample.example/start",
    "repositories": [{"name": "main", "url": "https://code.sample.example/a,https://code.sample.example/b"}],
    "documentation": "Guide - https://docs.sample.example/guide.\r\nVideo: https://video.example/@somebody",
    "organizations": [{"name": "Sample Health", "website": "https://sample.example", "org_type": "owner"}],
    "clearOwnership": [{"clearOwnershipName": "Sample Foundation", "clearOwnershipURL": "https://x.example"}],
    "openlicenses": [{"openLicense": "MIT", "openLicenseEvidenceURLs": "https://x.example/LICENSE"}],
    "sdgs": {"sdg": ["SDG3: Good Health", "SDG9: Industry&#184; Innovation"], "relevance": "Prose."},
    "locations": {
        "deploymentCountries": ["Kenya", "Côte d", "Palestine State"],
        "developmentCountries": ["Norway"],
    },
    "openStandards": ["HL7 FHIR R4", " and LOINC codes", "our own CSV"],
    "stage": "DPG",
    "dpgLink": True,
    "awardsReceived": "",
}


def read(*changes, **fields):
    record = deepcopy(RECORD) | fields
    for path in changes:
        del record[path]
    (result,) = dpga.parse([record], PLACES, STANDARDS)
    return result


def outcome(statement, path):
    (entry,) = [entry for entry in statement.accounted if entry.path == path]
    return entry.outcome, entry.reason


def test_facts_are_stated_in_the_registrys_own_vocabulary():
    statement = read()
    assert statement.name == "Sample Health"
    assert statement.identifiers[0].scheme == "dpga"
    assert statement.identifiers[0].value == "GID0099001"
    assert statement.url == "https://app.digitalpublicgoods.net/a/10001"
    assert statement.fields["type"] == "software"
    assert statement.fields["openness"] == "open_source"
    assert statement.fields["licence"] == "MIT"
    assert statement.fields["sdgs"] == ["3", "9"]
    assert statement.countries == ("CIV", "KEN", "PSE")


def test_every_field_with_a_value_is_accounted_for_exactly_once():
    paths = [entry.path for entry in read().accounted]
    assert len(paths) == len(set(paths))
    assert "locations.developmentCountries[0]" in paths
    assert "awardsReceived" not in paths, "an empty field holds nothing to account for"
    assert all(entry.reason in REASONS for entry in read().accounted)


def test_a_field_never_met_before_is_reported():
    statement = read(brandNew={"deep": ["value"]})
    assert outcome(statement, "brandNew.deep[0]") == (Outcome.UNMAPPED, "unknown_field")


def test_aliases_cut_at_a_comma_are_joined_where_their_initials_spell_the_name():
    whole = read(
        name="DIGIT", aliases=["Digital Infrastructure for Governance", " Impact and Transformation"]
    )
    assert whole.fields["aliases"] == ["Digital Infrastructure for Governance, Impact and Transformation"]
    assert read(aliases=["SH", " Sample ", "", "SH"]).fields["aliases"] == ["SH", "Sample"]


def test_addresses_are_taken_out_of_prose_and_mended():
    links = read().fields["links"]
    assert links["home"] == ["https://www.sample.example", "https://docs.sample.example/start"]
    assert links["source"] == ["https://code.sample.example/a", "https://code.sample.example/b"]
    assert links["documentation"] == ["https://docs.sample.example/guide"], (
        "an address with a person's handle is left"
    )


def test_a_page_that_is_no_address_is_reported():
    statement = read(website="see the app store")
    assert outcome(statement, "website") == (Outcome.UNMAPPED, "not_a_link")


def test_standards_are_found_in_words_with_their_edition():
    statement = read()
    assert statement.fields["standards"] == [
        {"standard": "hl7-fhir", "edition": "R4", "strength": "claimed"},
        {"standard": "loinc", "strength": "claimed"},
    ]
    assert outcome(statement, "openStandards[1]") == (Outcome.MAPPED, "found_in_text")
    assert [entry.value for entry in statement.unmapped] == ["our own CSV"]


def test_abbreviations_inside_words_or_in_small_letters_are_no_standards():
    statement = read(openStandards=["SELECT statements", "fhirish", "CT scans"])
    assert "standards" not in statement.fields
    assert len(statement.unmapped) == 3


@pytest.mark.parametrize(
    ("names", "expression"),
    [
        (["GPL-3.0"], "GPL-3.0-only"),
        (["OdbL-1.0", "CC-BY-SA-3.0"], "CC-BY-SA-3.0 AND ODbL-1.0"),
        (["MIT", "No Such Licence 9"], "MIT"),
    ],
)
def test_licences_become_one_spdx_expression(names, expression):
    statement = read(openlicenses=[{"openLicense": name} for name in names])
    assert statement.fields["licence"] == expression


def test_several_licences_and_unknown_ones_are_said_to_be_so():
    statement = read(openlicenses=[{"openLicense": "MIT"}, {"openLicense": "No Such Licence 9"}])
    assert outcome(statement, "openlicenses[0].openLicense") == (Outcome.MAPPED, "several_licences")
    assert outcome(statement, "openlicenses[1].openLicense") == (Outcome.UNMAPPED, "unknown_licence")


def test_a_second_type_is_reported_not_dropped():
    statement = read(categories=["Open AI Model", "Open Data"])
    assert statement.fields["type"] == "ai_model"
    assert outcome(statement, "categories[1]") == (Outcome.UNMAPPED, "second_type")


def test_the_owner_comes_from_the_field_that_names_one():
    assert read().organisations == (NamedOrganisation("Sample Foundation", "owner"),)


@pytest.mark.parametrize(
    "name",
    [
        "Ada Example",
        "Ada Example, Ben Example",
        "Sample Foundation; Ada Example",
        "Sample Association and Ada Example, founder",
        "Ada Example and commercial edition by Sample BV",
    ],
)
def test_an_owner_that_may_be_a_person_is_not_recorded(name):
    statement = read(clearOwnership=[{"clearOwnershipName": name}])
    assert statement.organisations == ()
    assert outcome(statement, "clearOwnership[0].clearOwnershipName") == (Outcome.IGNORED, "may_name_person")
    assert "Ada" not in json.dumps(statement.stated_by())


def test_deploying_organisations_cut_at_commas_are_mended():
    cut = [
        "United Nations Educational",
        " Scientific and Cultural Organization (UNESCO)",
        "The UN maintains various offices:",
    ]
    statement = read(deploymentOrganisations=[*cut, "United Nations International Children"])
    assert statement.organisations[1:] == (
        NamedOrganisation("UNESCO", "implementer"),
        NamedOrganisation("UNICEF", "implementer"),
    )


def test_contact_data_is_never_kept_nor_shown():
    statement = read(contact={"email": "ada@example.org", "name": "Ada"}, website="write to ada@example.org")
    assert outcome(statement, "contact.email") == (Outcome.IGNORED, "contact")
    assert "ada@example.org" not in repr(statement)


def test_prose_is_left_behind_and_said_to_be():
    statement = read(dataPrivacySecurity={"dataPrivacySecurity": "A long policy."})
    assert outcome(statement, "dataPrivacySecurity.dataPrivacySecurity") == (
        Outcome.IGNORED,
        "assessment_answer",
    )
    assert outcome(statement, "description") == (Outcome.IGNORED, "own_words")


def test_an_unknown_country_is_reported_with_its_place():
    statement = read(locations={"deploymentCountries": ["Kenya", "Atlantis"]})
    (entry,) = [entry for entry in statement.unmapped if entry.reason == "unknown_country"]
    assert (entry.path, entry.value) == ("locations.deploymentCountries[1]", "Atlantis")


def test_a_record_without_places_or_practices_is_read():
    assert isinstance(read("locations", "openStandards", "documentation"), Statement)


@pytest.mark.parametrize(
    "broken",
    [
        "a text instead of a record",
        None,
        RECORD | {"name": " "},
        RECORD | {"dpgid": None},
        RECORD | {"locations": "Kenya"},
        RECORD | {"openlicenses": ["MIT"]},
        RECORD | {"aliases": 7},
    ],
)
def test_a_broken_record_rejects_itself_and_not_its_neighbours(broken):
    other = RECORD | {"dpgid": "GID0099002", "name": "Neighbour"}
    first, second, third = dpga.parse([RECORD, broken, other], PLACES, STANDARDS)
    assert isinstance(first, Statement)
    assert isinstance(second, Rejected)
    assert second.place == "[1]"
    assert second.reason
    assert third.name == "Neighbour"


def test_a_repeated_identifier_rejects_the_later_record():
    _, second = dpga.parse([RECORD, RECORD | {"name": "Twin"}], PLACES, STANDARDS)
    assert isinstance(second, Rejected)
    assert (second.place, second.name) == ("[1]", "Twin")


@pytest.mark.parametrize("data", [b"not json", b'{"an": "object"}'])
def test_a_file_that_is_no_list_is_rejected_as_a_whole(data):
    (result,) = dpga.parse(data, PLACES, STANDARDS)
    assert isinstance(result, Rejected)
    assert result.place == "file"


@pytest.fixture(scope="module")
def real():
    data = (records() / "dpga-registry-2026-07.json").read_bytes()
    return list(dpga.parse(data, seed_places(), seed_standards()))


def test_all_245_records_of_the_real_file_are_read(real):
    assert len(real) == 245
    assert [result for result in real if isinstance(result, Rejected)] == []


def test_the_real_file_loses_nothing_without_an_explanation(real):
    reasons = {entry.reason for statement in real for entry in statement.accounted}
    assert "unknown_field" not in reasons
    assert reasons <= set(REASONS)


def test_every_country_of_the_real_file_is_resolved(real):
    assert [
        entry for statement in real for entry in statement.unmapped if entry.reason == "unknown_country"
    ] == []
    assert sum("PSE" in statement.countries for statement in real) == 19


def test_no_address_for_mail_is_in_what_the_real_file_states(real):
    text = json.dumps([statement.stated_by() for statement in real])
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) == []


def test_the_seed_holds_exactly_what_the_real_file_states(real):
    stated = {statement.identifiers[0].value: statement.stated_by() for statement in real}
    seeded = seed_statements(dpga.SOURCE)
    assert seeded == {own: stated[own] for own in seeded}
    assert set(stated) == set(seeded) | left_out(dpga.SOURCE)
    assert not set(seeded) & left_out(dpga.SOURCE)
