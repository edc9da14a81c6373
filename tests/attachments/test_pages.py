"""Files come in by forms and are given out as downloads in which nothing runs."""

import io
from typing import Any

import pytest
from httpx import Response
from litestar import post

from registry.accounts.guard import Asker
from registry.attachments import access, queries, service, stores
from registry.attachments.formats import BODY_BYTES, MEGABYTE
from registry.attachments.schemas import AttachmentView
from registry.web.forms import Form, Upload
from registry.web.inputs import Db
from tests.acting import Stage
from tests.attachments import files
from tests.factories import make_account, make_viewer

KIND = "test-page-owner"


def _is_owner(_session: Any, viewer: Any, owner_id: str) -> bool:
    return bool(viewer.account_id) and viewer.account_id == owner_id


access.register(KIND, access.OwnerRules(_is_owner, _is_owner, lambda _, ids: ids))


def attach(stage: Stage, content: bytes, name: str, *, public: bool) -> AttachmentView:
    with stage.database.write() as session:
        viewer = make_viewer(session)
        upload = Upload(name, "x/y", io.BytesIO(content))
        return service.store(session, viewer, upload, owner=(KIND, viewer.account_id), public=public)


def check_headers(answer: Response, media_type: str, disposition: str) -> None:
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith(disposition)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_others_learn_nothing_of_a_private_file(stage: Stage) -> None:
    made = attach(stage, files.pdf(), "a.pdf", public=False)
    with stage.database.write() as session:
        other = make_account(session).id
    assert stage.person().get(f"/en/attachments/{made.id}").headers["location"].startswith("/en/sign-in")
    assert stage.person(other).get(f"/en/attachments/{made.id}").status_code == 404
    assert stage.program(other).ask("GET", f"/api/v1/attachments/{made.id}/content").status_code == 404
    for act in ("clear", "remove"):
        assert stage.person().post(f"/en/attachments/{made.id}/{act}").status_code == 303
        assert stage.person(other).post(f"/en/attachments/{made.id}/{act}").status_code == 403
    assert stage.person(made.owner_id).get(f"/en/attachments/{made.id}").status_code == 200


def test_a_file_is_a_download_whatever_it_is(stage: Stage) -> None:
    content = files.docx()
    made = attach(stage, content, "Décision.docx", public=True)
    answer = stage.person().get(f"/fr/attachments/{made.id}")
    assert answer.content == content
    assert answer.headers["content-length"] == str(len(content))
    check_headers(answer, made.media_type, "attachment; filename=\"Decision.docx\"; filename*=UTF-8''D%C3%A9")
    assert answer.headers["cache-control"] == "private, no-cache"
    same = stage.person().get(f"/fr/attachments/{made.id}", headers={"if-none-match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    api = stage.program().ask("GET", f"/api/v1/attachments/{made.id}/content")
    check_headers(api, made.media_type, "attachment")
    assert api.content == content
    assert stage.program().ask("GET", f"/api/v1/attachments/{made.id}").json()["sha256"] == made.sha256


def test_only_images_are_shown_in_pages(stage: Stage) -> None:
    document = attach(stage, files.pdf(), "a.pdf", public=True)
    picture = attach(stage, files.image(), "a.png", public=True)
    assert stage.person().get(f"/en/attachments/{document.id}/image").status_code == 404
    check_headers(stage.person().get(f"/en/attachments/{picture.id}/image"), "image/png", "inline")
    check_headers(stage.person().get(f"/en/attachments/{picture.id}"), "image/png", "attachment")


def test_a_file_that_is_missing_from_the_store_is_not_found(stage: Stage) -> None:
    made = attach(stage, files.pdf(), "a.pdf", public=True)
    with stage.database.read() as session:
        stored = queries.stored_as(session, made.id)
        stores.store_of(session).delete(stored)
    assert stage.person().get(f"/en/attachments/{made.id}").status_code == 404


def test_its_owner_clears_and_removes_it_and_comes_back_to_the_page(stage: Stage) -> None:
    rows = "name,date of birth\nA B,1980-01-02\nC D,1981-02-03\nE F,1982-03-04\n"
    made = attach(stage, rows.encode(), "a.csv", public=True)
    owner = stage.person(made.owner_id)
    assert stage.person().get(f"/en/attachments/{made.id}").headers["location"].startswith("/en/sign-in")
    done = owner.post(f"/en/attachments/{made.id}/clear", {"next": "/en/submissions/1"})
    assert (done.status_code, done.headers["location"]) == (303, "/en/submissions/1")
    assert stage.person().get(f"/en/attachments/{made.id}").status_code == 200
    done = owner.post(f"/en/attachments/{made.id}/remove", {"next": "https://evil.example/"})
    assert (done.status_code, done.headers["location"]) == (303, "/en/")
    assert stage.person().get(f"/en/attachments/{made.id}").status_code == 404


@post("/en/test-upload", request_max_body_size=BODY_BYTES, sync_to_thread=True)
def upload_route(db: Db, viewer: Asker, form: Form) -> dict[str, Any]:
    file = form.file("file")
    rolled = getattr(file and file.file, "_rolled", None)
    with db.write() as session:
        made = service.store(session, viewer, file, owner=(KIND, viewer.account_id), public=True)
    return {"id": made.id, "on_disk": rolled}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_large_file_comes_in_over_the_disk_and_goes_out_again(stage: Stage) -> None:
    stage.app.register(upload_route)
    with stage.database.write() as session:
        account_id = make_account(session).id
    person = stage.person(account_id)
    large = files.pdf(files.stream(bytes(range(256)) * 12 * 4096, packed=False))
    done = person.post("/en/test-upload", files={"file": ("a.pdf", large, "application/pdf")})
    assert done.json()["on_disk"] is True
    assert person.get(f"/en/attachments/{done.json()['id']}").content == large


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    stage.app.register(upload_route)
    with stage.database.write() as session:
        account_id = make_account(session).id
    person = stage.person(account_id)
    person.get("/en/")
    announced = {"content-length": str(BODY_BYTES + MEGABYTE)}
    answer = person.client.post(
        "/en/test-upload",
        content=b"x",
        headers={**announced, "content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 413
