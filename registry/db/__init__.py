"""The database: engine, units of work, base model, ids."""

from registry.db.base import Table
from registry.db.engine import Database
from registry.db.ids import Kind

__all__ = ["Database", "Kind", "Table"]
