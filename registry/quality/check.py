"""What a check is: an id, what it means, how to mend what it finds, and a pure function over a record's facts."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, TypeAlias

from msgspec import Struct

from registry.db.ids import Kind
from registry.quality.facts import Facts
from registry.quality.models import Severity


class Found(Struct, frozen=True):
    """One thing that a check found: `reason` names the sentence, `details` what stands in it.

    `subject` tells several findings of one check on one record apart. `rests_on` is what must stay the same for an
    accepted finding to stay accepted; the details, where it is left out.
    """

    reason: str
    details: Mapping[str, Any] = {}
    subject: str = ""
    severity: Severity | None = None
    rests_on: Any = None

    @property
    def fact(self) -> str:
        """A digest of what the finding rests on."""
        fact = self.details if self.rests_on is None else self.rests_on
        text = json.dumps([self.reason, fact], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


class World(Struct, frozen=True):
    """What checks know beside the record.

    `answers`: challenge → codes of the interventions that answer it. `dead`: address → why it counts as dead.
    """

    today: date
    answers: Mapping[str, AbstractSet[str]] = {}
    dead: Mapping[str, str] = {}


Run: TypeAlias = Callable[[Facts, World], Iterable[Found]]


class Check(Struct, frozen=True):
    """A check; all its texts are message ids. `sentences`: reason → what is said of one finding.

    `run` is None for a check that looks at records beside each other; see `checks.duplicate`.
    """

    id: str
    kinds: tuple[Kind, ...]
    severity: Severity
    title: str
    explanation: str
    remedy: str
    sentences: Mapping[str, str]
    run: Run | None = None
