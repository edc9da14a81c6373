"""Mails what somebody was told and wants by mail: one kind at once, or all of a day or week in a digest.

What is mailed is marked so in the transaction that queues the mail: it is mailed once, however often this runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from registry.mail.service import send
from registry.notifications import queries
from registry.notifications.digests import DIGESTS, due_before
from registry.notifications.groups import GROUPS
from registry.notifications.kinds import KINDS
from registry.notifications.models import Frequency, Notification
from registry.notifications.schemas import Mailbox
from registry.notifications.sentences import in_mail
from registry.notifications.unsubscribing import Signer
from registry.web import i18n
from registry.web.urls import Urls

TEMPLATE = "notifications"


def deliver(session: Session, signer: Signer, account_id: str, moment: datetime) -> None:
    """Queue the mails that are due to an account at this moment; to one that can have none, nothing is due any more."""
    rows = queries.due(session, account_id, due_before(moment))
    for row in rows:
        row.mailed_at = moment
        session.add(row)
    mailbox = queries.mailbox(session, account_id) if rows else None
    if mailbox is None:
        return
    known = [row for row in rows if row.kind in KINDS]
    by_kind: dict[str, list[Notification]] = defaultdict(list)
    for row in known:
        if row.mail is Frequency.AT_ONCE:
            by_kind[row.kind].append(row)
    for kind, those in by_kind.items():
        _send(session, signer, mailbox, kind, those)
    for digest in DIGESTS:
        # What was read in the registry meanwhile is no news.
        _send(
            session, signer, mailbox, digest, [row for row in known if row.mail is digest and not row.read_at]
        )


def _send(
    session: Session, signer: Signer, mailbox: Mailbox, scope: str, rows: Sequence[Notification]
) -> None:
    """Queue one mail about these; `scope` is their kind, or the digest that they stand in."""
    if not rows:
        return
    is_digest = scope in DIGESTS
    can_stop = is_digest or KINDS[scope].can_stop
    with i18n.using(mailbox.language) as language:
        send(
            session,
            TEMPLATE,
            to=mailbox.email,
            language=language.code,
            name=mailbox.name,
            digest=scope if is_digest else "",
            number=len(rows),
            sections=_sections(rows, language.code),
            why="" if is_digest else i18n.gettext(GROUPS[KINDS[scope].group].why),
            settings=Urls(language.code).to("notifications", "settings"),
            unsubscribe=signer.path(language.code, mailbox.account_id, scope) if can_stop else "",
        )


def _sections(rows: Iterable[Notification], language: str) -> list[dict[str, Any]]:
    """What was told in words, by kind."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        subject, body = in_mail(row.kind, row.texts)
        path = f"/{language}{row.path}" if row.path else ""
        found[row.kind].append({"subject": subject, "body": body, "path": path})
    return [{"title": i18n.gettext(KINDS[kind].title), "items": items} for kind, items in found.items()]
