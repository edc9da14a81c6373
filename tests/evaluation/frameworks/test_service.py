"""Frameworks are kept as they were published, and never changed once somebody judged by them."""

from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from registry.accounts.permissions import Role
from registry.db import Database
from registry.errors import BadRecord, NotFound
from registry.evaluation.applicability import Applies, Condition, Profile, RiskTier, Trait, applies
from registry.evaluation.frameworks import queries, service
from registry.solutions.models import SolutionType
from tests.evaluation.frameworks.shapes import SHAPES, nice_esf
from tests.factories import make_source, make_viewer
from tests.factories.frameworks import criterion, framework_draft, make_framework


class TestFormat:
    @pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
    def test_it_holds_each_shape(self, database: Database, shape) -> None:
        draft = shape()
        with database.write() as session:
            make_source(session)
            assert service.save(session, draft, publish=True) == "created"
        with database.read() as session:
            found = queries.by_id(session, draft.id)
        assert [each.code for each in found.criteria] == [each.code for each in draft.criteria]
        assert found.aggregate == draft.aggregate.model_dump(mode="json")
        for each, given in zip(found.criteria, draft.criteria, strict=True):
            assert [level.value for level in each.levels] == [
                level.value for level in draft.scales[given.scale]
            ]
            assert (each.gate, each.tiers, each.weight) == (given.gate, given.tiers, given.weight)

    @pytest.mark.parametrize(("tier", "number"), [("A", 17), ("B", 20), ("C", 21)])
    def test_tiers_decide_how_many_apply(self, tier: str, number: int) -> None:
        profile = Profile(SolutionType.SOFTWARE, tier)
        assert sum(applies(each.condition, profile) is Applies.YES for each in nice_esf().criteria) == number

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"criteria": [criterion("one"), criterion("one")]}, "criterion one stands twice"),
            ({"criteria": [criterion("one", "nowhere")]}, "no domain nowhere"),
            ({"criteria": [criterion("one", scale="unheard-of")]}, "no scale unheard-of"),
            ({"criteria": [criterion("one", levels={"best": {}})]}, "no level best"),
            ({"criteria": [criterion("one", tiers=["Z"])]}, "no tier Z"),
            (
                {"criteria": [criterion("one", levels={"all": {"evidence_by_tier": {"Z": "none"}}})]},
                "no tier Z",
            ),
            (
                {"criteria": [criterion("one", follows={"criterion": "x", "how": "redo"})]},
                "no version before",
            ),
            ({"changes": {"en": "All"}}, "says what changed"),
            ({"former": "0"}, "says what changed"),
            ({"aggregate": {"overall": "clamped_sum"}}, "needs `lowest` and `highest`"),
            ({"aggregate": {"domain": "mean_of_domains"}}, "holds no domains"),
            ({"version": "1 beta"}, "version"),
            (
                {
                    "scales": {
                        "levels": [
                            {"code": "b", "value": 2, "names": "B"},
                            {"code": "a", "value": 1, "names": "A"},
                        ]
                    },
                    "criteria": [],
                },
                "lowest first",
            ),
            (
                {
                    "scales": {
                        "levels": [
                            {"code": "a", "value": 1, "names": "A", "meets": True},
                            {"code": "b", "value": 2, "names": "B"},
                        ]
                    },
                    "criteria": [],
                },
                "above a level that meets",
            ),
            (
                {
                    "scales": {"levels": [{"code": "a", "value": 1, "names": "A"}]},
                    "criteria": [criterion("one", gate=True)],
                },
                "a gate needs",
            ),
        ],
    )
    def test_what_does_not_hold_together_is_refused(self, values, said: str) -> None:
        with pytest.raises(ValidationError, match=said):
            framework_draft(**values)


