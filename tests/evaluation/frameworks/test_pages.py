"""The pages and the API of frameworks."""

import pytest

from registry.accounts.permissions import Role
from tests.acting import Stage
from tests.factories import make_account
from tests.factories.frameworks import criterion, make_framework


@pytest.fixture
def published(stage: Stage) -> Stage:
    with stage.database.write() as session:
        make_framework(
            session,
            used=True,
            tiers=[{"code": "C", "names": "Guides care", "risk": ["guiding"]}],
            criteria=[
                criterion(
                    "one",
                    asks={"en": "Is it so?"},
                    tiers=["C"],
                    traits=["uses_ai"],
                    cites=["§29"],
                    levels={
                        "all": {
                            "descriptor": {"en": "Everything"},
                            "evidence": "independent_test",
                            "kinds": ["security_audit"],
                        },
                        "some": {"at_least": 3},
                    },
                ),
                criterion("three", "second", scale="pass-or-fail", gate=True),
            ],
        )
        make_framework(session, version="2", publish=False)
    return stage


class TestReaders:
    def test_see_all_that_is_published(self, published: Stage) -> None:
        page = published.person().get("/en/frameworks").text
        assert "Test framework" in page
        assert "/en/frameworks/test-framework/1" in page
        assert "/en/frameworks/test-framework/2" not in page

    def test_read_a_criterion_with_its_levels(self, published: Stage) -> None:
        page = published.person().get("/en/frameworks/test-framework").text
        for text in (
            "Is it so?",
            "Everything",
            "Independent test or audit",
            "Security or privacy audit",
            "Guides care",
            "Uses artificial intelligence",
            "§29",
            "measured: at least 3",
            "Gate",
        ):
            assert text in page, text

    def test_do_not_see_drafts(self, published: Stage) -> None:
        assert published.person().get("/en/frameworks/test-framework/2").status_code == 404
        assert published.program().ask("GET", "/api/v1/frameworks/test-framework/2").status_code == 404

    def test_get_the_same_from_the_api(self, published: Stage) -> None:
        program = published.program()
        rows = program.ask("GET", "/api/v1/frameworks").json()
        assert [(row["id"], row["in_use"], row["gates"]) for row in rows] == [("test-framework@1", True, 1)]
        current = program.ask("GET", "/api/v1/frameworks/test-framework").json()
        assert current == program.ask("GET", "/api/v1/frameworks/test-framework/1").json()
        assert [level["code"] for level in current["criteria"][0]["levels"]] == [
            "none",
            "some",
            "most",
            "all",
        ]

    def test_of_what_is_not_there_are_told_so(self, published: Stage) -> None:
        assert published.person().get("/en/frameworks/none").status_code == 404
        assert published.program().ask("GET", "/api/v1/frameworks/none").status_code == 404

    def test_find_an_empty_list_explained(self, stage: Stage) -> None:
        assert "No framework is recorded yet" in stage.person().get("/en/frameworks").text


def test_whoever_manages_frameworks_sees_drafts(published: Stage) -> None:
    with published.database.write() as session:
        account_id = make_account(session, "", Role.ADMINISTRATOR).id
    answer = published.person(account_id).get("/en/frameworks/test-framework/2")
    assert answer.status_code == 200
    assert "nobody can judge by it yet" in answer.text
