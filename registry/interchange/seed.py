"""Loads the seed: reference data and first records, in one transaction, as often as one likes.

`python -m registry.interchange.seed URL [FOLDER]` migrates nothing; the tables must be there.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from registry import resources
from registry.audit.service import last_revisions
from registry.countries import service as countries
from registry.db import Database
from registry.db.bulk import ids_of_slugs
from registry.db.ids import Kind
from registry.deployments import service as deployments
from registry.deployments.drafts import DeploymentDraft
from registry.errors import BadRecord, RegistryError
from registry.interchange.seed_format import (
    CountriesFile,
    MapFile,
    OrganisationsFile,
    SchemeFile,
    ScopeFile,
    SourcesFile,
    StandardsFile,
    UnclearFile,
)
from registry.interchange.seed_solutions import SolutionFile
from registry.interchange.seed_trust import (
    EvidenceFile,
    ExternalFile,
    FrameworkFile,
    LevelsFile,
    RecommendationsFile,
    load_evidence,
    load_external,
    load_frameworks,
    load_levels,
    load_recommendations,
)
from registry.organisations import service as organisations
from registry.provenance import service as provenance
from registry.solutions import service as solutions
from registry.standards import service as standards
from registry.taxonomy import service as taxonomy

AUTHOR = "Seed of this registry"
SHOWN_ERRORS = 20
NOTE = "Loaded with the registry's own data."

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

Model = TypeVar("Model", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadSeed(RegistryError):
    """A seed file is not as `seed/README.md` says; each line names file, place and rule."""

    status = 500
    slug = "bad-seed"
    title = "The seed cannot be loaded."


@dataclass(slots=True)
class SeedReport:
    """What loading did, counted per kind of record."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def count(self, kind: str, outcome: str, name: str = "") -> None:
        """Note one record's outcome; a record that was edited here is named."""
        self.outcomes.setdefault(kind, Counter())[outcome] += 1
        if outcome == "kept":
            self.kept.append(f"{kind} {name}")

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return any(set(counts) - {"unchanged", "kept"} for counts in self.outcomes.values())

    def lines(self) -> list[str]:
        """The report in words, a line a kind."""
        said = [
            f"{kind}: " + ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
            for kind, counts in self.outcomes.items()
        ]
        return said + [f"kept as edited here: {name}" for name in self.kept]


@dataclass(slots=True)
class Seed:
    """All files of a seed, read and checked."""

    sources: list[SourcesFile]
    countries: list[CountriesFile]
    schemes: list[SchemeFile]
    maps: list[MapFile]
    organisations: list[OrganisationsFile]
    standards: list[StandardsFile]
    solutions: list[SolutionFile]
    frameworks: list[FrameworkFile] = field(default_factory=list)
    evidence: list[EvidenceFile] = field(default_factory=list)
    recommendations: list[RecommendationsFile] = field(default_factory=list)
    levels: list[LevelsFile] = field(default_factory=list)
    external: list[ExternalFile] = field(default_factory=list)


def read_seed(folder: Path) -> Seed:
    """Read and check every file; raise `BadSeed` that lists what is wrong with all of them."""
    errors: list[str] = []

    def read(pattern: str, model: type[Model]) -> list[Model]:
        found = (_read(path, folder, model, errors) for path in sorted(folder.glob(pattern)))
        return [each for each in found if each is not None]

    seed = Seed(
        sources=read("sources*.yaml", SourcesFile),
        countries=read("countries.yaml", CountriesFile),
        schemes=read("taxonomies/*.yaml", SchemeFile),
        maps=read("taxonomies/maps/*.yaml", MapFile),
        organisations=[
            *read("organisations.yaml", OrganisationsFile),
            *read("organisations-*.yaml", OrganisationsFile),
        ],
        standards=read("standards/*.yaml", StandardsFile),
        solutions=read("solutions/*.yaml", SolutionFile),
        frameworks=read("frameworks/*.yaml", FrameworkFile),
        evidence=read("evidence/*.yaml", EvidenceFile),
        recommendations=read("recommendations.yaml", RecommendationsFile),
        levels=read("evidence-levels/*.yaml", LevelsFile),
        external=read("external-assessments.yaml", ExternalFile),
    )
    # These two are read where they are used; they are checked like every other file.
    read("scope.yaml", ScopeFile)
    read("standards-unresolved.yaml", UnclearFile)
    if errors:
        more = len(errors) - SHOWN_ERRORS
        raise BadSeed("\n".join(errors[:SHOWN_ERRORS] + ([f"… and {more} more"] if more > 0 else [])))
    return seed


