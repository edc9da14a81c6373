"""The API as its description promises: asked at random, within what it allows and beyond, by three sorts of clients.

Schemathesis makes the requests, which go to the application itself, without a network. Names in paths are those of
records as often as not, since nothing would be found by names made up.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.python.asgi import ASGIClient, get_client

from registry.accounts.permissions import Role
from registry.db import Database
from registry.search.sync import rebuild
from registry.settings import Settings
from registry.submissions.workflow import State
from registry.web.openapi import METHODS
from tests.factories.people import make_account, make_token
from tests.factories.submissions import make_submission
from tests.permissions.conftest import make_world
from tests.permissions.records import SAMPLES
from tests.serving import application

EXAMPLES = 3
"""Random requests for each operation, client and mode."""

CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
ACTORS = ("anybody", "vendor", "administrator")

load_all_checks()
CHECKS_USED = [CHECKS.get_one(name) for name in CHECKED]


@dataclass(frozen=True)
class Served:
    """The application on a few records, a token for each sort of client, and what parts of paths may be called."""

    app: Litestar
    tokens: dict[str, str]
    known: dict[str, list[Any]]


@pytest.fixture(scope="module")
def served(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("description")
    file = folder / "registry.sqlite3"
    shutil.copyfile(_sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    world = make_world(database)
    with database.write() as session:
        vendor = make_account(session, "", (Role.ORGANISATION_OWNER, world.organisation.id))
        administrator = make_account(session, "", Role.ADMINISTRATOR)
        for state in (State.DRAFT, State.CHANGES_ASKED):  # numbers 1 and 2
            make_submission(session, vendor.id, organisation=world.organisation.id, state=state)
        tokens = {
            "vendor": make_token(session, vendor.id),
            "administrator": make_token(session, administrator.id),
        }
    chosen = Settings(
        database_url=f"sqlite:///{file}",
        data_dir=folder,
        worker="none",
        rate_limit_per_minute=0,
        cache_bytes=0,
    )
    known: dict[str, list[Any]] = {
        **{segment: [name] for segment, name in SAMPLES.items()},
        "deployments": [world.deployment_id],
        "taxonomies": ["interventions-2"],
        "scheme": ["interventions-2"],
        "code": ["2.2.1"],
        "number": [1, 2],
        "solution": [world.solution.slug],
        "country": ["KEN", "UG"],
        "section": ["openness", "identity", "links"],
    }
    with application(chosen) as app:
        rebuild(database, app.state.search)
        yield Served(app, tokens, known)
    database.dispose()


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[ASGIClient]:
    """A client that speaks to the application without a network."""
    with get_client(served.app) as made:  # type: ignore[arg-type]  # its own notion of ASGI
        yield made


@pytest.fixture(scope="module")
def operations(served: Served) -> list[Any]:
    """What is described; made once, as it takes longer to find out what may be sent than to send it."""
    description = schemathesis.openapi.from_dict(served.app.openapi_schema.to_schema())
    description.app = served.app
    refusing = description.config.checks.negative_data_rejection
    # Too large is refused unread; a token that is none is answered as one that is over.
    refusing.expected_statuses = [*refusing.expected_statuses, "410", "413"]
    return [found.ok() for found in description.get_all_operations()]


@pytest.mark.parametrize("actor", ACTORS)
def test_it_answers_as_it_is_described(
    served: Served, operations: list[Any], client: ASGIClient, actor: str
) -> None:
    headers = {"authorization": f"Bearer {served.tokens[actor]}"} if actor in served.tokens else {}
    faults: list[str] = []
    for operation in operations:
        for mode in _modes(operation):
            _ask(operation, mode, client, served.known, headers, faults)
    assert faults == []


def _modes(operation: Any) -> list[GenerationMode]:
    """What is wrong can only be sent where the description asks for something in particular."""
    constrained = operation.body or any(
        set(each.definition.get("schema", {})) - {"description"} != {"type"}
        or each.definition["schema"]["type"] != "string"
        for each in operation.query
    )
    return list(GenerationMode) if constrained else [GenerationMode.POSITIVE]


def _ask(
    operation: Any,
    mode: GenerationMode,
    client: ASGIClient,
    known: dict[str, list[Any]],
    headers: dict[str, str],
    faults: list[str],
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), choice=st.integers(0, 5))
    def ask(case: Any, choice: int) -> None:
        if mode is GenerationMode.POSITIVE and choice:
            _use_known(case, known, choice)
        response = case.call(session=client, headers=headers, allow_redirects=False)
        try:
            case.validate_response(response, checks=CHECKS_USED, headers=headers)
        except Exception as error:  # noqa: BLE001 - whatever is found is told together
            each = "; ".join(str(part) for part in getattr(error, "exceptions", [error]))
            faults.append(f"{operation.label} ({mode.value}): {each}\n{case.as_curl_command()}")

    ask()


def _use_known(case: Any, known: dict[str, list[Any]], choice: int) -> None:
    """Put the names of records that are there in place of made-up ones."""
    segments = case.path.split("/")
    for name in case.path_parameters or {}:
        before = segments[segments.index(f"{{{name}}}") - 1]
        values = known.get(name) or known.get(before)
        if values:
            case.path_parameters[name] = values[choice % len(values)]
    for name in case.query or {}:
        if name in known and choice % 2:
            case.query[name] = known[name][choice % len(known[name])]


def test_known_names_are_found(served: Served) -> None:
    """Otherwise all that is asked above would be not found."""
    with TestClient(served.app) as client:
        for segment in (*SAMPLES, "deployments"):
            assert client.get(f"/api/v1/{segment}/{served.known[segment][0]}").status_code == 200


def test_other_methods_are_refused(served: Served) -> None:
    with TestClient(served.app, raise_server_exceptions=False) as client:
        for path, item in served.app.openapi_schema.to_schema()["paths"].items():
            for method in METHODS - item.keys():
                answer = client.request(method, path.replace("{", "").replace("}", ""))
                assert answer.status_code == 405, f"{method} {path}"
                assert answer.headers["content-type"] == "application/problem+json"


def test_every_operation_says_which_problems_it_answers_with(served: Served) -> None:
    for path, item in served.app.openapi_schema.to_schema()["paths"].items():
        for method in METHODS & item.keys():
            answers = item[method]["responses"]
            assert {"400", "401", "429", "503"} <= answers.keys(), path
            for status, answer in answers.items():
                assert status < "400" or "application/problem+json" in answer["content"], path


def test_what_needs_a_token_says_so(served: Served) -> None:
    """In its description, and to whoever asks without one."""
    with TestClient(served.app, raise_server_exceptions=False) as client:
        for path, item in served.app.openapi_schema.to_schema()["paths"].items():
            for method in METHODS & item.keys():
                asked = path.replace("{number}", "1").replace("{", "").replace("}", "")
                answer = client.request(method, asked)
                assert bool(item[method].get("security")) == (answer.status_code == 401), f"{method} {path}"
