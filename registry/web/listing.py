"""Lists of the API: one page of rows and the cursor of the next."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from litestar.params import QueryParameter
from msgspec import Struct

from registry.web.pagination import MOST, decode_cursor, encode_cursor, limit_of

Row = TypeVar("Row")

Limit = Annotated[
    int | None, QueryParameter(ge=1, le=MOST, description="Rows of one page, 1 to 100; 20 when left out.")
]
Cursor = Annotated[str | None, QueryParameter(description="`next` of the page before.")]


class Listing(Struct, Generic[Row], frozen=True):
    """One page of a list; `next` is the cursor of the following page, null on the last."""

    items: list[Row]
    next: str | None


def listing(
    ids: Callable[[str, int], list[str]],
    rows: Callable[[list[str]], list[Row]],
    limit: int | None,
    cursor: str | None,
) -> Listing[Row]:
    """A page of a list that is ordered by id.

    `ids(after, n)` gives up to n ids behind `after`; `rows` makes the rows of those ids.
    """
    size = limit_of(limit)
    after = str(decode_cursor(cursor, 1)[0]) if cursor else ""
    found = ids(after, size + 1)
    shown = found[:size]
    return Listing(rows(shown), encode_cursor(shown[-1]) if len(found) > size else None)
