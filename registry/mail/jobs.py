"""Sends queued mails, each once as far as that can be known, and clears the folder of those that were kept."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler, Hopeless
from registry.mail.addresses import BadAddress
from registry.mail.message import compose
from registry.mail.service import JOB_KIND
from registry.mail.transport import FolderTransport, Refused, Transport
from registry.settings import Settings

LANE: Final = "mail"
GIVE_UP_AFTER: Final = timedelta(days=3)
CLEAN_JOB: Final = "mail.clean"
KEPT_IN_FOLDER: Final = timedelta(days=30)
REMEMBERED: Final = 10_000


class Sent:
    """The mails that this process handed over last: should noting that fail, they are not sent again."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, mail_id: str) -> bool:
        return mail_id in self._ids

    def add(self, mail_id: str) -> None:
        """Remember one, and forget the oldest beyond what is remembered."""
        self._ids[mail_id] = None
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)


def handlers(settings: Settings, transport: Transport) -> dict[str, Handler]:
    """What the worker does for mail."""
    sent = Sent()

    def send(jobs: Sequence[Claimed]) -> None:
        for job in jobs:
            if job.payload["id"] in sent:
                continue
            try:
                transport.send(compose(settings, job.payload))
            except (Refused, BadAddress) as error:
                raise Hopeless(f"{job.payload['template']}: {error}") from None
            sent.add(job.payload["id"])

    found = {JOB_KIND: Handler(send, lane=LANE, give_up_after=GIVE_UP_AFTER)}
    if isinstance(transport, FolderTransport):

        def clean(_: Sequence[Claimed]) -> None:
            transport.clean(KEPT_IN_FOLDER)

        found[CLEAN_JOB] = Handler(clean, every=timedelta(days=1))
    return found
