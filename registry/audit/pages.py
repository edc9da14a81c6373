"""Pages of the history of a record: its revisions, one of them in full, the difference between any two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.audit import queries
from registry.audit.schemas import Change
from registry.audit.texts import Segment, mark_texts
from registry.audit.words import DECISION
from registry.countries import queries as countries
from registry.db.base import Names
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.errors import BadParameter, Moved
from registry.organisations import queries as organisations
from registry.provenance import queries as provenance
from registry.provenance.schemas import ClaimView
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.taxonomy import queries as taxonomy
from registry.web.i18n import Label, gettext, label, using
from registry.web.inputs import LARGEST, Db, PathNumber, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import COLLECTIONS, CurrentUrls, Urls
from registry.web.vocabulary import term
from registry.web.wording import Node, Reference, Wording, field_of, keys_of, wanted


class Head(Struct, frozen=True):
    """The record whose history is shown; `name` is what addresses call it."""

    kind: Kind
    id: str
    name: str
    title: Label | str


class ChangeShown(Struct, frozen=True):
    """A change in words: where, which sort, both states; texts also with what differs in them."""

    steps: list[str | Label]
    kind: str
    before: Node | None
    after: Node | None
    texts: tuple[list[Segment], list[Segment]] | None


class DecisionShown(Struct, frozen=True):
    """What was decided about a record, in words; `address` leads to what there is to read about it, if anything."""

    at: datetime
    text: str
    by: Label | str
    address: str
    said: Label


class Stated(Struct, frozen=True):
    """What one source states about a field, in words."""

    claim: ClaimView
    value: Node


def stated(words: Wording, claims: Iterable[ClaimView]) -> list[Stated]:
    """Claims on a field, their values in words."""
    return [Stated(claim, words.value(claim.value, claim.field)) for claim in claims]


def names_of(session: Session, references: Iterable[Reference]) -> dict[Reference, Names]:
    """What the records, concepts and sources are called that some bodies refer to."""
    by_sort: dict[str, set[str]] = defaultdict(set)
    for sort, key in references:
        by_sort[sort].add(key)
    found: dict[Reference, Names] = {}
    for sort, reader in (("solution", solutions), ("standard", standards), ("organisation", organisations)):
        if keys := by_sort.pop(sort, None):
            found.update({(sort, key): names for key, names in reader.names_of(session, keys).items()})
    if keys := by_sort.pop("country", None):
        found.update({("country", key): ref.names for key, ref in countries.refs(session, keys).items()})
    if keys := by_sort.pop("source", None):
        sources = provenance.source_refs(session)
        found.update({("source", key): {"": sources[key].title} for key in keys & sources.keys()})
    pairs = [(scheme, code) for scheme, codes in by_sort.items() for code in codes]
    return {**found, **taxonomy.labels(session, pairs)}


def wording(session: Session, kind: Kind, values: Iterable[Any], field: str = "") -> Wording:
    """Words for these bodies, or for these values of one field."""
    return Wording(kind, names_of(session, wanted(kind, values, field)))


def named(session: Session, kind: Kind, name: str) -> Head:
    """The record of that id or slug, a former one too; `NotFound` if there is none."""
    try:
        return _FINDERS[kind](session, name)
    except Moved as error:
        return _FINDERS[kind](session, error.new_slug)


def record_of(session: Session, reference: str) -> Head:
    """The record that an address or form names by kind and name, such as solution:openmrs."""
    kind, _, name = reference.partition(":")
    if kind not in set(Kind) or not name:
        raise BadParameter("record", "Give the kind and name of a record, such as solution:openmrs.")
    return named(session, Kind(kind), name)


def _head(session: Session, kind: Kind, name: str) -> Head:
    """The record of that name; `Moved` when its address is another, `NotFound` if there is none."""
    found = _FINDERS[kind](session, name)
    if found.name != name:
        raise Moved(kind, found.name)
    return found


def _solution(session: Session, name: str) -> Head:
    record_id = solutions.solution_id(session, name)
    ref = solutions.refs(session, [record_id])[record_id]
    return Head(Kind.SOLUTION, record_id, ref.slug, label(ref.names))


def _standard(session: Session, name: str) -> Head:
    record_id = standards.standard_id(session, name)
    ref = standards.refs(session, [record_id])[record_id]
    return Head(Kind.STANDARD, record_id, ref.slug, label(ref.names))


def _organisation(session: Session, name: str) -> Head:
    record_id = organisations.organisation_id(session, name)
    ref = organisations.refs(session, [record_id])[record_id]
    return Head(Kind.ORGANISATION, record_id, ref.slug, label(ref.names))


def _deployment(session: Session, name: str) -> Head:
    record_id = deployments.deployment_id(session, name)
    gone = deployments.withdrawn(session, record_id)
    row = gone or deployments.by_ids(session, [record_id])[0]
    return Head(Kind.DEPLOYMENT, record_id, record_id, _in_country(row.solution.names, row.country.names))


def _in_country(solution: Names, country: Names) -> str:
    return gettext("%(solution)s in %(country)s") % {"solution": label(solution), "country": label(country)}


def _country(session: Session, name: str) -> Head:
    code = countries.existing_code(session, name)
    return Head(Kind.COUNTRY, code, code.lower(), label(countries.refs(session, [code])[code].names))


def titles(session: Session, records: Iterable[tuple[Kind, str]]) -> dict[tuple[Kind, str], Label | str]:
    """What these records are called, by kind and id, in a few queries."""
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for kind, record_id in records:
        by_kind[kind].append(record_id)
    found: dict[tuple[Kind, str], Label | str] = {}
    deployment_ids = by_kind.pop(Kind.DEPLOYMENT, [])
    for row in deployments.by_ids(session, deployment_ids) if deployment_ids else ():
        found[Kind.DEPLOYMENT, row.id] = _in_country(row.solution.names, row.country.names)
    named = names_of(session, [(kind.value, each) for kind, ids in by_kind.items() for each in ids])
    found.update({(Kind(kind), record_id): label(names) for (kind, record_id), names in named.items()})
    return found


def bodies(session: Session, references: Iterable[str]) -> dict[str, Label | str]:
    """What bodies are called, as events name them: `secretariat`, `organisation:DHO-…`, `country:KEN`."""
    wanted = set(references)
    pairs = [(sort, key) for sort, _, key in (each.partition(":") for each in wanted) if key]
    named = names_of(session, pairs)
    found: dict[str, Label | str] = {f"{sort}:{key}": label(names) for (sort, key), names in named.items()}
    return {
        each: found.get(each) or ("" if ":" in each or not each else term("decided_by", each))
        for each in wanted
    }


def decided(session: Session, kind: Kind, record_id: str) -> list[DecisionShown]:
    """What was decided about a record, newest first, in words."""
    decisions = queries.decisions(session, kind, record_id)
    called = bodies(session, [each.by for each in decisions])
    urls = CurrentUrls()
    return [
        DecisionShown(
            each.at,
            term(DECISION, each.action),
            called[each.by],
            _about(urls, each.refers_to),
            label(each.said),
        )
        for each in decisions
    ]


def _about(urls: Urls, refers_to: Mapping[str, int]) -> str:
    if "notice" in refers_to:
        return urls.to("notices", str(refers_to["notice"]))
    return urls.to("decisions", str(refers_to["submission"])) if "submission" in refers_to else ""


_FINDERS: Final = {
    Kind.SOLUTION: _solution,
    Kind.STANDARD: _standard,
    Kind.ORGANISATION: _organisation,
    Kind.DEPLOYMENT: _deployment,
    Kind.COUNTRY: _country,
}


def history_pages(kind: Kind) -> list[HTTPRouteHandler]:
    """Pages of one kind's history; each has a path of its own, as Litestar wraps a shared one twice."""
    base = f"/{COLLECTIONS[kind]}/{{name:str}}/history"

    @get(base, sync_to_thread=True)
    def history_page(request: Request[Any, Any, Any], db: Db, name: PathText) -> Response[bytes]:
        """The revisions of a record."""
        with db.read() as session, using(language_of_request(request)):
            return _list(request, session, _head(session, kind, name))

    @get(base + "/{number:int}", sync_to_thread=True)
    def revision_page(
        request: Request[Any, Any, Any], db: Db, name: PathText, number: PathNumber
    ) -> Response[bytes]:
        """One published state of a record in full."""
        with db.read() as session, using(language_of_request(request)):
            return _revision(request, session, _head(session, kind, name), number)

    @get(base + "/diff", sync_to_thread=True)
    def difference_page(
        request: Request[Any, Any, Any],
        db: Db,
        name: PathText,
        before: Annotated[int | None, QueryParameter(name="from", ge=1, le=LARGEST)] = None,
        after: Annotated[int | None, QueryParameter(name="to", ge=1, le=LARGEST)] = None,
    ) -> Response[bytes]:
        """What changed between two revisions; without a choice, in the last one."""
        with db.read() as session, using(language_of_request(request)):
            return _difference(request, session, _head(session, kind, name), before, after)

    return [history_page, revision_page, difference_page]


