"""Reads of who speaks for countries: the roles held, and the appointments they rest on."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from registry.accounts.models import Account, Invitation, RoleGrant
from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.attachments import queries as attachments
from registry.countries import queries as countries
from registry.db.base import now
from registry.national.models import FocalAppointment
from registry.national.schemas import AppointmentView, FocalPointView

APPOINTMENT = "focal_appointment"
"""The kind of owner of the documents that appointments rest on."""


def focal_points(session: Session, country: str = "") -> list[FocalPointView]:
    """The focal points of a country, or of all; also those whose role has lapsed, who can be confirmed anew."""
    statement = (
        select(RoleGrant, Account.name)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(RoleGrant.role == Role.FOCAL_POINT, col(Account.deleted_at).is_(None))
        .order_by(RoleGrant.scope_id, Account.name)
    )
    if country:
        statement = statement.where(RoleGrant.scope_id == country)
    rows = session.exec(statement).all()
    places = countries.refs(session, {row.scope_id for row, _ in rows})
    moment = now()
    return [
        FocalPointView(
            row.account_id,
            name,
            places[row.scope_id],
            row.granted_at,
            row.expires_at,
            row.expires_at is not None and row.expires_at <= moment,
        )
        for row, name in rows
    ]


def appointments(session: Session, viewer: Viewer, country: str = "") -> list[AppointmentView]:
    """The appointments for a country, or for all, newest first, with the documents that the viewer may read."""
    statement = (
        select(FocalAppointment, Invitation.accepted_by)
        .outerjoin(Invitation, col(Invitation.id) == col(FocalAppointment.invitation_id))
        .order_by(col(FocalAppointment.id).desc())
    )
    if country:
        statement = statement.where(FocalAppointment.country == country)
    rows = session.exec(statement).all()
    places = countries.refs(session, {row.country for row, _ in rows})
    return [
        AppointmentView(
            row.id or 0,
            places[row.country],
            row.document_date,
            row.appointed_at,
            bool(accepted_by),
            attachments.of_owner(session, viewer, (APPOINTMENT, str(row.id))),
        )
        for row, accepted_by in rows
    ]


def role_of(session: Session, account_id: str, country: str) -> RoleGrant | None:
    """The role, held or lapsed, by which somebody is a focal point of a country; to be changed."""
    return session.exec(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == Role.FOCAL_POINT,
            RoleGrant.scope_id == country,
        )
    ).first()


def roles_ending(session: Session, after: datetime, before: datetime) -> list[RoleGrant]:
    """The roles of focal points that end between two moments."""
    return list(
        session.exec(
            select(RoleGrant).where(
                RoleGrant.role == Role.FOCAL_POINT,
                col(RoleGrant.expires_at) > after,
                col(RoleGrant.expires_at) < before,
            )
        )
    )


def existing_appointments(session: Session, numbers: Collection[int]) -> list[int | None]:
    """Which of these appointments there are."""
    return list(session.exec(select(FocalAppointment.id).where(col(FocalAppointment.id).in_(numbers))))
