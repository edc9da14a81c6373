"""Tells people what concerns them: vendors what a country says of their deployments, focal points what is due."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Role, ScopeKind
from registry.accounts.queries import holders
from registry.countries.queries import refs as countries_by_code
from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.national.models import CountryAuthority, Stance
from registry.national.queries.answering import organisations_of
from registry.national.stances import Statement
from registry.notifications.service import notify
from registry.notifications.texts import day, names
from registry.solutions.queries import names_of as solutions_named

KINDS: Final = {
    (Stance.CONFIRMED, True): "deployment.confirmed",
    (Stance.DISPUTED, True): "deployment.disputed",
    (Stance.CORRECTED, False): "deployment.corrected",
    (Stance.DISPUTED, False): "deployment.claim_disputed",
}
"""Stance, and whether it is on the deployment itself → the kind of notification; others concern nobody."""


def position_taken(
    session: Session, authority: CountryAuthority, draft: DeploymentDraft, statement: Statement
) -> None:
    """Tell those who answer for a deployment how the country stands to it."""
    kind = KINDS.get((statement.stance, statement.field == PRESENCE and not statement.source))
    if kind is None:
        return
    notify(
        session,
        vendors(session, statement.deployment_id),
        kind,
        about=("deployment", statement.deployment_id),
        path=f"/deployments/{statement.deployment_id}",
        texts={
            "country": country_names(session, authority.country),
            "name": names(solutions_named(session, [draft.solution])[draft.solution]),
        },
    )


def vendors(session: Session, deployment_id: str) -> list[str]:
    """The accounts that answer for a deployment: owners and editors of its organisations and of its solution's."""
    found = {
        account_id
        for organisation_id in organisations_of(session, [deployment_id]).get(deployment_id, ())
        for account_id in people_of(session, organisation_id)
    }
    return sorted(found)


def people_of(session: Session, organisation_id: str) -> list[str]:
    """The accounts that answer in the name of an organisation."""
    roles = (Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR)
    return holders(session, roles, scope=ScopeKind.ORGANISATION, scope_id=organisation_id)


def focal_points(session: Session, country: str) -> list[str]:
    """The accounts that speak for a country."""
    return holders(session, [Role.FOCAL_POINT], scope=ScopeKind.COUNTRY, scope_id=country)


def tell_country(
    session: Session,
    people: Iterable[str],
    kind: str,
    country: str,
    *,
    path: str,
    key: str = "",
    **texts: date | Mapping[str, Any] | str,
) -> None:
    """Tell people something of a country; a date among `texts` is told as each reader writes dates."""
    filled = {name: day(value) if isinstance(value, date) else value for name, value in texts.items()}
    notify(
        session,
        people,
        kind,
        about=("country", country),
        path=path,
        texts={"country": country_names(session, country), **filled},
        key=key,
    )


def country_names(session: Session, country: str) -> dict[str, Any]:
    """What a country is called, as a text of a notification."""
    return names(countries_by_code(session, [country])[country].names)
