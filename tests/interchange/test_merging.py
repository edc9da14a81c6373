"""The one rule for taking in what a source states."""

from typing import Any

import pytest
from sqlmodel import Session, select

from registry.audit.models import Revision
from registry.db import Database, Kind
from registry.deployments.models import Deployment
from registry.interchange.merging import Merger
from registry.interchange.report import Report
from registry.interchange.statements import Identifier, NamedOrganisation, Statement
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, ExternalIdentifier
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from registry.solutions.models import Solution, SolutionOrganisation
from tests.factories import make_concept, make_country, make_organisation, make_source, make_standard

HOME = {"home": ["https://emr.example.org/"]}


def _statement(place: str = "[0]", **values: Any) -> Statement:
    fields = {"names": {"en": "Example EMR"}, "type": "software", **values.pop("fields", {})}
    known: dict[str, Any] = {
        "source": "goods-2026-07",
        "date": "2026-07",
        "place": place,
        "url": "https://goods.example.org/1",
        "identifiers": (Identifier("goods", "G1"),),
        "countries": (),
        "organisations": (),
        "accounted": (),
    }
    return Statement(**{**known, **values}, fields=fields)


@pytest.fixture(autouse=True)
def _reference(database: Database) -> None:
    with database.write() as session:
        for source in ("goods-2026-07", "goods-2026-12", "other"):
            make_source(session, source)
        make_country(session, "KEN")
        make_country(session, "UGA")
        make_concept(session, "3", "sdgs")


def _merge(database: Database, *statements: Statement, names_countries: bool = True) -> Report:
    report = Report("test", "file")
    with database.write() as session:
        merger = Merger(session, report, author="Import", note="", names_countries=names_countries)
        merger.merge(statements, lambda _what, _done, _total: None)
    return report


def _own(session: Session) -> Solution:
    return session.exec(select(Solution)).one()


def _claims(session: Session, field: str) -> dict[str, Any]:
    return {each.source_id: each.value for each in session.exec(select(Claim).where(Claim.field == field))}


def _edit(database: Database, **values: Any) -> None:
    """Publish an edit by people of the only solution."""
    with database.write() as session:
        record_id = _own(session).id
        draft = solutions.drafts_of(session, [record_id])[record_id]
        changed = SolutionDraft.model_validate({**draft.model_dump(), **values})
        solutions.save(session, changed, author="Editors")


class TestRecognising:
    def test_by_identifier_whatever_the_name(self, database: Database) -> None:
        _merge(database, _statement())
        again = _merge(database, _statement(fields={"names": {"en": "Renamed"}}))
        assert (len(again.created), len(again.updated)) == (0, 1)

    def test_by_name_and_page(self, database: Database) -> None:
        _merge(database, _statement(fields={"links": {"source": ["https://github.com/x/emr"]}}))
        other = _statement(
            source="other",
            identifiers=(Identifier("guide", "emr"),),
            fields={"names": {"en": "example-EMR"}, "links": {"home": ["http://www.github.com/x/emr.git"]}},
        )
        assert [line.slug for line in _merge(database, other).updated] == ["example-emr"]
        with database.read() as session:
            identifiers = session.exec(select(ExternalIdentifier)).all()
            assert {each.scheme for each in identifiers} == {"goods", "guide"}

    def test_a_name_alone_is_not_enough_and_is_reported(self, database: Database) -> None:
        _merge(database, _statement(fields={"links": HOME}))
        report = _merge(database, _statement(source="other", identifiers=(Identifier("guide", "emr"),)))
        assert [line.slug for line in report.created] == ["example-emr-2"]
        assert "example-emr" in report.notes[0]

    def test_one_registry_s_two_ids_are_two_products(self, database: Database) -> None:
        first = _statement(fields={"links": HOME})
        second = _statement("[1]", identifiers=(Identifier("goods", "G2"),), fields={"links": HOME})
        assert len(_merge(database, first, second).created) == 2

    def test_identifiers_of_two_solutions_are_refused(self, database: Database) -> None:
        two = _statement("[1]", identifiers=(Identifier("goods", "G2"),), fields={"names": {"en": "Other"}})
        _merge(database, _statement(), two)
        both = _statement(identifiers=(Identifier("goods", "G1"), Identifier("goods", "G2")))
        report = _merge(database, both)
        assert "belong to different solutions" in report.rejected[0].reason

    def test_the_same_product_twice_in_a_file_is_refused_once(self, database: Database) -> None:
        report = _merge(database, _statement(), _statement("[1]"))
        assert (len(report.created), report.rejected[0].place) == (1, "[1]")
        assert "[0]" in report.rejected[0].reason

    def test_a_standard_s_name_is_noted(self, database: Database) -> None:
        with database.write() as session:
            make_standard(session, "HL7 FHIR", aliases=["FHIR"])
        report = _merge(database, _statement(fields={"names": {"en": "FHIR"}}))
        assert "standard hl7-fhir" in report.notes[0]


