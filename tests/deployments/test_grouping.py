"""Where a solution is reported, by region and by who says so."""

from registry.countries.schemas import CountryRef, RegionView
from registry.deployments.grouping import by_region
from registry.deployments.queries import standing
from registry.deployments.schemas import DeploymentRow
from registry.provenance.schemas import ClaimView, SourceRef
from registry.solutions.schemas import SolutionRef

FIRST = SourceRef("first", "First", "", "", "2026")
SECOND = SourceRef("second", "Second", "", "", "2025")
SOLUTION = SolutionRef("DHS-1", "one", {"en": "One"}, "software", False)
REGIONS = [RegionView("AFR", {"en": "African Region"}, ""), RegionView("EUR", {"en": "European Region"}, "")]


def row(code: str, name: str, *sources: SourceRef, value: bool = True) -> DeploymentRow:
    claims = [ClaimView("presence", value, source, "2026", "") for source in sources]
    said = standing(claims, [FIRST, SECOND])
    return DeploymentRow(
        code, SOLUTION, CountryRef(code, {"en": name}), "not_known", True, "", "", None, None, None, said
    )


def test_regions_come_in_their_order_and_only_those_with_places() -> None:
    rows = [row("XKX", "Kosovo", FIRST), row("KEN", "Kenya", FIRST)]
    groups = by_region(rows, REGIONS, {"KEN": "AFR", "XKX": None})
    assert [(group.region and group.region.code, group.total) for group in groups] == [("AFR", 1), (None, 1)]


def test_places_on_which_the_same_sources_agree_stand_together_by_name() -> None:
    rows = [
        row("ZMB", "Zambia", FIRST),
        row("KEN", "Kenya", FIRST, SECOND),
        row("CIV", "Côte d’Ivoire", FIRST),
        row("TCD", "Chad", SECOND),
    ]
    (group,) = by_region(rows, REGIONS, dict.fromkeys(("ZMB", "KEN", "CIV", "TCD"), "AFR"))
    said = [
        ([claim.source.id for claim in each.claims], [place.id for place in each.rows])
        for each in group.groups
    ]
    assert said == [(["first", "second"], ["KEN"]), (["first"], ["CIV", "ZMB"]), (["second"], ["TCD"])]
    assert [[source.id for source in each.not_listed_by] for each in group.groups] == [
        [],
        ["second"],
        ["first"],
    ]


def test_a_denial_is_kept_apart_from_a_statement() -> None:
    rows = [row("KEN", "Kenya", FIRST), row("UGA", "Uganda", FIRST, value=False)]
    (group,) = by_region(rows, REGIONS, {"KEN": "AFR", "UGA": "AFR"})
    assert len(group.groups) == 2
