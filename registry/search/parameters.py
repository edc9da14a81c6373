"""Reads the parameters of a search, of the API and of the result page alike; what is wrong is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from sqlmodel import Session

from registry.db.ids import Kind
from registry.errors import BadParameter
from registry.search import definition, labels, wording
from registry.search.engine import Sort
from registry.search.facets import Choice
from registry.search.query import MAX_CHARACTERS
from registry.search.reference import Reference
from registry.web.languages import LANGUAGES
from registry.web.pagination import decode_cursor, encode_cursor, limit_of
from registry.web.urls import query as url_query

PLAIN: Final = ("q", "kind", "sort", "limit", "cursor", "lang", "exact", "view")
MODES: Final = {"": "any", "all": "all", "not": "none"}
MOST_VALUES: Final = 100


@dataclass(frozen=True)
class Parameters:
    """One search as a reader asked for it."""

    kind: Kind = Kind.SOLUTION
    q: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    offset: int = 0
    version: str = ""
    lang: str = "en"
    exact: bool = False
    view: str = ""

    def query(self, **changes: object) -> str:
        """This search as the query of an address, with changes; the place in the list starts anew."""
        return url_query(replace(self, offset=0, **changes).pairs())  # type: ignore[arg-type]

    def pairs(self) -> dict[str, object]:
        """Names and values in their order, what is as by default left out."""
        pairs: dict[str, object] = {"q": self.q}
        pairs["kind"] = self.kind.value if self.kind is not Kind.SOLUTION else ""
        for facet in definition.FACETS[self.kind]:
            choice = self.choices.get(facet.name)
            if choice:
                pairs[facet.name] = choice.any
                pairs[f"{facet.name}.all"] = choice.all
                pairs[f"{facet.name}.not"] = choice.none
        pairs["sort"] = self.sort.value if self.sort is not Sort.RELEVANCE else ""
        pairs["exact"] = "1" if self.exact else ""
        pairs["view"] = self.view
        return pairs

    def choose(self, name: str, choice: Choice) -> "Parameters":
        """The same search with another choice in one facet."""
        kept = {other: each for other, each in self.choices.items() if other != name}
        return replace(self, choices=kept | ({name: choice} if choice else {}), offset=0)

    def cursor(self, offset: int, version: str) -> str:
        """The cursor that leads to a place in this list as it is now."""
        return encode_cursor(offset, version)


def read(session: Session, reference: Reference, pairs: Iterable[tuple[str, str]], lang: str) -> Parameters:
    """Read name-value pairs; an unknown name or value is a `BadParameter`."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value != "":
            given.setdefault(name, []).append(value)
    for name in PLAIN:
        if len(given.get(name, ())) > 1:
            raise BadParameter(name, f"Give {name} once.")
    plain = {name: given.pop(name)[0] for name in PLAIN if name in given}
    kind = _one_of(Kind, "kind", plain.get("kind", Kind.SOLUTION.value))
    offset, version = _place(plain.get("cursor"))
    return Parameters(
        kind=kind,
        q=plain.get("q", "")[:MAX_CHARACTERS].strip(),
        choices=_choices(session, reference, kind, given),
        sort=_sort(kind, plain.get("sort", Sort.RELEVANCE.value)),
        limit=limit_of(_integer("limit", plain["limit"]) if "limit" in plain else None),
        offset=offset,
        version=version,
        lang=_language(plain.get("lang", lang)),
        exact=_one("exact", plain.get("exact", "0"), ("0", "1")) == "1",
        view=_one("view", plain.get("view", ""), ("", "map")),
    )


def _one_of(enum: type[Kind], name: str, value: str) -> Kind:
    try:
        return enum(value)
    except ValueError as error:
        raise BadParameter(name, f"Must be one of: {', '.join(enum)}.") from error


def _sort(kind: Kind, value: str) -> Sort:
    offered = wording.SORTS_OF[kind]
    return Sort(_one("sort", value, tuple(sort.value for sort in offered)))


def _one(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadParameter(name, f"Must be one of: {', '.join(filter(None, allowed))}.")
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise BadParameter("lang", f"Must be one of: {', '.join(LANGUAGES)}.")
    return value


def _integer(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadParameter(name, "Must be a whole number.")
    return int(value)


def _place(cursor: str | None) -> tuple[int, str]:
    if not cursor:
        return 0, ""
    offset, version = decode_cursor(cursor, 2)
    if not isinstance(offset, int) or not 0 <= offset <= 10_000_000 or not isinstance(version, str):
        raise BadParameter("cursor", "This cursor belongs to another list.")
    return offset, version


def _choices(
    session: Session, reference: Reference, kind: Kind, given: Mapping[str, list[str]]
) -> dict[str, Choice]:
    chosen: dict[str, dict[str, tuple[str, ...]]] = {}
    for parameter, values in given.items():
        name, dot, mode = parameter.partition(".")
        facet = definition.facet(kind, name)
        if facet is None or (dot and not mode) or mode not in MODES:
            raise _unknown(kind, parameter)
        if len(values) > MOST_VALUES:
            raise BadParameter(parameter, f"At most {MOST_VALUES} values.")
        found = [_canonical(session, reference, facet, parameter, value) for value in values]
        chosen.setdefault(name, {})[MODES[mode]] = tuple(dict.fromkeys(found))
    return {name: Choice(**modes) for name, modes in chosen.items()}


def _canonical(
    session: Session, reference: Reference, facet: definition.Facet, parameter: str, value: str
) -> str:
    found = labels.canonical(session, reference, facet, value)
    if found is None:
        raise BadParameter(parameter, f"There is no {facet.name} “{value[:80]}”.", value=value[:80])
    return found


def _unknown(kind: Kind, parameter: str) -> BadParameter:
    facets = [facet.name for facet in definition.FACETS[kind]]
    known = sorted([*PLAIN, *facets])
    close = get_close_matches(parameter.partition(".")[0], known, 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return BadParameter(
        parameter, f"A search for kind={kind.value} has no parameter {parameter[:80]}.{hint}", known=known
    )
