"""The deployments of a spreadsheet: recognised, merged with what other sources stated, and saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from registry.countries.models import Country
from registry.db.bulk import ids_of_slugs
from registry.db.ids import Kind, read_id
from registry.db.values import body_of
from registry.deployments import service as deployments
from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.deployments.references import organisations_of
from registry.errors import mark
from registry.interchange.cell_checks import check_codes, identifier
from registry.interchange.cells import NO_COUNTRY, NOT_REGISTERED, Row
from registry.interchange.matching import KnownOrganisations, fold
from registry.interchange.merging import Progress, said
from registry.interchange.places import Places
from registry.interchange.report import Report
from registry.interchange.statements import Accounted, NamedOrganisation, Outcome, Rejected
from registry.organisations import service as organisations
from registry.provenance.service import ClaimDraft, find_by_identifiers, series, sorted_claims
from registry.taxonomy.service import ConceptCodes

PLAIN = (
    "subdivision", "status", "started", "ended", "version", "people", "people_share", "health_workers",
    "health_workers_share", "facilities", "facilities_share", "target_share", "target_share_source",
    "interventions", "challenges", "links",
)  # fmt: skip
_FUNDER = ("organisation", "amount", "currency", "from_year", "until_year", "basis")
_CONSENT = "consent "
SEVERAL = mark("“%(text)s” may be one of several: write %(choices)s.")


@dataclass(slots=True)
class _Draft:
    """One row on its way into the records."""

    row: Row
    source: str
    draft: DeploymentDraft


class DeploymentRows:
    """Saves the rows of the sheet Deployments."""

    def __init__(
        self,
        session: Session,
        report: Report,
        places: Places,
        source_of: Callable[[Row], str],
        solutions: dict[str, set[str]],
    ) -> None:
        self._session = session
        self._report = report
        self._places = places
        self._source_of = source_of
        self._solutions = solutions
        self._ids = ids_of_slugs(
            session, Kind.SOLUTION, {slug for each in solutions.values() for slug in each}
        )
        self._countries = set(session.exec(select(Country.code)))
        self._organisations = KnownOrganisations(session, self._countries)
        self._codes = ConceptCodes(session)
        self._codes_of_names: dict[str, str | None] = {}

    def save(self, rows: Sequence[Row], *, author: str, note: str, progress: Progress) -> None:
        """Save all rows; one with an error is rejected alone."""
        read: dict[str, _Draft] = {}
        for number, row in enumerate(rows):
            if number % 500 == 0:
                progress("deployments", number, len(rows))
            self._read(row, read)
        named = {slug for each in read.values() for slug in organisations_of(each.draft)}
        new = [draft for slug, draft in self._organisations.new.items() if slug in named]
        for saved in organisations.save_all(self._session, new, author=author, note=note):
            self._report.organisations[saved.outcome] += 1
        merged = self._merge(list(read.values()))
        broken = deployments.broken(self._session, [each.draft for each in merged])
        for position, reason in broken.items():
            self._reject(merged[position].row, reason)
        good = [each for position, each in enumerate(merged) if position not in broken]
        progress("writing", 0, 1)
        outcomes = deployments.save_all(
            self._session, [each.draft for each in good], author=author, note=note
        )
        for each, outcome in zip(good, outcomes, strict=True):
            self._report.deployments[outcome.outcome] += 1
            self._report.account(each.row.place, "", _accounted(each.row))
        progress("writing", 1, 1)

    def _read(self, row: Row, read: dict[str, _Draft]) -> None:
        source = self._source_of(row)
        solution, country = self._solution(row), self._country(row)
        identifiers = [
            {"scheme": each.scheme, "value": each.value}
            for text in row.get("identifiers", [])
            if (each := identifier(row, text))
        ]
        check_codes(row, self._codes, ("interventions", "challenges"))
        if row.errors or solution is None or country is None:
            self._reject(row, row.reasons)
            return
        values: dict[str, Any] = {name: row.get(name) for name in PLAIN if row.get(name) is not None}
        values |= {"organisations": self._parties(row, source), "funders": self._funders(row, source)}
        if row.errors:
            self._reject(row, row.reasons)
            return
        values = {name: value for name, value in values.items() if value != []}
        presence = not values and not identifiers
        key = _key(source, solution, country, row)
        try:
            draft = DeploymentDraft.model_validate(
                {
                    "solution": solution,
                    "country": country,
                    "is_reported_presence": presence,
                    "key": "" if presence else key,
                    "identifiers": identifiers,
                    "claims": [_claim(row, source)],
                    **values,
                }
            )
        except ValidationError as error:
            self._reject(row, f"{row.place}: {said(error)}")
            return
        if key in read:
            self._reject(
                row, f"says again what {read[key].row.place} says: same solution, place and beginning"
            )
            return
        read[key] = _Draft(row, source, draft)

    def _solution(self, row: Row) -> str | None:
        stated = row.get("solution")
        if stated is None:
            return None
        slugs = self._solutions.get(stated) or self._solutions.get(fold(stated), set())
        if len(slugs) == 1:
            return self._ids[next(iter(slugs))]
        row.complain(
            "solution", SEVERAL if slugs else NOT_REGISTERED, text=stated, choices=", ".join(sorted(slugs))
        )
        return None

    def _country(self, row: Row) -> str | None:
        stated = row.get("country")
        if stated is None:
            return None
        if stated not in self._codes_of_names:
            self._codes_of_names[stated] = self._places.code(stated)
        code = self._codes_of_names[stated]
        if code not in self._countries:
            row.complain("country", NO_COUNTRY, text=stated)
            return None
        return code

    def _parties(self, row: Row, source: str) -> list[dict[str, str]]:
        return [
            {
                "organisation": self._organisations.find_or_add(NamedOrganisation(name, role), source),
                "role": role,
            }
            for role in ("owner", "implementer")
            for name in row.get(role, [])
        ]

    def _funders(self, row: Row, source: str) -> list[dict[str, Any]]:
        found = []
        for text in row.get("funders", []):
            parts = dict(zip(_FUNDER, (part.strip() for part in text.split("|")), strict=False))
            numbers = [parts.get(name, "") for name in ("amount", "from_year", "until_year")]
            if len(text.split("|")) > len(_FUNDER) or not all(n.isdigit() for n in numbers if n):
                message = mark("“%(text)s” is not name|amount|currency|from year|until year|basis.")
                row.complain("funders", message, text=text)
                continue
            slug = self._organisations.find_or_add(NamedOrganisation(parts["organisation"], "funder"), source)
            stated = {name: value for name, value in parts.items() if value and name != "basis"}
            found.append(stated | _basis(parts.get("basis", "")) | {"organisation": slug})
        return found

    def _merge(self, rows: list[_Draft]) -> list[_Draft]:
        """Find the deployments that are recorded already and keep what other sources stated of them."""
        places = {
            each.draft.key: (each.draft.solution, each.draft.country) for each in rows if each.draft.key
        }
        by_key = deployments.ids_of_keys(self._session, places)
        pairs = {(i.scheme, i.value) for each in rows for i in each.draft.identifiers}
        by_identifier = find_by_identifiers(self._session, pairs)
        presences = deployments.presence_ids(self._session, {each.draft.solution for each in rows})
        wanted: list[tuple[_Draft, str]] = []
        for each in rows:
            owners = {by_identifier.get((i.scheme, i.value), "") for i in each.draft.identifiers}
            known = [owner for owner in owners if (found := read_id(owner)) and found[0] is Kind.DEPLOYMENT]
            place = (each.draft.solution, each.draft.country)
            named = presences.get(place, "") if each.draft.is_reported_presence else ""
            wanted.append((each, next(iter(known), "") or named or by_key.get(each.draft.key, "")))
        published = deployments.drafts_of(self._session, {record_id for _, record_id in wanted if record_id})
        return [self._merge_one(each, record_id, published.get(record_id)) for each, record_id in wanted]

    def _merge_one(self, each: _Draft, record_id: str, present: DeploymentDraft | None) -> _Draft:
        if present is None:
            return each
        others = [claim for claim in present.claims if series(claim.source) != series(each.source)]
        own = each.draft
        if others and not own.is_reported_presence:
            own = self._beside(each, present)
        claims = sorted_claims([*others, *each.draft.claims])
        return _Draft(each.row, each.source, own.model_copy(update={"id": record_id, "claims": claims}))

    def _beside(self, each: _Draft, present: DeploymentDraft) -> DeploymentDraft:
        """What is recorded, with the gaps filled; what this row says otherwise is reported."""
        stated, recorded = body_of(each.draft), body_of(present)
        for name, value in stated.items():
            if name in recorded and recorded[name] != value and name not in {"claims", "id", "key"}:
                self._report.lost(
                    each.row.place,
                    each.draft.solution,
                    name,
                    str(value),
                    "another source recorded it otherwise",
                )
        merged = stated | recorded
        if recorded.get("status") == "not_known":
            merged["status"] = stated.get("status", "not_known")
        return DeploymentDraft.model_validate(merged)

    def _reject(self, row: Row, reason: str) -> None:
        name = str(row.get("solution", "")) or None
        self._report.rejected.append(Rejected("spreadsheet", row.place, reason, name))


def _basis(text: str) -> dict[str, str]:
    """Why an amount may be shown: a page that states it, or since when the payer agrees."""
    if text.startswith(_CONSENT):
        return {"amount_consent": text.removeprefix(_CONSENT).strip()}
    return {"amount_source": text} if text else {}


def _key(source: str, solution: str, country: str, row: Row) -> str:
    return ":".join((series(source), solution, country, row.get("subdivision", ""), row.get("started", "")))


def _claim(row: Row, source: str) -> ClaimDraft:
    return ClaimDraft(
        field=PRESENCE,
        value=True,
        source=source,
        date=row.get("source_date", ""),
        url=row.get("source_url", ""),
    )


def _accounted(row: Row) -> list[Accounted]:
    return [Accounted(f"Deployments.{name}", Outcome.KEPT, "as_stated") for name in row.values]
