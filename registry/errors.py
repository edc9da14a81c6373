"""Errors named for the rule they keep; only the HTTP handlers turn them into answers (RFC 9457)."""

from typing import Any


class RegistryError(Exception):
    """A rule of the registry was not kept.

    `status` is the HTTP status it becomes, `slug` its stable type, `title` the rule in English (a message
    id for translation), `params` what the detail's placeholders stand for and what else a machine may use.
    """

    status: int = 400
    slug: str = "bad-request"
    title: str = "The request cannot be carried out."

    def __init__(self, detail: str = "", **params: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.params = params


class BadSetting(RegistryError):
    """A setting is missing or has a value it cannot have."""

    status = 500
    slug = "bad-setting"
    title = "A setting is wrong."

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}", name=name, reason=reason)


class NotFound(RegistryError):
    """No published record, page or code of that name."""

    status = 404
    slug = "not-found"
    title = "Not found."


class Gone(RegistryError):
    """The record was published once and is withdrawn; `params['id']` is its id, which stays taken."""

    status = 410
    slug = "withdrawn"
    title = "The record was withdrawn; its history is kept."


class Moved(RegistryError):
    """The record lives under another slug now; `location` says where (a path without language)."""

    status = 301
    slug = "moved"
    title = "Moved."

    def __init__(self, kind: str, slug: str) -> None:
        super().__init__("", kind=kind, slug=slug)
        self.kind = kind
        self.new_slug = slug


class BadParameter(RegistryError):
    """A query parameter is unknown or has a value it cannot have; `params['name']` is the parameter."""

    status = 400
    slug = "bad-parameter"
    title = "A parameter is wrong."

    def __init__(self, name: str, detail: str, **params: Any) -> None:
        super().__init__(detail, name=name, **params)
        self.name = name


class BadRecord(RegistryError):
    """A record breaks a rule of the registry; `place` says where (field, row, cell)."""

    status = 422
    slug = "bad-record"
    title = "The record breaks a rule."

    def __init__(self, detail: str, place: str = "") -> None:
        super().__init__(f"{place}: {detail}" if place else detail, place=place)
        self.place = place


class Conflict(RegistryError):
    """The record exists already, or another record holds what must be unique."""

    status = 409
    slug = "conflict"
    title = "This conflicts with another record."


class SearchUnavailable(RegistryError):
    """The search engine does not answer."""

    status = 503
    slug = "search-unavailable"
    title = "Search is not available at the moment."


class DatabaseNotReady(RegistryError):
    """The database has not the tables this version needs."""

    status = 503
    slug = "database-not-ready"
    title = "The database is not migrated to this version; run `registry migrate`."
