"""Drafting the next version of a framework on the pages."""

import json
import re
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.audit.models import Event
from registry.db import Database
from registry.errors import Forbidden, Invalid, SignInNeeded, Stale
from registry.evaluation.frameworks import drafting, editing, queries, service
from registry.evaluation.frameworks.drafting import NotADraft
from registry.evaluation.frameworks.drafts import Carry
from tests.acting import Person, Stage
from tests.factories import make_account
from tests.factories.frameworks import criterion, framework_draft, make_framework
from tests.factories.people import make_viewer

HOME = "/en/framework-drafts/test-framework/2"


def begun(session: Session) -> Any:
    """An administrator, and a draft that follows a published version."""
    make_framework(session)
    viewer = make_viewer(session, Role.ADMINISTRATOR)
    drafting.begin(session, viewer, "test-framework@1", "2", {"en": "Clearer words"})
    return viewer


class TestVerbs:
    def test_are_not_for_everybody(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session)
            with pytest.raises(SignInNeeded):
                drafting.begin(session, ANYBODY, "test-framework@1", "2", {"en": "x"})
            with pytest.raises(Forbidden):
                drafting.begin(
                    session, make_viewer(session, Role.EDITOR), "test-framework@1", "2", {"en": "x"}
                )

    def test_a_draft_begins_as_what_it_follows(self, database: Database) -> None:
        with database.write() as session:
            begun(session)
            draft = queries.draft(session, "test-framework@2")
        assert [each.code for each in draft.criteria] == ["one", "two", "three"]
        assert {each.follows.how for each in draft.criteria if each.follows} == {Carry.CARRIES}
        assert not queries_see(database)

    def test_what_no_criterion_follows_is_named_as_left_out(self, database: Database) -> None:
        with database.write() as session:
            viewer = begun(session)
            seen = editing.seal(editing.criterion_of(queries.draft(session, "test-framework@2"), "two"))  # type: ignore[arg-type]
            after = drafting.change(
                session,
                viewer,
                "test-framework@2",
                lambda draft: editing.without_criterion(draft, "two"),
                seen=seen,
                part=lambda draft: editing.seal(editing.criterion_of(draft, "two") or draft),
            )
        assert after.dropped == ["two"]

    def test_a_change_that_came_between_is_not_overwritten(self, database: Database) -> None:
        with database.write() as session:
            viewer = begun(session)
            seen = changes_seal(queries.draft(session, "test-framework@2"))

            def say(text: str) -> None:
                drafting.change(
                    session,
                    viewer,
                    "test-framework@2",
                    lambda draft: editing.replaced(draft, changes={"en": text}),
                    seen=seen,
                    part=changes_seal,
                )

            say("First")
            with pytest.raises(Stale):
                say("Second")
            assert queries.draft(session, "test-framework@2").changes == {"en": "First"}

    def test_only_drafts_are_edited(self, database: Database) -> None:
        with database.write() as session:
            viewer = begun(session)
            with pytest.raises(NotADraft):
                drafting.discard(session, viewer, "test-framework@1", number="1")
            with pytest.raises(Invalid):
                drafting.discard(session, viewer, "test-framework@2", number="1")
            drafting.discard(session, viewer, "test-framework@2", number="2")
            assert [each.version for each in queries.versions(session, viewer)] == ["1"]

    def test_publishing_puts_it_in_force_and_on_record(self, database: Database) -> None:
        with database.write() as session:
            viewer = begun(session)
            seen = editing.seal(queries.draft(session, "test-framework@2"))
            drafting.publish(session, viewer, "test-framework@2", seen=seen)
        with database.read() as session:
            assert queries.version(session, "test-framework").version == "2"
            done = session.exec(select(Event.action).where(Event.object_id == "test-framework@2"))
            assert list(done) == ["framework.draft_begun", "framework.published"]


def queries_see(database: Database) -> list[str]:
    """Drafts that a reader sees."""
    with database.read() as session:
        return [each.id for each in queries.versions(session) if each.status == "draft"]


