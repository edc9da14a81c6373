import json
import re
from copy import deepcopy
from typing import Any

import pytest

from registry.interchange import guidebook
from registry.interchange.places import Places
from registry.interchange.statements import (
    REASONS,
    Identifier,
    NamedOrganisation,
    Outcome,
    Rejected,
    Statement,
)
from registry.interchange.vocabulary import StandardNames
from tests.interchange.real_files import left_out, records, seed_places, seed_standards, seed_statements

PLACES = Places({})
STANDARDS = StandardNames({"FHIR": "hl7-fhir", "ICD-10": "icd-10", "HL7 V2": "hl7-v2"}, unclear=["HL7"])

RECORD: dict[str, Any] = {
    "ID": "sample",
    "Name": "Sample Good ",
    "Logo": "/uploads/logo.png",
    "Website": {
        "main": {
            "url": "https://globalgoodsguidebook.org/global-goods/sample/www.sample.example",
            "description": "",
        },
        "docs": {"url": "Website https://docs.sample.example/", "description": "Documentation"},
        "source_code": {"url": "https://code.sample.example", "description": ""},
        "demo": {"url": "", "description": ""},
    },
    "GlobalGoodsType": ["software"],
    "License": "gpl-3.0",
    "Classifications": {"SDGs": ["SDG-3"], "WHO": ["WHO_A5", "WHO_C11"], "WMO": [], "DPI": ["DPI_BD2"]},
    "StandardsAndInteroperability": {
        "HealthStandards": ["ICD-10", "HL7"],
        "Interoperability": ["FHIR", "HL7 V2"],
    },
    "ProductOverview": {"Summary": "Made up.", "Languages": ["fr", {"code": "en", "name": "English"}]},
    "Reach": {"NumberOfImplementations": 0, "ImplementationCountries": ["ke", "ci"]},
    "Maturity": {"Scores": [{"year": 2024, "global_utility": 8, "climate_resilience": 0}]},
    "Community": {
        "InceptionYear": 2011,
        "HostAnchorOrganization": {"name": "Sample Trust", "url": "https://trust.example", "country": ["nz"]},
    },
    "InclusiveDesign": {"OfflineSupport": "Yes, after the first start"},
    "Sustainability": {"KeyFundersSupporters": ["Sample Fund", {"name": "Sample Bank", "url": ""}]},
    "LinkedInitiatives": {
        "Initiative": [
            {
                "collectionInitiative": {"id": "dial-exchange", "label": "DIAL Exchange"},
                "tool_url": "https://exchange.dial.global/es/products/sample",
            }
        ]
    },
}


def change(path, value):
    record = deepcopy(RECORD)
    *parents, last = path.split(".")
    inner = record
    for name in parents:
        inner = inner[name]
    inner[last] = value
    return record


def read(record=RECORD):
    (result,) = guidebook.parse([("sample.json", json.dumps(record).encode())], PLACES, STANDARDS)
    return result


def outcome(statement, path):
    (entry,) = [entry for entry in statement.accounted if entry.path == path]
    return entry.outcome, entry.reason


def test_facts_are_stated_in_the_registrys_own_vocabulary():
    statement = read()
    assert statement.fields == {
        "names": {"en": "Sample Good"},
        "type": "software",
        "licence": "GPL-3.0-only",
        "links": {
            "home": ["https://www.sample.example"],
            "source": ["https://code.sample.example"],
            "documentation": ["https://docs.sample.example/"],
        },
        "languages": ["en", "fr"],
        "offline": True,
        "first_released": "2011",
        "services": ["A5", "C11"],
        "sdgs": ["3"],
        "standards": [
            {"standard": "icd-10", "strength": "claimed"},
            {"standard": "hl7-fhir", "strength": "claimed"},
            {"standard": "hl7-v2", "strength": "claimed"},
        ],
    }
    assert statement.countries == ("CIV", "KEN")
    assert statement.organisations == (
        NamedOrganisation("Sample Trust", "maintainer", home="https://trust.example", country="NZL"),
        NamedOrganisation("Sample Fund", "funder"),
        NamedOrganisation("Sample Bank", "funder"),
    )


def test_the_product_is_known_by_the_names_that_registries_give_it():
    own, exchange = read().identifiers
    assert (own.scheme, own.value) == ("guidebook", "sample")
    assert exchange == Identifier("dial-exchange", "sample", "https://exchange.dial.global/products/sample")


def test_every_field_with_a_value_is_accounted_for_exactly_once():
    statement = read()
    paths = [entry.path for entry in statement.accounted]
    assert len(paths) == len(set(paths))
    assert all(entry.reason in REASONS for entry in statement.accounted)
    assert "unknown_field" not in {entry.reason for entry in statement.accounted}


def test_zero_is_not_assessed_and_other_ratings_wait_for_assessments():
    statement = read()
    assert outcome(statement, "Maturity.Scores[0].climate_resilience") == (Outcome.IGNORED, "not_assessed")
    assert outcome(statement, "Maturity.Scores[0].global_utility") == (Outcome.IGNORED, "maturity")
    assert outcome(statement, "Reach.NumberOfImplementations") == (Outcome.IGNORED, "not_stated")


