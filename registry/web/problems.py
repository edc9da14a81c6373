"""Turns what is raised into answers: RFC 9457 problems under /api, pages in the reader's language elsewhere.

Nothing of a traceback leaves the process; it is logged here.
"""

import logging
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import OperationalError, ProgrammingError

from registry.errors import (
    DatabaseNotReady,
    Forbidden,
    ForgedRequest,
    LinkNotGood,
    Moved,
    RegistryError,
    SignInNeeded,
    TooOften,
    mark,
)
from registry.tracing import request_id
from registry.web import i18n, security
from registry.web.edge import told
from registry.web.i18n import gettext
from registry.web.render import language_of_request, page
from registry.web.urls import COLLECTIONS, Urls

PROBLEM_JSON: Final = "application/problem+json"
logger = logging.getLogger(__name__)

# Status → what a page says: the title and what the reader can do. Message ids, translated where shown.
PAGES: Final[dict[int, tuple[str, str]]] = {
    400: (
        mark("This address has a mistake in it"),
        mark("A filter or another part of the address is not one that the registry knows."),
    ),
    403: (
        mark("You may not do this"),
        mark(
            "Your roles do not include it, or the form was out of date: load the page again and try once more."
        ),
    ),
    404: (
        mark("Page not found"),
        mark(
            "Nothing is published at this address. It may have been mistyped, or the link may be out of date."
        ),
    ),
    410: (
        mark("This record was withdrawn."),
        mark("The record that stood here is no longer published. Its identifier stays taken."),
    ),
    405: (
        mark("That cannot be done here"),
        mark("This address answers other kinds of requests than the one that was sent."),
    ),
    409: (
        mark("This does not fit with what is there"),
        mark("Another record, or another change, is in the way. Nothing was changed."),
    ),
    412: (
        mark("Somebody else changed this meanwhile"),
        mark("Nothing was overwritten. Load the page again to see the other change."),
    ),
    413: (
        mark("The file is too large"),
        mark("Nothing was kept of it. Send a smaller one."),
    ),
    422: (
        mark("What was sent has mistakes in it"),
        mark("Nothing was changed. Go back, correct it and send it again."),
    ),
    429: (
        mark("Too many requests"),
        mark("Many requests came from your address in a short time. Please wait a moment and try again."),
    ),
    500: (
        mark("Something went wrong on our side"),
        mark("The page could not be made. The fault has been recorded; please try again in a few minutes."),
    ),
    503: (
        mark("Not available at the moment"),
        mark("The registry is being started or updated. Please try again in a minute."),
    ),
}
PAGES_BY_SLUG: Final[dict[str, tuple[str, str]]] = {
    LinkNotGood.slug: (
        mark("This link cannot be used any more"),
        mark(
            "Links that we send work once and for a limited time. Ask for a new one where you asked for this."
        ),
    ),
}
SLUGS: Final[dict[int, str]] = {404: "not-found", 405: "method-not-allowed", 429: "too-many-requests"}


@dataclass(frozen=True)
class Problem:
    """What went wrong, apart from how it is told."""

    status: int
    slug: str
    title: str
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)


def problem_of(error: Exception) -> Problem:
    """Describe an exception; one that nobody foresaw is only said to be one."""
    if isinstance(error, RegistryError):
        members = {name: value for name, value in error.params.items() if value is not None}
        headers = {"retry-after": str(error.seconds)} if isinstance(error, TooOften) else {}
        if isinstance(error, SignInNeeded):
            headers["www-authenticate"] = "Bearer"
        return Problem(error.status, error.slug, error.title, error.detail, headers, members)
    if isinstance(error, HTTPException):
        return _problem_of_http(error)
    if isinstance(error, OperationalError | ProgrammingError):
        return Problem(503, DatabaseNotReady.slug, DatabaseNotReady.title)
    return Problem(500, "internal-error", _phrase(500))


def _problem_of_http(error: HTTPException) -> Problem:
    status = error.status_code
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if status >= 500:
        return Problem(status, "internal-error", _phrase(status), headers=headers)
    faults = list(_faults(error.extra)) or _missing(error.detail)
    if faults:
        detail = " ".join(f"{fault['name']} ({fault['in']}): {fault['message']}" for fault in faults)
        members = {"name": faults[0]["name"], "errors": faults}
        return Problem(status, "bad-parameter", "A parameter is wrong.", detail, headers, members)
    return Problem(status, SLUGS.get(status, "bad-request"), _phrase(status), _plain_detail(error), headers)


