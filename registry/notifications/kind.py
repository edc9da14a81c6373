"""What a kind of notification is; the kinds there are stand in `kinds`."""

import re
from dataclasses import dataclass
from typing import Final

from registry.notifications.groups import Group
from registry.notifications.models import Frequency

_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notification: what preferences call it, its sentences, how often it goes out by mail.

    What somebody must know of cannot be stopped (`can_stop=False`): it is mailed at once. Mails on the safety of an
    account are none of these: `accounts` sends them itself.
    """

    group: Group
    title: str
    subject: str
    body: str = ""
    frequency: Frequency = Frequency.AT_ONCE
    can_stop: bool = True


def placeholders(kind: Kind) -> frozenset[str]:
    """The names that `texts` must give for a kind."""
    return frozenset(_PLACEHOLDER.findall(kind.subject + kind.body))
