"""Roles: given, changed, ended; and invitations to them. Who may is decided here, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import links, queries
from registry.accounts.models import Account, Invitation, LinkPurpose, MailedLink, RoleGrant
from registry.accounts.permissions import SCOPE_OF, Permission, Role, ScopeKind
from registry.accounts.registration import demand_email
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import Names, now
from registry.errors import Conflict, Invalid, LinkNotGood, NotFound, mark
from registry.mail.service import send

YEARLY: Final[Mapping[Role, timedelta]] = {Role.FOCAL_POINT: timedelta(days=365)}
"""Roles that lapse unless they are confirmed, and when."""

NEVER_WITHOUT: Final[Mapping[Role, str]] = {
    Role.ORGANISATION_OWNER: mark("An organisation needs an owner. Make somebody else an owner first."),
    Role.ADMINISTRATOR: mark("The registry needs an administrator. Make somebody else one first."),
}
"""Roles whose last holder stays."""


def demand_managing(viewer: Viewer, scope: ScopeKind, scope_id: str) -> None:
    """Refuse whoever may not say who belongs to this organisation, this country, or the Secretariat."""
    match scope:
        case ScopeKind.ORGANISATION:
            viewer.demand(Permission.MEMBERS_MANAGE, organisation=scope_id)
        case ScopeKind.COUNTRY:
            viewer.demand(Permission.MEMBERS_MANAGE, country=scope_id)
        case ScopeKind.SECRETARIAT:
            viewer.demand(Permission.PEOPLE_MANAGE)


def may_give(viewer: Viewer, role: Role, scope_id: str) -> bool:
    """Whether somebody who manages the members there may also give this role.

    The Secretariat appoints the first focal point of a country on an official document, and in no other way; further
    ones are named by a focal point of that country.
    """
    return role is not Role.FOCAL_POINT or viewer.may(Permission.FOCAL_POINT_NAME, country=scope_id)


def demand_giving(viewer: Viewer, role: Role, scope_id: str) -> None:
    """Refuse whoever may not give this role there."""
    demand_managing(viewer, SCOPE_OF[role], scope_id)
    if not may_give(viewer, role, scope_id):
        raise Invalid(
            {
                "role": mark(
                    "The first focal point of a country is appointed on an official document; further ones are "
                    "named by a focal point of that country."
                )
            }
        )


def grant_role(
    session: Session, viewer: Viewer, account_id: str, role: Role, scope_id: str = "", *, reason: str = ""
) -> RoleGrant:
    """Give a role, as somebody who may."""
    demand_giving(viewer, role, scope_id)
    return give_role(session, account_id, role, scope_id, by=viewer.account_id, reason=reason)


def give_role(
    session: Session,
    account_id: str,
    role: Role,
    scope_id: str = "",
    *,
    by: str = events.SYSTEM,
    expires_at: datetime | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a role; the caller has made sure that it may be given, as when a submission was accepted.

    Who holds the role already holds it from now on anew. Yearly roles lapse after a year, unless `expires_at` says
    another moment.
    """
    scope = SCOPE_OF[role]
    if (scope is ScopeKind.SECRETARIAT) == bool(scope_id):
        raise Invalid({"role": mark("This role cannot be held there.")})
    queries.account(session, account_id)
    row = session.exec(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id, RoleGrant.role == role, RoleGrant.scope_id == scope_id
        )
    ).first() or RoleGrant(account_id=account_id, role=role, scope=scope, scope_id=scope_id)
    row.granted_by, row.granted_at, row.rule_id = by, now(), None
    row.expires_at = expires_at or (now() + YEARLY[role] if role in YEARLY else None)
    session.add(row)
    session.flush()
    _record(session, "role.granted", row, by, reason)
    return row


