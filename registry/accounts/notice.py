"""Mails that tell an owner what was changed about the account, so that a stranger's doing does not go unseen."""

from enum import StrEnum

from sqlmodel import Session

from registry.accounts.models import Account
from registry.mail.service import send


class Notice(StrEnum):
    """What was changed; each has its sentence in `templates/mail/account-changed.txt`."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a change
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of a change
    IDENTITY_LINKED = "identity_linked"
    SIGNED_OUT = "signed_out"
    ROLES_CHANGED = "roles_changed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    CLOSED = "closed"


def tell(session: Session, account: Account, notice: Notice, *, to: str = "") -> None:
    """Send the owner a word; `to` another address than the present one."""
    address = to or account.email
    if address:
        send(
            session,
            "account-changed",
            to=address,
            language=account.language,
            what=notice.value,
            name=account.name,
        )
