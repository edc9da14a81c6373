"""The seed loads as it is, loads again without a change, and says clearly what is wrong with a broken one."""

import re
import time
from pathlib import Path

import pytest
import yaml
from sqlmodel import func, select

from registry import resources
from registry.audit.models import Revision
from registry.countries.models import Country, MembershipStatus
from registry.db import Database, Kind
from registry.db.ids import derived_id
from registry.deployments.models import Deployment
from registry.evaluation.external.models import ExternalAssessment, Scheme
from registry.interchange.seed import AUTHOR, BadSeed, load_seed, main, read_seed
from registry.provenance.models import Claim
from registry.solutions import service as solutions
from registry.solutions.models import Solution
from tests.reading import reading

NOTICE = {"licence": "CC-BY-4.0", "text": "For tests.", "sources": ["one"]}
SOLUTION = {
    "slug": "emr",
    "names": {"en": "Example EMR"},
    "type": "software",
    "sdgs": ["3"],
    "organisations": [{"organisation": "acme", "role": "owner"}],
    "standards": [{"standard": "std", "edition": "R1"}],
    "stated_by": [
        {
            "source": "one",
            "date": "2026",
            "url": "https://example.org/emr",
            "fields": {
                "names": {"en": "Example EMR"},
                "offline": False,
                "organisations": [{"name": "ACME", "role": "owner"}],
            },
            "countries": ["KEN", "UGA"],
        },
        {"source": "two", "fields": {"offline": True}, "countries": ["KEN"]},
    ],
    "deployments": [
        {
            "country": "KEN",
            "status": "active",
            "started": "2014",
            "implementers": ["acme"],
            "stated_by": [{"source": "two"}],
        }
    ],
}


