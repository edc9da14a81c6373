"""The registry of the Digital Public Goods Alliance: one JSON list, a record a digital public good."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from registry.interchange.places import Places
from registry.interchange.reading import Reading, RejectedRecords, items, mapping, text
from registry.interchange.repairs import clean, distinct, links, organisation_name, rejoin_alias, same_name
from registry.interchange.statements import (
    Identifier,
    MalformedRecordError,
    NamedOrganisation,
    Rejected,
    Statement,
)
from registry.interchange.vocabulary import NamedStandard, StandardNames, goal, spdx, spdx_all, unique_claims

SOURCE = "dpga-registry-2026-07"
DATE = "2026-07"
SCHEME = "dpga"
_PAGE = "https://app.digitalpublicgoods.net/a/{}"

_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "open software": ("software", "open_source"),
        "open data": ("data_set", "open_data"),
        "open content": ("content", "open_content"),
        "open ai model": ("ai_model", "open_model"),
    }
)

# Names that the form's list of organisations loses at commas and apostrophes; `None` is no organisation.
_DEPLOYERS: Mapping[str, str | None] = MappingProxyType(
    {
        "United Nations International Children": "UNICEF",
        "World Health Organization (WHO)": "World Health Organization",
        "Gavi The Vaccine Alliance": "Gavi, the Vaccine Alliance",
        "United Nations Educational": "UNESCO",
        "Scientific and Cultural Organization (UNESCO)": "UNESCO",
        "United Nations Human Rights Council (UNHRC)": "United Nations Human Rights Council",
        "United Nations Office for Disaster Risk Reduction (UNISDR)": (
            "United Nations Office for Disaster Risk Reduction"
        ),
        "United Nations Headquarters (New York City)": "United Nations",
        "The UN maintains various offices:": None,
    }
)

# Fields that are set aside, by the longest prefix that fits.
_SET_ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "stage": "record_state",
        "dpgLink": "record_state",
        "sectors": "no_field",
        "description": "own_words",
        "privacy": "assessment_answer",
        "platformIndependence": "assessment_answer",
        "NonPII": "assessment_answer",
        "dataPrivacySecurity": "assessment_answer",
        "userContent": "assessment_answer",
        "protectionFromHarassment": "assessment_answer",
        "bestPractices": "assessment_answer",
        "organizations.org_type": "label_of_link",
        "clearOwnership.clearOwnershipURL": "evidence_page",
        "openlicenses.openLicenseEvidenceURLs": "evidence_page",
        "repositories.name": "label_of_link",
        "sdgs.relevance": "prose",
        "locations.developmentCountries": "country_of_development",
        "otherDeploymentOrganisations": "free_text_names",
        "deploymentCountriesDepartments": "free_text_names",
        "awardsReceived": "prose",
    }
)


def parse(
    data: bytes | Sequence[object],
    places: Places,
    standards: StandardNames,
    *,
    source: str = SOURCE,
    date: str = DATE,
) -> Iterator[Statement | Rejected]:
    """Read the registry's list; each record stands or falls alone."""
    try:
        records = json.loads(data) if isinstance(data, bytes) else data
    except ValueError as error:
        yield Rejected(source, "file", f"not JSON: {error}")
        return
    if not isinstance(records, Sequence) or isinstance(records, str):
        yield Rejected(source, "file", "expected a list of records")
        return
    known = RejectedRecords(source)
    for index, raw in enumerate(records):
        place = f"[{index}]"
        try:
            record = mapping(raw, place)
            statement = _Record(record, place, places, standards).statement(source, date)
            known.first_time(statement.identifiers[0].value)
        except MalformedRecordError as error:
            yield known.rejected(place, raw, error)
        else:
            yield statement


