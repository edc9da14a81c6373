"""Parameters of an address that name a record: one that is not there is a wrong parameter, not a missing page."""

from sqlmodel import Session

from registry.countries import queries as countries
from registry.errors import BadParameter, NotFound
from registry.solutions import queries as solutions


def solution_named(session: Session, name: str | None) -> str:
    """The id of the solution that the parameter `solution` names; empty where it names none."""
    if not name:
        return ""
    try:
        return solutions.solution_id(session, name)
    except NotFound as error:
        raise BadParameter("solution", f"There is no solution {name}.", value=name) from error


def country_named(session: Session, name: str | None) -> str:
    """The alpha-3 code of the place that the parameter `country` names; empty where it names none."""
    if not name:
        return ""
    code = countries.country_code(session, name)
    if code is None:
        raise BadParameter("country", f"There is no country or area {name}.", value=name)
    return code