class TestFields:
    def test_what_a_source_states_anew_fills_what_is_empty(self, database: Database) -> None:
        _merge(database, _statement())
        _merge(database, _statement(source="other", fields={"licence": "MIT"}))
        with database.read() as session:
            assert _own(session).licence == "MIT"
            assert _claims(session, "licence") == {"other": "MIT"}

    def test_a_disagreement_stays_visible(self, database: Database) -> None:
        _merge(database, _statement(fields={"licence": "MIT"}))
        _merge(database, _statement(source="other", fields={"licence": "MPL-2.0"}))
        with database.read() as session:
            assert _own(session).licence == "MIT"
            assert _claims(session, "licence") == {"goods-2026-07": "MIT", "other": "MPL-2.0"}

    def test_a_value_backed_by_that_source_alone_follows_it(self, database: Database) -> None:
        _merge(database, _statement(fields={"licence": "MIT"}))
        _merge(database, _statement(source="goods-2026-12", fields={"licence": "Apache-2.0"}))
        with database.read() as session:
            assert _own(session).licence == "Apache-2.0"
            assert _claims(session, "licence") == {"goods-2026-12": "Apache-2.0"}

    def test_a_value_that_another_source_backs_stays(self, database: Database) -> None:
        _merge(database, _statement(fields={"licence": "MIT"}))
        _merge(database, _statement(source="other", fields={"licence": "MIT"}))
        _merge(database, _statement(fields={"licence": "Apache-2.0"}))
        with database.read() as session:
            assert _own(session).licence == "MIT"

    def test_a_value_that_people_chose_stays(self, database: Database) -> None:
        _merge(database, _statement(fields={"licence": "MIT"}))
        _edit(database, licence="GPL-3.0-only")
        _merge(database, _statement(fields={"licence": "Apache-2.0"}))
        with database.read() as session:
            assert _own(session).licence == "GPL-3.0-only"

    def test_a_value_that_people_cleared_is_not_filled_by_the_same_statement(
        self, database: Database
    ) -> None:
        _merge(database, _statement(fields={"licence": "MIT"}))
        _edit(database, licence="")
        assert len(_merge(database, _statement(fields={"licence": "MIT"})).unchanged) == 1

    def test_what_is_no_longer_stated_goes(self, database: Database) -> None:
        _merge(database, _statement(fields={"licence": "MIT", "offline": False}))
        _merge(database, _statement(fields={"licence": "MIT"}))
        with database.read() as session:
            assert _own(session).offline is None
            assert _claims(session, "offline") == {}

    def test_false_is_a_statement(self, database: Database) -> None:
        _merge(database, _statement(fields={"offline": False}))
        with database.read() as session:
            assert _own(session).offline is False
            assert _claims(session, "offline") == {"goods-2026-07": False}

    def test_an_unknown_code_is_reported_and_left_out(self, database: Database) -> None:
        report = _merge(database, _statement(fields={"sdgs": ["3", "99"]}))
        assert [(each.path, each.value) for each in report.unmapped] == [("sdgs", "99")]
        assert len(report.created) == 1

    def test_a_broken_record_rejects_itself_alone(self, database: Database) -> None:
        broken = _statement(fields={"licence": "Nonsense-1"})
        good = _statement("[1]", identifiers=(Identifier("goods", "G2"),), fields={"names": {"en": "Good"}})
        report = _merge(database, broken, good)
        assert (len(report.created), report.rejected[0].place) == (1, "[0]")
        assert "Nonsense-1" in report.rejected[0].reason

    def test_without_a_type_it_is_rejected(self, database: Database) -> None:
        report = _merge(database, _statement(fields={"type": None}))
        assert "type" in report.rejected[0].reason


