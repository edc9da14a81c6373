"""Feeds as programs read them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx import Response

from registry.audit.queries import latest
from registry.audit.service import publish
from registry.db import Database, Kind
from registry.deployments.drafts import WITHDRAWN
from registry.feeds.atom import NAMESPACE
from registry.feeds.pages import ENTRIES
from registry.search.sync import rebuild
from registry.web import caching
from registry.web.languages import LANGUAGES
from registry.web.urls import COLLECTIONS
from tests.acting import Stage, acting
from tests.factories import (
    make_country,
    make_deployment,
    make_organisation,
    make_solution,
    make_standard,
)

ATOM = {"a": NAMESPACE}
BASE = "https://registry.example.org"


@pytest.fixture
def registry(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """An application that keeps answers, and sees at once that something changed."""
    monkeypatch.setattr(caching, "VERSION_SECONDS", 0)
    with acting(database, tmp_path, base_url=BASE, cache_bytes=2**20) as made:
        yield made


def change(database: Database, kind: Kind, record_id: str, note: str = "", **body: Any) -> None:
    with database.write() as session:
        publish(session, kind, {record_id: body}, author="Test editors", note=note)


def read(stage: Stage, path: str) -> ET.Element:
    answer = stage.person().get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def titles(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.findall("a:entry/a:title", ATOM)]


def link(element: ET.Element, rel: str) -> str:
    found = element.find(f"a:link[@rel='{rel}']", ATOM)
    return "" if found is None else found.attrib["href"]


def ids(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.findall("a:entry/a:id", ATOM)]


def solution(database: Database, name: Any = "OpenMRS", **columns: Any) -> str:
    with database.write() as session:
        record_id = make_solution(session, name, **columns).id
    change(database, Kind.SOLUTION, record_id, names={"en": "A"})
    return record_id


class TestAll:
    def test_is_there_in_every_language(self, registry: Stage) -> None:
        solution(registry.database, {language: f"Net in {language}" for language in LANGUAGES})
        for language in LANGUAGES:
            root = read(registry, f"/{language}/feed")
            assert titles(root) == [f"Net in {language}"]
            assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
            assert link(root, "self") == f"{BASE}/{language}/feed"
            assert link(root, "alternate") == f"{BASE}/{language}/"

    def test_is_a_feed_before_anything_is_published(self, registry: Stage) -> None:
        root = read(registry, "/en/feed")
        assert titles(root) == []
        assert root.findtext("a:updated", "", ATOM)
        assert root.findtext("a:id", "", ATOM).startswith("urn:uuid:")

    def test_says_what_happened_who_published_it_and_where_it_stands(self, registry: Stage) -> None:
        record_id = solution(registry.database, slug="openmrs")
        change(
            registry.database,
            Kind.SOLUTION,
            record_id,
            "Checked.",
            names={"en": "A"},
            licence="MPL",
            offline=True,
        )
        newest, oldest = read(registry, "/en/feed").findall("a:entry", ATOM)
        assert newest.findtext("a:summary", "", ATOM) == "Changed: Licence, Works offline. Checked."
        assert newest.findtext("a:author/a:name", "", ATOM) == "Test editors"
        assert link(newest, "alternate") == f"{BASE}/en/solutions/openmrs"
        assert link(newest, "related") == f"{BASE}/en/solutions/openmrs/history/diff?from=1&to=2"
        assert oldest.findtext("a:summary", "", ATOM) == "New in this registry."
        assert link(oldest, "related") == ""
        category = newest.find("a:category", ATOM)
        assert (category.attrib["term"], category.attrib["label"]) == ("solution", "Solution")

    def test_is_as_new_as_its_newest_entry(self, registry: Stage) -> None:
        for name in ("A", "B"):
            solution(registry.database, name)
        root = read(registry, "/en/feed")
        moments = [each.text or "" for each in root.findall("a:entry/a:updated", ATOM)]
        assert moments == sorted(moments, reverse=True)
        assert root.findtext("a:updated", "", ATOM) == moments[0]
        with registry.database.read() as session:
            assert moments[0] == latest(session, 1)[0][2].at.isoformat().replace("+00:00", "Z")

    def test_entries_keep_their_ids_in_every_language_and_at_every_address(
        self, registry: Stage, tmp_path: Path
    ) -> None:
        record_id = solution(registry.database)
        change(registry.database, Kind.SOLUTION, record_id, names={"en": "B"})
        known = ids(read(registry, "/en/feed"))
        assert len(set(known)) == 2
        assert ids(read(registry, "/ar/feed")) == known
        with acting(registry.database, tmp_path) as moved:
            assert ids(read(moved, "/en/feed/solutions")) == known
            assert link(read(moved, "/en/feed"), "self") == "/en/feed"
        change(registry.database, Kind.SOLUTION, record_id, names={"en": "C"})
        assert ids(read(registry, "/en/feed"))[1:] == known

    def test_feeds_have_ids_of_their_own(self, registry: Stage) -> None:
        solution(registry.database)
        paths = ["/en/feed", "/fr/feed", *(f"/en/feed/{each}" for each in COLLECTIONS.values())]
        found = [read(registry, path).findtext("a:id", "", ATOM) for path in paths]
        assert len(set(found)) == len(paths)

    def test_leads_on_to_what_is_older_until_all_is_read(self, registry: Stage) -> None:
        wanted = [f"Solution {number:03}" for number in range(ENTRIES + 10)]
        for name in wanted:
            solution(registry.database, name)
        first = read(registry, "/en/feed")
        assert len(titles(first)) == ENTRIES
        following = link(first, "next").removeprefix(BASE)
        second = read(registry, following)
        assert titles(first) + titles(second) == wanted[::-1]
        assert (link(second, "next"), link(second, "first")) == ("", f"{BASE}/en/feed")

    def test_a_place_that_cannot_be_is_a_fault(self, registry: Stage) -> None:
        for before in ("0", "-1", "x", "99999999999999999999"):
            assert registry.person().get(f"/en/feed?before={before}").status_code == 400

    def test_is_kept_and_asked_for_again_like_a_public_page(self, registry: Stage) -> None:
        record_id = solution(registry.database)

        def ask(**headers: str) -> Response:
            return registry.person().get("/en/feed", headers=headers)

        answer = ask()
        assert answer.headers["cache-control"] == "public, no-cache"
        assert answer.headers["content-encoding"] == "gzip"
        assert ask(**{"if-none-match": answer.headers["etag"]}).status_code == 304
        change(registry.database, Kind.SOLUTION, record_id, names={"en": "B"})
        again = ask(**{"if-none-match": answer.headers["etag"]})
        assert len(ids(ET.fromstring(again.content))) == 2


class TestParts:
    @pytest.fixture(autouse=True)
    def _records(self, database: Database) -> None:
        with database.write() as session:
            for code in ("KEN", "UGA"):
                make_country(session, code)
            owner = make_organisation(session, "Owner", slug="owner", country="KEN")
            other = make_organisation(session, "Other", slug="other", country="UGA")
            own = make_solution(session, "Own", organisations=[owner])
            foreign = make_solution(session, "Foreign", organisations=[other])
            standard = make_standard(session, "Format", sdo_id=owner.id)
            run = make_deployment(session, foreign, "KEN", implementers=[owner])
            elsewhere = make_deployment(session, own, "UGA", implementers=[other])
        self.gone = "DHD-GONE"
        for kind, record_id in (
            (Kind.COUNTRY, "KEN"),
            (Kind.COUNTRY, "UGA"),
            (Kind.ORGANISATION, owner.id),
            (Kind.ORGANISATION, other.id),
            (Kind.SOLUTION, own.id),
            (Kind.SOLUTION, foreign.id),
            (Kind.STANDARD, standard.id),
        ):
            change(database, kind, record_id, a=1)
        for record_id, what, where in (
            (run.id, foreign.id, "KEN"),
            (elsewhere.id, own.id, "UGA"),
            (self.gone, own.id, "KEN"),
        ):
            change(database, Kind.DEPLOYMENT, record_id, solution=what, country=where)
        last: dict[str, Any] = {"solution": own.id, "country": "KEN", WITHDRAWN: True}
        change(database, Kind.DEPLOYMENT, self.gone, **last)

    def test_one_kind(self, registry: Stage) -> None:
        for kind, expected in (
            ("solutions", {"Own", "Foreign"}),
            ("standards", {"Format"}),
            ("organisations", {"Owner", "Other"}),
            ("countries", {"Kenya", "Uganda"}),
            ("deployments", {"Foreign in Kenya", "Own in Uganda", "Own in Kenya"}),
        ):
            assert set(titles(read(registry, f"/en/feed/{kind}"))) == expected

    def test_one_country_is_itself_what_runs_or_ran_there_and_who_is_at_home_there(
        self, registry: Stage
    ) -> None:
        root = read(registry, "/en/feed/countries/ken")
        terms = [each.attrib["term"] for each in root.findall("a:entry/a:category", ATOM)]
        assert sorted(terms) == ["country", "deployment", "deployment", "deployment", "organisation"]
        assert not {"Own", "Foreign", "Format", "Other"} & set(titles(root))
        assert "Owner" in titles(root)

    def test_what_was_withdrawn_says_so_and_leads_to_its_history(self, registry: Stage) -> None:
        newest = read(registry, "/en/feed").findall("a:entry", ATOM)[0]
        assert newest.findtext("a:summary", "", ATOM) == "Withdrawn."
        assert link(newest, "alternate") == f"{BASE}/en/deployments/{self.gone}/history"

    def test_one_organisation_is_itself_and_what_it_has_a_part_in(self, registry: Stage) -> None:
        root = read(registry, "/en/feed/organisations/owner")
        terms = [each.attrib["term"] for each in root.findall("a:entry/a:category", ATOM)]
        assert sorted(terms) == ["deployment", "organisation", "solution", "standard"]
        assert {"Owner", "Own", "Format"} < set(titles(root))

    def test_each_leads_to_the_page_it_follows(self, registry: Stage) -> None:
        for feed, page in (
            ("feed", ""),
            ("feed/solutions", "search?kind=solution"),
            ("feed/countries/ken", "countries/ken"),
            ("feed/organisations/owner", "organisations/owner"),
        ):
            assert link(read(registry, f"/en/{feed}"), "alternate") == f"{BASE}/en/{page}"

    def test_a_country_has_one_address(self, registry: Stage) -> None:
        for path in ("/fr/feed/countries/KEN", "/fr/feed/countries/ke"):
            answer = registry.person().get(path)
            assert (answer.status_code, answer.headers["location"]) == (301, "/fr/feed/countries/ken")

    def test_there_is_none_of_what_is_not_there(self, registry: Stage) -> None:
        for path in ("/en/feed/countries/xxx", "/en/feed/organisations/none", "/en/feed/things", "/de/feed"):
            assert registry.person().get(path).status_code == 404


class TestLinks:
    def test_every_page_names_the_feed_of_all(self, registry: Stage) -> None:
        page = registry.person().get("/fr/about").text
        assert '<link rel="alternate" type="application/atom+xml" title="' in page
        assert f'href="{BASE}/fr/feed"' in page
        for collection in COLLECTIONS.values():
            assert f'<a class="feed" href="/fr/feed/{collection}"' in page

    def test_the_pages_of_a_country_and_an_organisation_lead_to_theirs(self, registry: Stage) -> None:
        with registry.database.write() as session:
            make_country(session, "KEN")
            make_organisation(session, "Owner & Co", slug="owner")
        for page, feed in (
            ("countries/ken", "feed/countries/ken"),
            ("organisations/owner", "feed/organisations/owner"),
        ):
            text = registry.person().get(f"/en/{page}").text
            assert f'href="{BASE}/en/{feed}"' in text
            assert f'<a class="feed" href="/en/{feed}"' in text

    def test_a_list_of_results_leads_to_that_of_its_kind(self, registry: Stage) -> None:
        rebuild(registry.database, registry.app.state.search)
        for kind, collection in COLLECTIONS.items():
            text = registry.person().get(f"/en/search?kind={kind}").text
            assert f'href="{BASE}/en/feed/{collection}"' in text
            assert f'<a class="feed" href="/en/feed/{collection}"' in text
