"""Who vouches that a writer runs or uses the solution: an organisation, by its e-mail, or the country's focal point."""

from typing import Final

from sqlmodel import Session

from registry.accounts import links
from registry.accounts.answering import answering_for
from registry.accounts.models import LinkPurpose
from registry.accounts.permissions import Permission
from registry.accounts.queries import domains_of_members
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Forbidden, Invalid, LinkNotGood, mark
from registry.feedback import queries
from registry.feedback.models import Feedback, FeedbackState, Reporter, Verification
from registry.mail import service as mail
from registry.mail.addresses import BadAddress, recipient

ANYBODYS: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.fr", "live.com", "msn.com"),
        *(
            "yahoo.com",
            "yahoo.fr",
            "yahoo.co.uk",
            "yahoo.co.in",
            "ymail.com",
            "aol.com",
            "icloud.com",
            "me.com",
        ),
        *("mac.com", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.de", "gmx.net", "web.de"),
        *("mail.com", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.com", "yandex.ru", "rambler.ru"),
        *("qq.com", "163.com", "126.com", "sina.com", "foxmail.com", "zoho.com", "tutanota.com", "orange.fr"),
    }
)
"""Domains where anybody gets an address, which say nothing of an organisation."""


def ask_organisation(session: Session, viewer: Viewer, number: int, email: str) -> None:
    """Mail a link to an address at the writer's organisation; the address itself is not kept."""
    row = _own_to_verify(session, viewer, number)
    try:
        address = recipient(email)
    except BadAddress as error:
        raise Invalid({"email": mark("Give a whole e-mail address.")}) from error
    domain = address.domain.lower()
    if domain in ANYBODYS:
        raise Invalid({"email": mark("Anybody can get an address there: give one of your organisation.")})
    bodies = answering_for(session, Kind.SOLUTION, row.solution_id)
    if domain in domains_of_members(session, [body.id for body in bodies]):
        raise Invalid({"email": mark("This is the e-mail of who answers for the product.")})
    links.void(session, viewer.account_id, LinkPurpose.FEEDBACK)
    token = links.make(
        session, LinkPurpose.FEEDBACK, viewer.account_id, {"feedback": number, "domain": domain}
    )
    mail.send(session, "confirm-feedback", to=email.strip(), language=viewer.language or "en", token=token)


def confirm_by_mail(session: Session, viewer: Viewer, token: str) -> int:
    """Follow the link that was mailed; only the writer can. Gives the number of the report."""
    found = links.read(session, token, LinkPurpose.FEEDBACK)
    if found.account_id != viewer.account_id:
        raise LinkNotGood
    row = _own_to_verify(session, viewer, int(found.payload["feedback"]))
    links.use(session, token, LinkPurpose.FEEDBACK)
    _verify(session, viewer, row, Verification.ORGANISATION, str(found.payload["domain"]))
    return row.id or 0


def confirm_for_country(session: Session, viewer: Viewer, number: int) -> None:
    """A focal point vouches that the writer runs or uses the solution in the country."""
    row = queries.row(session, number, viewer)
    if not queries.may_confirm(viewer, row):
        viewer.demand(Permission.COUNTRY_CONFIRM, country=row.country or "")
        raise Forbidden(permission=Permission.COUNTRY_CONFIRM.value)
    _check_open(row)
    _verify(session, viewer, row, Verification.COUNTRY, row.country or "")


def _own_to_verify(session: Session, viewer: Viewer, number: int) -> Feedback:
    row = queries.row(session, number, viewer)
    if row.account_id != viewer.account_id or row.reporter is Reporter.PUBLIC:
        viewer.demand(Permission.FEEDBACK_CREATE)
        raise Forbidden(permission=Permission.FEEDBACK_CREATE.value)
    _check_open(row)
    return row


def _check_open(row: Feedback) -> None:
    if row.verified is not Verification.NONE:
        raise Conflict(mark("Somebody vouches for the report already."), id=row.id)
    if row.state not in {FeedbackState.WAITING, FeedbackState.PUBLISHED}:
        raise Conflict(mark("The report is closed."), id=row.id)


def _verify(session: Session, viewer: Viewer, row: Feedback, how: Verification, who: str) -> None:
    row.verified, row.verified_as, row.verified_at = how, who, now()
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    events.record(
        session,
        "feedback.verified",
        actor=viewer.account_id,
        on=(Kind.SOLUTION, row.solution_id),
        after={"feedback": row.id, "by": f"{how}:{who}"},
        public=row.state is FeedbackState.PUBLISHED,
    )