def change_role(session: Session, viewer: Viewer, grant_id: int, role: Role) -> None:
    """Give somebody another role in the same organisation, country or the Secretariat, in place of this one."""
    row = _grant(session, grant_id)
    if SCOPE_OF[role] is not row.scope:
        raise Invalid({"role": mark("This role cannot be held there.")})
    demand_managing(viewer, row.scope, row.scope_id)
    if role is row.role:
        return
    account_id, scope_id = row.account_id, row.scope_id
    demand_giving(viewer, role, scope_id)
    _end(session, row, viewer.account_id)
    give_role(session, account_id, role, scope_id, by=viewer.account_id)


def end_role(session: Session, viewer: Viewer, grant_id: int, *, reason: str = "") -> None:
    """End a role: as somebody who manages members, or one's own."""
    row = _grant(session, grant_id)
    if not viewer.is_signed_in or row.account_id != viewer.account_id:
        demand_managing(viewer, row.scope, row.scope_id)
    viewer.demand(Permission.ACCOUNT_USE)
    _end(session, row, viewer.account_id, reason)


def _end(session: Session, row: RoleGrant, by: str, reason: str = "") -> None:
    if row.role in NEVER_WITHOUT and is_last(session, row.account_id, row.role, row.scope_id):
        raise Invalid({"role": NEVER_WITHOUT[row.role]})
    session.delete(row)
    _record(session, "role.ended", row, by, reason)


def is_last(session: Session, account_id: str, role: Role, scope_id: str) -> bool:
    """Whether nobody else holds this role; the grants are locked, so that two cannot both go as the last but one."""
    session.exec(
        select(RoleGrant.id).where(RoleGrant.role == role, RoleGrant.scope_id == scope_id).with_for_update()
    ).all()
    return queries.holders(session, [role], scope_id=scope_id) == [account_id]


def _grant(session: Session, grant_id: int) -> RoleGrant:
    row = session.get(RoleGrant, grant_id)
    if row is None:
        raise NotFound(f"There is no role {grant_id}.")
    return row


def _record(session: Session, action: str, row: RoleGrant, by: str, reason: str = "") -> None:
    """Note what became of a role, on what it is held in; a role of the Secretariat on its holder."""
    on = (row.scope.value, row.scope_id) if row.scope_id else ("account", row.account_id)
    events.record(
        session,
        action,
        actor=by,
        on=on,
        after={"role": row.role.value, "account": row.account_id},
        personal={"reason": reason} if reason else None,
        person=row.account_id,
    )


# ------------------------------------------------------------------------------------- invitations


def invite(
    session: Session,
    viewer: Viewer,
    email: str,
    role: Role,
    scope_id: str = "",
    *,
    called: Names | None = None,
    language: str = "",
) -> Invitation:
    """Invite whoever reads this address to a role, as somebody who may."""
    demand_giving(viewer, role, scope_id)
    return send_invitation(session, viewer, email, role, scope_id, called=called, language=language)


def send_invitation(
    session: Session,
    viewer: Viewer,
    email: str,
    role: Role,
    scope_id: str = "",
    *,
    called: Names | None = None,
    language: str = "",
) -> Invitation:
    """Invite somebody; the caller has made sure that the role may be given. The mailed link is good for two weeks.

    `called` is what the organisation or country is called, for the mail.
    """
    row, token = prepare_invitation(session, email, role, scope_id, by=viewer.account_id)
    known = queries.by_email(session, row.email)
    send(
        session,
        "invitation",
        to=row.email,
        language=known.language if known else language or viewer.language or "en",
        token=token,
        role=role.value,
        scope=row.scope.value,
        called=dict(called or {}),
        by=viewer.name,
    )
    return row