class TestOrganisations:
    def test_a_known_one_is_recognised_and_a_new_one_recorded(self, database: Database) -> None:
        with database.write() as session:
            make_organisation(session, "ACME, Inc.", slug="acme")
        named = (
            NamedOrganisation("acme inc", "owner"),
            NamedOrganisation("New Body", "funder", country="KEN"),
        )
        report = _merge(database, _statement(organisations=named))
        assert report.organisations == {"created": 1}
        with database.read() as session:
            slugs = {each.slug: each for each in session.exec(select(Organisation))}
            assert set(slugs) == {"acme", "new-body"}
            assert slugs["new-body"].country == "KEN"
            assert len(session.exec(select(SolutionOrganisation)).all()) == 2
        assert not _merge(database, _statement(organisations=named)).changed


class TestCountries:
    def test_each_named_country_is_a_presence_with_its_sources(self, database: Database) -> None:
        _merge(database, _statement(countries=("KEN", "UGA")))
        _merge(database, _statement(source="other", countries=("KEN",)))
        with database.read() as session:
            rows = session.exec(select(Deployment)).all()
            assert {each.country for each in rows} == {"KEN", "UGA"}
            assert all(each.is_reported_presence for each in rows)
            kenya = next(each.id for each in rows if each.country == "KEN")
            stated = session.exec(select(Claim.source_id).where(Claim.record_id == kenya)).all()
            assert set(stated) == {"goods-2026-07", "other"}

    def test_a_country_no_longer_named_loses_that_claim_and_its_history_stays(
        self, database: Database
    ) -> None:
        _merge(database, _statement(countries=("KEN", "UGA")))
        _merge(database, _statement(source="other", countries=("KEN",)))
        report = _merge(database, _statement(source="goods-2026-12", countries=()))
        assert report.deployments == {"removed": 1, "updated": 1}
        assert len(report.updated) == 1
        with database.read() as session:
            assert session.exec(select(Deployment.country)).all() == ["KEN"]
            assert _claims(session, "presence") == {"other": True}
            kept = session.exec(select(Revision).where(Revision.record_kind == Kind.DEPLOYMENT)).all()
            assert any(each.body["country"] == "UGA" and each.body.get("claims") for each in kept)

    def test_a_source_that_lists_no_countries_takes_none_away(self, database: Database) -> None:
        _merge(database, _statement(countries=("KEN",)))
        _merge(database, _statement(), names_countries=False)
        with database.read() as session:
            assert session.exec(select(Deployment.country)).all() == ["KEN"]

    def test_a_country_that_is_not_recorded_is_reported(self, database: Database) -> None:
        report = _merge(database, _statement(countries=("ATA",)))
        assert [(each.path, each.value) for each in report.unmapped] == [("countries", "ATA")]


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    statement = _statement(
        countries=("KEN",),
        organisations=(NamedOrganisation("New Body", "owner", home="https://body.example.org"),),
        fields={
            "licence": "MIT",
            "sdgs": ["3"],
            "links": HOME,
            "aliases": ["EEMR"],
            "first_released": "2004",
        },
    )
    _merge(database, statement)
    version = database.catalogue_version()
    report = _merge(database, statement)
    assert not report.changed
    assert report.deployments == {"unchanged": 1}
    assert database.catalogue_version() == version
