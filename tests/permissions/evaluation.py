"""Frameworks, certainty and recommendations: everybody reads what is published, administrators draft."""

from collections.abc import Callable
from itertools import count

from registry.accounts.permissions import Role
from registry.evaluation.frameworks import draft_forms, drafting, editing, queries, structure_forms
from registry.evaluation.frameworks.drafts import VersionDraft
from registry.web.forms import FormData
from tests.factories.frameworks import make_framework
from tests.factories.people import make_viewer
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere, public

MANAGES = everywhere(Actor.ADMINISTRATOR)
_numbers = count(1)


def _framework(case: Case) -> Call:
    make_framework(case.session)
    return Call({"framework": "test-framework", "version": "1"})


DRAFT_API = "/api/v1/framework-drafts/{framework}/{version}"
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
    draft = _draft(case, call)
    seen = editing.part_seal(draft, *draft_forms.FACTS)
    return Call(call.path, form={**_sent(draft_forms.filled_facts(draft)), "seen": seen})


def _domains(case: Case) -> Call:
    call = _drafted(case)
    draft = _draft(case, call)
    seen = editing.part_seal(draft, "domains")
    return Call(call.path, form={**_sent(structure_forms.filled_domains(draft)), "seen": seen})


def _scale(case: Case) -> Call:
    call = _drafted(case)
    draft = _draft(case, call)
    form = _sent(structure_forms.filled_scale("levels", draft))
    return Call(
        {**call.path, "code": "levels"},
        form={**form, "was": "levels", "seen": editing.scale_seal(draft, "levels")},
    )


def _tiers(case: Case) -> Call:
    call = _drafted(case)
    return Call(call.path, form={"seen": editing.part_seal(_draft(case, call), "tiers")})


def _totals(case: Case) -> Call:
    call = _drafted(case)
    seen = editing.part_seal(_draft(case, call), "aggregate")
    return Call(call.path, form={"domain": "none", "overall": "mean", "seen": seen})


def _sent(form: FormData) -> dict[str, str]:
    return {name: values[0] for name, values in form.fields.items() if values}


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


def _file(case: Case) -> Call:
    call = _drafted(case)
    return Call(call.path, json=_draft(case, call).model_dump(mode="json"), headers=_as_read(case, call))


def _new_file(case: Case) -> Call:
    call = _drafted(case)
    body = {**_draft(case, call).model_dump(mode="json"), "version": "3"}
    return Call(json=body)


def _following(case: Case) -> Call:
    return Call(json={"former": f"{_published(case)}@1", "version": "2", "changes": {"en": "Clearer words"}})


def _read(case: Case) -> Call:
    call = _drafted(case)
    return Call(call.path, headers=_as_read(case, call))


def _as_read(case: Case, call: Call) -> dict[str, str]:
    return {"if-match": f'"{editing.seal(_draft(case, call))}"'}


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
    _managed("GET", f"{DRAFT}/domains"),
    _managed("POST", f"{DRAFT}/domains", _domains),
    _managed("GET", f"{DRAFT}/new-scale"),
    _managed("GET", f"{DRAFT}/scales/{{code}}", _scale),
    _managed("POST", f"{DRAFT}/scales", _scale),
    _managed("GET", f"{DRAFT}/tiers"),
    _managed("POST", f"{DRAFT}/tiers", _tiers),
    _managed("GET", f"{DRAFT}/totals"),
    _managed("POST", f"{DRAFT}/totals", _totals),
    _managed("GET", f"{DRAFT}/new-criterion"),
    _managed("GET", f"{DRAFT}/criteria/{{code}}"),
    _managed("POST", f"{DRAFT}/criteria", _remove),
    _managed("POST", f"{DRAFT}/publish", _publish),
    _managed("POST", f"{DRAFT}/discard", _discard),
    _managed("GET", "/api/v1/framework-drafts"),
    _managed("POST", "/api/v1/framework-drafts", _new_file),
    _managed("POST", "/api/v1/framework-drafts/following", _following),
    _managed("GET", DRAFT_API),
    _managed("PUT", DRAFT_API, _file),
    _managed("DELETE", DRAFT_API, _read),
    _managed("GET", f"{DRAFT_API}/check"),
    _managed("POST", f"{DRAFT_API}/publish", _read),
    public("/{lang}/frameworks"),
    public("/{lang}/frameworks/{framework}", _framework),
    public("/{lang}/frameworks/{framework}/{version}", _framework),
    public("/api/v1/frameworks"),
    public("/api/v1/frameworks/{framework}", _framework),
    public("/api/v1/frameworks/{framework}/{version}", _framework),
]
