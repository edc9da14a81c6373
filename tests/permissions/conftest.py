"""One application on one database for all requests of the matrix; every request makes what it needs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from registry.db import Database, Kind
from registry.search.sync import rebuild
from registry.settings import Settings
from tests.factories import (
    make_concept,
    make_country,
    make_deployment,
    make_organisation,
    make_revision,
    make_solution,
    make_standard,
)
from tests.permissions.matrix import ISSUER, OTHER_COUNTRY, OWN_COUNTRY, SAMPLE_MAIL, SECRET, World
from tests.permissions.records import SAMPLES
from tests.permissions.trial import Court
from tests.serving import application


@pytest.fixture(scope="session")
def court(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """Where requests are tried."""
    folder = tmp_path_factory.mktemp("permissions")
    file = folder / "registry.sqlite3"
    shutil.copyfile(_sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    world = make_world(database)
    chosen = Settings(
        database_url=f"sqlite:///{file}",
        data_dir=folder,
        secret_key=SECRET,
        demo=True,
        worker="none",
        rate_limit_per_minute=0,
        cache_bytes=0,
        sign_on=({"id": "sso", "title": "Sample", "issuer": ISSUER, "client_id": "x", "client_secret": "y"},),
    )
    mail = folder / "mail" / f"{SAMPLE_MAIL}.eml"
    mail.parent.mkdir()
    mail.write_text("To: ann@example.org\nSubject: Hello\nDate: Wed, 25 Nov 2026 00:00:00 +0000\n\nHello")
    with application(chosen) as app, TestClient(app, raise_server_exceptions=False) as client:
        rebuild(database, app.state.search)
        yield Court(client, database, world)
    database.dispose()


def make_world(database: Database) -> World:
    """Two organisations and two countries, and a published record of each kind."""
    with database.write() as session:
        make_country(session, OWN_COUNTRY)
        make_country(session, OTHER_COUNTRY)
        organisation = make_organisation(session, "Sample Body", slug=SAMPLES["organisations"])
        other = make_organisation(session, "Other Body")
        standard = make_standard(session, "Sample Format", slug=SAMPLES["standards"], editions=["1.0"])
        make_concept(session)
        solution = make_solution(
            session,
            "Sample Record",
            slug=SAMPLES["solutions"],
            organisations=[organisation],
            standards=[standard],
        )
        deployment = make_deployment(session, solution, OWN_COUNTRY, implementers=[organisation])
        for kind, record_id in (
            (Kind.SOLUTION, solution.id),
            (Kind.DEPLOYMENT, deployment.id),
            (Kind.STANDARD, standard.id),
            (Kind.ORGANISATION, organisation.id),
            (Kind.COUNTRY, OWN_COUNTRY),
        ):
            for number in (1, 2):
                make_revision(session, kind, record_id, {"edition": number}, number)
        return World(organisation, other, solution, deployment.id)
