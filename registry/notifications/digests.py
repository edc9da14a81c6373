"""When notifications go out by mail. Pure.

A digest takes what was told before the last hour of posting and was not mailed yet. So it is sent once, whoever asks and
however often; what was told since waits for the next; and after some days without a worker one digest holds it all.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from registry.notifications.models import Frequency

HOUR: Final = 5
"""Digests are made after this hour, in UTC."""

MONDAY: Final = 0
DIGESTS: Final = (Frequency.DAILY, Frequency.WEEKLY)


def last_posting(frequency: Frequency, moment: datetime) -> datetime:
    """The last moment of posting of a digest: five in the morning of a day, or of a Monday."""
    at = moment.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if at > moment:
        at -= timedelta(days=1)
    return at - timedelta(days=at.weekday() - MONDAY) if frequency is Frequency.WEEKLY else at


def due_before(moment: datetime) -> dict[Frequency, datetime]:
    """What of each frequency is to be mailed at this moment: that which was told before the one given here."""
    # What is mailed at once is due in any case: clocks of several machines need not agree to the second.
    at_once = {Frequency.AT_ONCE: moment + timedelta(days=1)}
    return at_once | {each: last_posting(each, moment) for each in DIGESTS}
