"""Makes realistic records at any size, the same for the same size: Zipf words, real taxonomies and countries."""

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import yaml
from sqlmodel import Session, col

from registry import resources
from registry.countries.models import Country, Region
from registry.db import Database, Kind
from registry.db.ids import derived_id
from registry.db.models import IssuedId, Slug
from registry.db.records import raise_catalogue_version
from registry.deployments.models import Deployment, DeploymentConcept, DeploymentOrganisation, SolutionSource
from registry.deployments.service import note_sources
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, Source
from registry.solutions.models import Solution, SolutionConcept, SolutionOrganisation, SolutionStandard
from registry.standards.models import Standard
from registry.taxonomy.models import Concept, ConceptScheme

SEED = 20260101
SCHEMES = ("interventions-2", "challenges-2", "services-2", "focus-areas", "sdgs")
CHUNK = 5_000

# What summaries are made of: words of the field come often, made-up ones fill the long tail.
FIELD_WORDS = [
    "health",
    "data",
    "patient",
    "system",
    "community",
    "information",
    "record",
    "vaccination",
    "supply",
    "chain",
    "mobile",
    "clinic",
    "malaria",
    "tuberculosis",
    "maternal",
    "child",
    "surveillance",
    "laboratory",
    "logistics",
    "electronic",
    "register",
    "reporting",
    "national",
    "open",
    "source",
    "platform",
    "decision",
    "support",
    "telemedicine",
    "referral",
    "appointment",
    "stock",
    "medicine",
    "worker",
    "training",
    "dashboard",
    "interoperability",
    "exchange",
    "identity",
    "facility",
    "outbreak",
    "response",
    "nutrition",
    "screening",
    "diagnosis",
    "imaging",
    "payment",
    "insurance",
    "claims",
    "workforce",
    "survey",
    "offline",
    "tracking",
    "campaign",
    "messaging",
    "reminder",
    "monitoring",
]
FRENCH_WORDS = [
    "santé",
    "données",
    "patient",
    "système",
    "communautaire",
    "information",
    "dossier",
    "vaccination",
    "approvisionnement",
    "mobile",
    "paludisme",
    "tuberculose",
    "maternelle",
    "enfant",
    "surveillance",
    "laboratoire",
    "logistique",
    "électronique",
    "registre",
    "national",
]
SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]


@dataclass(frozen=True)
class Size:
    """How many records are made."""

    solutions: int = 20_000
    deployments: int = 200_000
    organisations: int = 3_000


class Words:
    """Words with the frequencies of natural text: the n-th commonest comes 1/n times as often."""

    def __init__(self, chance: random.Random, words: Iterable[str], tail: int) -> None:
        made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(tail)}
        self.words = [*words, *sorted(made)]
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.chance = chance

    def some(self, number: int) -> list[str]:
        """So many words."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=number)

    def sentence(self, number: int) -> str:
        """A sentence of so many words."""
        text = " ".join(self.some(number))
        return f"{text[0].upper()}{text[1:]}."


def load_reference(session: Session) -> None:
    """Countries, regions and the classifications in force, from the seed's own files."""
    seed = resources.path("seed")
    session.execute(sa.insert(Source), [{"id": "generated", "title": "Generated records"}])
    session.execute(sa.insert(Source), [{"id": f"register-{n}", "title": f"Register {n}"} for n in range(3)])
    content = _yaml(seed / "countries.yaml")
    session.execute(
        sa.insert(Region),
        [
            {"code": row["code"], "names": row["names"], "position": place, "office": row.get("office", "")}
            for place, row in enumerate(content["regions"])
        ],
    )
    session.execute(sa.insert(Country), [_country(row) for row in content["countries"]])
    for scheme in SCHEMES:
        _load_scheme(session, _yaml(seed / "taxonomies" / f"{scheme}.yaml"))


