"""Takes what a source states into the records, without averaging anything away.

The rule: a source's claims become what it states now. The record's own value of a field follows only where
the statement is new and the value is empty or was backed by that same source alone; otherwise it stays, and
the disagreement stays visible as two claims. A country that a source no longer names loses that claim; a
reported presence without any claim is removed, its history and id are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from registry.audit.service import CHANGED
from registry.countries.models import Country
from registry.db.bulk import ids_of_slugs
from registry.db.ids import Kind
from registry.db.records import free_slug, slugify
from registry.db.values import body_of, compact
from registry.deployments import service as deployments
from registry.deployments.drafts import DeploymentDraft
from registry.errors import RegistryError
from registry.interchange.matching import (
    OWN_SCHEME,
    AmbiguousMatch,
    KnownOrganisations,
    KnownSolutions,
    fold,
    standards_by_name,
)
from registry.interchange.report import Line, Report
from registry.interchange.seed_solutions import StatedFields
from registry.interchange.statements import REASONS, Rejected, Statement
from registry.organisations import service as organisations
from registry.provenance.service import ClaimDraft, series, sorted_claims
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from registry.taxonomy.service import FIELDS, ConceptCodes

Progress = Callable[[str, int, int], None]

_REQUIRED = {"names", "type"}
"""Fields that a record cannot be without: they stay when a source no longer states them."""


@dataclass(slots=True)
class _Plan:
    """One statement on its way into the records."""

    statement: Statement
    slug: str
    draft: SolutionDraft | None = None
    countries: list[str] = field(default_factory=list)


class Merger:
    """Merges the statements of one file, in one transaction.

    `names_countries` says that the source lists the countries of use: only then has a country that a
    statement leaves out lost that claim.
    """

    def __init__(
        self, session: Session, report: Report, *, author: str, note: str, names_countries: bool
    ) -> None:
        self._session = session
        self._report = report
        self._author = author
        self._note = note
        self._names_countries = names_countries
        self._countries = set(session.exec(select(Country.code)))
        self._codes = ConceptCodes(session)
        self._solutions = KnownSolutions(session)
        self._organisations = KnownOrganisations(session, self._countries)
        self._standards = standards_by_name(session)
        self._taken: set[str] = set()

    def merge(self, statements: Sequence[Statement], progress: Progress) -> None:
        """Record all statements; one that breaks a rule is rejected alone."""
        plans: dict[str, _Plan] = {}
        for number, statement in enumerate(statements):
            progress("reading", number, len(statements))
            plan = self._match(statement, plans)
            if plan is not None:
                plans[plan.slug] = plan
        ids = ids_of_slugs(self._session, Kind.SOLUTION, plans)
        published = solutions.drafts_of(self._session, ids.values())
        for number, plan in enumerate(list(plans.values())):
            progress("merging", number, len(plans))
            self._plan(plan, published.get(ids.get(plan.slug, "")), plans)
        progress("writing", 0, 1)
        self._save(plans)
        progress("writing", 1, 1)

    def _match(self, statement: Statement, plans: Mapping[str, _Plan]) -> _Plan | None:
        try:
            slug = self._solutions.match(statement)
        except AmbiguousMatch as error:
            self._reject(statement, str(error))
            return None
        if slug is None:
            self._say_namesakes(statement)
            slug = self._free_slug(slugify(statement.name))
        elif slug in plans:
            other = plans[slug].statement
            self._reject(statement, f"the same product as {other.place} ({other.name}) of this file")
            return None
        self._solutions.add(slug, statement)
        return _Plan(statement, slug)

    def _say_namesakes(self, statement: Statement) -> None:
        namesakes = sorted(self._solutions.namesakes(statement))
        for slug in namesakes:
            self._report.notes.append(
                f"{statement.place} ({statement.name}) has a name of {slug}, but no page in common: "
                "registered as another product"
            )
        standard = self._standards.get(fold(statement.name))
        if standard:
            self._report.notes.append(
                f"{statement.place} ({statement.name}) has the name of the standard {standard}"
            )

    def _free_slug(self, wanted: str) -> str:
        slug, number = free_slug(self._session, Kind.SOLUTION, wanted), 2
        while slug in self._taken:
            slug, number = free_slug(self._session, Kind.SOLUTION, f"{wanted}-{number}"), number + 1
        self._taken.add(slug)
        return slug

    def _plan(self, plan: _Plan, known: SolutionDraft | None, plans: dict[str, _Plan]) -> None:
        statement = plan.statement
        try:
            stated = StatedFields.model_validate(self._with_known_codes(statement))
            plan.draft = self._draft(plan.slug, statement, stated, known)
        except ValidationError as error:
            self._reject(statement, said(error))
            del plans[plan.slug]
            return
        for country in statement.countries:
            if country in self._countries:
                plan.countries.append(country)
            else:
                self._lost(statement, "countries", country, "unknown_country")

    def _with_known_codes(self, statement: Statement) -> dict[str, Any]:
        values = dict(statement.fields)
        if statement.organisations:
            values["organisations"] = [each.as_dict() for each in statement.organisations]
        for name in FIELDS:
            unknown = [code for code in values.get(name, []) if not self._codes.knows(name, code)]
            if unknown:
                values[name] = [code for code in values[name] if code not in unknown]
            for code in unknown:
                self._lost(statement, name, code, "unknown_code")
        return {name: value for name, value in values.items() if value not in ([], {}, None)}

    def _draft(
        self, slug: str, statement: Statement, stated: StatedFields, known: SolutionDraft | None
    ) -> SolutionDraft:
        fresh = stated.claims(statement.source, statement.date, statement.url or "")
        own: dict[str, Any] = body_of(known, exclude={"claims"}) if known else {"slug": slug}
        before = [claim for claim in (known.claims if known else ()) if self._is_ours(claim, statement)]
        others = [claim for claim in (known.claims if known else ()) if not self._is_ours(claim, statement)]
        self._follow(own, fresh, before, others, statement)
        identifiers = {(each["scheme"], each["value"]): each for each in own.get("identifiers", [])}
        for each in statement.identifiers:
            if each.scheme != OWN_SCHEME:
                identifiers.setdefault(
                    (each.scheme, each.value),
                    {"scheme": each.scheme, "value": each.value, "url": each.url or ""},
                )
        return SolutionDraft.model_validate(
            {**own, "identifiers": list(identifiers.values()), "claims": sorted_claims([*others, *fresh])}
        )

    @staticmethod
    def _is_ours(claim: ClaimDraft, statement: Statement) -> bool:
        return series(claim.source) == series(statement.source)

    def _follow(
        self,
        own: dict[str, Any],
        fresh: Sequence[ClaimDraft],
        before: Sequence[ClaimDraft],
        others: Sequence[ClaimDraft],
        statement: Statement,
    ) -> None:
        """Let the record's own values follow what this source states anew."""
        now_stated = {claim.field: compact(claim.value) for claim in fresh}
        was_stated = {claim.field: compact(claim.value) for claim in before}
        elsewhere = [(claim.field, self._own_form(claim.field, compact(claim.value))) for claim in others]
        for name in [*now_stated, *(each for each in was_stated if each not in now_stated)]:
            if now_stated.get(name) == was_stated.get(name):
                continue
            value = own.get(name)
            old = self._own_form(name, was_stated[name]) if name in was_stated else None
            only_ours = value == old and (name, value) not in elsewhere
            if not _is_empty(value) and not only_ours:
                continue
            if name in now_stated:
                own[name] = self._adopt(name, statement, now_stated[name])
            elif name not in _REQUIRED:
                own.pop(name, None)

    def _adopt(self, name: str, statement: Statement, value: Any) -> Any:
        if name != "organisations":
            return value
        roles = [
            (self._organisations.find_or_add(each, statement.source), each.role)
            for each in statement.organisations
        ]
        return [{"organisation": slug, "role": role} for slug, role in dict.fromkeys(roles)]

    def _own_form(self, name: str, value: Any) -> Any:
        """A claim's value as the record itself would hold it."""
        if name != "organisations":
            return value
        roles = [(self._organisations.find(each["name"]), each["role"]) for each in value]
        return [{"organisation": slug, "role": role} for slug, role in dict.fromkeys(roles)]

    def _save(self, plans: dict[str, _Plan]) -> None:
        drafts = {plan.slug: plan.draft for plan in plans.values() if plan.draft}
        named = {each.organisation for draft in drafts.values() for each in draft.organisations}
        new = [draft for slug, draft in self._organisations.new.items() if slug in named]
        for saved in organisations.save_all(self._session, new, author=self._author, note=self._note):
            self._report.organisations[saved.outcome] += 1
        for slug, reason in solutions.broken(self._session, list(drafts.values())).items():
            self._reject(plans.pop(slug).statement, reason)
            del drafts[slug]
        saved_all = solutions.save_all(
            self._session, list(drafts.values()), author=self._author, note=self._note
        )
        ids = {saved.slug: saved.id for saved in saved_all}
        changed = self._save_presences(plans, ids)
        for saved in saved_all:
            statement = plans[saved.slug].statement
            outcome = "updated" if saved.outcome == "unchanged" and saved.id in changed else saved.outcome
            self._report.add(outcome, Line(statement.place, statement.name, saved.id, saved.slug))
            self._report.account(statement.place, statement.name, statement.accounted)

    def _save_presences(self, plans: Mapping[str, _Plan], ids: Mapping[str, str]) -> set[str]:
        """Record the countries that each statement names; gives the solutions with any change."""
        if not self._names_countries:
            return set()
        known = deployments.presence_ids(self._session, ids.values())
        published = deployments.drafts_of(self._session, known.values())
        named: dict[str, set[str]] = {}
        for owner, country in known:
            named.setdefault(owner, set()).add(country)
        drafts: list[DeploymentDraft] = []
        for slug, plan in plans.items():
            solution = ids[slug]
            for country in sorted(named.get(solution, set()) | set(plan.countries)):
                present = published.get(known.get((solution, country), ""))
                drafts.append(_presence(solution, country, present, plan))
        saved = deployments.save_all(self._session, drafts, author=self._author, note=self._note)
        for each in saved:
            self._report.deployments[each.outcome] += 1
        return {
            draft.solution
            for draft, each in zip(drafts, saved, strict=True)
            if each.outcome in CHANGED or each.outcome == "removed"
        }

    def _reject(self, statement: Statement, reason: str) -> None:
        self._report.rejected.append(Rejected(statement.source, statement.place, reason, statement.name))

    def _lost(self, statement: Statement, path: str, value: str, reason: str) -> None:
        self._report.lost(statement.place, statement.name, path, value, REASONS[reason])


def _presence(solution: str, country: str, present: DeploymentDraft | None, plan: _Plan) -> DeploymentDraft:
    statement = plan.statement
    draft = deployments.presence(
        solution,
        country,
        [(statement.source, statement.date, statement.url or "")] if country in plan.countries else [],
    )
    if present is None:
        return draft
    others = [claim for claim in present.claims if series(claim.source) != series(statement.source)]
    return present.model_copy(update={"claims": sorted_claims([*others, *draft.claims])})


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}, "not_known")


def said(error: ValidationError | RegistryError) -> str:
    """An error in one line."""
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(str(part) for part in each['loc'])}: {each['msg'].removeprefix('Value error, ')}".lstrip(
                ": "
            )
            for each in error.errors()
        )
    return str(error)
