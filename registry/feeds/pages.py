"""Feeds in each language: of all that changes, of one kind, of one country, of one organisation."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.deployments.drafts import WITHDRAWN
from registry.errors import Moved, mark
from registry.feeds import queries
from registry.feeds.atom import MEDIA_TYPE, Entry, Feed, Link, document, id_of
from registry.feeds.schemas import Changed, Named, Scope
from registry.notices.models import NoticeKind
from registry.organisations import queries as organisations
from registry.web.i18n import Label, gettext, label, listing, using
from registry.web.inputs import LARGEST, Db, PathText
from registry.web.render import language_of_request
from registry.web.urls import COLLECTIONS, Urls, query
from registry.web.vocabulary import term

ENTRIES: Final = 50
NO_RECORD_YET: Final = datetime(2026, 1, 1, tzinfo=UTC)

Before: TypeAlias = Annotated[int | None, QueryParameter(name="before", ge=1, le=LARGEST)]

TITLES: Final = {
    Kind.SOLUTION: mark("New and changed solutions"),
    Kind.DEPLOYMENT: mark("New and changed deployments"),
    Kind.STANDARD: mark("New and changed standards"),
    Kind.ORGANISATION: mark("New and changed organisations"),
    Kind.COUNTRY: mark("Changes to countries and areas"),
}
OWN_WORDS: Final = (mark("Seed of this registry"), mark("Loaded with the registry's own data."))
"""Authors and notes of revisions that are the registry's own words."""


@get("/feed", sync_to_thread=True)
def feed_of_all(request: Request[Any, Any, Any], db: Db, before: Before = None) -> Response[bytes]:
    """New and changed records of every kind."""
    with db.read() as session, using(language_of_request(request)) as language:
        about = Urls(language.code).home()
        return _feed(request, session, Scope(), gettext("New and changed records"), about, before)


@get("/feed/countries/{code:str}", sync_to_thread=True)
def feed_of_country(
    request: Request[Any, Any, Any], db: Db, code: PathText, before: Before = None
) -> Response[bytes]:
    """What changes on one country: itself, what runs there, the organisations at home there."""
    with db.read() as session, using(language_of_request(request)) as language:
        known = countries.existing_code(session, code)
        if code != known.lower():
            raise Moved(Kind.COUNTRY, known.lower())
        name = label(countries.refs(session, [known])[known].names)
        about = Urls(language.code).country(known)
        return _feed(request, session, Scope(country=known), _on(name), about, before)


@get("/feed/organisations/{name:str}", sync_to_thread=True)
def feed_of_organisation(
    request: Request[Any, Any, Any], db: Db, name: PathText, before: Before = None
) -> Response[bytes]:
    """What changes on one organisation: itself, and what it has a part in."""
    with db.read() as session, using(language_of_request(request)) as language:
        record_id = organisations.organisation_id(session, name)
        ref = organisations.refs(session, [record_id])[record_id]
        if ref.slug != name:
            raise Moved(Kind.ORGANISATION, ref.slug)
        about = Urls(language.code).organisation(name)
        return _feed(request, session, Scope(organisation=record_id), _on(label(ref.names)), about, before)


def _on(name: Label) -> str:
    return gettext("New and changed: %(name)s") % {"name": name}


def feed_of_kind(kind: Kind) -> HTTPRouteHandler:
    """The feed of one kind of record; each has a path of its own."""

    @get(f"/feed/{COLLECTIONS[kind]}", sync_to_thread=True)
    def feed(request: Request[Any, Any, Any], db: Db, before: Before = None) -> Response[bytes]:
        """New and changed records of one kind."""
        with db.read() as session, using(language_of_request(request)) as language:
            about = Urls(language.code).search(kind=kind.value)
            return _feed(request, session, Scope(kind=kind), gettext(TITLES[kind]), about, before)

    return feed


def _feed(
    request: Request[Any, Any, Any],
    session: Session,
    scope: Scope,
    title: str,
    about: str,
    before: int | None,
) -> Response[bytes]:
    lang = language_of_request(request)
    base_url: str = request.app.state.base_url
    founded = queries.founded(session)
    rows = queries.changes(session, scope, limit=ENTRIES + 1, before=before)
    shown = rows[:ENTRIES]
    names = queries.named(session, [(row.kind, row.record_id, row.body) for row in shown])
    path = request.url.path

    marks = request.app.state.marks()

    def whole(address: str) -> str:
        return base_url + address

    links = [
        Link("self", whole(path + query({"before": before})), MEDIA_TYPE),
        Link("alternate", whole(about)),
    ]
    if before is not None:
        links.append(Link("first", whole(path), MEDIA_TYPE))
    if len(rows) > ENTRIES:
        links.append(Link("next", whole(path + query({"before": shown[-1].id})), MEDIA_TYPE))
    registry = gettext("Digital Health Registry")
    feed = Feed(
        id=id_of(
            "feed", founded, lang, *scope.__struct_fields__, scope.kind, scope.country, scope.organisation
        ),
        title=f"{title} · {registry}",
        subtitle=gettext("Every published change, with who published it."),
        language=lang,
        updated=shown[0].at if shown else founded or NO_RECORD_YET,
        author=registry,
        links=links,
        entries=[
            _entry(row, names[row.kind, row.record_id], marks(row.kind, row.record_id), Urls(lang), whole)
            for row in shown
            if (row.kind, row.record_id) in names
        ],
    )
    return Response(
        document(feed), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers={"content-language": lang}
    )


def _entry(
    row: Changed, record: Named, notices: Sequence[NoticeKind], urls: Urls, whole: Callable[[str], str]
) -> Entry:
    """One change; what the Secretariat warns of stands before it, and is a category of the entry."""
    history = urls.history(row.kind, record.name)
    # The page of what was withdrawn says no more than that; what it was stands in its history.
    page = history if WITHDRAWN in row.body else urls.record(row.kind, record.name)
    links = [Link("alternate", whole(page))]
    if row.number > 1:
        change = urls.diff(row.kind, record.name, row.number - 1, row.number)
        links.append(Link("related", whole(change), title=gettext("What changed")))
    return Entry(
        id=id_of("revision", row.kind.value, row.record_id, row.number, row.at.isoformat()),
        title=_title(record),
        at=row.at,
        author=_own(row.author),
        summary=" ".join([*(f"{term('notice_kind', each)}." for each in notices), _summary(row)]),
        categories=[
            (row.kind.value, term("kind", row.kind)),
            *((f"notice:{each.value}", term("notice_kind", each)) for each in notices),
        ],
        links=links,
    )


def _title(record: Named) -> str:
    if record.place is None:
        return str(label(record.names))
    return gettext("%(solution)s in %(country)s") % {
        "solution": label(record.names),
        "country": label(record.place),
    }


def _summary(row: Changed) -> str:
    """What happened, and the note of whoever published it."""
    if WITHDRAWN in row.body:
        said = gettext("Withdrawn.")
    elif row.before is None:
        said = gettext("New in this registry.")
    else:
        fields = listing([term("field", each) for each in row.fields], "unit").unescape()
        said = gettext("Changed: %(fields)s.") % {"fields": fields}
    return " ".join(filter(None, [said, _own(row.note)]))


def _own(text: str) -> str:
    return gettext(text) if text in OWN_WORDS else text


PAGES: Final[list[ControllerRouterHandler]] = [
    feed_of_all,
    *(feed_of_kind(kind) for kind in Kind),
    feed_of_country,
    feed_of_organisation,
]
