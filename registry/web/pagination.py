"""Opaque cursors: the place after the last row of a page, readable by this server only in form, not secret."""

import base64
import binascii
from typing import Any

import msgspec

from registry.errors import BadParameter

MOST = 100


def encode_cursor(*place: Any) -> str:
    """Pack the values that say where the next page begins."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def decode_cursor(cursor: str, length: int, name: str = "cursor") -> list[Any]:
    """Unpack a cursor of `length` values; anything else is a bad parameter."""
    try:
        packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        place = msgspec.json.decode(packed)
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadParameter(name, "This cursor was not given out by this server.") from error
    if not isinstance(place, list) or len(place) != length:
        raise BadParameter(name, "This cursor belongs to another list.")
    return place


def decode_number(cursor: str | None) -> int:
    """The number that a cursor of a list holds which is ordered by numbers; 0 without a cursor."""
    if not cursor:
        return 0
    number = decode_cursor(cursor, 1)[0]
    if not isinstance(number, int) or not 0 < number < 2**31:
        raise BadParameter("cursor", "This cursor belongs to another list.")
    return number


def limit_of(value: int | None, default: int = 20, most: int = MOST, name: str = "limit") -> int:
    """The number of rows asked for, from 1 to `most`."""
    if value is None:
        return default
    if not 1 <= value <= most:
        raise BadParameter(name, f"Must be from 1 to {most}.")
    return value
