"""Engines for the contract: Tantivy always, a real Meilisearch server where one is named."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.search.engine import SearchEngine
from tests.search.support import MEILISEARCH, opened

UNVERIFIED = (
    f"Meilisearch: protocol tested, not verified; name a server in {MEILISEARCH} to run the contract on it"
)


@pytest.fixture(params=["tantivy", "meilisearch"])
def search_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """Each engine with an empty index, in turn."""
    if request.param == "meilisearch" and not os.environ.get(MEILISEARCH):
        pytest.skip(UNVERIFIED)
    with opened(request.param, tmp_path) as engine:
        yield engine


@pytest.fixture(params=["tantivy", "standin", "meilisearch"])
def counting_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """The engines and the stand-in: for what is asked of filters and counts, not of finding words."""
    if request.param == "meilisearch" and not os.environ.get(MEILISEARCH):
        pytest.skip(UNVERIFIED)
    with opened(request.param, tmp_path) as engine:
        yield engine


@pytest.fixture
def tantivy(tmp_path: Path) -> Iterator[SearchEngine]:
    """The embedded engine with an empty index."""
    with opened("tantivy", tmp_path) as engine:
        yield engine
