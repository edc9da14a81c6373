"""The pages of countries and areas."""

import re
from collections.abc import Iterator

import pytest

from registry.countries.models import (
    IncomeClassification,
    IncomeGroup,
    MembershipState,
    MembershipStatus,
    RegionMembership,
)
from registry.db import Database, Kind
from registry.web.vocabulary import TERMS
from tests.factories import (
    make_claim,
    make_country,
    make_deployment,
    make_organisation,
    make_presence,
    make_region,
    make_solution,
    make_source,
    make_standard,
)
from tests.reading import Page, Reader, reading

RUNNING_WORDS = ("Active", "Pilot", "At scale")


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        make_source(session, "first", title="First register", date="2026-07", url="https://first.example")
        make_source(session, "second", title="Second guide", date="2025")
        make_country(session, "KEN", income="LMC")
        make_country(session, "ZMB", income="LMC")
        make_country(session, "GHA", income="LMC")
        make_country(session, "USA", region="AMR", membership=MembershipStatus.WITHDRAWAL_NOTIFIED)
        make_country(session, "VAT", region=None, membership=MembershipStatus.AREA)
        session.add_all(
            [
                MembershipState(country="KEN", status=MembershipStatus.MEMBER_STATE),
                IncomeClassification(
                    country="KEN", year="2026", income_group=IncomeGroup.LOWER_MIDDLE, basis="unverified"
                ),
                IncomeClassification(
                    country="KEN", year="2027", income_group=IncomeGroup.LOWER_MIDDLE, basis="derived"
                ),
                MembershipState(
                    country="USA",
                    status=MembershipStatus.WITHDRAWAL_NOTIFIED,
                    since="2025-01-22",
                    note={"en": "Notice was given with one year’s term."},
                    source_id="first",
                ),
            ]
        )
        make_region(session, "SEAR")
        make_country(session, "IDN", region="WPR")
        session.add(RegionMembership(country="IDN", region="SEAR", until="2025-05-23"))
        fhir = make_standard(session, "HL7 FHIR", slug="hl7-fhir")
        record = make_solution(
            session,
            "Open Record",
            slug="open-record",
            standards=[fhir],
            interventions=["2.2.1", "2.2.2", "4.1.1"],
        )
        guide = make_solution(session, "Quiet Guide", slug="quiet-guide", interventions=["2.2.1"])
        elsewhere = make_solution(session, "Far Box", slug="far-box")
        make_deployment(session, record, "KEN", sources=("first",), started="2019-05")
        make_presence(session, guide, "KEN", sources=("first", "second"))
        make_presence(session, record, "ZMB", sources=("second",))
        make_presence(session, elsewhere, "ZMB", sources=("first",))
        make_presence(session, elsewhere, "GHA", sources=("first",))
        make_organisation(session, "Ministry of Health of Kenya", country="KEN", kind="ministry")
    with reading(database_url) as reader:
        yield reader


@pytest.mark.parametrize("code", ["KEN", "KE", "ke", "Ken"])
def test_any_code_in_any_case_leads_to_the_one_address(reader: Reader, code: str) -> None:
    page = reader.get(f"/fr/countries/{code}")
    assert page.status == 301
    assert page.location == "/fr/countries/ken"


@pytest.mark.parametrize("code", ["zzz", "kenya", "k", "%00"])
def test_what_is_no_code_is_not_found(reader: Reader, code: str) -> None:
    assert reader.get(f"/en/countries/{code}").status == 404


def test_recorded_and_reported_are_counted_apart(reader: Reader) -> None:
    page = reader.get("/en/countries/ken")
    assert page.status == 200
    figures = re.findall(r"<dd>([^<]+)</dd></div>", page.html)
    assert figures[:4] == ["1", "1", "1", "1"]
    assert "Open Record" in page.part("runs")
    assert "May 2019" in page.part("runs")
    assert "Quiet Guide" not in page.part("runs")
    assert "Quiet Guide" in page.part("reported")


def test_a_presence_is_never_said_to_run(reader: Reader) -> None:
    page = reader.get("/en/countries/zmb")
    assert "No deployment is recorded here" in page.part("runs")
    for section in ("runs", "reported"):
        assert not [word for word in RUNNING_WORDS if word in page.part(section)]
    assert "is not known, so none of these is counted as running" in page.part("reported")


def test_sources_that_disagree_stand_side_by_side_and_nobody_denies(reader: Reader) -> None:
    page = reader.get("/en/countries/ken")
    part = page.part("disagree")
    assert re.search(r"Open Record.*First register.*Second guide", part)
    assert "Quiet Guide" not in part  # both name it
    assert "Not listing is not denying" in part
    assert "denied by" not in page.text


def test_a_denial_is_shown_as_one(database: Database, database_url: str) -> None:
    with database.write() as session:
        made = make_presence(session, None, "KEN", sources=("first",))
        make_claim(session, Kind.DEPLOYMENT, made.id, "presence", False, source="second")
    with reading(database_url) as reader:
        assert "Second says that it is not so" in reader.get("/en/countries/ken").part("disagree")


