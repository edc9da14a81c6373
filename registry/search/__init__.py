"""Search: one definition of what is found and how it ranks, two engines, kept in step with the database."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.db import Database
    from registry.jobs.worker import Handler
    from registry.search.engine import SearchEngine
    from registry.settings import Settings


def open_engine(settings: "Settings", database: "Database") -> "SearchEngine":
    """The engine that the settings name; from now on this process notes every change for the index."""
    from registry.search.sync import listen

    listen()
    if settings.search_url:
        from registry.search.locking import lock_for
        from registry.search.meilisearch_engine import MeilisearchEngine

        return MeilisearchEngine(
            settings.search_url, settings.search_key, settings.search_prefix, lock_for(settings, database)
        )
    from registry.search.tantivy_engine import TantivyEngine

    return TantivyEngine(settings.search_dir)


def job_handlers(database: "Database", engine: "SearchEngine") -> dict[str, "Handler"]:
    """What the worker does for search."""
    from registry.search.sync import JOB_KIND, handler

    return {JOB_KIND: handler(database, engine)}
