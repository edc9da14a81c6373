"""What handlers are given: the records, what the operator chose, and parts of the address; names for Litestar's own annotations."""

from typing import Annotated, Final, TypeAlias

from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter
from msgspec import Meta

from registry.db import Database
from registry.settings import Settings

Db: TypeAlias = NamedDependency[Database]
Chosen: TypeAlias = NamedDependency[Settings]
PathText: TypeAlias = FromPath[str]
LARGEST: Final = 2_147_483_647
"""No number that is ever given out is larger, and databases take none that is."""

PathNumber: TypeAlias = Annotated[int, PathParameter(ge=0, le=LARGEST)]

Said: TypeAlias = Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=20_000)]
"""A text in a body of the API, of what databases can hold."""