class _Record(Reading):
    """Reads one record field by field."""

    def __init__(
        self, record: Mapping[str, Any], place: str, places: Places, standards: StandardNames
    ) -> None:
        super().__init__(record, _SET_ASIDE, places, standards)
        self.place = place

    def statement(self, source: str, date: str) -> Statement:
        """Put the record's facts together, with the account of all its fields."""
        identifier = self._identifier()
        fields: dict[str, Any] = {"names": {"en": self._name()}}
        self.put(fields, "aliases", self._aliases(fields["names"]["en"]))
        self._type(fields)
        self.put(fields, "licence", self._licence())
        self.put(fields, "links", self._links())
        self.put(fields, "sdgs", self.codes("sdgs.sdg", self._goals(), goal))
        self.put(fields, "standards", self._claims())
        countries = self.countries("locations.deploymentCountries", self._country_names())
        organisations = [*self._owners(fields["names"]["en"]), *self._deployers()]
        return Statement(
            source=source,
            date=date,
            place=self.place,
            url=identifier.url,
            identifiers=(identifier,),
            fields=fields,
            countries=tuple(countries),
            organisations=tuple(dict.fromkeys(organisations)),
            accounted=self.ledger.close(),
        )

    def _identifier(self) -> Identifier:
        value, number = self.required("dpgid"), self.required("id")
        self.ledger.keep("dpgid")
        self.ledger.map("id")
        return Identifier(SCHEME, value, _PAGE.format(number))

    def _name(self) -> str:
        name = self.required("name")
        self.ledger.keep("name", "as_stated" if name == self.record["name"] else "repaired")
        return name

    def _aliases(self, name: str) -> list[str]:
        pieces = items(self.record, "aliases")
        joined = rejoin_alias(name, [text(piece, "aliases") for piece in pieces])
        cut = len(joined) != len({clean(str(piece)) for piece in pieces if str(piece).strip()})
        for index, piece in enumerate(pieces):
            self.ledger.keep(f"aliases[{index}]", "repaired" if cut or clean(piece) != piece else "as_stated")
        self.ledger.keep("aliases")
        return [alias for alias in joined if alias != name]

    def _type(self, fields: dict[str, Any]) -> None:
        for index, raw in enumerate(items(self.record, "categories")):
            found = _TYPES.get(text(raw, "categories").casefold())
            path = f"categories[{index}]"
            if found is None:
                self.ledger.unmap(path, "unknown_code")
            elif "type" in fields:
                self.ledger.unmap(path, "second_type")
            else:
                fields["type"], fields["openness"] = found
                self.ledger.map(path)

    def _licence(self) -> str | None:
        entries = [mapping(entry, "openlicenses") for entry in items(self.record, "openlicenses")]
        names = [text(entry.get("openLicense"), "openlicenses") for entry in entries]
        for index, name in enumerate(names):
            path = f"openlicenses[{index}].openLicense"
            if spdx(name) is None:
                self.ledger.unmap(path, "unknown_licence")
            else:
                self.ledger.map(path, "code" if len(names) == 1 else "several_licences")
        return spdx_all(names)

    def _links(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {
            "home": self.links("website", self.record.get("website")),
            "source": [],
            "documentation": self.links("documentation", self.record.get("documentation")),
        }
        for index, raw in enumerate(items(self.record, "repositories")):
            address = mapping(raw, "repositories").get("url")
            groups["source"] += self.links(f"repositories[{index}].url", address)
        return {group: distinct(addresses) for group, addresses in groups.items() if addresses}

    def _goals(self) -> list[Any]:
        return items(mapping(self.record.get("sdgs") or {}, "sdgs"), "sdg")

    def _country_names(self) -> list[Any]:
        return items(mapping(self.record.get("locations") or {}, "locations"), "deploymentCountries")

    def _claims(self) -> list[dict[str, str]]:
        found: list[NamedStandard] = []
        for index, raw in enumerate(items(self.record, "openStandards")):
            found += self.standards_in(f"openStandards[{index}]", text(raw, "openStandards"))
        return unique_claims(found)

    def _owners(self, product: str) -> list[NamedOrganisation]:
        owners: list[NamedOrganisation] = []
        for index, raw in enumerate(items(self.record, "organizations")):
            owners += self._listed_owner(f"organizations[{index}]", mapping(raw, "organizations"), product)
        for index, raw in enumerate(items(self.record, "clearOwnership")):
            stated = text(mapping(raw, "clearOwnership").get("clearOwnershipName"), "clearOwnership")
            path = f"clearOwnership[{index}].clearOwnershipName"
            name = organisation_name(stated)
            if name is None:
                self.ledger.ignore(path, "may_name_person")
            elif not any(same_name(name, owner.name) for owner in owners):
                self.ledger.map(path, "as_stated")
                owners.append(NamedOrganisation(name, "owner"))
            else:
                self.ledger.ignore(path, "repeated")
        return owners

    def _listed_owner(self, path: str, entry: Mapping[str, Any], product: str) -> list[NamedOrganisation]:
        stated = text(entry.get("name"), path)
        home = links(text(entry.get("website"), path))
        if same_name(stated, product):
            # The source fills this with the product itself; who owns it stands in `clearOwnership`.
            self.ledger.ignore(f"{path}.name", "same_as_product")
            self.ledger.ignore(f"{path}.website", "same_as_product")
            return []
        name = organisation_name(stated)
        if name is None:
            self.ledger.ignore(f"{path}.name", "may_name_person")
            self.ledger.ignore(f"{path}.website", "may_name_person")
            return []
        self.ledger.keep(f"{path}.name")
        self.ledger.keep(f"{path}.website")
        return [NamedOrganisation(name, "owner", home=home[0] if home else None)]

    def _deployers(self) -> list[NamedOrganisation]:
        named: list[NamedOrganisation] = []
        for index, raw in enumerate(items(self.record, "deploymentOrganisations")):
            path = f"deploymentOrganisations[{index}]"
            stated = text(raw, path)
            name = _DEPLOYERS.get(stated, stated)
            if name:
                self.ledger.map(path, "as_stated" if name == raw else "repaired")
                named.append(NamedOrganisation(name, "implementer"))
            else:
                self.ledger.ignore(path, "empty_phrase")
        return named
