"""How many links are mailed to addresses that somebody names, whichever way it is asked for."""

from datetime import timedelta
from typing import Final

from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.db.limits import take

MAILS_AN_HOUR: Final = 5


def count_mail(db: Database, viewer: Viewer) -> None:
    """Count one more; `TooOften` when it is too many. It has a transaction of its own."""
    take(db, "feedback.mail", viewer.account_id, MAILS_AN_HOUR, timedelta(hours=1))
