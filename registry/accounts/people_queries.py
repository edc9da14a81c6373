"""Reads for administrators: who has an account, and the rules that give roles."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import Account, ClaimRule, RoleGrant
from registry.accounts.permissions import Role
from registry.accounts.queries import account, held_by, is_live
from registry.accounts.schemas import PersonRow, RuleView
from registry.db.text import has_words


def find(session: Session, words: str, role: Role | None, limit: int) -> list[PersonRow]:
    """People whose name or address holds these words, and who hold this role; who came last is first."""
    asked = (
        select(Account)
        .where(col(Account.deleted_at).is_(None))
        .order_by(col(Account.created_at).desc(), col(Account.id))
        .limit(limit)
    )
    if words:
        asked = asked.where(has_words(words, Account.name, Account.email))
    if role is not None:
        holding = select(RoleGrant.account_id).where(RoleGrant.role == role, is_live())
        asked = asked.where(col(Account.id).in_(holding))
    return _rows(session, list(session.exec(asked)))


def person(session: Session, account_id: str) -> PersonRow:
    """One person; `NotFound` if there is none, or the person has gone."""
    return _rows(session, [account(session, account_id)])[0]


def number(session: Session) -> int:
    """How many people have an account."""
    present = sa.select(sa.func.count()).select_from(Account).where(col(Account.deleted_at).is_(None))
    return session.scalar(present) or 0


def _rows(session: Session, accounts: list[Account]) -> list[PersonRow]:
    held = held_by(session, [row.id for row in accounts])
    return [
        PersonRow(
            row.id,
            row.name,
            row.email or "",
            row.created_at,
            row.last_seen_at,
            row.suspended_at,
            bool(row.totp_secret),
            held.get(row.id, []),
        )
        for row in accounts
    ]


def rules(session: Session) -> list[RuleView]:
    """The rules that give roles by what a provider states, with how many people hold one by each."""
    holding = (
        sa.select(sa.func.count())
        .where(col(RoleGrant.rule_id) == col(ClaimRule.id))
        .correlate(ClaimRule)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(ClaimRule, holding).order_by(
            col(ClaimRule.provider), col(ClaimRule.claim), col(ClaimRule.id)
        )
    )
    return [
        RuleView(
            row.id,
            row.provider,
            row.claim,
            row.value,
            row.role,
            row.scope,
            row.scope_id,
            row.made_at,
            holders,
        )
        for row, holders in rows
    ]
