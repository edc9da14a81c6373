"""The description of the API: what Litestar makes of the routes, and the problems that any of them can answer with."""

from dataclasses import dataclass, fields
from typing import Any, Final

from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, OpenAPI, SecurityScheme

SECURITY: Final = "token"
"""The name of the one way to say who asks: an API token as a bearer."""

NEEDS_TOKEN: Final = [{SECURITY: list[str]()}]

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "Names the rule; leads to the guide."},
        "title": {"type": "string", "description": "The rule in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What was wrong this time."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "name": {"type": "string", "description": "The parameter that is wrong."},
        "errors": {
            "type": "array",
            "description": "Each part of the request that is wrong.",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "in": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["name", "in", "message"],
            },
        },
        "request": {"type": "string", "description": "The id of the request, if the fault is on our side."},
    },
    "required": ["type", "title", "status", "instance"],
}

EVERYWHERE: Final = {
    400: "A parameter is unknown or has a value it cannot have.",
    401: "The token is unknown, expired or revoked, or none was sent where one is needed.",
    429: "Too many requests; `Retry-After` says in how many seconds to come back.",
    503: "The registry is being started or updated.",
}
NAMED: Final = {
    404: "Nothing of that name is published.",
    410: "It was published once and is withdrawn, or the link is over.",
}
MOVED: Final = "It lives under another name now; `Location` says where."
WITH_TOKEN: Final = {403: "Whom the token speaks for may not do this, or the token is not for it."}
CHANGING: Final = {
    403: WITH_TOKEN[403],
    409: "This is not possible in the state that it is in, or another record is in the way.",
    412: "Somebody else changed it meanwhile; nothing was overwritten.",
}
WITH_BODY: Final = {
    413: "What was sent is too large.",
    415: "What was sent is of a type that is not read here.",
    422: "What was sent breaks rules; `errors` says which.",
}
WITH_VERSION: Final = {428: "Say in `If-Match` which version the change is based on."}
UNSAFE: Final = frozenset({"post", "put", "patch", "delete"})
METHODS: Final = UNSAFE | {"get"}


class Description(OpenAPI):
    """An OpenAPI document with every problem in it."""

    def to_schema(self) -> dict[str, Any]:
        """The document as plain values."""
        schema: dict[str, Any] = super().to_schema()
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for path, item in schema.get("paths", {}).items():
            for method in METHODS & item.keys():
                _complete(path, method, item[method])
        return schema


@dataclass
class DescriptionConfig(OpenAPIConfig):
    """Describes the API with its problems and its tokens."""

    def to_openapi_schema(self) -> OpenAPI:
        """The document without its paths, which Litestar adds."""
        made = super().to_openapi_schema()
        described = Description(**{each.name: getattr(made, each.name) for each in fields(made)})
        described.components = Components(
            security_schemes={
                SECURITY: SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="An API token, made on the page of your account.",
                )
            }
        )
        return described


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add to one operation what it can answer beyond what it is asked for."""
    problems = dict(EVERYWHERE)
    if "{" in path or operation.get("requestBody"):  # a body names records and links as well
        problems |= NAMED
    if operation.get("security"):
        problems |= WITH_TOKEN
    if method in UNSAFE:
        problems |= CHANGING
    if operation.get("requestBody"):
        problems |= WITH_BODY
    if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
        problems |= WITH_VERSION
    responses = operation["responses"]
    for status in sorted(problems):
        responses[str(status)] = _problem(problems[status], with_wait=status == 429)
    if "{name}" in path:
        responses["301"] = {"description": MOVED, "headers": {"Location": {"schema": {"type": "string"}}}}
    operation["responses"] = dict(sorted(responses.items()))


def _problem(text: str, *, with_wait: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if with_wait:
        made["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    return made
