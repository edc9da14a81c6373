"""Pages of countries and areas: one of them, and all of them with the world map."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.atlas.worldmap import world_map
from registry.audit import queries as audit
from registry.audit.pages import decided
from registry.countries import queries
from registry.countries.models import IncomeGroup, MembershipStatus
from registry.countries.schemas import CountryRow, CountryView, DatedState, RegionView
from registry.db import Kind
from registry.deployments import country_queries
from registry.deployments import queries as deployments
from registry.deployments.grouping import by_sources
from registry.deployments.models import DeploymentStatus
from registry.deployments.queries import RUNNING
from registry.deployments.schemas import CountryTotals, DeploymentRow
from registry.errors import Moved
from registry.national import queries as national
from registry.notices.pages import on_record
from registry.organisations import queries as organisations
from registry.provenance import queries as provenance
from registry.standards import queries as standards
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page
from registry.web.urls import Urls
from registry.web.vocabulary import term

# Rows of each list; where there are more, a link leads to all of them in the search.
MOST_RECORDED: Final = 20
MOST_REPORTED: Final = 40
MOST_COMPARED: Final = 10
MOST_ORGANISATIONS: Final = 50

MEMBERS: Final = (MembershipStatus.MEMBER_STATE, MembershipStatus.WITHDRAWAL_NOTIFIED)
"""Who is counted among the Member States."""

NOTHING: Final = CountryTotals(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A country or area in the list, with what any source names there."""

    row: CountryRow
    totals: CountryTotals
    notes: list[DatedState]


@dataclass(frozen=True, slots=True)
class Group:
    """A region, or an income group, with its countries and areas by name; `region` None for the rest."""

    id: str
    region: RegionView | None
    title: Any
    lines: list[Line]

    @property
    def size(self) -> int:
        """How many places are in it."""
        return len(self.lines)

    @property
    def members(self) -> int:
        """How many Member States are in it."""
        return sum(line.row.membership in MEMBERS for line in self.lines)


@get("/countries", sync_to_thread=True)
def countries_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """All countries and areas by region and income group, on a map and in tables."""
    with db.read() as session, using(language_of_request(request)) as language:
        rows = queries.countries(session)
        totals = country_queries.totals_by_country(session)
        notes = queries.memberships_with_notes(session)
        lines = [Line(row, totals.get(row.code, NOTHING), notes.get(row.code, [])) for row in rows]
        lines.sort(key=lambda line: name_key(label(line.row.names)))
        counts = {code: each.solutions for code, each in totals.items()}
        return page(
            request,
            "countries/list.html",
            title=gettext("Countries and areas"),
            section="countries",
            description=gettext("Digital health solutions by country, with who says so."),
            regions=_by_region(lines, queries.regions(session)),
            incomes=_by_income(lines),
            members=sum(row.membership in MEMBERS for row in rows),
            named=len(totals),
            recorded=sum(each.recorded for each in totals.values()),
            map=world_map(rows, counts, Urls(language.code).country),
        )


def _by_region(lines: Iterable[Line], regions: Iterable[RegionView]) -> list[Group]:
    found: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.row.region].append(line)
    groups = [
        Group(region.code, region, label(region.names), found.pop(region.code, [])) for region in regions
    ]
    rest = [line for remaining in found.values() for line in remaining]
    groups.append(Group("other", None, gettext("Areas in no WHO region"), rest))
    return [group for group in groups if group.lines]


def _by_income(lines: Iterable[Line]) -> list[Group]:
    found: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.row.income].append(line)
    groups = [Group(income, None, term("income", income), found[income]) for income in IncomeGroup]
    groups.append(Group("income-none", None, gettext("Not classified, or not known"), found[None]))
    return [group for group in groups if group.lines]


@get("/countries/{code:str}", sync_to_thread=True)
def country_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """One country or area: what runs there, who says so, what its neighbours report."""
    with db.read() as session, using(language_of_request(request)):
        known = queries.existing_code(session, code)
        if code != known.lower():
            raise Moved(Kind.COUNTRY, known.lower())
        country = queries.country(session, known)
        authority = national.authority(session, known)
        return page(
            request,
            "countries/detail.html",
            title=str(label(country.names)),
            section="countries",
            country=country,
            has_desk=viewer.may(Permission.COUNTRY_READ, country=known),
            authority=authority,
            round=national.last_round(session, known) if authority else None,
            choices=national.choices(session, known) if authority else [],
            documents=national.documents(session, known) if authority else [],
            questions=national.questions(session, known) if authority else [],
            revisions=audit.revisions(session, Kind.COUNTRY, known),
            notices=on_record(session, Kind.COUNTRY, known, country.notices),
            decisions=decided(session, Kind.COUNTRY, known),
            **_standing_towards_who(session, country),
            **_what_runs(session, known),
            **_around(session, known),
        )


def _standing_towards_who(session: Session, country: CountryView) -> dict[str, Any]:
    return {
        "regions": {region.code: region for region in queries.regions(session)},
        "sources": provenance.source_refs(session),
        "memberships": country.memberships[::-1],
        "income": country.incomes[-1] if country.incomes else None,
    }


def _what_runs(session: Session, code: str) -> dict[str, Any]:
    statuses, confirmations = country_queries.figures(session, code)
    reported = statuses.pop("", 0)
    recorded_ids = country_queries.ids(session, code, presences=False, limit=MOST_RECORDED)
    reported_ids = country_queries.ids(session, code, presences=True, limit=MOST_REPORTED)
    disagreeing, compared = country_queries.disagreeing(session, code, limit=MOST_COMPARED)
    rows = {row.id: row for row in deployments.by_ids(session, [*recorded_ids, *reported_ids, *compared])}
    return {
        "recorded": sum(statuses.values()),
        "running": sum(statuses.get(status, 0) for status in RUNNING),
        "reported": reported,
        "disagreeing": disagreeing,
        "positions": national.of_deployments(session, [*recorded_ids, *compared]),
        "confirmations": list(confirmations.items()),
        "statuses": [(status, statuses[status]) for status in DeploymentStatus if status in statuses],
        "groups": country_queries.intervention_groups(session, code),
        "deployments": _by_name(rows[each] for each in recorded_ids),
        "presences": by_sources(_by_name(rows[each] for each in reported_ids)),
        "presences_shown": len(reported_ids),
        "disputes": _by_name(rows[each] for each in compared),
    }


def _by_name(rows: Iterable[DeploymentRow]) -> list[DeploymentRow]:
    return sorted(rows, key=lambda row: name_key(label(row.solution.names)))


def _around(session: Session, code: str) -> dict[str, Any]:
    spoken = country_queries.standards(session, code)
    names = standards.refs(session, [standard_id for standard_id, _ in spoken])
    peers = sorted(queries.alike(session, code), key=lambda each: name_key(label(each.names)))
    neighbours = country_queries.most_used(session, [peer.code for peer in peers])
    return {
        "standards": [(names[standard_id], number) for standard_id, number in spoken],
        "alike": len(peers),
        "peers": peers,
        "neighbours": neighbours,
        "here": country_queries.named_here(session, code, [each.solution.id for each in neighbours]),
        "organisations": organisations.in_country(session, code, limit=MOST_ORGANISATIONS),
        "shown": MOST_ORGANISATIONS,
    }


PAGES: Final[list[ControllerRouterHandler]] = [countries_page, country_page]
