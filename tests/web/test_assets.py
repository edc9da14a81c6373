import gzip

import pytest

from registry.web.assets import Asset, built

# The results page may weigh 60 kB compressed in all; this is what its files may take of that.
FILES_BUDGET = 32_000


def file_of(source: str) -> Asset:
    found = built().find(built().url(source).rsplit("/", 1)[-1])
    assert found is not None
    return found


def test_files_of_the_results_page_keep_their_budget():
    sources = ("styles/main.css", "scripts/main.ts", "scripts/results.ts")
    sizes = {source: len(file_of(source).encoded["gzip"]) for source in sources}
    assert sum(sizes.values()) <= FILES_BUDGET, sizes


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_files_are_kept_for_ever_and_compressed_beforehand(client, encoding):
    address = built().url("styles/main.css")
    answer = client.get(address, headers={"Accept-Encoding": encoding})
    assert answer.headers["content-encoding"] == encoding
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


def test_a_client_that_takes_no_compression_gets_the_file_itself(client):
    address = built().url("scripts/main.ts")
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == gzip.decompress(file_of("scripts/main.ts").encoded["gzip"])
    assert plain.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["none.css", "../manifest.json", "..%2Fmanifest.json"])
def test_only_built_files_are_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_icons_are_drawn_inline_and_hidden_from_screen_readers():
    drawn = built().icon("search")
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn
