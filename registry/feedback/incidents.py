"""When reports of incidents are a cluster: enough different people within so many days; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LEAST: Final = 3
DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Incident:
    """A published report of an incident: on which solution, by which account, sent when."""

    solution_id: str
    account_id: str
    at: datetime


@dataclass(frozen=True, slots=True, order=True)
class IncidentCluster:
    """Reports of one solution that call for a new review: by how many people, from the first to the last report."""

    solution_id: str
    people: int
    first: datetime
    last: datetime


def clusters(incidents: Iterable[Incident], *, least: int = LEAST, days: int = DAYS) -> list[IncidentCluster]:
    """The latest cluster of each solution that has one: `least` people or more within `days` days."""
    by_solution: dict[str, list[Incident]] = defaultdict(list)
    for each in incidents:
        by_solution[each.solution_id].append(each)
    found = (_latest(solution, reports, least, days) for solution, reports in sorted(by_solution.items()))
    return [each for each in found if each is not None]


def _latest(solution: str, reports: list[Incident], least: int, days: int) -> IncidentCluster | None:
    for last in sorted({report.at for report in reports}, reverse=True):
        within = [report for report in reports if last - timedelta(days=days) < report.at <= last]
        people = {report.account_id for report in within}
        if len(people) >= least:
            return IncidentCluster(solution, len(people), min(report.at for report in within), last)
    return None
