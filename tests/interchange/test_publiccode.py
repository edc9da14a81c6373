"""publiccode.yml: what is taken, what is left, and that no person comes along."""

from pathlib import Path

import pytest

from registry.db import Database
from registry.interchange.publiccode import parse
from registry.interchange.run import import_file
from registry.interchange.statements import Outcome, Rejected, Statement
from tests.factories import make_country

FULL = """
publiccodeYmlVersion: "0.4"
name: Example EMR
applicationSuite: Example Suite
url: https://example.org/emr.git
landingURL: https://example.org/emr
softwareVersion: 1.10
releaseDate: 2024-05-01
platforms: [web, Android, mac, amiga]
categories: [health]
organisation: {name: Example Foundation, uri: "urn:x"}
usedBy: [Ministry of Health of Kenya]
fundedBy: [{name: Example Bank, uri: "urn:y"}]
developmentStatus: stable
softwareType: standalone/web
intendedAudience: {countries: [ke]}
description:
  en:
    localisedName: Example Electronic Record
    genericName: Electronic record
    shortDescription: Keeps records of patients.
    longDescription: A long text of at least one hundred and fifty characters.
    documentation: https://docs.example.org
    features: [Records]
  fr: {shortDescription: Tient les dossiers des patients.}
  xx-invented: {shortDescription: Something.}
legal: {license: AGPL-3.0-or-later, mainCopyrightOwner: Example Foundation, repoOwner: Jane Doe}
maintenance:
  type: community
  contractors: [{name: Example Systems Ltd, email: help@example.org, website: https://systems.example.org, until: 2026-01-01}]
  contacts: [{name: Jane Doe, email: jane@example.org, phone: "+1 555", affiliation: Example Foundation}]
localisation: {localisationReady: true, availableLanguages: [en, fr, pt-BR, no]}
dependsOn: {open: [{name: PostgreSQL}]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "publiccode.yml"
    path.write_text(FULL, encoding="utf-8")
    return path


def _one(path: Path) -> Statement:
    (statement,) = parse(path)
    assert isinstance(statement, Statement), statement
    return statement


def test_the_facts_are_taken(file: Path) -> None:
    statement = _one(file)
    assert statement.fields == {
        "names": {"en": "Example EMR"},
        "type": "software",
        "aliases": ["Example Electronic Record"],
        "summary": {"en": "Keeps records of patients.", "fr": "Tient les dossiers des patients."},
        "links": {
            "home": ["https://example.org/emr"],
            "source": ["https://example.org/emr.git"],
            "documentation": ["https://docs.example.org"],
        },
        "licence": "AGPL-3.0-or-later",
        "openness": "open_source",
        "platforms": ["web", "android", "macos"],
        "languages": ["en", "fr", "pt-BR", "no"],
    }
    assert [(each.name, each.role) for each in statement.organisations] == [
        ("Example Foundation", "owner"),
        ("Example Bank", "funder"),
        ("Example Systems Ltd", "maintainer"),
    ]
    assert statement.identifiers[0].value == "https://example.org/emr"
    assert statement.countries == ()


def test_every_field_is_accounted_for(file: Path) -> None:
    entries = {each.path: each for each in _one(file).accounted}
    assert entries["softwareVersion"].outcome is Outcome.IGNORED
    assert entries["platforms[3]"].outcome is Outcome.UNMAPPED
    assert entries["platforms[3]"].value == "amiga"
    assert entries["legal.repoOwner"].reason == "may_name_person"
    assert entries["maintenance.contacts[0].name"].reason == "contact"
    assert entries["maintenance.contractors[0].email"].reason == "contact"
    assert "unknown_field" not in {each.reason for each in entries.values()}


def test_no_person_and_no_address_is_kept(file: Path) -> None:
    text = repr(_one(file))
    for private in ("Jane", "jane@", "help@", "555"):
        assert private not in text


def test_a_folder_holds_many_and_a_broken_one_is_named(tmp_path: Path, file: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "broken.yaml").write_text("name: [", encoding="utf-8")
    (tmp_path / "more" / "empty.yaml").write_text("name: Something", encoding="utf-8")
    (tmp_path / "more" / "same.yml").write_text(FULL, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not one of them", encoding="utf-8")
    found = list(parse(tmp_path))
    rejected = {each.place: each.reason for each in found if isinstance(each, Rejected)}
    assert set(rejected) == {"more/broken.yaml", "more/empty.yaml", "publiccode.yml"}
    assert "url of its repository" in rejected["more/empty.yaml"]
    assert "earlier record" in rejected["publiccode.yml"]


def test_it_is_imported_once(database: Database, file: Path) -> None:
    with database.write() as session:
        make_country(session)
    assert len(import_file(database, "publiccode", file).created) == 1
    again = import_file(database, "publiccode", file)
    assert (len(again.unchanged), again.changed) == (1, False)


@pytest.mark.parametrize("content", ["", "[]", "just text", "name: 5\nurl: {}\n"])
def test_what_is_no_publiccode_is_rejected(tmp_path: Path, content: str) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text(content, encoding="utf-8")
    assert [type(each) for each in parse(path)] == [Rejected]
