"""Response shapes of deployments."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from registry.countries.schemas import CountryRef
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeView
from registry.organisations.schemas import OrganisationRef, OrganisationRole
from registry.provenance.schemas import ClaimView, FieldClaims, Identifier, SourceRef
from registry.solutions.schemas import SolutionRef
from registry.taxonomy.schemas import ConceptRef


class Agreement(StrEnum):
    """How the sources stand to a deployment. A source that does not list it has not denied it."""

    ONE_SOURCE = "one_source"
    ALL_LIST = "all_list"
    NOT_ALL_LIST = "not_all_list"
    DISPUTED = "disputed"


class Standing(Struct, frozen=True):
    """Who states that a deployment exists, and which sources on the same solution do not list it."""

    claims: list[ClaimView]
    not_listed_by: list[SourceRef]
    agreement: Agreement


class DeploymentRow(Struct, frozen=True):
    """A deployment in a list.

    `confirmation` is how the country's authority stands to it (pending, confirmed, disputed), `confirmation_on` the
    date on which it last said so: a pending one that has a date was changed by somebody else since.
    """

    id: str
    solution: SolutionRef
    country: CountryRef
    status: str
    is_reported_presence: bool
    started: str
    ended: str
    people: int | None
    facilities: int | None
    health_workers: int | None
    standing: Standing
    confirmation: str = "pending"
    confirmation_on: str = ""
    notices: tuple[NoticeKind, ...] = ()
    """The kinds of notice in force on it or on its solution."""


class Withdrawn(Struct, frozen=True):
    """A deployment that was published once: its id stays taken, and its history is kept."""

    id: str
    solution: SolutionRef
    country: CountryRef
    since: datetime


class Coverage(Struct, frozen=True):
    """Reach as a count and as a share of the target; each None when not known."""

    of: str
    count: int | None
    share: float | None


class FunderView(Struct, frozen=True):
    """Who paid, how much and when; None when not known.

    `amount_status` says why there is no amount: it is not known, or it is known here and not public.
    """

    organisation: OrganisationRef
    amount: int | None
    currency: str
    from_year: int | None
    until_year: int | None
    amount_status: Literal["public", "not_public", "not_known"]
    amount_source: str
    amount_consent: str


class DeploymentView(Struct, frozen=True):
    """A deployment with all that is linked to it."""

    id: str
    solution: SolutionRef
    country: CountryRef
    subdivision: str
    status: str
    is_reported_presence: bool
    started: str
    ended: str
    version: str
    coverage: list[Coverage]
    target_share: float | None
    target_share_source: str
    organisations: list[OrganisationRole]
    funders: list[FunderView]
    interventions: list[ConceptRef]
    challenges: list[ConceptRef]
    links: list[str]
    identifiers: list[Identifier]
    standing: Standing
    claims: list[FieldClaims]
    updated_at: datetime
    confirmation: str = "pending"
    confirmation_on: str = ""
    notices: list[NoticeView] = []
    """Notices of the Secretariat that are in force, on it or on its solution."""


class SolutionNumbers(Struct, frozen=True):
    """Where a solution is recorded: deployments proper, presences a source merely names, countries in all."""

    recorded: int
    running: int
    reported: int
    countries: int


class CountryTotals(Struct, frozen=True):
    """What a country has in a list of countries: solutions that any source names, and their deployments."""

    solutions: int
    recorded: int
    running: int
    reported: int


class GroupNumbers(Struct, frozen=True):
    """Solutions of one group of interventions in a country: with a deployment, and merely reported."""

    concept: ConceptRef
    recorded: int
    reported: int


class Neighbour(Struct, frozen=True):
    """A solution that countries like this one have, and in how many of them."""

    solution: SolutionRef
    countries: int