class TestPages:
    @pytest.fixture
    def administrator(self, stage: Stage) -> Person:
        with stage.database.write() as session:
            make_framework(session)
            account_id = make_account(session, "", Role.ADMINISTRATOR).id
        return stage.person(account_id)

    def begin(self, administrator: Person) -> None:
        fields = {"former": "test-framework@1", "version": "2", "changes-en": "Clearer words"}
        assert administrator.post("/en/framework-drafts", fields).headers["location"] == HOME

    def test_a_criterion_is_edited_previewed_and_published(self, administrator: Person) -> None:
        assert "No draft is open" in administrator.get("/en/framework-drafts").text
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/criteria/one").text)
        fields |= {
            "names-fr": "Critère un",
            "level-all-en": "Everything there is",
            "evidence-all": "independent_test",
        }
        fields |= {"follows_how": "redo"}
        assert administrator.post(f"{HOME}/criteria", fields).headers["location"] == HOME
        assert "Judgements must be made anew" in administrator.get(HOME).text
        preview = administrator.get("/en/frameworks/test-framework/2").text
        assert "Everything there is" in preview
        assert "Independent test or audit" in preview
        seen = filled(administrator.get(HOME).text)["seen"]
        assert administrator.post(f"{HOME}/publish", {"seen": seen}).status_code == 303
        assert "version 2" in administrator.get("/en/frameworks/test-framework").text

    def test_mistakes_are_told_beside_their_fields(self, administrator: Person) -> None:
        self.begin(administrator)
        answer = administrator.post(f"{HOME}/criteria", {"was": "", "code": "Not a code", "weight": "-1"})
        assert answer.status_code == 422
        for text in (
            "Use lower-case letters",
            "Give the name in English",
            "Choose one of the list",
            "above 0",
        ):
            assert text in answer.text
        again = administrator.post("/en/framework-drafts", {"version": "?"})
        assert again.status_code == 422
        assert "Give a number such as 2" in again.text

    def test_two_at_work_see_both_versions(self, administrator: Person) -> None:
        self.begin(administrator)
        mine = filled(administrator.get(f"{HOME}/criteria/one").text)
        administrator.post(f"{HOME}/criteria", mine | {"asks-en": "Is it so, says the other?"})
        answer = administrator.post(f"{HOME}/criteria", mine | {"asks-en": "Is it so, say I?"})
        assert answer.status_code == 412
        assert "Is it so, says the other?" in answer.text
        assert "Is it so, say I?" in answer.text
        assert administrator.post(f"{HOME}/criteria", filled(answer.text)).status_code == 303
        assert "Is it so, say I?" in administrator.get("/en/frameworks/test-framework/2").text

    def test_a_draft_goes_out_and_comes_in_as_a_file(self, administrator: Person) -> None:
        self.begin(administrator)
        body = administrator.get(f"{HOME}/file").json()
        body["version"] = "3"
        body["criteria"].append(criterion("four", "second"))
        files = {"file": ("draft.json", json.dumps(body).encode(), "application/json")}
        answer = administrator.post("/en/framework-drafts", files=files)
        assert answer.headers["location"] == "/en/framework-drafts/test-framework/3"
        body["criteria"].append(criterion("four", "second"))
        files = {"file": ("draft.json", json.dumps(body).encode(), "application/json")}
        refused = administrator.post("/en/framework-drafts", files=files)
        assert refused.status_code == 422
        assert "criterion four stands twice" in refused.text

    def test_facts_are_changed(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/facts").text)
        wrong = administrator.post(
            f"{HOME}/facts",
            fields
            | {"review_months": "0", "home": "here", "published": "soon", "source": "", "changes-en": ""},
        )
        assert wrong.status_code == 422
        for name in ("review_months", "home", "published", "source", "changes-en"):
            assert f'id="e-{name}"' in wrong.text
        fields |= {"review_months": "18", "licence": "CC-BY-4.0", "home": "https://example.org/"}
        assert administrator.post(f"{HOME}/facts", fields).status_code == 303
        assert "CC-BY-4.0" in administrator.get("/en/frameworks/test-framework/2").text

    def test_domains_are_named_ordered_added_and_left_out(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/domains").text)
        wrong = administrator.post(
            f"{HOME}/domains", fields | {"names-first-en": "", "names-first-fr": "", "remove-second": "1"}
        )
        assert wrong.status_code == 422
        assert 'id="e-names-first-en"' in wrong.text
        used = administrator.post(f"{HOME}/domains", fields | {"remove-second": "1"})
        assert "Criteria are in it: three" in used.text
        fields |= {
            "code-_1": "third",
            "names-_1-en": "Third domain",
            "place-_1": "0",
            "names-second-fr": "Deux",
        }
        assert administrator.post(f"{HOME}/domains", fields).status_code == 303
        page = administrator.get("/en/frameworks/test-framework/2").text
        assert page.index("Third domain") < page.index("First domain") < page.index("Second domain")
        fields = filled(administrator.get(f"{HOME}/domains").text) | {"remove-third": "1"}
        assert administrator.post(f"{HOME}/domains", fields).status_code == 303
        assert "Third domain" not in administrator.get(HOME).text

    def test_levels_of_a_scale_are_named_ordered_added_and_left_out(self, administrator: Person) -> None:
        self.begin(administrator)
        place = f"{HOME}/scales/levels"
        fields = filled(administrator.get(place).text)
        wrong = administrator.post(
            f"{HOME}/scales",
            fields | {"value-some": "much", "value-all": "2", "names-none-en": "", "meets-none": "1"},
        )
        assert wrong.status_code == 422
        for text in ("Give a number", "Another level has this value", "Fill this in", "A lower level meets"):
            assert text in wrong.text
        fields |= {"names-most-fr": "La plupart", "value-none": "-1", "remove-some": "1"}
        fields |= {
            "code-_1": "half",
            "names-_1-en": "Half of it",
            "value-_1": "1.5",
            "meets-most": "1",
            "meets-all": "1",
        }
        assert administrator.post(f"{HOME}/scales", fields).status_code == 303
        levels = administrator.get(f"{HOME}/file").json()["scales"]["levels"]
        assert [(each["code"], each["value"]) for each in levels] == [
            ("none", -1), ("half", 1.5), ("most", 2), ("all", 3),
        ]  # fmt: skip
        assert levels[2]["names"]["fr"] == "La plupart"
        preview = administrator.get("/en/frameworks/test-framework/2").text
        assert "Half of it" in preview
        assert ">Some" not in preview

    def test_a_gate_keeps_a_level_that_meets_it_and_a_scale_in_use_stays(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/scales/pass-or-fail").text)
        answer = administrator.post(f"{HOME}/scales", fields)  # no box is ticked
        assert answer.status_code == 422
        assert "as gates are judged by this scale: three" in answer.text
        answer = administrator.post(f"{HOME}/scales", fields | {"remove": "1"})
        assert "Criteria are judged by it: three" in answer.text

    def test_a_scale_is_added_and_left_out_again(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/new-scale").text) | {"code": "Yes or no"}
        wrong = administrator.post(f"{HOME}/scales", fields)
        assert "A scale needs two levels" in wrong.text
        assert "Use lower-case letters" in wrong.text
        fields |= {"code": "yes-or-no", "code-_1": "no", "names-_1-en": "No", "value-_1": "0"}
        fields |= {"code-_2": "yes", "names-_2-en": "Yes", "value-_2": "1", "meets-_2": "1"}
        assert administrator.post(f"{HOME}/scales", fields).status_code == 303
        again = administrator.post(f"{HOME}/scales", fields)
        assert "Another scale has this code" in again.text
        assert "yes-or-no" in administrator.get(f"{HOME}/criteria/one").text
        fields = filled(administrator.get(f"{HOME}/scales/yes-or-no").text) | {"remove": "1"}
        assert administrator.post(f"{HOME}/scales", fields).status_code == 303
        assert administrator.get(f"{HOME}/scales/yes-or-no").status_code == 404

    def test_judgements_by_levels_that_are_gone_must_be_made_anew(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/scales/levels").text) | {
            "meets-most": "1",
            "meets-all": "1",
        }
        more = {"code-_1": "half", "names-_1-en": "Half of it", "value-_1": "1.5"}
        assert administrator.post(f"{HOME}/scales", fields | more).status_code == 303
        assert "Judgements must be made anew" not in administrator.get(HOME).text
        fields = filled(administrator.get(f"{HOME}/scales/levels").text) | {
            "meets-most": "1",
            "meets-all": "1",
        }
        assert administrator.post(f"{HOME}/scales", fields | {"remove-some": "1"}).status_code == 303
        assert administrator.get(HOME).text.count("Judgements must be made anew") == 2
        preview = administrator.get("/en/frameworks/test-framework/2").text
        assert "Follows “Criterion one” of version 1." in preview

    def test_tiers_are_named_and_kept_while_criteria_name_them(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/tiers").text)
        fields |= {"code-_1": "A", "names-_1-en": "Tier A", "risk-_1": ["enabling", "supporting"]}
        wrong = administrator.post(
            f"{HOME}/tiers", fields | {"code-_2": "A", "names-_2-en": "Tier B", "risk-_2": ["supporting"]}
        )
        assert "Another one has this code" in wrong.text
        assert "falls in one of these tiers only" in wrong.text
        fields |= {"code-_2": "B", "names-_2-en": "Tier B", "risk-_2": ["guiding"]}
        assert administrator.post(f"{HOME}/tiers", fields).status_code == 303
        criterion = filled(administrator.get(f"{HOME}/criteria/one").text) | {
            "tiers": ["B"],
            "evidence-all-A": "documentation",
        }
        assert administrator.post(f"{HOME}/criteria", criterion).status_code == 303
        preview = administrator.get("/en/frameworks/test-framework/2").text
        assert "Tier of risk: Tier B" in preview
        fields = filled(administrator.get(f"{HOME}/tiers").text) | {"remove-B": "1"}
        assert "Criteria name this tier: one" in administrator.post(f"{HOME}/tiers", fields).text

    def test_how_judgements_are_put_together_is_chosen(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/totals").text)
        wrong = administrator.post(
            f"{HOME}/totals",
            fields | {"domain": "mean_of_domains", "overall": "clamped_sum", "names-_1-en": "Low"},
        )
        for name in ("domain", "lowest", "highest", "code-_1"):
            assert f'id="e-{name}"' in wrong.text
        fields |= {"domain": "sum", "overall": "clamped_sum", "lowest": "1", "highest": "4"}
        fields |= {"code-_1": "high", "names-_1-en": "High", "at_least-_1": "3"}
        fields |= {"code-_2": "low", "names-_2-en": "Low", "at_least-_2": "1"}
        assert administrator.post(f"{HOME}/totals", fields).status_code == 303
        body = administrator.get(f"{HOME}/file").json()["aggregate"]
        assert (body["overall"], body["lowest"], body["highest"]) == ("clamped_sum", 1, 4)
        assert [each["code"] for each in body["bands"]] == ["low", "high"]
        assert "High from 3 on" in administrator.get(HOME).text

    def test_a_criterion_is_moved_weighed_and_measured(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/criteria/two").text)
        assert fields["after"] == "one"
        wrong = administrator.post(f"{HOME}/criteria", fields | {"weight": "0", "at_least-most": "ten"})
        assert 'id="e-weight"' in wrong.text
        assert 'id="e-at_least-most"' in wrong.text
        fields |= {"after": "", "weight": "2,5", "at_least-most": "4"}
        assert administrator.post(f"{HOME}/criteria", fields).status_code == 303
        body = administrator.get(f"{HOME}/file").json()
        assert [each["code"] for each in body["criteria"]] == ["two", "one", "three"]
        assert body["criteria"][0]["weight"] == 2.5
        assert body["criteria"][0]["levels"]["most"]["at_least"] == 4


def changes_seal(draft: Any) -> str:
    """The digest of what a draft says that it changes."""
    return editing.part_seal(draft, "changes")


def test_all_that_a_draft_says_comes_back(database: Database) -> None:
    levels = {"all": {"descriptor": {"en": "All"}, "evidence_by_tier": {"guiding": "independent_test"}}}
    made = framework_draft(
        criteria=[criterion("one", levels=levels, weight=2.5, cites=["§29"], types=["ai_model"])]
    )
    with database.write() as session:
        make_framework(session)
        service.save(session, made.model_copy(update={"version": "9"}), publish=False)
        assert queries.draft(session, "test-framework@9") == made.model_copy(update={"version": "9"})


def filled(html: str) -> dict[str, Any]:
    """The fields of the first form with a `seen` as a browser would send them."""
    form = next(each for each in re.findall(r"<form.*?</form>", html, re.DOTALL) if 'name="seen"' in each)
    text = r'<input type="text"[^>]* name="([^"]+)"[^>]* value="([^"]*)"'
    fields: dict[str, Any] = dict(re.findall(text, form))
    fields |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        if chosen := re.search(r'<option value="([^"]*)" selected', body) or re.search(
            r'<option value="([^"]*)"', body
        ):
            fields[name] = chosen[1]
    for name, value in re.findall(r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked', form):
        fields[name] = value
    fields.pop("csrf", None)
    return fields
