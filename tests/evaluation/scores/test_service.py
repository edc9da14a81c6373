"""Scores are published with all that they rest on, never changed, and computed again to the byte."""

from datetime import UTC, datetime
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import select

from registry.db import Database
from registry.errors import BadRecord, NotFound
from registry.evaluation.applicability import Applies, RiskTier
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks import service as framework_service
from registry.evaluation.frozen import canonical
from registry.evaluation.scores import service
from registry.evaluation.scores.freezing import replay, score, seal
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from registry.evaluation.scores.replaying import replayed
from registry.evaluation.scores.scoring import Judgement
from registry.evidence.hierarchy import EvidenceClass
from tests.evaluation.frameworks.shapes import SHAPES, dtac, grade, maps, mera, nice_esf
from tests.factories import make_solution, make_source
from tests.factories.evidence import make_evidence
from tests.factories.frameworks import criterion, make_framework
from tests.factories.scores import FAILED, GOOD, PASSED, PUBLISHED, Assessed, make_score

STRONGEST = EvidenceClass.REPLICATED_EVALUATION


def _shaped(session, shape, **values) -> Assessed:
    make_source(session)
    draft = shape()
    framework_service.save(session, draft, publish=True)
    return Assessed(make_solution(session).id, draft.id, **values)


def _at(session, assessment: Assessed, place: int) -> list[Judgement]:
    """Every criterion on its lowest (0) or highest (-1) level."""
    version = frameworks.by_id(session, assessment.version_id)
    return [
        Judgement(each.code, Applies.YES, each.levels[place].code, each.levels[place].code, STRONGEST)
        for each in version.criteria
    ]


