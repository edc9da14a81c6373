"""A reader writes to who answers for a record; neither side learns the other's address."""

from datetime import timedelta

import pytest
from sqlmodel import select

from registry.accounts.leaving import delete_account
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.contact import service
from registry.contact.models import Answer, Message, Recipient
from registry.db.base import now
from registry.notifications.models import Notification
from tests.accounts.support import last_mail, link_in, mails, text_of
from tests.acting import Person, Stage
from tests.factories import make_country, make_deployment, make_organisation, make_solution
from tests.factories.people import make_account

TEXT = "Does it run where there is no network for a week?"
ADDRESS = "reader@example.net"


class Scene:
    """A solution with an owner who works here, one without, and a country with a focal point."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        with stage.database.write() as session:
            owner = make_organisation(session, "Example Foundation", slug="example-foundation")
            absent = make_organisation(session, "Absent", slug="absent", home="https://absent.example/")
            solution = make_solution(session, "Example", slug="example", organisations=[owner])
            make_solution(
                session, "Orphan", slug="orphan", organisations=[absent], contact="https://orphan.example/"
            )
            make_country(session, "KEN")
            self.deployment = make_deployment(session, solution, "KEN").id
            self.owner = owner.id
            self.editor = make_account(session, "Amina Editor", (Role.ORGANISATION_EDITOR, owner.id)).id
            self.viewer = make_account(session, "", (Role.ORGANISATION_VIEWER, owner.id)).id
            self.focal = make_account(session, "Focal", (Role.FOCAL_POINT, "KEN")).id
            self.reader = make_account(session, "Rita Reader").id

    def write(self, person: Person, record: str = "solution:example", **fields: str):
        person.get(f"/en/messages/new?record={record}")
        return person.post("/en/messages", {"record": record, "text": TEXT, "email": ADDRESS, **fields})

    def rows(self, table) -> list:
        with self.stage.database.read() as session:
            return list(session.exec(select(table)).all())


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return Scene(stage)


def test_a_reader_writes_follows_the_link_and_is_answered_by_mail(scene: Scene) -> None:
    reader, editor = scene.stage.person(), scene.stage.person(scene.editor)
    assert "/en/messages/new?record=solution%3Aexample" in reader.get("/en/solutions/example").text
    form = reader.get("/en/messages/new?record=solution:example").text
    assert "Example Foundation" in form
    answer = scene.write(reader, name="Rita")
    assert answer.headers["location"] == "/en/messages/waiting"
    mail = text_of(last_mail(scene.stage.database))
    assert last_mail(scene.stage.database)["to"] == ADDRESS
    assert TEXT not in mail, "a stranger cannot have us mail a text"
    assert editor.get("/en/messages/1").status_code == 404, "nothing is sent before the address is proved"
    link = link_in(scene.stage.database)
    assert TEXT in reader.get(link).text
    assert "Nobody has written to you" in editor.get("/en/messages").text, "looking at it sends nothing"
    assert reader.post(link).headers["location"] == "/en/messages/sent"
    assert reader.post(link).status_code == 410
    assert [each.account_id for each in scene.rows(Notification)] == [scene.editor]
    listed, message = editor.get("/en/messages").text, editor.get("/en/messages/1").text
    assert "Rita" in listed
    assert "waits for an answer" in listed
    assert TEXT in message
    assert ADDRESS not in listed + message
    said = {"for": f"organisation:{scene.owner}", "text": "Yes.\nIt keeps what is entered for a month."}
    assert editor.post("/en/messages/1/answers", said).status_code == 303
    sent = last_mail(scene.stage.database)
    assert sent["to"] == ADDRESS
    assert "Example Foundation answers your message about Example:" in text_of(sent)
    assert "It keeps what is entered for a month." in text_of(sent)
    assert "example.org" not in text_of(sent).replace("registry.example.org", ""), "no address of who answers"
    assert "Answered" in editor.get("/en/messages").text


def test_who_is_signed_in_needs_no_link(scene: Scene) -> None:
    person = scene.stage.person(scene.reader)
    assert 'name="email"' not in person.get("/en/messages/new?record=country:ken").text
    assert scene.write(person, "country:ken").headers["location"] == "/en/messages/sent"
    assert [each.account_id for each in scene.rows(Notification)] == [scene.focal]
    assert TEXT in scene.stage.person(scene.focal).get("/en/messages/1").text


@pytest.mark.parametrize("who", ["", "viewer", "reader", "focal"])
def test_nobody_else_reads_it(scene: Scene, who: str) -> None:
    scene.write(scene.stage.person(scene.reader))
    person = scene.stage.person(getattr(scene, who) if who else "")
    answer = person.get("/en/messages/1")
    assert answer.status_code == (403 if who else 303)
    assert TEXT not in answer.text


def test_who_answers_for_a_deployment_hears_of_what_is_written_about_it(scene: Scene) -> None:
    scene.write(scene.stage.person(scene.reader), f"deployment:{scene.deployment}")
    assert [each.account_id for each in scene.rows(Notification)] == [scene.editor]


def test_where_nobody_answers_it_says_so_and_shows_what_they_publish(scene: Scene) -> None:
    page = scene.stage.person().get("/en/messages/new?record=solution:orphan").text
    assert "Nobody who works here answers for this record yet" in page
    for address in ("https://orphan.example/", "https://absent.example/"):
        assert f'href="{address}"' in page
    assert "<textarea" not in page
    assert scene.write(scene.stage.person(), "solution:orphan").status_code == 409
    assert scene.rows(Message) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": "Hi"}, "Say in a few sentences"),
        ({"text": "x" * 5001}, "Use at most 5000 characters"),
        ({"text": "Buy " + "https://spam.example/ " * 4}, "Use at most 3 links"),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"name": "x" * 121}, "Use at most 120 characters"),
        ({"text": "Patient: Jane Doe, born 12/03/1984, MRN 0044123"}, "This looks like data of a patient"),
    ],
)
def test_what_cannot_be_sent_is_told_beside_its_field(scene: Scene, fields: dict, fault: str) -> None:
    answer = scene.write(scene.stage.person(), **fields)
    assert answer.status_code == 422
    assert fault in answer.text
    assert scene.rows(Message) == []


def test_what_looks_like_a_patient_is_sent_when_its_writer_says_that_it_is_none(scene: Scene) -> None:
    text = "Patient: Jane Doe, born 12/03/1984, MRN 0044123"
    person = scene.stage.person(scene.reader)
    assert 'name="clear"' in scene.write(person, text=text).text
    assert scene.write(person, text=text, clear="1").status_code == 303


def test_nobody_writes_to_many_nor_has_us_fill_a_mailbox(scene: Scene) -> None:
    person = scene.stage.person(scene.reader)
    assert [scene.write(person).status_code for _ in range(6)] == [303] * 5 + [429]
    stranger = scene.stage.person()
    assert [scene.write(stranger).status_code for _ in range(6)] == [303] * 5 + [429]
    assert len([each for each in mails(scene.stage.database) if each["to"] == ADDRESS]) == 5
    assert scene.write(stranger, email="another@example.net").status_code == 303


def test_control_characters_and_empty_lines_are_cleaned(scene: Scene) -> None:
    scene.write(scene.stage.person(scene.reader), text="Is it\x07 free?\n\n\n\nWe ask.", name="Rita\nBcc: x")
    [row] = scene.rows(Message)
    assert (row.text, row.name) == ("Is it free?\n\nWe ask.", "Rita Bcc: x")


def test_each_answers_only_for_a_body_that_it_went_to(scene: Scene) -> None:
    scene.write(scene.stage.person(scene.reader))
    editor = scene.stage.person(scene.editor)
    editor.get("/en/messages/1")
    for place, status in (("country:KEN", 403), ("secretariat:", 400), ("", 400)):
        answer = editor.post("/en/messages/1/answers", {"for": place, "text": "Yes, it does."})
        assert answer.status_code == status, place
    assert (
        editor.post("/en/messages/1/answers", {"for": f"organisation:{scene.owner}", "text": ""}).status_code
        == 422
    )
    assert scene.rows(Answer) == []


class TestErasing:
    def test_what_was_not_confirmed_goes_in_two_days_and_its_link_with_it(self, scene: Scene) -> None:
        scene.write(scene.stage.person())
        link = link_in(scene.stage.database)
        self._age(scene, timedelta(days=2, minutes=1))
        assert scene.stage.person().get(link).status_code == 410
        self._erase(scene)
        assert scene.rows(Message) == []

    def test_message_and_answers_go_when_their_time_is_over(self, scene: Scene) -> None:
        scene.write(scene.stage.person(scene.reader))
        editor = scene.stage.person(scene.editor)
        editor.get("/en/messages/1")
        editor.post("/en/messages/1/answers", {"for": f"organisation:{scene.owner}", "text": "Yes, it does."})
        self._age(scene, service.KEPT - timedelta(days=1))
        self._erase(scene)
        assert len(scene.rows(Message)) == 1
        self._age(scene, service.KEPT + timedelta(minutes=1))
        self._erase(scene)
        assert [scene.rows(table) for table in (Message, Answer, Recipient)] == [[], [], []]

    def test_what_somebody_wrote_goes_with_the_account(self, scene: Scene) -> None:
        scene.write(scene.stage.person(scene.reader))
        with scene.stage.database.write() as session:
            delete_account(session, session.get_one(Account, scene.reader))
        assert scene.rows(Message) == []

    def _age(self, scene: Scene, by: timedelta) -> None:
        with scene.stage.database.write() as session:
            for row in session.exec(select(Message)):
                row.written_at = now() - by
                session.add(row)

    def _erase(self, scene: Scene) -> None:
        with scene.stage.database.write() as session:
            service.erase_old(session, now())
