"""How often a token is looked for and codes are mailed and tried, whoever asks on whichever way."""

from datetime import timedelta
from typing import Final

from registry.db import Database
from registry.db.limits import take

AN_HOUR: Final = {"check": 10, "code": 5, "prove": 10}


def count(db: Database, what: str, who: str) -> None:
    """Count one more; `TooOften` when it is too many. It has a transaction of its own."""
    take(db, f"ownership.{what}", who, AN_HOUR[what], timedelta(hours=1))
