"""What handlers are given: the records, what the operator chose, and parts of the address; names for Litestar's own annotations."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.db import Database
from registry.settings import Settings

Db: TypeAlias = NamedDependency[Database]
Chosen: TypeAlias = NamedDependency[Settings]
PathText: TypeAlias = FromPath[str]
PathNumber: TypeAlias = FromPath[int]
