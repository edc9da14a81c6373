"""Another e-mail address for an account: confirmed at both ends, so that neither a thief nor a typing error moves it."""

from secrets import token_hex

from sqlmodel import Session, col, select

from registry.accounts import links, queries
from registry.accounts.models import Account, LinkPurpose, MailedLink
from registry.accounts.notice import Notice, tell
from registry.accounts.registration import demand_email
from registry.audit import events
from registry.errors import Invalid, LinkNotGood, mark
from registry.mail.service import send

BOTH = (LinkPurpose.CHANGE_EMAIL_OLD, LinkPurpose.CHANGE_EMAIL_NEW)


def ask(session: Session, account: Account, email: str) -> None:
    """Send a link to the present address and one to the new; both must be followed.

    A new address that has an account already is told so by mail, and nobody else is.
    """
    address = demand_email(email)
    if address == account.email:
        raise Invalid({"email": mark("This is your address already.")})
    links.void(session, account.id, *BOTH)
    change = {"change": token_hex(8), "email": address}
    old, new = (links.make(session, purpose, account.id, change) for purpose in BOTH)
    send(
        session,
        "change-email",
        to=account.email or "",
        language=account.language,
        token=old,
        new=address,
        at_new=False,
    )
    if queries.by_email(session, address):
        send(session, "account-exists", to=address, language=account.language)
    else:
        send(
            session,
            "change-email",
            to=address,
            language=account.language,
            token=new,
            new=address,
            at_new=True,
        )
    events.record(session, "account.email_change_asked", actor=account.id, on=("account", account.id))


def read(session: Session, token: str) -> MailedLink:
    """The link of a change that waits."""
    return links.read(session, token, *BOTH)


def confirm(session: Session, token: str) -> bool:
    """Confirm one end; gives whether it was the second, so that the address is changed now."""
    link = links.use(session, token, *BOTH)
    account = session.get(Account, link.account_id)
    if account is None or account.deleted_at or account.suspended_at:
        raise LinkNotGood
    if not _other_end_confirmed(session, link):
        return False
    address: str = link.payload["email"]
    if queries.by_email(session, address):
        raise LinkNotGood
    former, account.email = account.email or "", address
    session.add(account)
    session.flush()
    events.record(session, "account.email_changed", actor=account.id, on=("account", account.id))
    tell(session, account, Notice.EMAIL_CHANGED, to=former)
    links.void(session, account.id, LinkPurpose.RESET_PASSWORD)
    return True


def _other_end_confirmed(session: Session, link: MailedLink) -> bool:
    session.flush()
    others = session.exec(
        select(MailedLink)
        .where(
            MailedLink.account_id == link.account_id,
            col(MailedLink.purpose).in_(BOTH),
            MailedLink.purpose != link.purpose,
            col(MailedLink.used_at).is_not(None),
        )
        .with_for_update()
    )
    return any(other.payload["change"] == link.payload["change"] for other in others)
