"""What comes round again: whether incidents that were reported have become a cluster."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import ROLES, Permission, Role, ScopeKind
from registry.accounts.queries import holders
from registry.db import Database
from registry.feedback import queries
from registry.feedback.service import INCIDENTS
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.notifications.service import notify
from registry.notifications.texts import names, number
from registry.settings import Settings

EVERY: Final = timedelta(hours=1)


def handlers(
    settings: Settings, database: Database, mark_scores: Callable[..., object]
) -> dict[str, Handler]:
    """What the worker does for reports: at each incident that is published, and every hour.

    `mark_scores`: marks the scores that a cluster has overtaken, given `least` people within `days` days.
    """
    limits = {"least": settings.incident_reports, "days": settings.incident_days}

    def run(_jobs: Sequence[Claimed]) -> None:
        with database.write() as session:
            tell_of_clusters(session, **limits)
        mark_scores(**limits)

    return {INCIDENTS: Handler(run, every=EVERY)}


def tell_of_clusters(session: Session, *, least: int, days: int) -> None:
    """Tell those who manage assessments of each cluster, once for its last day."""
    found = queries.incident_clusters(session, least=least, days=days)
    roles = [role for role in Role if Permission.ASSESSMENT_MANAGE in ROLES[role]]
    people = holders(session, roles, scope=ScopeKind.SECRETARIAT)
    for each in queries.named_clusters(session, found):
        notify(
            session,
            people,
            "feedback.cluster",
            about=("solution", each.solution.id),
            path="/feedback/queue",
            texts={"name": names(each.solution.names), "number": number(each.people)},
            key=f"{each.solution.id}-{each.last}",
        )
