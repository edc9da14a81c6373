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
            seen = editing.facts_seal(queries.draft(session, "test-framework@2"))

            def say(text: str) -> None:
                drafting.change(
                    session,
                    viewer,
                    "test-framework@2",
                    lambda draft: editing.replaced(draft, changes={"en": text}),
                    seen=seen,
                    part=editing.facts_seal,
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

    def test_domains_are_named_and_added(self, administrator: Person) -> None:
        self.begin(administrator)
        fields = filled(administrator.get(f"{HOME}/facts").text)
        wrong = administrator.post(f"{HOME}/facts", fields | {"review_months": "0", "domain-first-en": ""})
        assert wrong.status_code == 422
        fields |= {"new_domain": "third", "new_domain-en": "Third domain", "review_months": "18"}
        assert administrator.post(f"{HOME}/facts", fields).status_code == 303
        assert "Third domain" in administrator.get(HOME).text


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
