"""Puts the program together: settings in, a Litestar application out. The only place that chooses engines."""

import hashlib
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any

from litestar import Litestar, Router
from litestar.concurrency import set_asyncio_executor
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License
from litestar.routes import BaseRoute
from litestar.types import ASGIApp, ControllerRouterHandler, Receive, Scope, Send

from registry import background, resources
from registry.accounts import api as accounts_api
from registry.accounts import pages as accounts
from registry.accounts.guard import PERMISSION, AuthenticationMiddleware, permitted, provide_viewer
from registry.accounts.limiting import MINUTE, ChangeLimitMiddleware
from registry.accounts.providers import Providers
from registry.accounts.vault import Vault
from registry.attachments import api as attachments_api
from registry.attachments import pages as attachments
from registry.attachments import stores
from registry.audit import pages as audit
from registry.audit.inspection import api as events_api
from registry.audit.inspection import pages as events
from registry.contact import pages as contact
from registry.countries import api as countries_api
from registry.countries import pages as countries
from registry.db import Database
from registry.db.limits import add
from registry.db.migrate import is_current
from registry.demo import pages as demo
from registry.deployments import api as deployments_api
from registry.deployments import pages as deployments
from registry.errors import NotFound
from registry.evaluation import api as evaluation_api
from registry.evaluation import pages as evaluation
from registry.evidence import api as evidence_api
from registry.evidence import pages as evidence
from registry.feedback import api as feedback_api
from registry.feedback import pages as feedback
from registry.feeds import pages as feeds
from registry.interchange import api as interchange_api
from registry.interchange import pages as interchange
from registry.jobs.worker import Worker
from registry.mail import pages as mail
from registry.national import api as national_api
from registry.national import managing_api
from registry.national import pages as national
from registry.notices import api as notices_api
from registry.notices import pages as notices
from registry.notices.marks import Marks
from registry.notifications import pages as notifications
from registry.notifications.queries import unread
from registry.notifications.unsubscribing import Signer
from registry.organisations import api as organisations_api
from registry.organisations import pages as organisations
from registry.ownership import api as ownership_api
from registry.ownership import pages as ownership
from registry.provenance import api as provenance_api
from registry.quality import api as quality_api
from registry.quality import finding_pages, merge_api, merge_pages, watching
from registry.quality import pages as quality
from registry.search import api as search_api
from registry.search import open_engine
from registry.search import pages as search
from registry.search.engine import SearchEngine
from registry.settings import Settings, load_settings
from registry.site import pages as site
from registry.site import queries
from registry.site.freshness import Freshness
from registry.solutions import api as solutions_api
from registry.solutions import pages as solutions
from registry.solutions.samples import Samples
from registry.standards import api as standards_api
from registry.standards import pages as standards
from registry.submissions import api as submissions_api
from registry.submissions import decisions_api, desk_api, desk_pages, public_pages
from registry.submissions import pages as submissions
from registry.taxonomy import api as taxonomy_api
from registry.taxonomy import pages as taxonomy
from registry.web import assets, health, i18n, problems
from registry.web.caching import CacheMiddleware, VersionClock, answering_head
from registry.web.csrf import SameOriginMiddleware, Tokens
from registry.web.edge import at_the_edge
from registry.web.forms import BODY_BYTES, provide_form
from registry.web.languages import LANGUAGES
from registry.web.openapi import NEEDS_TOKEN, DescriptionConfig
from registry.web.parameters import known_parameters
from registry.web.ratelimit import RateLimitMiddleware
from registry.web.secret import secret_of
from registry.web.security import SecurityMiddleware
from registry.web.zero_bytes import ZeroByteMiddleware

