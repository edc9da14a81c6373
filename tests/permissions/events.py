"""Everything that was done: for administrators alone."""

from tests.permissions.matrix import Actor, Expect, Relation, everywhere, nothing

NONE = (Relation.NONE,)
READS = everywhere(Actor.ADMINISTRATOR)

EXPECTATIONS = [
    Expect("GET", path, READS, nothing, NONE)
    for path in ("/{lang}/events", "/{lang}/events/export", "/api/v1/events")
]
