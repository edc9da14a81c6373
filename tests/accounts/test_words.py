"""Every role and permission has its words, and every mail can be written in every language."""

from pathlib import Path
from typing import Any

import pytest

from registry.accounts.notice import Notice
from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.accounts.words import PERMISSION, ROLE, ROLE_MEANS, ROLE_THERE, SCOPE
from registry.resources import path as resource
from registry.web.languages import LANGUAGES
from tests.accounts.support import text_of

NAMES = {"en": "Health Works", "fr": "Santé"}
MAILS: dict[str, list[dict[str, Any]]] = {
    "account-changed": [{"what": each.value, "name": "Amina"} for each in Notice],
    "account-exists": [{}],
    "change-email": [{"token": "t", "new": "new@example.org", "at_new": each} for each in (True, False)],
    "invitation": [
        {"token": "t", "role": "screener", "scope": "secretariat", "called": {}, "by": ""},
        {"token": "t", "role": "focal_point", "scope": "country", "called": NAMES, "by": "Amina"},
    ],
    "join-decision": [
        {"scope": "country", "scope_id": "KEN", "called": NAMES, "accepted": each, "role": "country_viewer"}
        for each in (True, False)
    ],
    "join-request": [
        {"scope": "country", "scope_id": "KEN", "called": NAMES, "by": "Amina", "note": "Hello"}
    ],
    "no-account": [{}],
    "reset-password": [{"token": "t"}],
    "verify-email": [{"token": "t"}],
}


def test_every_role_and_permission_is_named() -> None:
    assert set(ROLE) == set(ROLE_THERE) == set(ROLE_MEANS) == set(Role)
    assert set(PERMISSION) == set(Permission)
    assert set(SCOPE) == set(ScopeKind)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("template", MAILS)
def test_every_mail_is_written_in_every_language(template: str, lang: str) -> None:
    for context in MAILS[template]:
        mail = {"template": template, "to": "a@example.org", "language": lang, "context": context}
        text = text_of(mail)
        subject, body = text.split("\n", 1)
        assert subject.strip()
        assert f"https://registry.example.org/{lang}/" in body
        assert "&#" not in text  # nothing is escaped as in mark-up
        assert "\n\n\n\n" not in body


def test_no_mail_is_forgotten_here() -> None:
    written = {file.stem for file in Path(resource("templates") / "mail").glob("*.txt")}
    assert set(MAILS) <= written
