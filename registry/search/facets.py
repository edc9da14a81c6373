"""Filters chosen by a reader, compiled for an engine, and the counts beside each value.

The number beside a value is what choosing it alone, in place of its facet's own choices, would give with all
other choices kept. On solutions the status narrows the places: `country=KEN&status=active` asks for an active
deployment in Kenya. For that each place of a solution is indexed once with the set of statuses found there
(a bit mask: `KEN|9`), so one value per place counts every combination exactly.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from registry.db.ids import Kind
from registry.search import definition
from registry.search.definition import Facet, place_value, status_mask
from registry.search.engine import CountRequest, Counts, Filter, Filters, SearchResult, TotalRequest

MASKS = range(1, 1 << len(definition.STATUSES))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in one facet: at least one of `any`, each of `all`, none of `none`."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.any or self.all or self.none)

    @property
    def values(self) -> tuple[str, ...]:
        """Every value chosen in any way."""
        return self.any + self.all + self.none

    @property
    def wants(self) -> bool:
        """Whether it asks for something to be there."""
        return bool(self.any or self.all)


Choices = Mapping[str, Choice]
NOTHING = Choice()

ReadCount = Callable[[SearchResult], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine for, and how to read the counts of each facet from its answer."""

    filters: Filters
    counts: tuple[CountRequest, ...]
    totals: tuple[TotalRequest, ...]
    readers: Mapping[str, ReadCount]
    tabs: Mapping[Kind, int] = field(default_factory=dict)

    def facet_counts(self, result: SearchResult) -> dict[str, dict[str, int]]:
        """Facet → value → number of records."""
        return {name: read(result) for name, read in self.readers.items()}

    def tab_totals(self, result: SearchResult) -> dict[Kind, int]:
        """Kind → number of records that this query and the filters it shares would find."""
        return {kind: result.totals[place] for kind, place in self.tabs.items()}


def filters_of(kind: Kind, choices: Choices) -> Filters:
    """All choices as filters for an engine."""
    plain = [
        each
        for facet in definition.FACETS[kind]
        if not _is_placed(kind, facet.name)
        for each in _plain(facet.field, choices.get(facet.name, NOTHING))
    ]
    return tuple(plain + (_places(choices) if definition.has_places(kind) else []))


def shared_choices(kind: Kind, choices: Choices) -> dict[str, Choice]:
    """Those choices that records of another kind can be filtered by as well."""
    names = {facet.name for facet in definition.FACETS[kind]}
    return {name: choice for name, choice in choices.items() if name in names and choice}


def plan(kind: Kind, choices: Choices, names: Iterable[str] | None = None, *, tabs: bool = True) -> Plan:
    """Plan filters, the counts of these facets (all by default) and the totals of the other kinds."""
    wanted = [facet for facet in definition.FACETS[kind] if names is None or facet.name in set(names)]
    making = _Making(kind, choices)
    for facet in wanted:
        making.add(facet)
    if tabs:
        making.add_tabs()
    return making.plan()


