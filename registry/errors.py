"""Errors named for the rule they keep; only the HTTP handlers turn them into answers (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def mark(message: str) -> str:
    """Name a text for translation where a rule is kept; pages and problems translate it where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: a message id and what its placeholders stand for."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


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


class Invalid(RegistryError):
    """What a person sent breaks rules; `faults` says for each field which, to be told beside it."""

    status = 422
    slug = "invalid"
    title = "What was sent has mistakes in it."

    def __init__(self, faults: Mapping[str, Fault | str]) -> None:
        self.faults = {
            name: each if isinstance(each, Fault) else Fault(each) for name, each in faults.items()
        }
        detail = " ".join(f"{name}: {fault}" for name, fault in self.faults.items())
        errors = [{"name": name, "in": "body", "message": str(each)} for name, each in self.faults.items()]
        super().__init__(detail, errors=errors)


class SignInNeeded(RegistryError):
    """Nobody is signed in, and this is not for everybody."""

    status = 401
    slug = "sign-in-needed"
    title = "Sign in to do this."


class LinkNotGood(RegistryError):
    """A link that was sent by mail was used, has lapsed, or was never made."""

    status = 410
    slug = "link-not-good"
    title = "This link cannot be used any more."


class Forbidden(RegistryError):
    """The person who is signed in, or the token that was sent, may not do this."""

    status = 403
    slug = "forbidden"
    title = "You may not do this."


class ForgedRequest(RegistryError):
    """A form came from another site, or from a page that is out of date."""

    status = 403
    slug = "forged-request"
    title = "The form is out of date; load the page again and send it once more."


class Stale(RegistryError):
    """Somebody else changed it since it was read; nothing was overwritten."""

    status = 412
    slug = "changed-meanwhile"
    title = "This was changed by somebody else meanwhile."


class VersionNeeded(RegistryError):
    """A change over HTTP says which version it is based on."""

    status = 428
    slug = "version-needed"
    title = "Send the ETag of what you read as If-Match."


class TooOften(RegistryError):
    """Somebody did this too many times; `seconds` says when it is possible again."""

    status = 429
    slug = "too-often"
    title = "This was done too often; wait before you try again."

    def __init__(self, seconds: int, detail: str = "") -> None:
        super().__init__(detail, seconds=seconds)
        self.seconds = seconds


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
