"""What of a record's body is not for everybody; pure.

An amount that somebody paid is shown only with a public source that states it or with the payer's consent. What is
kept is the whole body; whoever shows one, or hands it on, shows what `public_body` leaves of it.
"""

from collections.abc import Mapping
from typing import Any, Final

NOT_PUBLIC: Final = "not_public"
"""Stands in place of an amount that is known here and not for everybody: never nothing, never 0."""

FUNDERS: Final = "funders"
_BASES: Final = ("amount_source", "amount_consent")


def amount_is_public(funder: Mapping[str, Any]) -> bool:
    """Whether a public source states what a funder paid, or the funder agreed that it is shown."""
    return any(funder.get(basis) for basis in _BASES)


def public_value(field: str, value: Any) -> Any:
    """A field's value as everybody may read it."""
    if field != FUNDERS or not isinstance(value, list):
        return value
    return [_public_funder(each) if isinstance(each, dict) else each for each in value]


def public_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A record's body as everybody may read it, with what sources state in it."""
    shown = {name: public_value(name, value) for name, value in body.items()}
    if isinstance(shown.get("claims"), list):
        shown["claims"] = [
            {**claim, "value": public_value(claim["field"], claim["value"])}
            if isinstance(claim, dict) and claim.get("field") == FUNDERS and "value" in claim
            else claim
            for claim in shown["claims"]
        ]
    return shown


def _public_funder(funder: dict[str, Any]) -> dict[str, Any]:
    if funder.get("amount") is None or amount_is_public(funder):
        return funder
    return {name: value for name, value in funder.items() if name != "currency"} | {"amount": NOT_PUBLIC}
