"""Frameworks, certainty and recommendations: everybody reads what is published, administrators draft."""

from collections.abc import Callable
from itertools import count

from registry.accounts.permissions import Role
from registry.evaluation.frameworks import drafting, editing, queries
from registry.evaluation.frameworks.drafts import VersionDraft
from tests.factories.frameworks import make_framework
from tests.factories.people import make_viewer
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere, public

MANAGES = everywhere(Actor.ADMINISTRATOR)
_numbers = count(1)


def _framework(case: Case) -> Call:
    make_framework(case.session)
    return Call({"framework": "test-framework", "version": "1"})


DRAFT = "/{lang}/framework-drafts/{framework}/{version}"


def _published(case: Case) -> str:
    """A framework of its own for each case; gives its name."""
    name = f"framework-{next(_numbers)}"
    make_framework(case.session, framework=name)
    return name


def _drafted(case: Case) -> Call:
    name = _published(case)
    viewer = make_viewer(case.session, Role.ADMINISTRATOR)
    drafting.begin(case.session, viewer, f"{name}@1", "2", {"en": "Clearer words"})
    return Call({"framework": name, "version": "2", "code": "one"})


def _draft(case: Case, call: Call) -> VersionDraft:
    return queries.draft(case.session, f"{call.path['framework']}@2")


def _begin(case: Case) -> Call:
    return Call(form={"former": f"{_published(case)}@1", "version": "2", "changes-en": "Clearer words"})


def _facts(case: Case) -> Call:
    call = _drafted(case)
    names = {
        "names-en": "Test",
        "changes-en": "More",
        "domain-first-en": "First",
        "domain-second-en": "Second",
    }
    months = {"review_months": "24", "gate_review_months": "12"}
    return Call(call.path, form={**names, **months, "seen": editing.facts_seal(_draft(case, call))})


def _remove(case: Case) -> Call:
    call = _drafted(case)
    found = editing.criterion_of(_draft(case, call), "one")
    assert found
    return Call(call.path, form={"was": "one", "remove": "1", "seen": editing.seal(found)})


def _publish(case: Case) -> Call:
    call = _drafted(case)
    return Call(call.path, form={"seen": editing.seal(_draft(case, call))})


def _discard(case: Case) -> Call:
    return Call(_drafted(case).path, form={"number": "2"})


def _managed(method: str, path: str, make: Callable[[Case], Call] = _drafted) -> Expect:
    return Expect(method, path, MANAGES, make, (Relation.NONE,))


EXPECTATIONS = [
    _managed("GET", "/{lang}/framework-drafts"),
    _managed("POST", "/{lang}/framework-drafts", _begin),
    _managed("GET", DRAFT),
    _managed("GET", f"{DRAFT}/check"),
    _managed("GET", f"{DRAFT}/file"),
    _managed("GET", f"{DRAFT}/facts"),
    _managed("POST", f"{DRAFT}/facts", _facts),
    _managed("GET", f"{DRAFT}/new-criterion"),
    _managed("GET", f"{DRAFT}/criteria/{{code}}"),
    _managed("POST", f"{DRAFT}/criteria", _remove),
    _managed("POST", f"{DRAFT}/publish", _publish),
    _managed("POST", f"{DRAFT}/discard", _discard),
    public("/{lang}/frameworks"),
    public("/{lang}/frameworks/{framework}", _framework),
    public("/{lang}/frameworks/{framework}/{version}", _framework),
    public("/api/v1/frameworks"),
    public("/api/v1/frameworks/{framework}", _framework),
    public("/api/v1/frameworks/{framework}/{version}", _framework),
]