def _country(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "alpha2": row["alpha2"],
        "numeric": row.get("numeric", ""),
        "names": row["names"],
        "aliases": row.get("aliases", []),
        "membership": (row.get("membership") or [{"status": "area"}])[-1]["status"],
        "region": row["regions"][-1]["region"] if row.get("regions") else None,
        "income": row["income"][-1]["group"] if row.get("income") else None,
        "longitude": (row.get("point") or [None, None])[0],
        "latitude": (row.get("point") or [None, None])[1],
    }


def _load_scheme(session: Session, content: dict[str, Any]) -> None:
    session.execute(
        sa.insert(ConceptScheme),
        [
            {
                "id": content["scheme"],
                "family": content["family"],
                "edition": str(content.get("edition", "")),
                "is_current": True,
                "title": content["title"],
                "published": str(content.get("published", "")),
                "source_id": "generated",
                "licence": "",
                "notice": "",
            }
        ],
    )
    for place, row in enumerate(content["concepts"]):
        session.execute(
            sa.insert(Concept),
            [
                {
                    "scheme_id": content["scheme"],
                    "code": row["code"],
                    "parent_code": row.get("parent"),
                    "position": place,
                    "label": row["label"],
                }
            ],
        )


def _yaml(path: Any) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Generator:
    """Writes records of one size in bulk."""

    def __init__(self, session: Session, size: Size) -> None:
        self.session = session
        self.size = size
        self.chance = random.Random(SEED)
        tail = 4_000 + size.solutions
        self.words = Words(self.chance, FIELD_WORDS, tail)
        self.french = Words(self.chance, FRENCH_WORDS, 2_000)
        self.names = Words(self.chance, (), max(2_000, size.solutions))
        self.codes: dict[str, list[str]] = {}
        for scheme, code in session.execute(
            sa.select(col(Concept.scheme_id), col(Concept.code)).order_by(
                col(Concept.scheme_id), col(Concept.position)
            )
        ):
            self.codes.setdefault(scheme, []).append(code)
        self.countries = list(session.scalars(sa.select(col(Country.code)).order_by(col(Country.code))))
        self.chance.shuffle(self.countries)
        self.country_weights = list(
            itertools.accumulate(1 / (rank + 5) for rank in range(len(self.countries)))
        )
        self.start = datetime(2020, 1, 1, tzinfo=UTC)

    def write(self) -> None:
        """Write everything."""
        organisations = self._organisations()
        standards = self._standards()
        solutions = self._solutions(organisations, standards)
        self._deployments(solutions, organisations)

    def _insert(self, table: Any, rows: Iterable[dict[str, Any]]) -> None:
        listed = iter(rows)
        while chunk := list(itertools.islice(listed, CHUNK)):
            self.session.execute(sa.insert(table.__table__), chunk)

    def _named(self, kind: Kind, number: int) -> list[tuple[str, str, str]]:
        """Ids, slugs and names of new records."""
        made = []
        issued: set[str] = set()
        for place in range(number):
            attempt = 0
            while (record_id := derived_id(kind, f"bench-{place}", attempt)) in issued:
                attempt += 1
            issued.add(record_id)
            name = " ".join(word.capitalize() for word in self.names.some(self.chance.randint(1, 3)))
            made.append((record_id, f"{name.lower().replace(' ', '-')}-{place}", name))
        self._insert(IssuedId, ({"id": i, "kind": kind, "issued_at": self.start} for i, _, _ in made))
        self._insert(
            Slug, ({"kind": kind, "slug": s, "record_id": i, "is_current": True} for i, s, _ in made)
        )
        return made

    def _moment(self) -> datetime:
        return self.start + timedelta(minutes=self.chance.randrange(3_000_000))

    def _organisations(self) -> list[str]:
        kinds = ("ngo", "private_sector", "ministry", "academia", "foundation", "developer_community")
        made = self._named(Kind.ORGANISATION, self.size.organisations)
        self._insert(
            Organisation,
            (
                {
                    "id": i, "slug": s, "names": {"en": f"{n} {self.chance.choice(('Health', 'Labs', 'Trust'))}"},
                    "aliases": [], "kind": self.chance.choice(kinds), "country": self._country(),
                    "home": "", "updated_at": self._moment(),
                }
                for i, s, n in made
            ),
        )  # fmt: skip
        return [i for i, _, _ in made]

    def _country(self) -> str:
        return self.chance.choices(self.countries, cum_weights=self.country_weights)[0]

    def _standards(self) -> list[str]:
        names = ["HL7 FHIR", "ICD-10", "ICD-11", "LOINC", "SNOMED CT", "ADX", "DICOM", "HL7 v2", "OpenHIE"]
        names += [f"Specification {number}" for number in range(111)]
        rows = []
        for place, name in enumerate(names):
            record_id = derived_id(Kind.STANDARD, f"bench-{place}")
            rows.append((record_id, name.lower().replace(" ", "-"), name))
        self._insert(IssuedId, ({"id": i, "kind": "standard", "issued_at": self.start} for i, _, _ in rows))
        self._insert(
            Slug, ({"kind": "standard", "slug": s, "record_id": i, "is_current": True} for i, s, _ in rows)
        )
        self._insert(
            Standard,
            (
                {
                    "id": i, "slug": s, "names": {"en": n}, "aliases": [],
                    "summary": {"en": self.words.sentence(12)}, "kind": "base_standard",
                    "category": self.chance.choice(("exchange", "terminology", "security")),
                    "canonical_uri": "", "url": "", "access_cost": "free", "access_note": "",
                    "process_maturity": "published", "openhie_component": "", "test_tools": [],
                    "provenance": "found", "note": {}, "updated_at": self._moment(),
                }
                for i, s, n in rows
            ),
        )  # fmt: skip
        return [i for i, _, _ in rows]

    def _solutions(self, organisations: list[str], standards: list[str]) -> list[str]:
        made = self._named(Kind.SOLUTION, self.size.solutions)
        self._insert(Solution, (self._solution(*each) for each in made))
        ids = [i for i, _, _ in made]
        self._insert(SolutionConcept, self._concepts_of(ids))
        weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(standards))))
        self._insert(
            SolutionStandard,
            (
                {"solution_id": i, "standard_id": standard, "edition": "", "strength": "claimed"}
                for i in ids
                for standard in set(
                    self.chance.choices(standards, cum_weights=weights, k=self.chance.randrange(4))
                )
            ),
        )
        self._insert(
            SolutionOrganisation,
            (
                {"solution_id": i, "organisation_id": self.chance.choice(organisations), "role": "owner"}
                for i in ids
            ),
        )
        return ids

    def _solution(self, record_id: str, slug: str, name: str) -> dict[str, Any]:
        chance = self.chance
        return {
            "id": record_id,
            "slug": slug,
            "names": {"en": name},
            "aliases": [],
            "summary": {"en": self.words.sentence(22), "fr": self.french.sentence(20)},
            "type": chance.choices(("software", "ai_model", "data_set", "content", "service"), (80, 8, 5, 4, 3))[0],
            "licence": chance.choice(("MIT", "Apache-2.0", "GPL-3.0-only", "AGPL-3.0-only", "MPL-2.0", "")),
            "openness": chance.choice(("open_source", "proprietary", "not_known")),
            "links": {"home": ["https://example.org"]},
            "languages": chance.sample(["en", "fr", "es", "pt", "ar", "sw", "hi", "ru"], chance.randint(1, 4)),
            "platforms": ["web"],
            "hosting": [],
            "offline": chance.choice((True, False, None)),
            "emergency_ready": chance.choice((True, None)),
            "uses_ai": chance.choice((True, False, None)),
            "stage": chance.choice(("pilot", "scaled", "mature", None)),
            "first_released": str(chance.randint(2000, 2025)),
            "medical_device_class": "",
            "cost_model": "free",
            "price": None,
            "contact": "",
            "reviewed_at": None,
            "updated_at": self._moment(),
        }  # fmt: skip

    def _concepts_of(self, ids: list[str]) -> Iterator[dict[str, Any]]:
        for record_id in ids:
            for scheme, most in (
                ("interventions-2", 5), ("challenges-2", 3), ("services-2", 2), ("focus-areas", 2), ("sdgs", 2),
            ):  # fmt: skip
                for code in set(self.chance.choices(self.codes[scheme], k=self.chance.randint(1, most))):
                    yield {"solution_id": record_id, "scheme_id": scheme, "code": code}

    def _deployments(self, solutions: list[str], organisations: list[str]) -> None:
        each = max(1, self.size.deployments // max(1, len(solutions)))
        rows: list[dict[str, Any]] = []
        for solution in solutions:
            wanted = min(self.chance.randint(1, 2 * each - 1), len(self.countries))
            places = dict.fromkeys(
                self.chance.choices(self.countries, cum_weights=self.country_weights, k=wanted * 2)
            )
            rows += [self._deployment(solution, country) for country in list(places)[:wanted]]
        rows = rows[: self.size.deployments]
        self._insert(
            IssuedId,
            ({"id": row["id"], "kind": "deployment", "issued_at": self.start} for row in rows),
        )
        self._insert(Deployment, rows)
        claims = {row["id"]: list(self._claims(row["id"])) for row in rows}
        self._insert(Claim, itertools.chain.from_iterable(claims.values()))
        naming = dict.fromkeys(
            (row["solution_id"], claim["source_id"]) for row in rows for claim in claims[row["id"]]
        )
        self._insert(SolutionSource, ({"solution_id": i, "source_id": source} for i, source in naming))
        note_sources(self.session, solutions)
        self._insert(
            DeploymentOrganisation,
            (
                {
                    "deployment_id": row["id"],
                    "organisation_id": self.chance.choice(organisations),
                    "role": "implementer",
                }
                for row in rows[::4]
            ),
        )
        self._insert(
            DeploymentConcept,
            (
                {
                    "deployment_id": row["id"],
                    "scheme_id": "interventions-2",
                    "code": self.chance.choice(self.codes["interventions-2"]),
                }
                for row in rows[::3]
            ),
        )

    def _deployment(self, solution: str, country: str) -> dict[str, Any]:
        reported = self.chance.random() < 0.5
        status = "not_known" if reported else self.chance.choice(("planned", "pilot", "active", "ended"))
        return {
            "id": derived_id(Kind.DEPLOYMENT, f"{solution}-{country}"),
            "solution_id": solution,
            "country": country,
            "subdivision": "",
            "status": status,
            "is_reported_presence": reported,
            "started": "" if reported else str(self.chance.randint(2008, 2025)),
            "ended": "",
            "version": "",
            "target_share_source": "",
            "links": [],
            "updated_at": self._moment(),
        }

    def _claims(self, deployment: str) -> Iterator[dict[str, Any]]:
        for source in self.chance.sample(range(3), self.chance.randint(1, 2)):
            yield {
                "record_kind": "deployment",
                "record_id": deployment,
                "field": "presence",
                "value": True,
                "source_id": f"register-{source}",
                "date": "2025",
                "url": "",
                "recorded_at": self.start,
            }


def generate(database: Database, size: Size) -> None:
    """Fill an empty, migrated database."""
    with database.write() as session:
        load_reference(session)
    with database.write() as session:
        Generator(session, size).write()
        raise_catalogue_version(session)


def outside_records(number: int) -> list[dict[str, Any]]:
    """Products as another registry lists them, each in ten countries, for measuring imports."""
    chance = random.Random(SEED)
    listed = _yaml(resources.path("seed") / "countries.yaml")["countries"]
    countries = [country["names"]["en"] for country in listed]
    return [
        {
            "id": str(900_000 + each),
            "dpgid": f"GID{9_000_000 + each}",
            "name": f"Imported product {each}",
            "categories": ["Open Software"],
            "website": f"https://product-{each}.example",
            "organizations": [{"name": f"Imported owner {each % 50}", "org_type": "owner"}],
            "openlicenses": [{"openLicense": "MIT"}],
            "sdgs": {"sdg": ["SDG3: Good Health"]},
            "locations": {"deploymentCountries": chance.sample(countries, 10)},
        }
        for each in range(number)
    ]