# Where pages and API routes come from, in the order of the documentation.
PAGES = (
    site,
    search,
    solutions,
    deployments,
    standards,
    organisations,
    countries,
    taxonomy,
    evidence,
    evaluation,
    feedback,
    notices,
    contact,
    audit,
    events,
    accounts,
    desk_pages,
    public_pages,
    attachments,
    quality,
    finding_pages,
    merge_pages,
    national,
    submissions,
    interchange,
    ownership,
    notifications,
    mail,
    feeds,
)
API = (
    search_api,
    solutions_api,
    deployments_api,
    standards_api,
    organisations_api,
    countries_api,
    national_api,
    managing_api,
    taxonomy_api,
    provenance_api,
    notices_api,
    events_api,
    decisions_api,
    evidence_api,
    submissions_api,
    interchange_api,
    desk_api,
    evaluation_api,
    feedback_api,
    accounts_api,
    attachments_api,
    ownership_api,
    quality_api,
    merge_api,
)

# The layers around every route, from the outside in.
LAYERS: tuple[type[ASGIMiddleware], ...] = (
    RateLimitMiddleware,
    ZeroByteMiddleware,
    CacheMiddleware,
    SecurityMiddleware,
    SameOriginMiddleware,
    AuthenticationMiddleware,
    ChangeLimitMiddleware,
)


def create_app(settings: Settings | None = None) -> Litestar:
    """Build the application; call it before an event loop runs, as the thread pool is set here."""
    return equip(assemble(), settings or load_settings())


def assemble() -> Litestar:
    """All routes with the layers around them, which take a while to put together; nothing to serve yet."""
    i18n.load()
    assets.built()
    app = Litestar(
        route_handlers=[
            *site.ROOT,
            *accounts.ROOT,
            *demo.ROOT,
            *mail.ROOT,
            assets.asset,
            health.health,
            health.ready,
            Router(
                "/{lang:str}",
                route_handlers=[handler for pages in PAGES for handler in pages.PAGES],
                guards=[known_language, permitted],
                include_in_schema=False,
            ),
            Router(
                "/api/v1",
                route_handlers=[described(handler) for api in API for handler in api.API],
                guards=[permitted, known_parameters],
            ),
        ],
        dependencies={
            "db": Provide(provide_db, sync_to_thread=False),
            "search": Provide(provide_search, sync_to_thread=False),
            "settings": Provide(provide_settings, sync_to_thread=False),
            "viewer": Provide(provide_viewer, sync_to_thread=False),
            "vault": Provide(provide_vault, sync_to_thread=False),
            "providers": Provide(provide_providers, sync_to_thread=False),
            "form": Provide(provide_form),
        },
        request_max_body_size=BODY_BYTES,
        middleware=[Chosen(layer) for layer in LAYERS],
        exception_handlers=problems.HANDLERS,
        openapi_config=_openapi(),
        lifespan=[_running],
        logging_config=None,
    )
    app.asgi_handler = at_the_edge(answering_head(app.asgi_handler))
    return app


def equip(app: Litestar, settings: Settings) -> Litestar:
    """Give an assembled application the registry that it serves: the records, and all that the settings choose."""
    threads = settings.threads or (os.cpu_count() or 1) + 4
    executor = ThreadPoolExecutor(threads, thread_name_prefix="registry")
    set_asyncio_executor(executor)
    database = Database(settings.database_url, pool_size=threads)
    stores.use(database, stores.open_store(settings))
    watching.listen()
    engine = open_engine(settings, database)
    secret = secret_of(settings.secret_key, settings.data_dir)
    clock = VersionClock(database.catalogue_version, executor)
    app.state = State(
        {
            "settings": settings,
            "database": database,
            "search": engine,
            "as_of": Freshness(database, clock).as_of,
            "marks": Marks(database, clock).for_page,
            "samples": Samples(database, clock).for_page,
            "base_url": settings.base_url,
            "is_demo": settings.demo,
            "csrf": Tokens(secret),
            "vault": Vault(secret, *settings.former_secret_keys),
            "providers": Providers(settings.sign_on),
            "unsubscribing": Signer(secret, *settings.former_secret_keys),
            "checks": _checks(database, engine),
            "layers": {type(each): each for each in _middleware(settings, database, clock, executor)},
        }
    )
    return app


def provide_db(state: State) -> Database:
    """The records."""
    return state.database  # type: ignore[no-any-return]


def provide_search(state: State) -> SearchEngine:
    """The search engine."""
    return state.search  # type: ignore[no-any-return]