def prepare_invitation(
    session: Session, email: str, role: Role, scope_id: str = "", *, by: str = events.SYSTEM
) -> tuple[Invitation, str]:
    """Write an invitation down and make its link, in place of an earlier one to the same role."""
    address = demand_email(email)
    scope = SCOPE_OF[role]
    if (scope is ScopeKind.SECRETARIAT) == bool(scope_id):
        raise Invalid({"role": mark("This role cannot be held there.")})
    account = queries.by_email(session, address)
    if account and any(
        held.role is role and held.scope_id == scope_id
        for held in queries.held_by(session, [account.id]).get(account.id, [])
    ):
        raise Invalid({"email": mark("This person has this role already.")})
    for earlier in session.exec(
        select(Invitation).where(
            Invitation.email == address,
            Invitation.role == role,
            Invitation.scope_id == scope_id,
            col(Invitation.settled_at).is_(None),
        )
    ):
        _settle(session, earlier)
    row = Invitation(
        email=address,
        role=role,
        scope=scope,
        scope_id=scope_id,
        invited_by=by,
        expires_at=now() + links.LASTING[LinkPurpose.JOIN],
    )
    session.add(row)
    session.flush()
    token = links.make(session, LinkPurpose.JOIN, payload={"invitation": row.id})
    _record_invitation(session, "invitation.sent", row, by)
    return row, token


def invitation_of(session: Session, token: str) -> Invitation:
    """The invitation that a link belongs to, while it waits; `LinkNotGood` otherwise."""
    return _open(session, links.read(session, token, LinkPurpose.JOIN))


def accept_by_link(session: Session, token: str, account: Account) -> Invitation:
    """Take the role that a link offers; only the account of the address it was sent to can."""
    row = _open(session, links.use(session, token, LinkPurpose.JOIN))
    return _accept(session, row, account)


def accept(session: Session, account: Account, invitation_id: int) -> Invitation:
    """Take a role that is offered to one's own address."""
    return _accept(session, _waiting(session, invitation_id), account)


def decline(session: Session, account: Account, invitation_id: int) -> None:
    """Say no to a role that is offered to one's own address."""
    row = _waiting(session, invitation_id)
    if row.email != account.email:
        raise NotFound(f"There is no invitation {invitation_id}.")
    _settle(session, row)
    _record_invitation(session, "invitation.declined", row, account.id)


def withdraw_invitation(session: Session, viewer: Viewer, invitation_id: int) -> None:
    """Take an invitation back; its link is good for nothing from now on."""
    row = _waiting(session, invitation_id)
    demand_managing(viewer, row.scope, row.scope_id)
    _settle(session, row)
    _record_invitation(session, "invitation.withdrawn", row, viewer.account_id)


def _accept(session: Session, row: Invitation, account: Account) -> Invitation:
    if row.email != account.email:
        raise NotFound(f"There is no invitation {row.id}.")
    give_role(session, account.id, row.role, row.scope_id, by=row.invited_by)
    row.accepted_by = account.id
    _settle(session, row)
    _record_invitation(session, "invitation.accepted", row, account.id)
    return row


def _settle(session: Session, row: Invitation) -> None:
    row.settled_at, row.email = now(), ""
    session.add(row)
    session.flush()


def _open(session: Session, link: MailedLink) -> Invitation:
    row = session.get(Invitation, link.payload["invitation"])
    if row is None or row.settled_at or row.expires_at <= now():
        raise LinkNotGood
    return row


def _waiting(session: Session, invitation_id: int) -> Invitation:
    row = session.get(Invitation, invitation_id)
    if row is None:
        raise NotFound(f"There is no invitation {invitation_id}.")
    if row.settled_at or row.expires_at <= now():
        raise Conflict("This invitation does not wait any more.")
    return row


def forget_old_invitations(session: Session) -> None:
    """Take the addresses from invitations that lapsed."""
    session.execute(
        sa.update(Invitation)
        .where(col(Invitation.settled_at).is_(None), col(Invitation.expires_at) < now())
        .values(settled_at=now(), email="")
    )


def _record_invitation(session: Session, action: str, row: Invitation, by: str) -> None:
    on = (row.scope.value, row.scope_id) if row.scope_id else ("invitation", str(row.id))
    events.record(session, action, actor=by, on=on, after={"role": row.role.value})
