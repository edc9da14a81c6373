"""Files are attached, held back, cleared, handed over and removed; on both engines."""

import io
import os
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from registry.accounts.viewer import ANYBODY, Viewer
from registry.attachments import access, jobs, queries, service, stores
from registry.attachments.formats import MOST_BYTES, FileFormat
from registry.attachments.models import Attachment
from registry.attachments.names import clean_name, disposition
from registry.attachments.schemas import AttachmentView
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.errors import Forbidden, Invalid, NotFound, SignInNeeded
from registry.jobs.worker import Worker
from registry.web.forms import Upload
from tests.attachments import files
from tests.factories import make_viewer

KIND = "test-owner"
PEOPLE = b"name,date of birth\nA B,1980-01-02\nC D,1981-02-03\nE F,1982-03-04\n"

gone: set[str] = set()


def _is_owner(_: Session, viewer: Viewer, owner_id: str) -> bool:
    return viewer.is_signed_in and viewer.account_id == owner_id


def _existing(_: Session, ids: Collection[str]) -> set[str]:
    return set(ids) - gone


access.register(KIND, access.OwnerRules(_is_owner, _is_owner, _existing))


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Iterator[stores.FolderStore]:
    kept = stores.FolderStore(tmp_path / "attachments")
    stores.use(database, kept)
    yield kept
    gone.clear()


def upload(content: bytes, name: str = "letter.pdf") -> Upload:
    return Upload(name, "application/octet-stream", io.BytesIO(content))


def attach(
    session: Session, viewer: Viewer, content: bytes = b"", name: str = "letter.pdf", *, public: bool = False
) -> AttachmentView:
    return service.store(
        session, viewer, upload(content or files.pdf(), name), owner=(KIND, viewer.account_id), public=public
    )


def kept_in(store: stores.FolderStore) -> list[str]:
    return list(store.older_than(now() + timedelta(days=1)))


def test_nobody_and_others_may_not_attach(database: Database, store: stores.FolderStore) -> None:
    with database.write() as session:
        owner, other = make_viewer(session), make_viewer(session)
        for viewer, error in ((ANYBODY, SignInNeeded), (other, Forbidden)):
            with pytest.raises(error):
                service.store(
                    session, viewer, upload(files.pdf()), owner=(KIND, owner.account_id), public=True
                )
    assert kept_in(store) == []


def test_a_file_is_kept_under_a_random_name_and_recorded(
    database: Database, store: stores.FolderStore
) -> None:
    content = files.pdf()
    with database.write() as session:
        viewer = make_viewer(session)
        made = attach(session, viewer, content, "C:\\tmp\\Décision \u202efdp.exe")
        assert (made.name, made.format, made.size, made.is_scanned) == (
            "Décision fdp.exe.pdf", FileFormat.PDF, len(content), False,
        )  # fmt: skip
        name = queries.stored_as(session, made.id)
    with database.read() as session:
        event = session.exec(select(Event).where(Event.action == "attachment.stored")).one()
        assert (event.object_kind, event.object_id, event.after["sha256"]) == (
            KIND,
            viewer.account_id,
            made.sha256,
        )
        assert "Décision" not in str(event.after)
    assert kept_in(store) == [name]
    assert b"".join(store.read(name)) == content
    assert made.id not in name


def test_who_may_read_follows_from_the_owner_and_from_being_public(
    database: Database, store: stores.FolderStore
) -> None:
    with database.write() as session:
        viewer, other = make_viewer(session), make_viewer(session)
        own, public = attach(session, viewer), attach(session, viewer, public=True)
        assert queries.attachment(session, viewer, own.id).id == own.id
        with pytest.raises(NotFound):
            queries.attachment(session, other, own.id)
        with pytest.raises(SignInNeeded):
            queries.attachment(session, ANYBODY, own.id)
        assert queries.attachment(session, ANYBODY, public.id).id == public.id
        owner = (KIND, viewer.account_id)
        assert len(queries.of_owner(session, viewer, owner)) == 2
        assert [each.id for each in queries.of_owner(session, ANYBODY, owner)] == [public.id]
        service.set_public(session, owner, public=False)
        assert queries.of_owner(session, ANYBODY, owner) == []