def test_interventions_count_a_solution_once_in_each_group(reader: Reader) -> None:
    rows = re.findall(
        r'<span class="code">([\d.]+)</span>.*?<td class="num">(.*?)</td>\s*<td class="num">(.*?)</td>',
        reader.get("/en/countries/ken").html,
        re.DOTALL,
    )
    plain = [tuple(re.sub(r"<[^>]+>", "", each) for each in row) for row in rows]
    assert plain == [("2.2", "1", "1"), ("4.1", "1", "none")]


def test_links_lead_into_the_search(reader: Reader) -> None:
    links = reader.get("/en/countries/ken").links
    assert "/en/search?kind=deployment&country=KEN&record=recorded&status=active" in links
    assert "/en/search?kind=solution&country=KEN&intervention=2.2" in links
    assert "/en/search?kind=solution&country=KEN&standard=hl7-fhir" in links


def test_neighbours_share_region_and_income(reader: Reader) -> None:
    part = reader.get("/en/countries/ken").part("neighbours")
    assert "African Region, Lower-middle income: 2 other countries" in part
    assert re.search(r"Far Box\s+2 of 2\s+no source names it here", part)
    assert re.search(r"Open Record\s+1 of 2\s+also named here", part)
    assert "Ghana" in part


def test_organisations_at_home_here(reader: Reader) -> None:
    assert "Ministry of Health of Kenya" in reader.get("/en/countries/ken").part("organisations")


def test_income_says_its_year_and_how_it_is_known(reader: Reader) -> None:
    text = reader.get("/en/countries/ken").text
    assert "World Bank, fiscal year 2027; carried forward from the year before" in text
    assert "2026: Lower-middle income (not checked against the published list yet)" in text


def test_a_change_of_region_shows_its_date(reader: Reader) -> None:
    text = reader.get("/en/countries/idn").text
    assert "South-East Asia Region (until 23 May 2025)" in text
    assert "Western Pacific Region" in text


def test_a_withdrawal_is_a_dated_state_with_its_note(reader: Reader) -> None:
    for path in ("/en/countries/usa", "/en/countries"):
        text = reader.get(path).text
        assert "Member State that has given notice of withdrawal" in text
        assert "22 January 2025" in text
        assert "Notice was given with one year’s term." in text


def test_a_place_that_no_source_names_is_not_said_to_have_none(reader: Reader) -> None:
    page = reader.get("/en/countries/vat")
    assert "No source names a solution here yet" in page.text
    assert "That does not mean that none is used." in page.text


def test_the_list_has_every_place_in_its_region_and_on_the_map(reader: Reader) -> None:
    page = reader.get("/en/countries")
    assert page.status == 200
    for code, section in [("ken", "AFR"), ("usa", "AMR"), ("idn", "WPR"), ("vat", "other")]:
        table = page.html.split(f'<section id="{section}"')[1].split("</section>")[0]
        assert f'href="/en/countries/{code}"' in table
    assert "5 Member States" in page.text.replace("5 Member States of WHO", "5 Member States")
    assert "Kenya: 2 solutions named by a source" in page.html
    assert "Holy See (Vatican City State): no source names a solution" in page.html
    assert "imply no opinion on the legal status" in page.text


def test_the_list_leads_to_regions_and_income_groups_by_anchors(reader: Reader) -> None:
    page = reader.get("/en/countries")
    for anchor in ("AFR", "AMR", "other", "LMC", "income-none"):
        assert f"#{anchor}" in page.links
        assert page.html.count(f'id="{anchor}"') == 1


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ru", "zh", "ar"])
def test_pages_answer_in_every_language(reader: Reader, lang: str) -> None:
    for path in ("countries", "countries/ken", "countries/usa", "countries/vat"):
        page = reader.get(f"/{lang}/{path}")
        assert page.status == 200
        assert not re.search(r"\sstyle=|<style|\son\w+=", page.html)


def own(page: Page) -> list[str]:
    """The queries of the page itself; the frame asks now and then how fresh the records are."""
    return [each for each in page.statements if not each.startswith("SELECT revision.at")]


def test_a_large_country_takes_the_same_queries_and_shows_the_first(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        for number in range(70):
            record = make_solution(session, f"Record {number:03}", interventions=["2.2.1"])
            make_deployment(session, record, "KEN", sources=("first",))
            make_presence(session, record, "KEN", sources=("first", "second"))
        record = make_solution(session, "Only one", interventions=["2.2.1"])
        make_deployment(session, record, "UGA", sources=("first",))
        make_presence(session, record, "UGA", sources=("first", "second"))
    with reading(database_url) as reader:
        large, small = reader.get("/en/countries/ken"), reader.get("/en/countries/uga")
    assert large.status == small.status == 200
    assert len(own(large)) == len(own(small)) < 38
    assert "/en/search?kind=deployment&country=KEN&record=recorded" in large.links
    assert "/en/search?kind=deployment&country=KEN&record=reported" in large.links
    assert "/en/search?kind=deployment&country=KEN&agreement=not_all_list&agreement=disputed" in large.links


def test_the_list_takes_the_same_queries_however_many_places(reader: Reader) -> None:
    assert len(own(reader.get("/en/countries"))) < 6


def test_every_status_and_group_has_a_name() -> None:
    from registry.countries.models import IncomeGroup

    assert set(TERMS["membership"]) == {each.value for each in MembershipStatus}
    assert set(TERMS["income"]) == {each.value for each in IncomeGroup}
