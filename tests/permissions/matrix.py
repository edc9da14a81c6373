"""The matrix: who asks, whose the thing is that is asked for, and what is expected of a route.

    EXPECTATIONS = [
        public("/{lang}/decisions"),
        Expect("POST", "/{lang}/submissions/{id}/withdraw", own(*PEOPLE), withdraw, refusal=404),
        Expect("GET", "/{lang}/queue", everywhere(Actor.SCREENER), relations=(Relation.NONE,)),
    ]

    def withdraw(case: Case) -> Call:
        made = make_submission(case.session, by=case.person, organisation=case.organisation_id)
        return Call({"id": made.id}, form={"reason": "A mistake"})

`make` is called for every actor and relation, in a transaction of its own, and makes what the request needs: nothing
is shared between two requests, so a route may delete what it is given. The actor is new each time as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import uuid4

from sqlmodel import Session

from registry.organisations.models import Organisation
from registry.solutions.models import Solution
from tests.factories import make_account, make_organisation

OWN_COUNTRY: Final = "KEN"
OTHER_COUNTRY: Final = "UGA"
SECRET: Final = "the key of the application that is tried"
"""Signs what the application signs, for requests that need it."""

ISSUER: Final = "http://127.0.0.1:9"
"""A provider of single sign-on that never answers."""

SAMPLE_MAIL: Final = "20261125T000000000000-sample"
"""What the one mail that was made is called."""


class Actor(StrEnum):
    """Who asks: a reader, somebody with no role, or somebody with one role."""

    READER = "reader"
    NO_ROLE = "no_role"
    OWNER = "organisation_owner"
    MEMBER = "organisation_editor"
    ORGANISATION_VIEWER = "organisation_viewer"
    FOCAL_POINT = "focal_point"
    COUNTRY_VIEWER = "country_viewer"
    SCREENER = "screener"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


PEOPLE: Final = tuple(actor for actor in Actor if actor is not Actor.READER)
"""Everybody who is signed in."""

IN_ORGANISATION: Final = (Actor.OWNER, Actor.MEMBER, Actor.ORGANISATION_VIEWER)
IN_COUNTRY: Final = (Actor.FOCAL_POINT, Actor.COUNTRY_VIEWER)
IN_SECRETARIAT: Final = (
    Actor.SCREENER,
    Actor.REVIEWER,
    Actor.ADJUDICATOR,
    Actor.EDITOR,
    Actor.ADMINISTRATOR,
)


class Relation(StrEnum):
    """Whose the thing is: the actor's own (or that of the body in which the role is held), another's, nobody's."""

    OWN = "own"
    OTHER = "other"
    NONE = "none"


Allowed: TypeAlias = frozenset[tuple[Actor, Relation]]


def own(*actors: Actor) -> Allowed:
    """These may, with what is their own."""
    return frozenset((actor, Relation.OWN) for actor in actors)


def everywhere(*actors: Actor) -> Allowed:
    """These may, whosever it is."""
    return frozenset((actor, relation) for actor in actors for relation in Relation)


ANYBODY: Final = everywhere(*Actor)
SIGNED_IN: Final = everywhere(*PEOPLE)


class Outcome(StrEnum):
    """What became of a request."""

    DONE = "done"
    SIGN_IN = "sign in first"
    FORBIDDEN = "forbidden"
    HIDDEN = "not found"


@dataclass(frozen=True, slots=True)
class World:
    """What is there before anything is asked: two organisations, the first of them the actors', and records."""

    organisation: Organisation
    other_organisation: Organisation
    solution: Solution
    deployment_id: str


@dataclass(frozen=True, slots=True)
class Case:
    """One request to be made: who asks for whose thing. `session` is for making that thing."""

    session: Session
    actor: Actor
    relation: Relation
    account_id: str
    world: World

    @property
    def organisation(self) -> Organisation:
        """The organisation that the thing belongs to; for nobody's, a new one without members."""
        match self.relation:
            case Relation.OWN:
                return self.world.organisation
            case Relation.OTHER:
                return self.world.other_organisation
        return make_organisation(self.session, "Memberless", f"memberless-{uuid4().hex}")

    @property
    def organisation_id(self) -> str:
        """Its id; empty where the thing belongs to no organisation."""
        return "" if self.relation is Relation.NONE else self.organisation.id

    @property
    def country(self) -> str:
        """The code of the country that the thing belongs to; empty where it belongs to none."""
        return {Relation.OWN: OWN_COUNTRY, Relation.OTHER: OTHER_COUNTRY, Relation.NONE: ""}[self.relation]

    @property
    def person(self) -> str:
        """The account that the thing belongs to: the actor's, or a new one; empty for nobody's."""
        if self.relation is Relation.NONE:
            return ""
        if self.relation is Relation.OWN and self.account_id:
            return self.account_id
        return make_account(self.session, "Somebody else").id


@dataclass(frozen=True, slots=True)
class Call:
    """A concrete request: what stands for the placeholders of the address, and what is sent along."""

    path: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


def nothing(_: Case) -> Call:
    """Need nothing but the address."""
    return Call()


@dataclass(frozen=True, slots=True)
class Expect:
    """What is expected of one route.

    `path` as Litestar has it, without the types of placeholders. `refusal`: 403, or 404 where others shall not learn
    that the thing exists. `answers`: the statuses of a request that is carried out. `relations`: those that make
    sense; a route that belongs to nothing has `(Relation.NONE,)`.
    """

    method: str
    path: str
    may: Allowed
    make: Callable[[Case], Call] = nothing
    relations: tuple[Relation, ...] = tuple(Relation)
    refusal: int = 403
    answers: tuple[int, ...] = (200, 201, 202, 204, 303)

    def outcome(self, actor: Actor, relation: Relation) -> Outcome:
        """What this actor must meet with."""
        if (actor, relation) in self.may:
            return Outcome.DONE
        if self.refusal == 404:
            return Outcome.HIDDEN if actor is not Actor.READER else Outcome.SIGN_IN
        return Outcome.SIGN_IN if actor is Actor.READER else Outcome.FORBIDDEN


def public(path: str, make: Callable[[Case], Call] = nothing, *answers: int) -> Expect:
    """Expect that everybody reads it, signed in or not."""
    return Expect("GET", path, ANYBODY, make, (Relation.NONE,), answers=answers or (200,))
