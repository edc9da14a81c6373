"""The second factor: codes of an authenticator app that change with time (RFC 6238), and recovery codes.

The app's secret is kept encrypted with a key of the registry. A code is good once: the time step it belongs to
is noted, and no code of that step or an earlier one is taken again.
"""

import io
import secrets
from datetime import timedelta
from typing import Final

import pyotp
import segno
import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import Session, col

from registry.accounts.models import Account, RecoveryCode
from registry.accounts.secrets import digest_of, new_recovery_code
from registry.accounts.vault import Vault
from registry.audit import events
from registry.db.base import now
from registry.errors import Invalid, mark

ISSUER: Final = "Digital Health Registry"
STEP_SECONDS: Final = 30
CODE_DIGITS: Final = 6
"""Of a code of the app; whatever is longer can only be a recovery code."""

AROUND: Final = (0, -1, 1)
"""Steps that are taken, as clocks differ and people type slowly."""

KEPT: Final = "second-factor"
OFFERED: Final = "second-factor-offer"
OFFER_LASTS: Final = timedelta(minutes=30)
NUMBER_OF_CODES: Final = 10
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def offer(vault: Vault, account_id: str) -> str:
    """A new secret for an app, sealed, to be handed back with the first code; nothing is kept until then."""
    return vault.seal(OFFERED, f"{account_id} {pyotp.random_base32()}")


def offered(vault: Vault, account_id: str, sealed: str) -> str | None:
    """The secret of an offer to this account that has not lapsed."""
    whose, _, secret = (vault.open(OFFERED, sealed, OFFER_LASTS) or "").partition(" ")
    return secret if secret and whose == account_id else None


def address_for_app(secret: str, email: str) -> str:
    """What the QR code says: the secret with the names that the app shows."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(text: str, title: str) -> Markup:
    """A QR code as an image in the page: no file, no style, dark on light in every colour scheme."""
    stream = io.BytesIO()
    segno.make(text, error="m").save(
        stream,
        kind="svg",
        xmldecl=False,
        svgns=False,
        scale=5,
        border=3,
        light="#fff",
        title=title,
        omitsize=True,
    )
    return Markup(stream.getvalue().decode())  # noqa: S704 - drawn here; segno escapes the title


def set_up(session: Session, vault: Vault, account: Account, sealed: str, code: str) -> list[str]:
    """Keep the offered secret once the app has shown a right code; gives the recovery codes, this once."""
    if account.totp_secret:
        raise Invalid({"code": mark("You have a second factor already. Remove it first.")})
    secret = offered(vault, account.id, sealed)
    if secret is None:
        raise Invalid({"code": mark("This page is out of date. Scan the new picture.")})
    step = _step_of(secret, code, after=0)
    if step is None:
        raise Invalid({"code": mark("The code is wrong or too old. Enter the one that the app shows now.")})
    account.totp_secret = vault.seal(KEPT, secret)
    account.totp_last_step = step
    session.add(account)
    events.record(session, "account.second_factor_set", actor=account.id, on=("account", account.id))
    return new_codes(session, account)


def new_codes(session: Session, account: Account) -> list[str]:
    """Recovery codes in place of all earlier ones; they are known only now."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = [new_recovery_code() for _ in range(NUMBER_OF_CODES)]
    session.add_all(RecoveryCode(account_id=account.id, digest=digest_of(_plain(code))) for code in codes)
    session.flush()
    return codes


def remove(session: Session, account: Account, actor: str) -> None:
    """Do without; roles that need it sleep from now on."""
    account.totp_secret = ""
    session.add(account)
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    events.record(session, "account.second_factor_removed", actor=actor, on=("account", account.id))


def take(session: Session, vault: Vault, account: Account, code: str) -> bool:
    """Whether this is a good code of the app or a recovery code, which is used up with this."""
    plain = _plain(code)
    if len(plain) > CODE_DIGITS:
        return _take_recovery_code(session, account, plain)
    secret = vault.open(KEPT, account.totp_secret) if account.totp_secret else None
    step = _step_of(secret, plain, after=account.totp_last_step) if secret else None
    if step is None:
        return False
    taken = session.execute(
        sa.update(Account)
        .where(col(Account.id) == account.id, col(Account.totp_last_step) < step)
        .values(totp_last_step=step, totp_secret=vault.renewed(KEPT, account.totp_secret))
    )
    return bool(getattr(taken, "rowcount", 0))


def _take_recovery_code(session: Session, account: Account, plain: str) -> bool:
    used = session.execute(
        sa.update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == account.id,
            col(RecoveryCode.digest) == digest_of(plain),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now())
    )
    if not getattr(used, "rowcount", 0):
        return False
    events.record(session, "account.recovery_code_used", actor=account.id, on=("account", account.id))
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step whose code this is, if it is near the present one and later than `after`."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(now().timestamp()) // STEP_SECONDS
    right = [
        present + away
        for away in AROUND
        if secrets.compare_digest(totp.generate_otp(present + away).encode(), _plain(code).encode())
    ]
    return next((step for step in right if step > after), None)


def _plain(code: str) -> str:
    """A code as it is compared: people put spaces and hyphens in, and read O for 0."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    return letters.translate(LOOKALIKES)