class TestVersions:
    def test_saving_again_changes_nothing(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session)
            assert service.save(session, framework_draft(), publish=True) == "unchanged"

    def test_an_unused_version_can_be_corrected(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session)
            draft = framework_draft(criteria=[criterion("one")])
            assert service.save(session, draft, publish=True) == "updated"
            assert len(queries.by_id(session, draft.id).criteria) == 1

    def test_a_used_version_stays(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session, used=True)
            assert service.save(session, framework_draft(), publish=True) == "unchanged"
            with pytest.raises(service.VersionInUse):
                service.save(session, framework_draft(criteria=[criterion("one")]), publish=True)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE framework_level SET value = 9",
            "DELETE FROM framework_level",
            "UPDATE framework_criterion SET is_gate = NOT is_gate",
            "DELETE FROM framework_criterion WHERE code = 'one'",
            "INSERT INTO framework_domain VALUES ('test-framework@1', 'more', 9, '{}', '{}')",
            "UPDATE framework_version SET digest = 'other'",
            "UPDATE framework_version SET licence = 'other'",
            "UPDATE framework_version SET used_at = NULL",
            "DELETE FROM framework_version",
        ],
    )
    def test_not_even_by_hand_is_a_used_version_changed(self, database: Database, statement: str) -> None:
        with database.write() as session:
            make_framework(session, used=True)
        with (
            pytest.raises((sa.exc.IntegrityError, sa.exc.DatabaseError), match="never changed"),
            database.write() as session,
        ):
            session.execute(sa.text(statement))

    def test_a_new_version_of_a_used_one_takes_its_place(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session, used=True)
            make_framework(
                session,
                version="2",
                former="1",
                changes={"en": "Criterion two is left out."},
                dropped=["two"],
                criteria=[
                    criterion("one", follows={"criterion": "one", "how": "carries"}),
                    criterion("third", "second", follows={"criterion": "three", "how": "redo"}),
                ],
            )
            assert queries.version(session, "test-framework").version == "2"
            first, second = queries.versions(session)
        assert (first.version, first.is_current, second.version, second.is_current) == ("2", True, "1", False)

    def test_what_becomes_of_each_judgement_must_be_said(self, database: Database) -> None:
        changes: dict[str, Any] = {"version": "2", "former": "1", "changes": {"en": "Much."}}
        with database.write() as session:
            make_framework(session)
            with pytest.raises(BadRecord, match="judgements on one, three is not said"):
                make_framework(session, **changes, dropped=["two"])
            with pytest.raises(BadRecord, match="has no other"):
                make_framework(session, **changes, dropped=["one", "two", "three", "other"])
            both = criterion("one", follows={"criterion": "one", "how": "redo"})
            with pytest.raises(BadRecord, match="followed and dropped"):
                make_framework(session, **changes, criteria=[both], dropped=["one", "two", "three"])
            with pytest.raises(BadRecord, match="there is no version test-framework@0"):
                make_framework(session, **(changes | {"former": "0"}))

    def test_drafts_are_for_those_who_manage_frameworks(self, database: Database) -> None:
        with database.write() as session:
            made = make_framework(session, publish=False)
            with pytest.raises(NotFound):
                queries.by_id(session, made)
            assert queries.versions(session) == []
            assert queries.by_id(session, made, make_viewer(session, Role.ADMINISTRATOR)).status == "draft"
            with pytest.raises(NotFound):
                queries.by_id(session, made, make_viewer(session, Role.REVIEWER))
            with pytest.raises(NotFound):
                service.mark_used(session, made)


class TestApplicability:
    def test_a_fact_that_nobody_states_leaves_it_open(self) -> None:
        condition = Condition(traits=[Trait.USES_AI])
        for stated, answer in ((True, Applies.YES), (False, Applies.NO), (None, Applies.UNKNOWN)):
            profile = Profile(SolutionType.SOFTWARE, traits={Trait.USES_AI: stated})
            assert applies(condition, profile) is answer
        assert applies(condition, Profile(SolutionType.SOFTWARE)) is Applies.UNKNOWN

    def test_one_condition_that_fails_settles_it(self) -> None:
        condition = Condition([SolutionType.AI_MODEL], [RiskTier.GUIDING], [Trait.USES_AI])
        assert applies(condition, Profile(SolutionType.SOFTWARE)) is Applies.NO
        assert applies(condition, Profile(SolutionType.AI_MODEL)) is Applies.UNKNOWN

    def test_without_conditions_it_applies(self) -> None:
        assert applies(Condition(), Profile(SolutionType.CONTENT)) is Applies.YES