def _missing(detail: str) -> list[dict[str, str]]:
    """Litestar says that a required parameter is missing in its detail only."""
    found = re.match(r"Missing required (\w+) parameter '([^']+)'", detail)
    return [{"name": found[2], "in": found[1], "message": "Is required."}] if found else []


def _plain_detail(error: HTTPException) -> str:
    return "" if error.detail == _phrase(error.status_code) else error.detail


def _faults(extra: Any) -> list[dict[str, str]]:
    """Litestar's list of validation errors: each parameter with where it stood and what is wrong."""
    if not isinstance(extra, list):
        return []
    return [
        {
            "name": str(item.get("key", "")).removesuffix("_"),  # as words that Python keeps for itself have
            "in": str(getattr(item.get("source"), "value", item.get("source")) or "body"),
            "message": str(item.get("message", "")),
        }
        for item in extra
        if isinstance(item, dict)
    ]


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer for an exception, to a program or to a person."""
    if isinstance(error, Moved):
        return _moved(request, error)
    if isinstance(error, Forbidden | ForgedRequest | TooOften):
        asker = getattr(request.scope.get("user"), "account_id", "") or "nobody who is signed in"
        logger.warning("%s by %s is refused: %s", told(request.scope), asker, error.slug)
    if isinstance(error, SignInNeeded) and not request.url.path.startswith(security.API):
        return _to_sign_in(request)
    problem = problem_of(error)
    if problem.status >= 500:
        logger.error("%s failed", told(request.scope), exc_info=error)
    headers = {
        **security.headers_for(request.url.path, request.method),
        "cache-control": "no-store",
        **problem.headers,
    }
    if request.url.path.startswith(security.API):
        return Response(
            msgspec.json.encode(_body(request, problem)),
            status_code=problem.status,
            media_type=PROBLEM_JSON,
            headers=headers,
        )
    return _error_page(request, problem, headers)


def _body(request: Request[Any, Any, Any], problem: Problem) -> dict[str, Any]:
    return {
        "type": f"/{language_of_request(request)}/api#{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        **({"detail": problem.detail} if problem.detail and problem.detail != problem.title else {}),
        "instance": request.url.path,
        **({"request": request_id()} if problem.status >= 500 else {}),
        **{name: value for name, value in problem.members.items() if name not in {"type", "title", "status"}},
    }


def _error_page(
    request: Request[Any, Any, Any], problem: Problem, headers: dict[str, str]
) -> Response[bytes]:
    known = problem.status if problem.status in PAGES else (500 if problem.status >= 500 else 400)
    title, advice = PAGES_BY_SLUG.get(problem.slug) or PAGES[known]
    # Titles and advice are in the reader's language; the detail of a fault below 500 names what is wrong.
    with i18n.using(language_of_request(request)) as language:
        rule = problem.detail or problem.title
        told = gettext(rule)
        in_english = told == rule and language.code != "en"
        return page(
            request,
            "errors/error.html",
            fragment="errors/fragment.html",
            title=gettext(title),
            status=problem.status,
            headers=headers,
            advice=gettext(advice),
            problem=problem,
            told="" if in_english and not problem.detail else told,
            in_english=in_english,
            request_id=request_id(),
        )


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """The page to sign in, which leads back here; what was sent by a form is not sent again."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method in {"GET", "HEAD"} else ""
    headers = {
        **security.headers_for(request.url.path, request.method),
        "cache-control": "no-store",
        "location": Urls(language_of_request(request)).sign_in(back),
    }
    return Response("", status_code=303, media_type="text/plain", headers=headers)


def _moved(request: Request[Any, Any, Any], error: Moved) -> Response[Any]:
    """The same address with the record's current slug, below it whatever was asked for, with its query."""
    segments = request.url.path.split("/")
    collection = COLLECTIONS[error.kind]  # type: ignore[index]
    place = segments.index(collection) + 1 if collection in segments else len(segments)
    path = "/".join([*segments[:place], quote(error.new_slug), *segments[place + 1 :]])
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {**security.headers_for(request.url.path, request.method), "location": path + query}
    return Response("", status_code=error.status, media_type="text/plain", headers=headers)


HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: answer, Exception: answer}
