"""Query parameters of the API: an unknown one is a fault that is named, never ignored."""

from difflib import get_close_matches
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from registry.errors import BadParameter

ANY = "any_parameter"
"""Handlers with `opt={ANY: True}` check their parameters themselves."""


async def known_parameters(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: only parameters that the handler's signature names may be given."""
    if handler.opt.get(ANY):
        return
    allowed = parameters_of(handler)
    for name in connection.query_params:
        if name not in allowed:
            close = get_close_matches(name, allowed, 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise BadParameter(name, f"There is no parameter {name} here.{hint}", known=sorted(allowed))


def parameters_of(handler: BaseRouteHandler) -> set[str]:
    """The names of the query parameters that a handler takes."""
    return {
        definition.kwarg_definition.name or name
        for name, definition in handler.parsed_fn_signature.parameters.items()
        if isinstance(definition.kwarg_definition, QueryParameter)
    }
