"""The facts of a result in one line, in the language being rendered."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from registry.db.ids import Kind
from registry.search.finding import Item
from registry.search.labels import enumerated
from registry.search.reference import Names
from registry.web import i18n
from registry.web.i18n import gettext, label, listing, ngettext
from registry.web.vocabulary import term

MOST_NAMES: Final = 2
NamesOf = Callable[[str, str], Names]


def facts_of(item: Item, names: NamesOf) -> list[object]:
    """What a reader wants to know of a record before opening it; what is not known is left out."""
    makers: dict[Kind, Callable[[Mapping[str, Any], NamesOf], list[object]]] = {
        Kind.SOLUTION: _solution,
        Kind.DEPLOYMENT: _deployment,
        Kind.STANDARD: _standard,
        Kind.ORGANISATION: _organisation,
        Kind.COUNTRY: _country,
    }
    return [fact for fact in makers[item.kind](item.payload, names) if fact]


def _solution(payload: Mapping[str, Any], _: NamesOf) -> list[object]:
    return [
        term("type", payload["type"]),
        payload["licence"] or gettext("Licence not known"),
        _people(payload, ("owner", "developer", "maintainer")),
        _counted(
            payload["countries"],
            lambda n: ngettext("reported in %(number)s country or area", "reported in %(number)s countries and areas", n),
        )
        or gettext("no country named by a source"),
        _counted(
            payload["running"],
            lambda n: ngettext("recorded as running in %(number)s", "recorded as running in %(number)s", n),
        ),
        _sources(payload),
    ]  # fmt: skip


def _sources(payload: Mapping[str, Any]) -> str:
    """How many sources name countries, and on how many of these they all agree."""
    number = payload["sources"]
    if number < 2:
        return ""
    template = ngettext(
        "%(number)s sources, all list %(agreed)s of these",
        "%(number)s sources, all list %(agreed)s of these",
        number,
    )
    return template % {"number": i18n.number(number), "agreed": i18n.number(payload["agreed"])}


def _deployment(payload: Mapping[str, Any], _: NamesOf) -> list[object]:
    started, ended = payload["started"], payload["ended"]
    return [
        gettext("since %(date)s") % {"date": i18n.partial_date(started)} if started else "",
        gettext("until %(date)s") % {"date": i18n.partial_date(ended)} if ended else "",
        _people(payload, ("owner", "implementer", "funder")),
        term("agreement", payload["agreement"]) if payload["agreement"] else "",
        term("confirmation", payload["confirmation"]),
    ]


def _standard(payload: Mapping[str, Any], _: NamesOf) -> list[object]:
    return [
        _people(payload, ("publisher",)),
        term("standard_kind", payload["standard_kind"]),
        term("category", payload["category"]) if payload["category"] in enumerated("category") else "",
        term("access_cost", payload["access_cost"]) if payload["access_cost"] != "not_known" else "",
        _spoken(payload["solutions"]),
    ]


def _spoken(number: int) -> str:
    return _counted(
        number, lambda n: ngettext("%(number)s solution speaks it", "%(number)s solutions speak it", n)
    )


def _organisation(payload: Mapping[str, Any], names: NamesOf) -> list[object]:
    return [
        term("organisation_kind", payload["organisation_kind"])
        if payload["organisation_kind"] != "not_known"
        else "",
        str(label(names("countries", payload["country"]))) if payload["country"] else "",
        _counted(payload["solutions"], lambda n: ngettext("%(number)s solution", "%(number)s solutions", n)),
        _counted(payload["published"], lambda n: ngettext("%(number)s standard", "%(number)s standards", n)),
    ]


def _country(payload: Mapping[str, Any], names: NamesOf) -> list[object]:
    return [
        str(label(names("regions", payload["region"]))) if payload["region"] else "",
        term("income", payload["income"]) if payload["income"] else "",
        _counted(
            payload["solutions"],
            lambda n: ngettext(
                "%(number)s solution named by a source", "%(number)s solutions named by a source", n
            ),
        )
        or gettext("no solution named by a source"),
        _counted(
            payload["running"],
            lambda n: ngettext("%(number)s recorded as running", "%(number)s recorded as running", n),
        ),
    ]


def _counted(number: int, template: Callable[[int], str]) -> str:
    """A number in words, or nothing for zero."""
    return template(number) % {"number": i18n.number(number)} if number else ""


def _people(payload: Mapping[str, Any], roles: tuple[str, ...]) -> object:
    """The first organisations in these roles."""
    found = list(dict.fromkeys(slug for role, slug, _ in payload["organisations"] if role in roles))
    by_slug = {slug: each for _, slug, each in payload["organisations"]}
    shown = [label(by_slug[slug]) for slug in found[:MOST_NAMES]]
    if len(found) > MOST_NAMES:
        more = ngettext("%(number)s more", "%(number)s more", len(found) - MOST_NAMES)
        return listing([*shown, more % {"number": i18n.number(len(found) - MOST_NAMES)}], "unit")
    return listing(shown, "unit") if shown else ""