def test_what_looks_like_patient_data_is_held_back_until_it_is_cleared(
    database: Database, store: stores.FolderStore
) -> None:
    with database.write() as session:
        viewer, other = make_viewer(session), make_viewer(session)
        made = attach(session, viewer, PEOPLE, "people.csv", public=True)
        owner = (KIND, viewer.account_id)
        assert made.is_held_back
        assert [each.kind.value for each in made.suspicions] == ["birth_date_column"]
        assert "1980" not in str(made.suspicions)
        assert queries.attachment(session, viewer, made.id).is_held_back
        assert queries.held_back(session, owner) == [made]
        with pytest.raises(NotFound):
            queries.attachment(session, other, made.id)
        with pytest.raises(Forbidden):
            service.clear(session, other, made.id)
        assert not service.clear(session, viewer, made.id).is_held_back
        assert queries.held_back(session, owner) == []
        assert queries.attachment(session, ANYBODY, made.id).id == made.id
    with database.read() as session:
        event = session.exec(select(Event).where(Event.action == "attachment.cleared")).one()
        assert event.actor == viewer.account_id


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"),
        (b"MZ" + bytes(100), "a.pdf"),
        (files.docx({"word/vbaProject.bin": b"x"}), "a.docx"),
        (b"%PDF-1.7\n" + bytes(MOST_BYTES), "a.pdf"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_leaves_nothing(
    database: Database, store: stores.FolderStore, content: bytes, name: str
) -> None:
    with database.write() as session:
        viewer = make_viewer(session)
        with pytest.raises(Invalid) as refused:
            service.store(
                session,
                viewer,
                upload(content, name),
                owner=(KIND, viewer.account_id),
                public=False,
                field="letter",
            )
        assert list(refused.value.faults) == ["letter"]
        with pytest.raises(Invalid):
            service.store(session, viewer, None, owner=(KIND, viewer.account_id), public=False)
        assert session.exec(select(Attachment)).all() == []
    assert kept_in(store) == []


def test_an_owner_has_no_more_files_than_are_taken(
    database: Database, store: stores.FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_PER_OWNER", 1)
    with database.write() as session:
        viewer = make_viewer(session)
        attach(session, viewer)
        with pytest.raises(Invalid):
            attach(session, viewer)


def test_a_removed_file_goes_when_that_is_committed(database: Database, store: stores.FolderStore) -> None:
    worker = Worker(database, jobs.handlers(database, store))
    with database.write() as session:
        viewer, other = make_viewer(session), make_viewer(session)
        made = attach(session, viewer)
    with database.write() as session:
        with pytest.raises(Forbidden):
            service.remove(session, other, made.id)
        assert service.remove(session, viewer, made.id).id == made.id
        assert len(kept_in(store)) == 1
    worker.run_until_idle()
    assert kept_in(store) == []
    with database.read() as session, pytest.raises(NotFound):
        queries.attachment(session, viewer, made.id)


def test_files_are_handed_over(database: Database, store: stores.FolderStore) -> None:
    with database.write() as session:
        viewer, heir = make_viewer(session), make_viewer(session)
        made = attach(session, viewer)
        service.hand_over(session, (KIND, viewer.account_id), (KIND, heir.account_id), public=False)
        assert queries.attachment(session, heir, made.id).owner_id == heir.account_id
        with pytest.raises(NotFound):
            queries.attachment(session, viewer, made.id)
        service.discard_all(session, (KIND, heir.account_id))
        assert queries.of_owner(session, heir, (KIND, heir.account_id)) == []


def test_what_nothing_owns_is_cleaned_up(
    database: Database, store: stores.FolderStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as session:
        viewers = [make_viewer(session) for _ in range(3)]
        made = [attach(session, viewer) for viewer in viewers]
        names = [queries.stored_as(session, each.id) for each in made]
        long_ago = now() - timedelta(days=3)
        for row in session.exec(select(Attachment)):
            row.uploaded_at = long_ago
    store.put("0" * 48, io.BytesIO(b"left over"))
    store.put("1" * 48, io.BytesIO(b"just being written"))
    (tmp_path / "attachments" / "00" / "x.part").write_bytes(b"half")
    for path in (tmp_path / "attachments").glob("*/*"):
        if not path.name.startswith("1" * 48):
            os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    store.delete(names[2])
    gone.add(viewers[1].account_id)
    jobs.clean_up(database, store)
    Worker(database, jobs.handlers(database, store)).run_until_idle()
    assert sorted(kept_in(store)) == sorted([names[0], "1" * 48])
    assert not (tmp_path / "attachments" / "00" / "x.part").exists()
    assert made[2].id in caplog.text


def test_a_rolled_back_upload_leaves_a_file_that_the_clean_up_finds(
    database: Database, store: stores.FolderStore
) -> None:
    with database.write() as session:
        viewer = make_viewer(session)

    def fail() -> None:
        with database.write() as session:
            attach(session, viewer)
            raise KeyError("the caller's own fault")

    with pytest.raises(KeyError):
        fail()
    (name,) = kept_in(store)
    with database.read() as session:
        assert queries.known_names(session, [name]) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("Отчёт 2026.PDF", "Отчёт 2026.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('a"b;c.pdf', "a b c.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("table.xlsx", "table.pdf"),
    ],
)  # fmt: skip
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert clean_name(name, FileFormat.PDF) == expected
    header = disposition(expected)
    assert header.isascii()
    assert header.startswith("attachment; filename=")