class TestShapes:
    """Frameworks of each shape are scored, the same way."""

    @pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
    def test_from_lowest_to_highest_and_in_any_order(self, sqlite_url: str, shape) -> None:
        with Database(sqlite_url).write() as session:
            given = _shaped(session, shape)
            nothing = service.preview(session, assessment=given, judgements=[])
            highest = _at(session, given, -1)
            best = service.preview(session, assessment=given, judgements=highest)
            shuffled = Random(1).sample(highest, len(highest))
            assert service.preview(session, assessment=given, judgements=shuffled) == best
            worst = service.preview(session, assessment=given, judgements=_at(session, given, 0))
        for part in ("overall", *nothing["domains"]):
            unknown, low, high = (
                found["overall"] if part == "overall" else found["domains"][part]
                for found in (nothing, worst, best)
            )
            assert (high["low"], low["high"]) == (high["high"], low["low"])
            if shape is not grade:  # in which what is optional counts only where somebody judged it
                assert (unknown["low"], unknown["high"]) == (low["low"], high["high"])

    @pytest.mark.parametrize(
        ("risk", "number"), [(RiskTier.ENABLING, 17), (RiskTier.SUPPORTING, 20), (RiskTier.GUIDING, 21)]
    )
    def test_tiers_decide_of_how_many(self, sqlite_url: str, risk: RiskTier, number: int) -> None:
        with Database(sqlite_url).write() as session:
            given = _shaped(session, nice_esf, tier=risk)
            found = service.preview(session, assessment=given, judgements=[])["overall"]
        assert (found["low"], found["high"], found["of"]) == (0, number, [number, number])

    def test_a_count_of_sixteen(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            given = _shaped(session, mera)
            judgements = [*_at(session, given, -1)[:9], *_at(session, given, 0)[9:12]]
            found = service.preview(session, assessment=given, judgements=judgements)
        assert (found["overall"]["low"], found["overall"]["high"], found["overall"]["most"]) == (9, 13, 16)
        assert len(found["unknown"]) == 4

    def test_gates_and_a_share_beside_them(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            given = _shaped(session, dtac)
            good = _at(session, given, -1)
            found = service.preview(session, assessment=given, judgements=good[1:])
            assert found["gates_together"] == "unknown"
            failed = [*good[1:], *_at(session, given, 0)[:1]]
            assert service.preview(session, assessment=given, judgements=failed)["gates_together"] == "failed"
            partly = [*good[:10], *_at(session, given, 0)[10:]]
            found = service.preview(session, assessment=given, judgements=partly)
        assert found["gates_together"] == "passed"
        assert found["domains"]["usability"]["low"] == 0.75

    def test_domains_count_alike_however_many_questions_they_have(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            given = _shaped(session, maps)
            one = [each for each in _at(session, given, -1) if each.criterion.startswith("data")]
            other = [each for each in _at(session, given, 0) if each.criterion.startswith("adaptability")]
            found = service.preview(session, assessment=given, judgements=[*one, *other])
        assert (found["overall"]["low"], found["overall"]["high"]) == (0.5, 0.5)

    def test_a_sum_of_steps_stays_within_its_bounds_and_has_a_name(self, sqlite_url: str) -> None:
        def judge(**steps: str) -> list[Judgement]:
            return [Judgement(code.replace("_", "-"), Applies.YES, to, to) for code, to in steps.items()]

        no_concern = dict.fromkeys(
            ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"), "no-concern"
        )
        with Database(sqlite_url).write() as session:
            given = _shaped(session, grade)
            low = judge(design="low", **no_concern | {"imprecision": "very-serious"})
            found = service.preview(session, assessment=given, judgements=low)["overall"]
            assert (found["low"], found["bands"]) == (1, ["very_low", "very_low"])
            raised = judge(design="high", **no_concern, large_effect="up-2")
            assert service.preview(session, assessment=given, judgements=raised)["overall"]["high"] == 4
            del no_concern["imprecision"]
            unknown = judge(design="high", **no_concern)
            found = service.preview(session, assessment=given, judgements=unknown)["overall"]
        assert (found["low"], found["high"], found["bands"]) == (2, 4, ["low", "high"])


class TestPublishing:
    def test_it_holds_all_that_it_rests_on_and_replays_to_the_byte(self, database: Database) -> None:
        with database.write() as session:
            made = make_score(session, make_solution(session))
        with database.read() as session:
            kept = session.get_one(Score, made.id)
            assert replay(kept.inputs, kept.result, kept.digest) == ""
            assert list(replayed(session)) == [(made.id, "")]
            by_code = {each["criterion"]: each for each in kept.frozen["judgements"]}
            assert by_code["three"]["reason"] == "Looked through."
            (item,) = by_code["one"]["evidence"]
            assert (item["revision"], item["kind"], item["independence"]) == (
                1,
                "cluster_trial",
                "independent",
            )
            assert by_code["two"]["applies"] == "unknown"
            assert kept.frozen["assessment"]["reviewers"] == 2
            assert frameworks.by_id(session, "test-framework@1").in_use
        assert kept.due_at == datetime(2028, 11, 1, 12, tzinfo=UTC)
        assert kept.gates_due_at == datetime(2027, 11, 1, 12, tzinfo=UTC)

    def test_whoever_changes_inputs_or_result_is_found_out(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            made = make_score(session, make_solution(session))
        for inputs, result in (
            (made.inputs, made.result.replace('"passed"', '"failed"')),
            (made.inputs.replace('"fail"', '"flop"'), made.result),
            (made.inputs + " ", made.result),
        ):
            assert "digest is another" in replay(inputs, result, made.digest)
        better = made.found | {"gates_together": "failed"}
        sealed = seal(made.frozen, better)
        assert "another result follows" in replay(made.inputs, canonical(better), sealed)

    def test_the_class_of_evidence_follows_from_the_items_not_from_what_is_said(
        self, sqlite_url: str
    ) -> None:
        with Database(sqlite_url).write() as session:
            needs = {"most": {"evidence": "independent_evaluation"}}
            version = make_framework(session, criteria=[criterion("one", levels=needs)])
            own = make_evidence(session, independence="not_independent")
            bold = [Judgement("one", low="most", high="most", evidence=STRONGEST)]
            made = make_score(
                session, make_solution(session), bold, evidence={"one": [own]}, version_id=version
            )
            (found,) = made.found["criteria"]
        assert (found["high"], found["capped"], found["evidence_class"]) == ("some", True, "documentation")

    def test_a_newer_one_supersedes_that_of_its_own_body_and_framework_only(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            old = make_score(session, solution)
            centre = make_score(session, solution, body_id="centre")
            other = make_score(session, make_solution(session))
            new = make_score(session, solution, (*GOOD, FAILED))
            marks = session.exec(select(ScoreMark)).all()
            assert [(each.score_id, each.mark, each.subject) for each in marks] == [
                (old.id, Mark.SUPERSEDED, new.id)
            ]
            assert len({old.id, centre.id, other.id, new.id}) == 4

    def test_what_became_void_is_marked_once_and_stays(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            made = make_score(session, make_solution(session))
            for _ in range(2):
                service.void(session, made.assessment_id, reason="A tie was found.", now=PUBLISHED)
            (mark,) = session.exec(select(ScoreMark)).all()
            assert (mark.mark, mark.reason) == (Mark.VOIDED, "A tie was found.")
            assert session.get(Score, made.id) is made

    @pytest.mark.parametrize(
        "judgements",
        [
            [Judgement("unheard-of", low="all", high="all")],
            [Judgement("one", low="best", high="best")],
            [Judgement("one", low="most", high="some")],
            [PASSED, FAILED],
        ],
    )
    def test_judgements_that_make_no_sense_are_refused(self, sqlite_url: str, judgements) -> None:
        with Database(sqlite_url).write() as session:
            make_framework(session)
            given = Assessed(make_solution(session).id)
            with pytest.raises(BadRecord):
                service.preview(session, assessment=given, judgements=judgements)

    def test_nothing_rests_on_evidence_that_nobody_sees(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session, pytest.raises(NotFound):
            make_score(session, make_solution(session), evidence={"one": ["DHE-00000"]})

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE score SET result = inputs",
            "DELETE FROM score",
            "UPDATE score_mark SET reason = ''",
            "DELETE FROM score_mark",
        ],
    )
    def test_not_even_by_hand_is_a_published_score_changed(self, database: Database, statement: str) -> None:
        with database.write() as session:
            made = make_score(session, make_solution(session))
            service.mark(session, made.id, Mark.INCIDENT, now=PUBLISHED, subject="N1")
        with (
            pytest.raises((sa.exc.IntegrityError, sa.exc.DatabaseError), match="never changed"),
            database.write() as session,
        ):
            session.execute(sa.text(statement))

    def test_scores_of_other_rules_are_not_computed_by_these(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            made = make_score(session, make_solution(session))
        with pytest.raises(ValueError, match="unknown rules"):
            score(made.frozen | {"rules": "score-0"})


@pytest.mark.parametrize(
    ("month", "day", "months", "expected"),
    [
        (1, 31, 1, (2026, 2, 28)),
        (11, 30, 24, (2028, 11, 30)),
        (12, 15, 1, (2027, 1, 15)),
        (2, 1, 12, (2027, 2, 1)),
    ],
)
def test_months_end_where_they_end(month: int, day: int, months: int, expected) -> None:
    moment = service.months_after(datetime(2026, month, day, tzinfo=UTC), months)
    assert (moment.year, moment.month, moment.day) == expected
