"""Pages of notifications: the reader's own list, their preferences, and links that end mails."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.base import now
from registry.notifications import queries
from registry.notifications.kinds import KINDS
from registry.notifications.models import Frequency, Notification
from registry.notifications.pages import PAGE
from registry.notifications.service import notify
from registry.notifications.texts import names
from registry.notifications.unsubscribing import STOPPABLE, Signer
from registry.web.languages import LANGUAGES
from registry.web.pagination import encode_cursor
from tests.acting import Stage
from tests.factories.people import make_account

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def account(database: Database, *roles: Any, **columns: Any) -> Account:
    with database.write() as session:
        return make_account(session, "Ann", *roles, **columns)


def tell(database: Database, reader: Account, name: Any = "OpenMRS", path: str = "/about") -> int:
    with database.write() as session:
        notify(session, [reader.id], "submission.message", about=("", ""), path=path, texts={"name": name})
        return int(session.scalar(sa.select(sa.func.max(Notification.id))) or 0)


def unread(database: Database, reader: Account) -> int:
    with database.read() as session:
        return queries.unread(session, reader.id)


def chosen(session: Session, reader: Account) -> dict[str, Frequency]:
    return queries.preferences(session, reader.id)


class TestList:
    def test_is_for_who_is_signed_in(self, stage: Stage) -> None:
        answer = stage.person().get("/en/notifications")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/en/sign-in?next=%2Fen%2Fnotifications",
        )

    def test_holds_ones_own_unread_first_and_then_the_newest(self, stage: Stage) -> None:
        ann, eve = account(stage.database), account(stage.database)
        numbers = [tell(stage.database, ann, name) for name in ("first", "second", "third")]
        tell(stage.database, eve, "secret")
        browser = stage.person(ann.id)
        browser.post(f"/en/notifications/{numbers[2]}/read")
        page = browser.get("/en/notifications").text
        places = [page.index(name) for name in ("second", "first", "third")]
        assert places == sorted(places)
        assert "secret" not in page
        assert "2 unread" in page
        assert page.count('class="is-unread"') == 2

    def test_says_so_when_there_is_nothing(self, stage: Stage) -> None:
        page = stage.person(account(stage.database).id).get("/en/notifications").text
        assert "You have not been told anything yet" in page
        assert "Mark all as read" not in page

    def test_is_kept_by_nobody(self, stage: Stage) -> None:
        answer = stage.person(account(stage.database).id).get("/en/notifications")
        assert answer.headers["cache-control"] == "private, no-store"

    def test_escapes_what_people_are_called_and_keeps_it_apart(self, stage: Stage) -> None:
        ann = account(stage.database)
        tell(stage.database, ann, "<b>A & B</b>")
        tell(stage.database, ann, names({"en": "Net", "ar": "شبكة"}))
        browser = stage.person(ann.id)
        page = browser.get("/en/notifications").text
        assert "<bdi>&lt;b&gt;A &amp; B&lt;/b&gt;</bdi>" in page
        assert "<bdi>Net</bdi>" in page
        assert "<bdi>شبكة</bdi>" in browser.get("/ar/notifications").text

    def test_leads_to_what_each_is_about_which_reads_it(self, stage: Stage) -> None:
        ann = account(stage.database)
        number = tell(stage.database, ann)
        browser = stage.person(ann.id)
        assert f'href="/fr/notifications/{number}"' in browser.get("/fr/notifications").text
        answer = browser.get(f"/fr/notifications/{number}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/fr/about")
        assert answer.headers["cache-control"] == "private, no-store"
        assert unread(stage.database, ann) == 0

    def test_does_not_open_or_read_anothers(self, stage: Stage) -> None:
        ann, eve = account(stage.database), account(stage.database)
        number = tell(stage.database, ann)
        browser = stage.person(eve.id)
        assert browser.get(f"/en/notifications/{number}").status_code == 404
        assert browser.post(f"/en/notifications/{number}/read").status_code == 404
        assert browser.get("/en/notifications/999999").status_code == 404
        assert browser.get(f"/en/notifications/{'9' * 30}").status_code == 400  # no number of this registry
        browser.post("/en/notifications/read")
        assert unread(stage.database, ann) == 1

    def test_is_read_all_at_once(self, stage: Stage) -> None:
        ann = account(stage.database)
        for name in ("a", "b"):
            tell(stage.database, ann, name)
        answer = stage.person(ann.id).post("/en/notifications/read")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/notifications")
        assert unread(stage.database, ann) == 0

    def test_goes_on_over_pages_without_loss(self, stage: Stage) -> None:
        ann = account(stage.database)
        wanted = [f"Number {number:03}" for number in range(PAGE * 2 + 5)]
        last = [tell(stage.database, ann, name) for name in wanted]
        browser = stage.person(ann.id)
        for number in last[: PAGE + 10 : 2]:
            browser.post(f"/en/notifications/{number}/read")
        found: list[str] = []
        address = "/en/notifications"
        while address:
            page = browser.get(address).text
            found += re.findall(r"<bdi>(Number \d+)</bdi>[^<]*</a></h2>", page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = following[1] if following else ""
        assert sorted(found) == wanted
        assert len(found) == len(wanted)

    @pytest.mark.parametrize("after", ["nonsense", "WzFd", "WyJhIiwiYiJd", encode_cursor(True, 10**30)])
    def test_a_place_that_was_not_given_out_is_a_fault(self, stage: Stage, after: str) -> None:
        browser = stage.person(account(stage.database).id)
        assert browser.get(f"/en/notifications?after={after}").status_code == 400

    def test_leaves_out_kinds_that_are_no_more(self, stage: Stage) -> None:
        ann = account(stage.database)
        with stage.database.write() as session:
            session.add(Notification(account_id=ann.id, kind="of.old", texts={}, created_at=now()))
        assert stage.person(ann.id).get("/en/notifications").status_code == 200

    def test_the_menu_counts_what_is_unread(self, stage: Stage) -> None:
        ann = account(stage.database)
        browser = stage.person(ann.id)
        assert "unread notifications" not in browser.get("/en/about").text
        for _ in range(2):
            tell(stage.database, ann)
        page = browser.get("/en/about").text
        assert re.search(r'num">2</span><span class="visually-hidden"> unread notifications', page)
        with stage.database.write() as session:
            for number in range(120):
                session.add(
                    Notification(account_id=ann.id, kind="submission.message", texts={"name": number})
                )
        assert "99+" in browser.get("/en/about").text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_there_in_every_language(self, stage: Stage, language: str) -> None:
        ann = account(stage.database)
        tell(stage.database, ann)
        for page in ("notifications", "notifications/settings"):
            assert stage.person(ann.id).get(f"/{language}/{page}").status_code == 200


class TestPreferences:
    def test_are_for_who_is_signed_in(self, stage: Stage) -> None:
        assert stage.person().get("/en/notifications/settings").status_code == 303
        assert stage.person().post("/en/notifications/settings", {"all": "off"}).status_code == 303

    def test_offer_what_concerns_the_reader(self, stage: Stage) -> None:
        anybody = stage.person(account(stage.database).id).get("/en/notifications/settings").text
        screener = stage.person(account(stage.database, Role.SCREENER).id)
        assert 'name="submission-question"' in anybody
        assert 'name="submission-received"' not in anybody
        assert 'name="submission-received"' in screener.get("/en/notifications/settings").text

    def test_are_kept(self, stage: Stage) -> None:
        ann = account(stage.database)
        browser = stage.person(ann.id)
        answer = browser.post(
            "/en/notifications/settings",
            {"submission-question": "weekly", "submission-message": "off", "submission-received": "off"},
        )
        assert answer.headers["location"] == "/en/notifications/settings?saved=true"
        with stage.database.read() as session:
            assert chosen(session, ann) == {
                "submission.question": Frequency.WEEKLY,
                "submission.message": Frequency.OFF,
            }, "what was not offered is not changed"
        page = browser.get(answer.headers["location"]).text
        assert "Saved." in page
        field = re.search(r'<select [^>]*name="submission-question">(.*?)</select>', page, re.DOTALL)
        assert '<option value="weekly" selected>' in field[1]

    def test_can_be_one_for_all_but_what_cannot_be_stopped(self, stage: Stage) -> None:
        ann = account(stage.database, Role.SCREENER)
        fields = {"all": "off", "submission-question": "daily", "notice-placed": "off"}
        stage.person(ann.id).post("/en/notifications/settings", fields)
        with stage.database.read() as session:
            found = chosen(session, ann)
        assert set(found.values()) == {Frequency.OFF}
        assert not {name for name in found if not KINDS[name].can_stop}

    @pytest.mark.parametrize("field", ["submission-question", "all"])
    def test_that_there_are_not_are_a_fault(self, stage: Stage, field: str) -> None:
        ann = account(stage.database)
        answer = stage.person(ann.id).post("/en/notifications/settings", {field: "hourly"})
        assert answer.status_code == 422
        assert "Choose one of the list." in answer.text
        with stage.database.read() as session:
            assert chosen(session, ann) == {}


class TestUnsubscribing:
    @staticmethod
    def path(stage: Stage, reader: Account, scope: str, language: str = "en") -> str:
        signer: Signer = stage.app.state.unsubscribing
        return signer.path(language, reader.id, scope)

    def test_takes_one_request_without_a_session_a_token_or_a_page_before(self, stage: Stage) -> None:
        ann = account(stage.database)
        client = stage.person().client
        path = self.path(stage, ann, "submission.question")
        answer = client.post(path, data=ONE_CLICK, follow_redirects=False)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert "set-cookie" not in answer.headers
        with stage.database.read() as session:
            assert chosen(session, ann) == {"submission.question": Frequency.OFF}

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://mail.example.com"},
            {"sec-fetch-site": "cross-site", "origin": "null"},
            {"content-type": "multipart/form-data; boundary=x"},
        ],
    )
    def test_takes_it_from_any_mail_program(self, stage: Stage, headers: dict) -> None:
        ann = account(stage.database)
        path = self.path(stage, ann, "submission.question")
        assert stage.person().client.post(path, headers=headers).status_code == 200
        with stage.database.read() as session:
            assert chosen(session, ann) == {"submission.question": Frequency.OFF}

    def test_no_other_form_is_taken_from_elsewhere(self, stage: Stage) -> None:
        ann = account(stage.database)
        browser = stage.person(ann.id)
        elsewhere = {"origin": "https://elsewhere.example.com"}
        answer = browser.post("/en/notifications/settings", {"all": "off"}, headers=elsewhere)
        assert answer.status_code == 403

    def test_to_look_at_the_link_ends_nothing(self, stage: Stage) -> None:
        ann = account(stage.database)
        path = self.path(stage, ann, "submission.question")
        answer = stage.person().get(path)
        assert answer.status_code == 200
        assert "A question on a submission" in answer.text
        assert '<form method="post"' in answer.text
        assert answer.headers["cache-control"] == "private, no-store"
        stage.person().client.head(path)
        with stage.database.read() as session:
            assert chosen(session, ann) == {}

    @pytest.mark.parametrize("digest", ["daily", "weekly"])
    def test_of_a_digest_ends_all_that_stands_in_it(self, stage: Stage, digest: str) -> None:
        ann = account(stage.database)
        answer = stage.person().client.post(self.path(stage, ann, digest), data=ONE_CLICK)
        assert f"You get no {digest} digest any more" in answer.text
        with stage.database.read() as session:
            ended = chosen(session, ann)
        assert set(ended) == {name for name, kind in KINDS.items() if kind.frequency == digest}
        assert set(ended.values()) == {Frequency.OFF}

    def test_works_again_and_again(self, stage: Stage) -> None:
        path = self.path(stage, account(stage.database), "submission.question")
        assert [stage.person().client.post(path).status_code for _ in range(2)] == [200, 200]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_there_in_every_language(self, stage: Stage, language: str) -> None:
        ann = account(stage.database)
        for scope in ("submission.question", "daily", "weekly"):
            path = self.path(stage, ann, scope, language)
            assert stage.person().get(path).status_code == 200
            assert stage.person().client.post(path).status_code == 200

    def test_is_refused_for_another_account_kind_or_signature(self, stage: Stage) -> None:
        ann, eve = account(stage.database), account(stage.database)
        good = self.path(stage, ann, "submission.question")
        for bad in (
            good.replace(ann.id, eve.id),
            good.replace("submission.question", "weekly"),
            good[:-1] + ("A" if good[-1] != "A" else "B"),
            self.path(stage, ann, "notice.placed"),
            self.path(stage, ann, "at_once"),
            self.path(stage, ann, "off"),
        ):
            assert stage.person().client.post(bad).status_code == 404
            assert stage.person().get(bad).status_code == 404
        with stage.database.read() as session:
            assert chosen(session, ann) == chosen(session, eve) == {}

    def test_is_not_made_by_another_key(self) -> None:
        made = Signer("a" * 40).path("en", "T1", "weekly").rpartition("/")[2]
        assert Signer("a" * 40).is_good("T1", "weekly", made)
        assert not Signer("b" * 40).is_good("T1", "weekly", made)
        assert Signer("b" * 40, "a" * 40).is_good("T1", "weekly", made)
        assert not Signer("a" * 40).is_good("T1", "weekly", "ünïcode")

    def test_ends_what_can_be_stopped_and_nothing_else(self) -> None:
        assert {"daily", "weekly", *(name for name, kind in KINDS.items() if kind.can_stop)} == STOPPABLE
