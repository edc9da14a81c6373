"""An application on an empty, migrated database of its own, and a client of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.settings import load_settings
from tests.serving import application


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Litestar]:
    settings = load_settings(
        database_url=sqlite_url, data_dir=tmp_path, worker="none", rate_limit_per_minute=0
    )
    with application(settings) as made:
        yield made


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Any]]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
