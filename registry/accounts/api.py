"""Who a program speaks for."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.accounts import queries
from registry.accounts.guard import Asker
from registry.accounts.schemas import Me
from registry.errors import SignInNeeded
from registry.web.inputs import Db
from registry.web.openapi import NEEDS_TOKEN

TAGS: Final = ["me"]


@get("/me", summary="Whom this token speaks for", tags=TAGS, security=NEEDS_TOKEN, sync_to_thread=True)
def me(db: Db, viewer: Asker) -> Me:
    """The account of the token, the roles it holds, and what the token may do of what they allow."""
    if not viewer.is_signed_in:
        raise SignInNeeded
    with db.read() as session:
        return queries.me(session, viewer)


API: Final[list[ControllerRouterHandler]] = [me]
