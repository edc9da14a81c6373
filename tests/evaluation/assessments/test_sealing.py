"""A replay finds out whoever changes a judgement, or what was put together of the judgements, behind the database's back."""

import pytest
import sqlalchemy as sa

from registry.db import Database
from registry.evaluation.assessments import voiding
from registry.evaluation.assessments.sealing import CHANGED, NOT_SO
from registry.evaluation.scores.replaying import replayed
from tests.evaluation.assessments.test_comparing import published


@pytest.mark.parametrize(
    ("trigger", "change", "says"),
    [
        ("judgement_is_kept_UPDATE", "UPDATE judgement SET rationale = 'Because.' WHERE criterion = 'one'", CHANGED),
        ("judgement_is_kept_UPDATE", "UPDATE judgement SET level = 'pass' WHERE criterion = 'three'", CHANGED),
        ("judgement_is_kept_UPDATE", "UPDATE judgement SET evidence = '[]' WHERE criterion = 'one'", CHANGED),
        ("judgement_is_kept_DELETE", "DELETE FROM judgement WHERE criterion = 'three'", CHANGED),
        ("consensus_is_kept_UPDATE", "UPDATE consensus SET rationale = 'Because.' WHERE criterion = 'three'", NOT_SO),
        ("consensus_is_kept_UPDATE", "UPDATE consensus SET low = '', high = '' WHERE criterion = 'one'", NOT_SO),
        ("consensus_is_kept_DELETE", "DELETE FROM consensus WHERE criterion = 'one'", NOT_SO),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_is_found_out(sqlite_url: str, trigger: str, change: str, says: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        published(session)
        assert [fault for _, fault in replayed(session)] == [""]
    with database.engine.begin() as connection:  # as somebody with the file in hand could
        connection.execute(sa.text(f"DROP TRIGGER {trigger}"))
        assert connection.execute(sa.text(change)).rowcount
    with database.read() as session:
        assert [fault for _, fault in replayed(session)] == [says]
    database.dispose()


def test_a_review_that_became_void_does_not_make_its_score_another(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story, _ = published(session)
        voiding.void(session, story.manager, story.id, story.reviews[1], "Paid by the maker in 2025.")
        assert [fault for _, fault in replayed(session)] == [""]