def _write(folder: Path, name: str, content: object) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _country(code: str, alpha2: str) -> dict:
    return {"code": code, "alpha2": alpha2, "names": {"en": code}, "membership": [{"status": "member_state"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small seed with one of everything."""
    root = tmp_path / "seed"
    sources = [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}]
    _write(root, "sources.yaml", {"sources": sources[:1]})
    _write(root, "sources.d-more.yaml", sources)
    countries = [_country("KEN", "KE"), _country("UGA", "UG")]
    _write(root, "countries.yaml", {"notice": NOTICE, "regions": [], "countries": countries})
    scheme = {
        "notice": NOTICE,
        "scheme": "sdgs",
        "family": "sdgs",
        "title": {"en": "Goals"},
        "source": "one",
        "concepts": [{"code": "3", "label": {"en": "Health"}}],
    }
    _write(root, "taxonomies/sdgs.yaml", scheme)
    _write(
        root, "organisations.yaml", {"notice": NOTICE, "organisations": [{"slug": "acme", "name": "ACME"}]}
    )
    standard = {"slug": "std", "names": {"en": "Std"}, "kind": "base_standard", "editions": [{"label": "R1"}]}
    _write(root, "standards/group.yaml", {"notice": NOTICE, "standards": [standard]})
    _write(root, "solutions/emr.yaml", SOLUTION)
    return root


def test_everything_is_loaded_with_its_claims(database: Database, folder: Path) -> None:
    load_seed(database, folder)
    with database.read() as session:
        solution = session.exec(select(Solution)).one()
        assert solution.id == derived_id(Kind.SOLUTION, "emr")
        claims = session.exec(
            select(Claim).where(Claim.record_id == solution.id, Claim.field == "offline")
        ).all()
        assert {each.source_id: each.value for each in claims} == {"one": False, "two": True}
        assert solution.offline is None
        deployments = session.exec(select(Deployment)).all()
        assert sorted((each.country, each.is_reported_presence) for each in deployments) == [
            ("KEN", False),
            ("KEN", True),
            ("UGA", True),
        ]
        shared = next(each for each in deployments if each.country == "KEN" and each.is_reported_presence)
        named = session.exec(select(Claim).where(Claim.record_id == shared.id)).all()
        assert {each.source_id: each.url for each in named} == {"one": "https://example.org/emr", "two": ""}


def test_loading_again_changes_nothing(database: Database, folder: Path) -> None:
    assert load_seed(database, folder).changed
    version = database.catalogue_version()
    report = load_seed(database, folder)
    assert not report.changed
    assert database.catalogue_version() == version


def test_a_country_that_no_source_names_any_more_goes(database: Database, folder: Path) -> None:
    load_seed(database, folder)
    fewer = {**SOLUTION["stated_by"][0], "countries": ["UGA"]}
    _write(folder, "solutions/emr.yaml", SOLUTION | {"stated_by": [fewer, {"source": "two"}]})
    report = load_seed(database, folder)
    assert report.outcomes["deployments"]["removed"] == 1
    with database.read() as session:
        left = session.exec(select(Deployment.country).where(Deployment.is_reported_presence)).all()
    assert left == ["UGA"]
    assert not load_seed(database, folder).changed


def test_what_went_still_leads_to_its_history(database: Database, database_url: str, folder: Path) -> None:
    load_seed(database, folder)
    with database.read() as session:
        gone = session.exec(
            select(Deployment.id).where(Deployment.is_reported_presence, Deployment.country == "KEN")
        ).one()
    fewer = {**SOLUTION["stated_by"][0], "countries": ["UGA"]}
    _write(folder, "solutions/emr.yaml", SOLUTION | {"stated_by": [fewer, {"source": "two"}]})
    load_seed(database, folder)
    with reading(database_url) as reader:
        page = reader.get(f"/en/deployments/{gone}")
        assert page.status == 410
        assert "This record was withdrawn." in page.text
        assert {"/en/solutions/emr", "/en/countries/ken", f"/en/deployments/{gone}/history"} <= set(
            page.links
        )
        assert reader.get(f"/en/deployments/{gone.lower()}").location == f"/en/deployments/{gone}"
        for below in ("/history", "/history/1", "/history/2", "/history/diff?from=1&to=2"):
            assert reader.get(f"/en/deployments/{gone}{below}").status == 200
            assert reader.get(f"/api/v1/deployments/{gone}{below}").status == 200
        answer = reader.get(f"/api/v1/deployments/{gone}")
        assert answer.status == 410
        assert f'"id":"{gone}"' in answer.html
    _write(folder, "solutions/emr.yaml", SOLUTION)
    load_seed(database, folder)
    with reading(database_url) as reader:
        assert reader.get(f"/en/deployments/{gone}").status == 200


def test_what_was_edited_here_is_kept_and_named(database: Database, folder: Path) -> None:
    load_seed(database, folder)
    with database.write() as session:
        record_id = session.exec(select(Solution.id)).one()
        draft = solutions.drafts_of(session, [record_id])[record_id]
        solutions.save(session, draft.model_copy(update={"summary": {"en": "Edited."}}), author="Editors")
    report = load_seed(database, folder)
    assert report.kept == ["solutions emr"]
    with database.read() as session:
        assert session.exec(select(Solution.summary)).one() == {"en": "Edited."}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "solutions/emr.yaml",
            {"licence": "Nonsense-1"},
            "solutions/emr.yaml: licence: 'Nonsense-1' is not an SPDX",
        ),
        ("solutions/emr.yaml", {"e_mail": "x"}, "solutions/emr.yaml: e_mail: Extra inputs"),
        ("solutions/emr.yaml", {"slug": "other"}, "solutions/emr.yaml: slug: 'other' is not the file's name"),
        ("solutions/emr.yaml", {"sdgs": ["99"]}, "solutions: emr: sdgs: no code 99 in sdgs"),
        ("solutions/emr.yaml", {"stated_by": [{"source": "none", "countries": ["KEN"]}]}, "no source none"),
        ("solutions/emr.yaml", {"stated_by": [{"source": "one", "countries": ["ATL"]}]}, "no country ATL"),
        (
            "solutions/emr.yaml",
            {"deployments": [{"country": "KEN", "status": "active"}]},
            "solutions/emr.yaml: deployments.0: stated_by: a deployment needs a source",
        ),
        ("standards/group.yaml", {"notice": {"licence": "CC-BY-4.0"}}, "standards/group.yaml: notice.text"),
        (
            "organisations.yaml",
            {"organisations": [{"slug": "a"}]},
            "organisations.yaml: organisations.0.names",
        ),
    ],
)
def test_a_broken_file_is_named_with_place_and_rule(
    sqlite_url: str, folder: Path, name: str, change: dict, said: str
) -> None:
    content = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    _write(folder, name, content | change)
    database = Database(sqlite_url)
    with pytest.raises(BadSeed) as error:
        load_seed(database, folder)
    assert said in str(error.value)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Country)).one() == 0
    database.dispose()


def test_all_errors_are_shown_at_once(folder: Path) -> None:
    _write(folder, "solutions/emr.yaml", SOLUTION | {"licence": "Nonsense-1", "type": "gadget"})
    (folder / "organisations.yaml").write_text("organisations: [", encoding="utf-8")
    with pytest.raises(BadSeed) as error:
        read_seed(folder)
    assert len(str(error.value).splitlines()) == 3


def test_the_command_says_what_it_did(
    sqlite_url: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([sqlite_url, str(folder)]) == 0
    assert "solutions: 1 created" in capsys.readouterr().out
    (folder / "standards/group.yaml").unlink()
    (folder / "solutions/emr.yaml").write_text("slug: emr", encoding="utf-8")
    assert main([sqlite_url, str(folder)]) == 1
    assert "solutions/emr.yaml: names: Field required" in capsys.readouterr().err
    assert main([]) == 2


class TestTheSeedItself:
    def test_it_loads_twice_and_fast(self, database: Database) -> None:
        load_seed(database)
        started = time.perf_counter()
        report = load_seed(database)
        assert not report.changed
        assert time.perf_counter() - started < 10  # 2 s on an idle machine

    def test_it_holds_what_was_promised(self, sqlite_url: str) -> None:
        database = Database(sqlite_url)
        load_seed(database)
        with database.read() as session:
            members = session.exec(
                select(func.count()).select_from(Country).where(Country.membership != MembershipStatus.AREA)
            ).one()
            assert members >= 194
            assert session.exec(select(func.count()).select_from(Solution)).one() >= 90
            assert session.exec(select(func.count()).select_from(Deployment)).one() >= 1_900
            authors = session.exec(select(Revision.author).distinct()).all()
            assert authors == [AUTHOR]
            rated = session.exec(
                select(ExternalAssessment).where(ExternalAssessment.scheme == Scheme.GGMM)
            ).all()
            assert len({row.solution_id for row in rated}) == 13
            assert len({(row.solution_id, name) for row in rated for name in row.results}) == 191
        database.dispose()

    def test_every_notice_names_known_sources(self) -> None:
        seed = read_seed(resources.path("seed"))
        known = {source.id for file in seed.sources for source in file.sources}
        files = [
            *seed.countries, *seed.schemes, *seed.maps, *seed.organisations, *seed.standards, *seed.solutions,
        ]  # fmt: skip
        notices = [notice for file in files if (notice := getattr(file, "notice", None))]
        named = {source for notice in notices for source in notice.sources}
        assert named <= known

    def test_known_defects_of_the_lists_are_not_carried_over(self) -> None:
        seed = read_seed(resources.path("seed"))
        first = next(file for file in seed.schemes if file.scheme == "interventions-1")
        labels = {concept.code: concept.label["en"] for concept in first.concepts}
        # The machine-readable list ends after the second word.
        assert labels["1.2.2"] == "Transmit untargeted health event alerts to undefined group"
        edition_map = next(
            file
            for file in seed.maps
            if (file.from_scheme, file.to_scheme) == ("interventions-1", "interventions-2")
        )
        row = next(row for row in edition_map.rows if row.from_code == "3.5.3")
        assert (row.equivalence, row.to_code) == ("unmatched", "")
        assert row.comment
        assert {row.from_code for row in edition_map.rows} == set(labels)

    @pytest.mark.parametrize(
        ("slug", "dpga", "guidebook"), [("openmrs", 81, 34), ("commcare", 78, 52), ("odk", 193, 131)]
    )
    def test_what_both_registries_state_of_places_stays_side_by_side(
        self, slug: str, dpga: int, guidebook: int
    ) -> None:
        seed = read_seed(resources.path("seed"))
        solution = next(file for file in seed.solutions if file.slug == slug)
        numbers = {each.source: len(each.countries) for each in solution.stated_by}
        assert numbers == {"dpga-registry-2026-07": dpga, "global-goods-guidebook": guidebook}
        named = [{source for source, _, _ in sources} for sources in solution.presences().values()]
        assert sum("dpga-registry-2026-07" in each for each in named) == dpga
        assert sum("global-goods-guidebook" in each for each in named) == guidebook

    def test_no_file_holds_an_e_mail_address(self) -> None:
        address = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")
        found = {
            (file.name, match.group())
            for file in resources.path("seed").rglob("*.yaml")
            for match in address.finditer(file.read_text(encoding="utf-8"))
        }
        assert found == set()