def _read(path: Path, folder: Path, model: type[Model], errors: list[str]) -> Model | None:
    name = path.relative_to(folder).as_posix()
    try:
        with path.open(encoding="utf-8") as stream:
            raw = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader, in C where it is built
        found = model.model_validate(raw)
    except yaml.YAMLError as error:
        errors.append(f"{name}: not YAML: {' '.join(str(error).split())}")
        return None
    except ValidationError as error:
        errors += [
            f"{name}: {'.'.join(str(part) for part in each['loc']) or 'file'}: "
            f"{each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        ]
        return None
    if isinstance(found, SolutionFile) and found.slug != path.stem:
        errors.append(f"{name}: slug: {found.slug!r} is not the file's name")
    if isinstance(found, FrameworkFile) and found.stem != path.stem:
        errors.append(f"{name}: version: the file must be called {found.stem}.yaml")
    return found


def load_seed(database: Database, folder: Path | None = None, progress: Progress | None = None) -> SeedReport:
    """Load all seed files in one transaction; a second run changes nothing."""
    seed = read_seed(folder or resources.path("seed"))
    with database.write() as session:
        return load(session, seed, progress or (lambda _what, _done, _total: None))


def load(session: Session, seed: Seed, progress: Progress) -> SeedReport:
    """Load a seed in the caller's transaction, in the order in which its parts rest on each other."""
    report = SeedReport()
    steps: Sequence[tuple[str, Callable[[Session, Seed, SeedReport], None]]] = (
        ("sources", _load_sources),
        ("countries", _load_countries),
        ("taxonomies", _load_taxonomies),
        ("organisations", _load_organisations),
        ("standards", _load_standards),
        ("solutions", _load_solutions),
        ("deployments", _load_deployments),
        ("frameworks", _load_frameworks),
        ("evidence", _load_evidence),
        ("levels", _load_levels),
    )
    for number, (name, step) in enumerate(steps):
        progress(name, number, len(steps))
        try:
            step(session, seed, report)
        except BadRecord as error:
            raise BadSeed(f"{name}: {error}") from error
    progress("done", len(steps), len(steps))
    return report


def _load_sources(session: Session, seed: Seed, report: SeedReport) -> None:
    drafts = {draft.id: draft for file in seed.sources for draft in file.sources}
    for draft in (draft for file in seed.sources for draft in file.sources):
        if drafts[draft.id] != draft:
            raise BadRecord(f"{draft.id} is described in two ways", "sources")
    for name, outcome in provenance.save_sources(session, drafts.values()).items():
        report.count("sources", outcome, name)


def _load_countries(session: Session, seed: Seed, report: SeedReport) -> None:
    for file in seed.countries:
        for name, outcome in countries.save_regions(session, file.regions).items():
            report.count("regions", outcome, name)
        saved = countries.save_all(session, file.countries, author=AUTHOR, note=NOTE, seed=True)
        for name, outcome in saved.items():
            report.count("countries", outcome, name)


def _load_taxonomies(session: Session, seed: Seed, report: SeedReport) -> None:
    for scheme in seed.schemes:
        provenance.check_sources(session, [scheme.source])
        report.count("schemes", taxonomy.save_scheme(session, scheme.draft()), scheme.scheme)
    for each in seed.maps:
        provenance.check_sources(session, [each.source])
        name = f"{each.from_scheme} → {each.to_scheme}"
        report.count("maps", taxonomy.save_map(session, each.draft()), name)


def _load_organisations(session: Session, seed: Seed, report: SeedReport) -> None:
    drafts = [draft for file in seed.organisations for draft in file.organisations]
    for saved in organisations.save_all(session, drafts, author=AUTHOR, note=NOTE, seed=True):
        report.count("organisations", saved.outcome, saved.slug)


def _load_standards(session: Session, seed: Seed, report: SeedReport) -> None:
    drafts = [draft for file in seed.standards for draft in file.standards]
    for saved in standards.save_all(session, drafts, author=AUTHOR, note=NOTE, seed=True):
        report.count("standards", saved.outcome, saved.slug)


def _load_solutions(session: Session, seed: Seed, report: SeedReport) -> None:
    drafts = [file.draft() for file in seed.solutions]
    for saved in solutions.save_all(session, drafts, author=AUTHOR, note=NOTE, seed=True):
        report.count("solutions", saved.outcome, saved.slug)


def _load_deployments(session: Session, seed: Seed, report: SeedReport) -> None:
    drafts = [draft for file in seed.solutions for draft in file.deployment_drafts()]
    presences = {
        (file.slug, country): deployments.presence(file.slug, country, named)
        for file in seed.solutions
        for country, named in file.presences().items()
    }
    every = [*drafts, *presences.values(), *_no_longer_named(session, seed, set(presences))]
    for saved in deployments.save_all(session, every, author=AUTHOR, note=NOTE, seed=True):
        report.count("deployments", saved.outcome, saved.id)


def _load_frameworks(session: Session, seed: Seed, report: SeedReport) -> None:
    for name, outcome in load_frameworks(session, seed.frameworks).items():
        report.count("frameworks", outcome, name)


def _load_evidence(session: Session, seed: Seed, report: SeedReport) -> None:
    for name, outcome in load_evidence(session, seed.evidence, AUTHOR).items():
        report.count("evidence", outcome, name)
    for name, outcome in load_recommendations(session, seed.recommendations).items():
        report.count("recommendations", outcome, name)
    for name, outcome in load_external(session, seed.external).items():
        report.count("assessments by others", outcome, name)


def _load_levels(session: Session, seed: Seed, report: SeedReport) -> None:
    for version, outcome in load_levels(session, seed.levels).items():
        report.count("levels", outcome, version)


def _no_longer_named(session: Session, seed: Seed, named: set[tuple[str, str]]) -> list[DeploymentDraft]:
    """Reported presences that an older seed made and that no source in this one names."""
    slugs = [file.slug for file in seed.solutions]
    by_id = {record_id: slug for slug, record_id in ids_of_slugs(session, Kind.SOLUTION, slugs).items()}
    left = {
        record_id: country
        for (solution, country), record_id in deployments.presence_ids(session, by_id).items()
        if (by_id[solution], country) not in named
    }
    last = last_revisions(session, Kind.DEPLOYMENT, left)
    return [
        deployments.presence(last[record_id].body["solution"], country, [])
        for record_id, country in left.items()
        if record_id in last and last[record_id].author == AUTHOR
    ]


def main(arguments: Sequence[str]) -> int:
    """Load the seed into the database at a URL."""
    if not arguments:
        sys.stderr.write("usage: python -m registry.interchange.seed DATABASE_URL [FOLDER]\n")
        return 2
    database = Database(arguments[0])
    try:
        report = load_seed(database, Path(arguments[1]) if len(arguments) > 1 else None)
    except RegistryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        database.dispose()
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
