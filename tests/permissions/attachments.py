"""Attached files: whoever owns what they belong to."""

import io
from collections.abc import Callable
from typing import Any, Final

from registry.accounts import queries as accounts
from registry.attachments import access, service
from registry.web.forms import Upload
from tests.attachments import files
from tests.factories import make_account
from tests.permissions.matrix import ANYBODY, PEOPLE, Call, Case, Expect, Relation, own

KIND: Final = "permission-test"


def _is_owner(_session: Any, viewer: Any, owner_id: str) -> bool:
    return bool(viewer.account_id) and viewer.account_id == owner_id


access.register(KIND, access.OwnerRules(_is_owner, _is_owner, lambda _, ids: ids))


def attached(content: bytes, name: str, *, public: bool = False) -> Callable[[Case], Call]:
    """Make a file that belongs to the case's person."""

    def make(case: Case) -> Call:
        owner = accounts.viewer(case.session, case.person or make_account(case.session).id)
        upload = Upload(name, "", io.BytesIO(content))
        made = service.store(case.session, owner, upload, owner=(KIND, owner.account_id), public=public)
        return Call({"attachment_id": made.id})

    return make


_PRIVATE = attached(files.pdf(), "letter.pdf")
_PUBLIC_IMAGE = attached(files.image(), "logo.png", public=True)
_PEOPLE = attached(b"name,DOB\na,2001-01-01\nb,2001-01-02\nc,2001-01-03\n", "people.csv", public=True)

EXPECTATIONS = [
    Expect("GET", "/{lang}/attachments/{attachment_id}", own(*PEOPLE), _PRIVATE, refusal=404),
    Expect("GET", "/{lang}/attachments/{attachment_id}/image", ANYBODY, _PUBLIC_IMAGE, (Relation.NONE,)),
    Expect("POST", "/{lang}/attachments/{attachment_id}/clear", own(*PEOPLE), _PEOPLE),
    Expect("POST", "/{lang}/attachments/{attachment_id}/remove", own(*PEOPLE), _PRIVATE),
    Expect("POST", "/api/v1/attachments/{attachment_id}/clear", own(*PEOPLE), _PEOPLE),
    Expect("DELETE", "/api/v1/attachments/{attachment_id}", own(*PEOPLE), _PRIVATE),
    Expect("GET", "/api/v1/attachments/{attachment_id}", own(*PEOPLE), _PEOPLE, refusal=404),
    Expect("GET", "/api/v1/attachments/{attachment_id}/content", own(*PEOPLE), _PRIVATE, refusal=404),
]
