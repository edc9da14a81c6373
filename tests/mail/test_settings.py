"""Settings of mail: a wrong one stops the program with one line that names it."""

import pytest

from registry.errors import BadSetting
from registry.settings import load_settings

BASE = "https://registry.example.org"


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"mail_from": "nobody"}, "REGISTRY_MAIL_FROM"),
        ({"mail_from": "Registry <a@b.example>\nBcc: eve@example.org"}, "REGISTRY_MAIL_FROM"),
        ({"mail_from": "a@b.example, c@d.example"}, "REGISTRY_MAIL_FROM"),
        ({"smtp_url": "mail.example", "base_url": BASE}, "REGISTRY_SMTP_URL"),
        ({"smtp_url": "smtp://mail.example:0", "base_url": BASE}, "REGISTRY_SMTP_URL"),
        ({"smtp_url": "smtp://mail.example"}, "REGISTRY_SMTP_URL: mails hold links: REGISTRY_BASE_URL"),
        ({"smtp_url": "smtp://mail.example", "base_url": BASE, "demo": True}, "REGISTRY_DEMO"),
    ],
)
def test_a_wrong_one_is_named(chosen: dict, named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        load_settings(**chosen)


def test_a_good_one_is_taken() -> None:
    sender = "Реестр <registry@example.org>"
    settings = load_settings(mail_from=sender, smtp_url="smtps://user:p%40@mail.example:465", base_url=BASE)
    assert settings.mail_from == sender
