"""Recording classifications."""

import pytest
from sqlmodel import col, select

from registry.db import Database
from registry.errors import BadRecord
from registry.taxonomy.models import Concept, ConceptMap, Relation
from registry.taxonomy.service import (
    ConceptCodes,
    ConceptDraft,
    MapDraft,
    MapRowDraft,
    SchemeDraft,
    save_map,
    save_scheme,
)
from tests.factories import make_solution, make_source


def _scheme(*codes: str, scheme: str = "interventions-2") -> SchemeDraft:
    return SchemeDraft(
        scheme=scheme,
        family="interventions",
        title="Interventions",
        source="test-source",
        concepts=[
            ConceptDraft(code=code, parent=code.rpartition(".")[0] or None, label=f"Label {code}")
            for code in codes
        ],
    )


def test_a_scheme_is_created_updated_and_left_alone(database: Database) -> None:
    with database.write() as session:
        make_source(session)
        assert save_scheme(session, _scheme("1.1", "1", "2")) == "created"
    with database.write() as session:
        assert save_scheme(session, _scheme("1.1", "1", "2")) == "unchanged"
        assert save_scheme(session, _scheme("1", "1.1", "1.2")) == "updated"
        rows = session.exec(select(Concept).order_by(col(Concept.position))).all()
        assert [(row.code, row.parent_code) for row in rows] == [("1", None), ("1.1", "1"), ("1.2", "1")]
        assert save_scheme(session, _scheme("1", "1.1", "1.2")) == "unchanged"


@pytest.mark.parametrize(("codes", "reason"), [(("1", "1"), "twice"), (("1.1",), "parent")])
def test_a_broken_tree_is_refused(database: Database, codes: tuple[str, ...], reason: str) -> None:
    with database.write() as session:
        make_source(session)
        with pytest.raises(BadRecord, match=reason):
            save_scheme(session, _scheme(*codes))


def test_a_map_is_replaced_as_a_whole(database: Database) -> None:
    def draft(*rows: tuple[str, str]) -> MapDraft:
        return MapDraft(
            relation=Relation.EDITION_MAP,
            from_scheme="interventions-1",
            to_scheme="interventions-2",
            source="test-source",
            rows=[MapRowDraft(from_code=one, to_code=other, qualifier="equivalent") for one, other in rows],
        )

    with database.write() as session:
        make_source(session)
        save_scheme(session, _scheme("1", "2", scheme="interventions-1"))
        save_scheme(session, _scheme("1", "2"))
        assert save_map(session, draft(("1", "1"), ("2", ""))) == "created"
        assert save_map(session, draft(("1", "1"), ("2", ""))) == "unchanged"
        assert save_map(session, draft(("1", "2"))) == "updated"
        assert [(row.from_code, row.to_code) for row in session.exec(select(ConceptMap))] == [("1", "2")]
        with pytest.raises(BadRecord, match="9"):
            save_map(session, draft(("1", "9")))


def test_codes_are_checked_against_the_current_edition(database: Database) -> None:
    with database.write() as session:
        make_source(session)
        save_scheme(session, _scheme("1", "1.1"))
        codes = ConceptCodes(session)
    codes.check("interventions", ["1.1"])
    with pytest.raises(BadRecord, match="no code 9"):
        codes.check("interventions", ["1", "9"])
    assert not codes.knows("challenges", "1")


def test_a_code_that_records_use_cannot_be_taken_away(database: Database) -> None:
    def take_away() -> None:
        with database.write() as session:
            save_scheme(session, _scheme("1"))

    with database.write() as session:
        make_source(session)
        save_scheme(session, _scheme("1", "2"))
        make_solution(session, interventions=["2"])
    with pytest.raises(BadRecord, match="records use them"):
        take_away()
