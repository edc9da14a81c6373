"""Tries requests: makes the actor and the thing, asks as a browser or a program would, says what became of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from httpx import Response
from litestar.testing import TestClient

from registry.accounts.models import Guesses, RoleGrant
from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.models import SharedLimit
from tests.factories import make_account, make_token, sign_in
from tests.permissions.matrix import (
    IN_COUNTRY,
    IN_ORGANISATION,
    OWN_COUNTRY,
    Actor,
    Call,
    Case,
    Expect,
    Outcome,
    Relation,
    World,
)

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
SENT_TO_SIGN_IN: Final = re.compile(r"/\w\w/sign-in(\?next=.*)?")
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Tried:
    """One request that was made: by whom, for whose thing, what was to come of it, and what came."""

    actor: Actor
    relation: Relation
    expected: Outcome
    found: Outcome | str

    @property
    def fault(self) -> str:
        """What is wrong, in words; empty if nothing is."""
        if self.found == self.expected:
            return ""
        return f"{self.actor} with what is {self.relation}: expected {self.expected}, was {self.found}"


@dataclass(frozen=True, slots=True)
class Court:
    """An application, and the world that its requests are about."""

    client: TestClient[Any]
    database: Database
    world: World

    def try_all(self, expected: Expect) -> Iterator[Tried]:
        """Ask for a route as everybody, for everything."""
        for relation in expected.relations:
            for actor in Actor:
                wanted = expected.outcome(actor, relation)
                answer = self.ask(expected, actor, relation)
                yield Tried(actor, relation, wanted, outcome_of(answer, expected.answers))

    def ask(self, expected: Expect, actor: Actor, relation: Relation) -> Response:
        """Make the actor and the thing, then the request."""
        with self.database.write() as session:
            # One client asks for everybody: nothing shall be too often, and nobody from before be told of this.
            for kept in (SharedLimit, Guesses, RoleGrant):
                session.execute(sa.delete(kept))
            account_id = self._enter(session, actor)
            call = expected.make(Case(session, actor, relation, account_id, self.world))
            is_api = expected.path.startswith("/api/")
            token = "" if not account_id else (make_token if is_api else sign_in)(session, account_id)
        headers = dict(call.headers)
        cookies = {"session": token} if token and not is_api else {}
        cookies |= call.cookies
        if token and is_api:
            headers["authorization"] = f"Bearer {token}"
        form = None
        if expected.method in UNSAFE and not is_api:
            form = {**call.form, "csrf": self._csrf(cookies)}
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        try:
            return self.client.request(
                expected.method,
                address(expected.path, call),
                params={n: v if isinstance(v, list) else str(v) for n, v in call.query.items()},
                data=form,
                files=dict(call.files) if call.files else None,
                json=call.json,
                headers=headers,
                follow_redirects=False,
            )
        finally:
            self.client.cookies.clear()

    def _enter(self, session: Any, actor: Actor) -> str:
        """A new account of this actor's kind; empty for a reader."""
        if actor is Actor.READER:
            return ""
        if actor is Actor.NO_ROLE:
            return make_account(session).id
        held_in = (
            self.world.organisation.id
            if actor in IN_ORGANISATION
            else OWN_COUNTRY
            if actor in IN_COUNTRY
            else ""
        )
        return make_account(session, "", (Role(actor.value), held_in)).id

    def _csrf(self, cookies: dict[str, str]) -> str:
        """The token that the page with the form would hold."""
        if "session" not in cookies:
            cookies["visit"] = "of-the-matrix"
        binding = f"s:{cookies['session']}" if "session" in cookies else f"v:{cookies['visit']}"
        signed: str = self.client.app.state.csrf._sign(binding)
        return signed


def address(path: str, call: Call) -> str:
    """The path with what stands for its placeholders."""
    known = {"lang": "en", **call.path}
    return PLACEHOLDER.sub(lambda found: quote(str(known[found[1]]), safe="/"), path)


def outcome_of(answer: Response, answers: tuple[int, ...]) -> Outcome | str:
    """What became of a request; in words, if it is nothing that was foreseen."""
    status = answer.status_code
    if status == 401 or (status == 303 and SENT_TO_SIGN_IN.fullmatch(answer.headers["location"])):
        return Outcome.SIGN_IN
    if status == 403 and "forged-request" not in answer.text:
        return Outcome.FORBIDDEN
    if status in answers:  # 404 among them, where a route answers so for what is not there yet
        return Outcome.DONE
    if status == 404:
        return Outcome.HIDDEN
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2] or answer.text))
    return f"{status} {words[:300]}"