def provide_settings(state: State) -> Settings:
    """What the operator chose."""
    return state.settings  # type: ignore[no-any-return]


def provide_vault(state: State) -> Vault:
    """Keys derived from the registry's own."""
    return state.vault  # type: ignore[no-any-return]


def provide_providers(state: State) -> Providers:
    """The providers of single sign-on."""
    return state.providers  # type: ignore[no-any-return]


async def known_language(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Only the six languages have pages; any other first segment is no page."""
    if connection.path_params.get("lang") not in LANGUAGES:
        raise NotFound


def _middleware(
    settings: Settings, database: Database, clock: VersionClock, executor: ThreadPoolExecutor
) -> list[Any]:
    """From the outside in: the limit, the cache, the headers kept with each page, who asks, the limit on changes."""
    most, proxies = settings.rate_limit_per_minute, settings.trusted_proxies
    counted = partial(add, database, "request", per=MINUTE)
    return [
        *([RateLimitMiddleware(most, proxies, add=counted, executor=executor)] if most else []),
        ZeroByteMiddleware(),
        CacheMiddleware(clock, build_id(), settings.cache_bytes, executor),
        SecurityMiddleware(),
        SameOriginMiddleware(),
        AuthenticationMiddleware(database, executor, unread),
        *([ChangeLimitMiddleware(database, executor, most, proxies)] if most else []),
    ]


class Chosen(ASGIMiddleware):
    """A layer as `equip` made it; where it made none, there is none."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, layer: type[ASGIMiddleware]) -> None:
        self._layer = layer
        self.exclude_opt_key = layer.exclude_opt_key

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the layer handle the request."""
        layer = scope["litestar_app"].state["layers"].get(self._layer)
        if layer is None:
            await next_app(scope, receive, send)
        else:
            await layer.handle(scope, receive, send, next_app)


def described(handler: ControllerRouterHandler) -> ControllerRouterHandler:
    """A handler of the API that says in its description whether it needs a token."""
    if isinstance(handler, HTTPRouteHandler) and PERMISSION in handler.opt:
        handler.security = NEEDS_TOKEN
    return handler


class _SchemaRouter(Router):
    """Serves the schema; unknown addresses are left to the problem handlers, as they are everywhere else."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:
        """Leave out Litestar's own page for unknown addresses."""
        if "/{path:str}" in getattr(value, "paths", ()):
            return []
        return super().register(value)


def _openapi() -> DescriptionConfig:
    return DescriptionConfig(
        title="Digital Health Registry",
        version="1",
        summary="Digital health solutions, the standards they speak and where they run, with who says so.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        path="/api/v1",
        openapi_router=_SchemaRouter("/api/v1", route_handlers=[], include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    """While the server runs, do background work in a thread, where the settings say so."""
    settings, database, engine = app.state.settings, app.state.database, app.state.search
    worker = (
        Worker(database, background.handlers(settings, database, engine))
        if settings.worker == "thread"
        else None
    )
    if worker:
        worker.start()
    try:
        yield
    finally:
        if worker:
            worker.stop()
        database.dispose()


@cache
def build_id() -> str:
    """A name for this very program with its templates, texts and front end; pages of another are void."""
    digest = hashlib.blake2b(assets.built().digest.encode(), digest_size=6)
    folders = ((resources.PACKAGE, "*.py"), (resources.path("templates"), "*.[ht]*"))
    for folder, pattern in (*folders, (resources.path("locales"), "*.po")):
        for path in sorted(folder.rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _checks(database: Database, engine: SearchEngine) -> dict[str, health.Check]:
    """What must hold for this process to answer readers."""

    def records() -> health.State:
        return health.State(ok=True, figures={"catalogue_version": database.catalogue_version()})

    def migrations() -> health.State:
        return health.State(ok=is_current(database))

    def index() -> health.State:
        with database.read() as session:
            waiting = queries.waiting_jobs(session)
        return health.State(ok=engine.is_reachable(), figures={"waiting": waiting})

    return {"database": records, "migrations": migrations, "search": index}
