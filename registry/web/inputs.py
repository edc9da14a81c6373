"""What handlers are given: the records, and parts of the address; names for Litestar's own annotations."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.db import Database

Db: TypeAlias = NamedDependency[Database]
PathText: TypeAlias = FromPath[str]
PathNumber: TypeAlias = FromPath[int]