def _list(request: Request[Any, Any, Any], session: Session, record: Head) -> Response[bytes]:
    return page(
        request,
        "history/list.html",
        title=gettext("History of %(name)s") % {"name": record.title},
        record=record,
        revisions=queries.revisions(session, record.kind, record.id),
        decisions=decided(session, record.kind, record.id),
    )


def _revision(
    request: Request[Any, Any, Any], session: Session, record: Head, number: int
) -> Response[bytes]:
    revision = queries.revision(session, record.kind, record.id, number)
    return page(
        request,
        "history/revision.html",
        title=gettext("%(name)s, revision %(number)s") % {"name": record.title, "number": number},
        record=record,
        revision=revision,
        newest=queries.revisions(session, record.kind, record.id)[0].number,
        body=wording(session, record.kind, [revision.body]).value(revision.body),
    )


def _difference(
    request: Request[Any, Any, Any], session: Session, record: Head, before: int | None, after: int | None
) -> Response[bytes]:
    revisions = queries.revisions(session, record.kind, record.id)
    last = after or (revisions[0].number if revisions else 1)
    found = queries.compare(session, record.kind, record.id, before or max(last - 1, 1), last)
    words = wording(session, record.kind, _parts(found.changes))
    return page(
        request,
        "history/diff.html",
        title=gettext("What changed in %(name)s") % {"name": record.title},
        record=record,
        revisions=revisions,
        difference=found,
        changes=[_shown(words, change) for change in found.changes],
    )


def _parts(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """What the changes name, each under the field that says what sort of thing it is."""
    for change in changes:
        yield {field_of(change.path): [change.before, change.after]}
        yield keys_of(change.path)


def _shown(words: Wording, change: Change) -> ChangeShown:
    name = field_of(change.path)
    texts = None
    if (
        isinstance(change.before, str)
        and isinstance(change.after, str)
        and " " in change.before + change.after
    ):
        texts = mark_texts(change.before, change.after)
    return ChangeShown(
        words.path(change.path),
        change.kind,
        None if change.kind == "added" else words.value(change.before, name),
        None if change.kind == "removed" else words.value(change.after, name),
        texts,
    )


PAGES: Final[list[ControllerRouterHandler]] = [handler for kind in Kind for handler in history_pages(kind)]