class _Making:
    """Collects requests; facets that share their filters are counted in one pass."""

    def __init__(self, kind: Kind, choices: Choices) -> None:
        self.kind = kind
        self.choices = {name: choice for name, choice in choices.items() if choice}
        self.filters = filters_of(kind, self.choices)
        self.by_filters: dict[Filters, list[tuple[str, int]]] = {}
        self.totals: list[TotalRequest] = []
        self.readers: dict[str, ReadCount] = {}
        self.tabs: dict[Kind, int] = {}

    def add(self, facet: Facet) -> None:
        if not definition.has_places(self.kind):
            self._add_plain(facet)
        elif facet.name in definition.PLACE_FACETS:
            self._add_place(facet)
        elif facet.name == "status":
            self._add_status(facet)
        else:
            self._add_plain(facet)

    def _others(self, name: str) -> dict[str, Choice]:
        return {other: choice for other, choice in self.choices.items() if other != name}

    def _other_filters(self, name: str) -> Filters:
        return filters_of(self.kind, self._others(name)) if name in self.choices else self.filters

    def _count(self, filters: Filters, facet: Facet) -> Callable[[SearchResult], Mapping[str, int]]:
        fields = self.by_filters.setdefault(filters, [])
        fields.append((facet.field, facet.most))
        place = list(self.by_filters).index(filters)
        return lambda result: _field(result.counts[place], facet.field)

    def _add_plain(self, facet: Facet) -> None:
        others = self._others(facet.name)
        count = self._count(self._other_filters(facet.name), facet)
        chosen = self.choices.get(facet.name, NOTHING).values if facet.most else ()
        extra = {value: self._total(others | {facet.name: Choice(any=(value,))}) for value in chosen}
        self.readers[facet.name] = lambda result: {
            **count(result),
            **{value: result.totals[place] for value, place in extra.items()},
        }

    def _total(self, choices: Choices) -> int:
        self.totals.append(TotalRequest(self.kind, filters_of(self.kind, choices)))
        return len(self.totals) - 1

    def _add_place(self, facet: Facet) -> None:
        """Places whose statuses suit; a place is then chosen, so the status asks nothing of the world."""
        others = self._other_filters(facet.name)
        count = self._count(tuple(each for each in others if each.field != "f_status"), facet)
        suitable = frozenset(map(str, _suitable(self.choices.get("status", NOTHING))))

        def read(result: SearchResult) -> dict[str, int]:
            found: dict[str, int] = {}
            for value, number in count(result).items():
                place, _, mask = value.rpartition("|")
                if mask in suitable:
                    found[place] = found.get(place, 0) + number
            return found

        self.readers[facet.name] = read

    def _add_status(self, facet: Facet) -> None:
        others = self._others(facet.name)
        if any(name in others for name in definition.PLACE_FACETS):
            totals = {
                status: self._total(others | {"status": Choice(any=(status,))})
                for status in definition.STATUSES
            }
            self.readers["status"] = lambda result: {
                status: result.totals[place] for status, place in totals.items() if result.totals[place]
            }
            return
        count = self._count(self._other_filters("status"), facet)

        def read(result: SearchResult) -> dict[str, int]:
            found: dict[str, int] = {}
            for value, number in count(result).items():
                for bit, status in enumerate(definition.STATUSES):
                    if int(value) >> bit & 1:
                        found[status] = found.get(status, 0) + number
            return found

        self.readers["status"] = read

    def add_tabs(self) -> None:
        for kind in Kind:
            if kind is not self.kind:
                self.tabs[kind] = len(self.totals)
                self.totals.append(TotalRequest(kind, filters_of(kind, shared_choices(kind, self.choices))))

    def plan(self) -> Plan:
        counts = tuple(CountRequest(filters, tuple(fields)) for filters, fields in self.by_filters.items())
        return Plan(self.filters, counts, tuple(self.totals), self.readers, self.tabs)


def _field(counts: Counts, name: str) -> Mapping[str, int]:
    return counts.get(name, {})


def _is_placed(kind: Kind, name: str) -> bool:
    return definition.has_places(kind) and (name in definition.PLACE_FACETS or name == "status")


def _plain(name: str, choice: Choice) -> list[Filter]:
    found = [Filter(name, choice.any)] if choice.any else []
    found += [Filter(name, (value,)) for value in choice.all]
    return found + ([Filter(name, choice.none, exclude=True)] if choice.none else [])


@lru_cache(maxsize=256)
def _suitable(status: Choice) -> tuple[int, ...]:
    """The masks of places that have statuses as chosen."""
    some, every, none = (status_mask(values) for values in (status.any, status.all, status.none))
    return tuple(
        mask for mask in MASKS if (not some or mask & some) and mask & every == every and not mask & none
    )


def _places(choices: Choices) -> list[Filter]:
    """Country, region and status of a solution; without a place asked for, the status holds anywhere."""
    status = choices.get("status", NOTHING)
    masks = _suitable(status)
    found: list[Filter] = []
    for name in definition.PLACE_FACETS:
        choice = choices.get(name, NOTHING)
        found += _plain(
            f"f_{name}",
            Choice(_at(choice.any, masks), (), _at(choice.none, masks)),
        )
        found += [Filter(f"f_{name}", _at((place,), masks)) for place in choice.all]
    if any(choices.get(name, NOTHING).wants for name in definition.PLACE_FACETS):
        return found
    if status.wants:
        found.append(Filter("f_status", tuple(map(str, masks))))
    elif status.none:
        unwanted = status_mask(status.none)
        found.append(Filter("f_status", tuple(str(mask) for mask in MASKS if mask & unwanted), exclude=True))
    return found


def _at(places: Sequence[str], masks: Sequence[int]) -> tuple[str, ...]:
    return tuple(place_value(place, mask) for place in places for mask in masks)
