"""Pages of data quality: the whole registry, an organisation, a country, a record."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.errors import BadParameter, Moved
from registry.organisations import queries as organisations
from registry.quality import queries, words
from registry.quality.checks import CHECKS
from registry.quality.models import FindingState
from registry.quality.record_refs import refs
from registry.quality.wording import in_words, record_title
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls, query
from registry.web.vocabulary import add_words

add_words(words.TERMS, words.EXPLANATIONS)

ROWS: Final = 25
KINDS: Final = tuple(dict.fromkeys(kind for check in CHECKS.values() for kind in check.kinds))

Chosen = Annotated[str, QueryParameter()]
Standing = Annotated[str, QueryParameter(name="state")]
At = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]


@get("/quality", sync_to_thread=True)
def registry_page(
    request: Request[Any, Any, Any],
    db: Db,
    check: Chosen = "",
    standing: Standing = "open",
    kind: Chosen = "",
    at: At = 1,
) -> Response[bytes]:
    """What the checks found in the whole registry."""
    with db.read() as session, using(language_of_request(request)):
        return _overview(
            request,
            session,
            queries.everything(),
            {"check": check, "state": standing, "kind": kind},
            at,
            title=gettext("Data quality"),
            base=_urls(request).to("quality"),
            checked=None,
        )


@get("/organisations/{name:str}/quality", sync_to_thread=True)
def organisation_page(
    request: Request[Any, Any, Any],
    db: Db,
    name: PathText,
    check: Chosen = "",
    standing: Standing = "open",
    kind: Chosen = "",
    at: At = 1,
) -> Response[bytes]:
    """What the checks found about an organisation, its products and the deployments it has a role in."""
    with db.read() as session, using(language_of_request(request)):
        organisation = organisations.organisation(session, name)
        if organisation.slug != name:
            raise Moved(Kind.ORGANISATION, organisation.slug)
        return _overview(
            request,
            session,
            queries.about_organisation(organisation.id),
            {"check": check, "state": standing, "kind": kind},
            at,
            title=gettext("Data quality of %(name)s") % {"name": label(organisation.names)},
            base=_urls(request).organisation(name) + "/quality",
            checked=(label(organisation.names), _urls(request).organisation(name)),
        )


@get("/countries/{code:str}/quality", sync_to_thread=True)
def country_page(
    request: Request[Any, Any, Any],
    db: Db,
    code: PathText,
    check: Chosen = "",
    standing: Standing = "open",
    at: At = 1,
) -> Response[bytes]:
    """What the checks found about what is recorded for a country."""
    with db.read() as session, using(language_of_request(request)):
        known = countries.existing_code(session, code)
        if code != known.lower():
            raise Moved(Kind.COUNTRY, known.lower())
        country = countries.refs(session, [known])[known]
        return _overview(
            request,
            session,
            queries.about_country(known),
            {"check": check, "state": standing},
            at,
            title=gettext("Data quality of %(name)s") % {"name": label(country.names)},
            base=_urls(request).country(known) + "/quality",
            checked=(label(country.names), _urls(request).country(known)),
        )


def _overview(  # noqa: PLR0913 - what the three pages differ in
    request: Request[Any, Any, Any],
    session: Session,
    about: queries.About,
    chosen: dict[str, str],
    at: int,
    *,
    title: str,
    base: str,
    checked: tuple[Any, str] | None,
) -> Response[bytes]:
    _check_choice("check", chosen["check"], list(CHECKS))
    _check_choice("state", chosen["state"], ["all", *FindingState])
    _check_choice("kind", chosen.get("kind", ""), list(KINDS))
    state = "" if chosen["state"] == "all" else chosen["state"]
    total, rows = queries.listed(
        session,
        about,
        check=chosen["check"],
        state=state,
        kind=chosen.get("kind", ""),
        limit=ROWS,
        offset=(at - 1) * ROWS,
    )
    return page(
        request,
        "quality/overview.html",
        title=title,
        section="about",
        description=gettext(
            "What is doubtful, contradicts itself or is missing in the records, and how to mend it."
        ),
        numbers=queries.numbers(session, about),
        records=queries.records_with_open(session, about),
        checks=CHECKS,
        kinds=KINDS,
        chosen=chosen,
        base=base,
        address=_address(base, chosen),
        of=checked,
        total=total,
        rows=in_words(session, rows),
        place=at,
        last=max(1, -(-total // ROWS)),
    )


def _address(base: str, chosen: dict[str, str]) -> Callable[..., str]:
    """Addresses of this page with some of the choices changed."""

    def address(**changes: object) -> str:
        params = {**chosen, **changes}
        usual = {"state": "open", "page": 1}
        return base + query({name: value for name, value in params.items() if value != usual.get(name)})

    return address


def _check_choice(name: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        raise BadParameter(name, f"There is no {name} {value}.", known=[str(each) for each in known])


@get("/solutions/{name:str}/quality", sync_to_thread=True)
def solution_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """What the checks found about a solution."""
    with db.read() as session:
        return _record(request, session, Kind.SOLUTION, name, solutions.solution_id(session, name))


@get("/standards/{name:str}/quality", sync_to_thread=True)
def standard_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """What the checks found about a standard."""
    with db.read() as session:
        return _record(request, session, Kind.STANDARD, name, standards.standard_id(session, name))


@get("/deployments/{name:str}/quality", sync_to_thread=True)
def deployment_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
    """What the checks found about a deployment."""
    with db.read() as session:
        return _record(request, session, Kind.DEPLOYMENT, name, deployments.deployment_id(session, name))


def _record(
    request: Request[Any, Any, Any], session: Session, kind: Kind, asked: str, record_id: str
) -> Response[bytes]:
    record = refs(session, [(kind, record_id)])[kind.value, record_id]
    if record.name != asked:
        raise Moved(kind, record.name)
    with using(language_of_request(request)):
        found = in_words(session, queries.of_record(session, kind, record_id, fixed=True))
        return page(
            request,
            "quality/record.html",
            title=gettext("Data quality of %(name)s") % {"name": record_title(record)},
            section="about",
            record=(record_title(record), _urls(request).record(kind, record.name)),
            kind=kind,
            name=record.name,
            checks=[check for check in CHECKS.values() if kind in check.kinds],
            standing={
                state.value: [each for each in found if each.row.finding.state == state]
                for state in FindingState
            },
        )


def _urls(request: Request[Any, Any, Any]) -> Urls:
    return Urls(language_of_request(request))


PAGES: Final[list[ControllerRouterHandler]] = [
    registry_page,
    organisation_page,
    country_page,
    solution_page,
    standard_page,
    deployment_page,
]