@pytest.mark.parametrize(
    ("year", "reason"), [(-1, "not_stated"), (0, "not_stated"), (guidebook.FILLER_YEAR, "filler_year")]
)
def test_a_year_that_is_none_is_not_taken(year, reason):
    statement = read(change("Community.InceptionYear", year))
    assert "first_released" not in statement.fields
    assert outcome(statement, "Community.InceptionYear") == (Outcome.IGNORED, reason)


@pytest.mark.parametrize("answer", ["Limited", "Not applicable", "Depends on the module"])
def test_offline_is_taken_only_from_a_plain_yes(answer):
    statement = read(change("InclusiveDesign.OfflineSupport", answer))
    assert "offline" not in statement.fields
    assert outcome(statement, "InclusiveDesign.OfflineSupport") == (Outcome.UNMAPPED, "not_yes_or_no")


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("unknown", (Outcome.IGNORED, "not_stated")), ("lgpl", (Outcome.UNMAPPED, "unknown_licence"))],
)
def test_a_licence_without_its_version_is_not_guessed(licence, expected):
    statement = read(change("License", licence))
    assert "licence" not in statement.fields
    assert outcome(statement, "License") == expected


@pytest.mark.parametrize("code", ["WHO_A10", "WHO_F1", "A5", "WHO_B0"])
def test_a_code_outside_the_list_is_reported(code):
    statement = read(change("Classifications.WHO", [code]))
    assert "services" not in statement.fields
    assert outcome(statement, "Classifications.WHO[0]") == (Outcome.UNMAPPED, "unknown_code")


def test_codes_of_other_schemes_and_unclear_standards_are_reported():
    shown = {(entry.path, entry.reason, entry.value) for entry in read().unmapped}
    assert ("Classifications.DPI[0]", "unlisted_scheme", "DPI_BD2") in shown
    assert ("StandardsAndInteroperability.HealthStandards[1]", "unclear_standard", "HL7") in shown


def test_a_host_that_is_the_product_itself_is_no_organisation():
    statement = read(change("Community.HostAnchorOrganization.name", "sample good"))
    assert [organisation.role for organisation in statement.organisations] == ["funder", "funder"]


@pytest.mark.parametrize(
    ("name", "reason"), [("Ada Example", "may_name_person"), ("WHO Member States", "empty_phrase")]
)
def test_supporters_that_are_persons_or_everybody_are_not_recorded(name, reason):
    statement = read(change("Sustainability.KeyFundersSupporters", [{"name": name}]))
    assert [organisation.role for organisation in statement.organisations] == ["maintainer"]
    assert outcome(statement, "Sustainability.KeyFundersSupporters[0].name") == (Outcome.IGNORED, reason)


def test_a_page_of_another_product_is_no_identifier():
    record = deepcopy(RECORD)
    record["LinkedInitiatives"]["Initiative"][0]["tool_url"] = "https://exchange.dial.global/projects/other"
    statement = read(record)
    assert len(statement.identifiers) == 1
    assert len([entry for entry in statement.unmapped if "tool_url" in entry.path]) == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[]",
        b"7",
        json.dumps(change("Reach", "everywhere")).encode(),
        json.dumps(change("ID", "")).encode(),
    ],
)
def test_a_broken_file_rejects_itself_and_not_its_neighbours(broken):
    files = [("a.json", broken), ("b.json", json.dumps(RECORD).encode())]
    first, second = guidebook.parse(files, PLACES, STANDARDS)
    assert isinstance(first, Rejected)
    assert first.place == "a.json"
    assert isinstance(second, Statement)


def test_a_folder_is_read_in_the_order_of_its_files(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps(change("ID", name)), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a record", encoding="utf-8")
    assert [result.place for result in guidebook.parse(tmp_path, PLACES, STANDARDS)] == ["a.json", "b.json"]


@pytest.fixture(scope="module")
def real():
    return list(guidebook.parse(records() / "global-goods-guidebook", seed_places(), seed_standards()))


def test_all_48_files_of_the_real_folder_are_read(real):
    assert len(real) == 48
    assert [result for result in real if isinstance(result, Rejected)] == []


def test_the_real_folder_loses_nothing_without_an_explanation(real):
    reasons = {entry.reason for statement in real for entry in statement.accounted}
    assert "unknown_field" not in reasons
    assert reasons <= set(REASONS)


def test_every_country_of_the_real_folder_is_resolved(real):
    assert sum(len(statement.countries) for statement in real) == 1055


def test_no_address_for_mail_is_in_what_the_real_folder_states(real):
    text = json.dumps([statement.stated_by() for statement in real])
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) == []


def test_the_seed_holds_exactly_what_the_real_folder_states(real):
    stated = {statement.identifiers[0].value: statement.stated_by() for statement in real}
    seeded = seed_statements(guidebook.SOURCE)
    assert seeded == {own: stated[own] for own in seeded}
    assert set(stated) == set(seeded) | left_out(guidebook.SOURCE)
    assert not set(seeded) & left_out(guidebook.SOURCE)
