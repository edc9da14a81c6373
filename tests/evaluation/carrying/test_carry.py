"""What a draft of a framework would make of past scores."""

from sqlmodel import Session

from registry.accounts.permissions import Role
from registry.db import Database
from registry.evaluation.carrying import queries
from registry.evaluation.carrying.carry import Carried, carry
from registry.evaluation.frameworks import queries as frameworks
from tests.acting import Stage
from tests.factories import make_account, make_solution
from tests.factories.frameworks import criterion, make_framework
from tests.factories.people import make_viewer
from tests.factories.scores import make_score

FIRST = criterion("one", "first", follows={"criterion": "one", "how": "carries"})
SECOND = criterion("two", "first", traits=["personal_data"], follows={"criterion": "two", "how": "carries"})
THIRD = criterion(
    "three", "second", scale="pass-or-fail", gate=True, follows={"criterion": "three", "how": "carries"}
)
COUNTED = {"domain": "count_met", "overall": "count_met"}


def follow(session: Session, *criteria: dict[str, object], dropped: tuple[str, ...] = ()) -> None:
    """A score by a version, and a draft of the version that follows it."""
    make_framework(session, aggregate=COUNTED)
    make_score(session, make_solution(session), version_id="test-framework@1")
    make_framework(
        session,
        version="2",
        publish=False,
        aggregate=COUNTED,
        former="1",
        changes={"en": "Other criteria"},
        criteria=list(criteria),
        dropped=list(dropped),
    )


def checked(database: Database) -> Carried:
    with database.write() as session:
        (past,) = queries.past(session, "test-framework@1")
        draft = frameworks.version(session, "test-framework", "2", make_viewer(session, Role.ADMINISTRATOR))
        return carry(past.score.frozen, past.score.found, past.score.tier, draft)


class TestCarrying:
    def test_the_same_criteria_give_the_same_score(self, database: Database) -> None:
        with database.write() as session:
            follow(session, FIRST, SECOND, THIRD)
        found = checked(database)
        assert not found.redo
        assert (found.changes_gates, found.changes_total) == (False, False)

    def test_what_is_to_be_redone_is_unknown(self, database: Database) -> None:
        with database.write() as session:
            follow(session, FIRST, SECOND, THIRD | {"follows": {"criterion": "three", "how": "redo"}})
        found = checked(database)
        assert found.redo == ("three",)
        assert (found.before["gates_together"], found.after["gates_together"]) == ("passed", "unknown")

    def test_a_level_that_is_gone_does_not_carry(self, database: Database) -> None:
        with database.write() as session:
            follow(session, FIRST | {"scale": "pass-or-fail"}, SECOND, THIRD)
        found = checked(database)
        assert found.redo == ("one",)
        assert found.changes_total

    def test_a_new_criterion_is_unknown_and_one_left_out_counts_no_more(self, database: Database) -> None:
        with database.write() as session:
            follow(session, FIRST, criterion("four", "second"), THIRD, dropped=("two",))
        found = checked(database)
        assert found.redo == ("four",)
        assert [each["criterion"] for each in found.after["criteria"]] == ["one", "four", "three"]


def test_an_administrator_sees_what_would_change(stage: Stage) -> None:
    with stage.database.write() as session:
        follow(session, FIRST, SECOND, THIRD | {"follows": {"criterion": "three", "how": "redo"}})
        account_id = make_account(session, "", Role.ADMINISTRATOR).id
    page = stage.person(account_id).get("/en/framework-drafts/test-framework/2/check").text
    assert "1 score is in force. 1 would come out otherwise." in page
    assert "Criterion three" in page
