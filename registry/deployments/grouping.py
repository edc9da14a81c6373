"""Where a solution is reported, in few lines: by WHO region, then by who says so; pure."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from registry.countries.schemas import RegionView
from registry.deployments.schemas import DeploymentRow
from registry.provenance.schemas import ClaimView, SourceRef
from registry.web.i18n import label
from registry.web.ordering import name_key


class SaidBy(Struct, frozen=True):
    """Places on which the same sources say the same; `claims` are those of the first place."""

    claims: list[ClaimView]
    not_listed_by: list[SourceRef]
    rows: list[DeploymentRow]


class RegionGroup(Struct, frozen=True):
    """The places of one region; `region` is None for those that belong to none."""

    region: RegionView | None
    groups: list[SaidBy]
    total: int


def by_region(
    rows: Iterable[DeploymentRow], regions: Sequence[RegionView], region_of: Mapping[str, str | None]
) -> list[RegionGroup]:
    """Reported presences by region in its usual order; what most sources state comes first."""
    placed: dict[str | None, list[DeploymentRow]] = {}
    for row in rows:
        placed.setdefault(region_of.get(row.country.code), []).append(row)
    groups = [
        RegionGroup(region, by_sources(placed[code]), len(placed[code]))
        for region, code in [*((region, region.code) for region in regions), (None, None)]
        if code in placed
    ]
    return [group for group in groups if group.total]


def by_sources(rows: Iterable[DeploymentRow]) -> list[SaidBy]:
    """Places by who says so and who does not list them, the names of places in the reader's order."""
    found: dict[tuple[tuple[tuple[str, bool], ...], tuple[str, ...]], list[DeploymentRow]] = {}
    for row in rows:
        said = tuple((claim.source.id, claim.value is not False) for claim in row.standing.claims)
        silent = tuple(source.id for source in row.standing.not_listed_by)
        found.setdefault((said, silent), []).append(row)
    ordered = sorted(found.items(), key=lambda item: (-len(item[0][0]), item[0]))
    return [
        SaidBy(
            places[0].standing.claims,
            places[0].standing.not_listed_by,
            sorted(places, key=lambda row: name_key(label(row.country.names))),
        )
        for _, places in ordered
    ]
