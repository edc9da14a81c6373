"""Background work of ownership: looks for published tokens where the operator allows it, ends claims that ran out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from registry.db import Database
from registry.jobs.queue import Claimed, enqueue_many
from registry.jobs.worker import Handler
from registry.outside import NotAsked, Outside
from registry.ownership import queries, service
from registry.ownership.models import OwnershipClaim, OwnershipState, ProofMethod
from registry.ownership.proofs import (
    head_holds_token,
    holds_token,
    places_in_repository,
    places_on_site,
)
from registry.ownership.service import CHECK
from registry.settings import Settings

SWEEP: Final = "ownership.sweep"
NOT_FOUND: Final = "token_not_found"
NO_ANSWER: Final = "no_answer"


def look(outside: Outside, method: ProofMethod, address: str, token: str) -> str:
    """Look whether a token is published; empty if it is, else a word for why it was not found."""
    places: list[tuple[str, Callable[[str, str], bool]]]
    if method is ProofMethod.REPOSITORY:
        places = [(each, holds_token) for each in places_in_repository(address)]
    else:
        file, page = places_on_site(address)
        places = [(file, holds_token), (page, head_holds_token)]
    failure = NO_ANSWER
    for place, holds in places:
        try:
            answer = outside.ask(place)
        except NotAsked:
            continue
        if answer.status == 200 and holds(answer.text, token):
            return ""
        failure = NOT_FOUND
    return failure


def handlers(
    settings: Settings, database: Database, open_outside: Callable[[], Outside] = Outside
) -> dict[str, Handler]:
    """What the worker does for ownership."""

    def check(jobs: Sequence[Claimed]) -> None:
        with open_outside() as outside:
            for job in jobs:
                _check(database, outside, int(job.key))

    def sweep(_jobs: Sequence[Claimed]) -> None:
        with database.write() as session:
            service.expire(session)
            if settings.outside_calls:
                enqueue_many(session, CHECK, [str(each) for each in queries.to_check(session)])

    found = {SWEEP: Handler(sweep, batch=100, every=timedelta(days=1))}
    if settings.outside_calls:
        found[CHECK] = Handler(check, batch=10, lane="outside")
    return found


def _check(database: Database, outside: Outside, claim_id: int) -> None:
    with database.read() as session:
        row = session.get(OwnershipClaim, claim_id)
        if row is None or row.state is not OwnershipState.OPEN:
            return
        asked = (row.method, row.address, row.token)
    failure = look(outside, *asked)
    with database.write() as session:
        service.note_check(session, claim_id, failure)
