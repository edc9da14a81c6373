"""The guidebook of global goods for health: a folder with one JSON file a product."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from registry.interchange.places import Places
from registry.interchange.reading import Reading, RejectedRecords, items, mapping, text
from registry.interchange.repairs import distinct, links, organisation_name, same_name
from registry.interchange.statements import (
    Identifier,
    MalformedRecordError,
    NamedOrganisation,
    Rejected,
    Statement,
)
from registry.interchange.vocabulary import (
    NamedStandard,
    StandardNames,
    goal,
    language,
    spdx,
    unique_claims,
)

SOURCE = "global-goods-guidebook"
DATE = "2025-10-31"
SCHEME = "guidebook"
_PAGE = (
    "https://github.com/carlsbox/global-goods-atlas-explorer/blob/"
    "c24274b740783dd7a66f8a2f3f382a702db700bd/public/data/global-goods/individual/{}.json"
)
# Twenty-eight of its 48 records carry this year of beginning, products twenty years old among them.
FILLER_YEAR = 2025
_EARLIEST_YEAR = 1970
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "software": "software",
        "content": "content",
        "service": "service",
        "data": "data_set",
        "climate": "data_set",
        "ai_model": "ai_model",
    }
)
# How many codes each group of the second edition of services and applications has.
_SERVICES: Mapping[str, int] = MappingProxyType({"A": 9, "B": 8, "C": 11, "D": 8, "E": 2})
_SERVICE_CODE = re.compile(r"^WHO_([A-E])(\d{1,2})$")
_EXCHANGE = re.compile(r"^https?://exchange(?:-dev)?\.dial\.global/(?:[a-z]{1,2}/)?products/([\w-]+)/?$")
_EXCHANGE_PAGE = "https://exchange.dial.global/products/{}"
_EVERYBODY = re.compile(r"\b(?:members|partners|implementers|member states)$", re.IGNORECASE)
_YES = re.compile(r"^(?:yes|full(?:y)? offline)\b", re.IGNORECASE)
_DOCUMENTATION = (
    "ProductDocumentation",
    "EndUserDocumentation",
    "ImplementerDocumentation",
    "DeveloperDocumentation",
    "OperatorDocumentation",
    "InstallationDocumentation",
)

# Fields that are set aside, by the longest prefix that fits.
_SET_ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "Logo": "picture",
        "ClimateHealth": "no_field",
        "ProductOverview.Summary": "own_words",
        "ProductOverview.Description": "own_words",
        "ProductOverview.PrimaryFunctionality": "prose",
        "ProductOverview.Users": "prose",
        "ProductOverview.Screenshots": "picture",
        "ProductOverview.Languages.name": "label_of_link",
        "Website.main.description": "label_of_link",
        "Website.docs.description": "label_of_link",
        "Website.source_code.description": "label_of_link",
        "Website.demo.description": "label_of_link",
        "Reach.SummaryOfReach": "prose",
        "Reach.NumberOfImplementations": "no_field",
        "Reach.ImplementationMapOverview": "community_page",
        "Maturity": "maturity",
        "ClimateAndHealthIntegration": "prose",
        "Community.Description": "prose",
        "Community.DescriptionOfCommunity": "prose",
        "Community.HostAnchorOrganization.description": "prose",
        "Community.SizeOfCommunity": "no_field",
        "Community.Links": "community_page",
        "Community.Events": "community_page",
        "Community.Policies": "policy_page",
        "InclusiveDesign": "prose",
        "EnvironmentalImpact": "prose",
        "TotalCostOfOwnership.Description": "prose",
        "TotalCostOfOwnership.url": "no_field",
        "Sustainability.Description": "prose",
        "Sustainability.KeyFundersSupporters.description": "prose",
        "Resources.Articles": "publication",
        "Resources.UserRequirements": "no_field",
        "LinkedInitiatives.DigitalPublicGoods": "other_registry",
        "LinkedInitiatives.Initiative.collectionInitiative": "other_registry",
        **{f"Resources.{group}.description": "label_of_link" for group in _DOCUMENTATION},
    }
)


def parse(
    files: Path | Iterable[tuple[str, bytes]],
    places: Places,
    standards: StandardNames,
    *,
    source: str = SOURCE,
    date: str = DATE,
) -> Iterator[Statement | Rejected]:
    """Read the folder's files, or files given as name and content; each stands or falls alone."""
    known = RejectedRecords(source)
    for place, content in _read(files) if isinstance(files, Path) else files:
        raw: object = None
        try:
            raw = _load(content)
            statement = _Record(mapping(raw, place), place, places, standards).statement(source, date)
            known.first_time(statement.identifiers[0].value)
        except MalformedRecordError as error:
            yield known.rejected(place, raw, error)
        else:
            yield statement


def _read(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.json")):
        yield path.name, path.read_bytes()


def _load(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError as error:
        raise MalformedRecordError(f"not JSON: {error}") from error


def _service(code: str) -> str | None:
    match = _SERVICE_CODE.match(code)
    known = match and 1 <= int(match.group(2)) <= _SERVICES[match.group(1)]
    return f"{match.group(1)}{int(match.group(2))}" if match and known else None


class _Record(Reading):
    """Reads one product's file field by field."""

    def __init__(
        self, record: Mapping[str, Any], place: str, places: Places, standards: StandardNames
    ) -> None:
        super().__init__(record, _SET_ASIDE, places, standards)
        self.place = place

    def statement(self, source: str, date: str) -> Statement:
        """Put the product's facts together, with the account of all its fields."""
        own, name = self.required("ID"), self.required("Name")
        self.ledger.keep("ID")
        self.ledger.keep("Name", "as_stated" if name == self.record["Name"] else "repaired")
        fields: dict[str, Any] = {"names": {"en": name}}
        self._type(fields)
        self.put(fields, "licence", self._licence())
        self.put(fields, "links", self._links())
        self.put(fields, "languages", self._languages())
        self.put(fields, "offline", self._offline())
        self.put(fields, "first_released", self._inception())
        self.put(fields, "services", self._codes("WHO", _service))
        self.put(fields, "sdgs", self._codes("SDGs", goal))
        self.put(fields, "standards", self._claims())
        self._other_codes()
        self._unassessed()
        countries = self.countries(
            "Reach.ImplementationCountries", self._list("Reach", "ImplementationCountries")
        )
        organisations = [*self._host(name), *self._funders()]
        page = _PAGE.format(own)
        return Statement(
            source=source,
            date=date,
            place=self.place,
            url=page,
            identifiers=(Identifier(SCHEME, own, page), *self._exchange()),
            fields=fields,
            countries=tuple(countries),
            organisations=tuple(dict.fromkeys(organisations)),
            accounted=self.ledger.close(),
        )

    def _part(self, *names: str) -> Mapping[str, Any]:
        part: Mapping[str, Any] = self.record
        for name in names:
            part = mapping(part.get(name) or {}, name)
        return part

    def _list(self, *names: str) -> list[Any]:
        return items(self._part(*names[:-1]), names[-1])

    def _type(self, fields: dict[str, Any]) -> None:
        for index, raw in enumerate(items(self.record, "GlobalGoodsType")):
            found = _TYPES.get(text(raw, "GlobalGoodsType"))
            path = f"GlobalGoodsType[{index}]"
            if found is None:
                self.ledger.unmap(path, "unknown_code")
            elif "type" in fields:
                self.ledger.unmap(path, "second_type")
            else:
                fields["type"] = found
                self.ledger.map(path)

    def _licence(self) -> str | None:
        stated = text(self.record.get("License"), "License")
        found = spdx(stated) if stated else None
        if stated == "unknown":
            self.ledger.ignore("License", "not_stated")
        elif found:
            self.ledger.map("License")
        else:
            self.ledger.unmap("License", "unknown_licence")
        return found

    def _links(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {"home": [], "source": [], "documentation": [], "demo": []}
        for part, group in (
            ("main", "home"),
            ("source_code", "source"),
            ("docs", "documentation"),
            ("demo", "demo"),
        ):
            address = self._part("Website", part).get("url")
            groups[group] += self.links(f"Website.{part}.url", address)
        for part in _DOCUMENTATION:
            for index, raw in enumerate(self._list("Resources", part)):
                path = f"Resources.{part}[{index}].url"
                groups["documentation"] += self.links(path, mapping(raw, path).get("url"))
        return {group: distinct(addresses) for group, addresses in groups.items() if addresses}

    def _languages(self) -> list[str]:
        found: list[str] = []
        for index, raw in enumerate(self._list("ProductOverview", "Languages")):
            path = f"ProductOverview.Languages[{index}]"
            stated = raw.get("code") if isinstance(raw, Mapping) else raw
            path += ".code" if isinstance(raw, Mapping) else ""
            code = language(text(stated, path))
            if code:
                self.ledger.keep(path)
                found.append(code)
            else:
                self.ledger.unmap(path, "unknown_language")
        return sorted(set(found))

    def _offline(self) -> bool | None:
        if self._part("ProductOverview").get("OfflineSupport") is True:
            self.ledger.keep("ProductOverview.OfflineSupport")
            self.ledger.ignore("InclusiveDesign.OfflineSupport", "repeated")
            return True
        path = "InclusiveDesign.OfflineSupport"
        stated = text(self._part("InclusiveDesign").get("OfflineSupport"), path)
        if _YES.match(stated):
            self.ledger.map(path, "found_in_text")
            return True
        self.ledger.unmap(path, "not_yes_or_no")
        return None

    def _inception(self) -> str | None:
        path = "Community.InceptionYear"
        year = self._part("Community").get("InceptionYear")
        if not isinstance(year, int) or isinstance(year, bool) or year < _EARLIEST_YEAR:
            self.ledger.ignore(path, "not_stated")
            return None
        if year == FILLER_YEAR:
            self.ledger.ignore(path, "filler_year")
            return None
        self.ledger.keep(path)
        return str(year)

    def _codes(self, scheme: str, convert: Any) -> list[str]:
        return self.codes(f"Classifications.{scheme}", self._list("Classifications", scheme), convert)

    def _other_codes(self) -> None:
        for scheme in ("WMO", "DPI"):
            for index in range(len(self._list("Classifications", scheme))):
                self.ledger.unmap(f"Classifications.{scheme}[{index}]", "unlisted_scheme")

    def _unassessed(self) -> None:
        for index, raw in enumerate(self._list("Maturity", "Scores")):
            for name, value in mapping(raw, "Maturity.Scores").items():
                if value == 0:
                    self.ledger.ignore(f"Maturity.Scores[{index}].{name}", "not_assessed")
        for path, value in (
            ("Reach.NumberOfImplementations", self._part("Reach").get("NumberOfImplementations")),
            ("Community.SizeOfCommunity", self._part("Community").get("SizeOfCommunity")),
        ):
            if value == 0:
                self.ledger.ignore(path, "not_stated")

    def _claims(self) -> list[dict[str, str]]:
        found: list[NamedStandard] = []
        for group in ("HealthStandards", "Interoperability", "ClimateStandards"):
            path = f"StandardsAndInteroperability.{group}"
            for index, raw in enumerate(self._list("StandardsAndInteroperability", group)):
                found += self.standards_in(f"{path}[{index}]", text(raw, path))
        return unique_claims(found)

    def _host(self, product: str) -> list[NamedOrganisation]:
        path = "Community.HostAnchorOrganization"
        host = self._part("Community", "HostAnchorOrganization")
        stated = text(host.get("name"), path)
        parts = ("name", "url", *(f"country[{index}]" for index in range(len(items(host, "country")))))
        if not stated or same_name(stated, product):
            for part in parts:
                self.ledger.ignore(f"{path}.{part}", "same_as_product" if stated else "no_field")
            return []
        home = links(text(host.get("url"), path))
        countries = self.countries(f"{path}.country", items(host, "country"))
        self.ledger.keep(f"{path}.name")
        self.ledger.keep(f"{path}.url")
        country = countries[0] if len(countries) == 1 else None
        return [NamedOrganisation(stated, "maintainer", home=home[0] if home else None, country=country)]

    def _funders(self) -> list[NamedOrganisation]:
        named: list[NamedOrganisation] = []
        for index, raw in enumerate(self._list("Sustainability", "KeyFundersSupporters")):
            path = f"Sustainability.KeyFundersSupporters[{index}]"
            entry = raw if isinstance(raw, Mapping) else {"name": raw}
            paths = (f"{path}.name", f"{path}.url") if isinstance(raw, Mapping) else (path,)
            stated = text(entry.get("name"), path)
            name = organisation_name(stated)
            if name and not _EVERYBODY.search(name):
                home = links(text(entry.get("url"), path))
                named.append(NamedOrganisation(name, "funder", home=home[0] if home else None))
            for part in paths:
                self._note_funder(part, named=bool(name), everybody=bool(_EVERYBODY.search(stated)))
        return named

    def _note_funder(self, path: str, *, named: bool, everybody: bool) -> None:
        if everybody:
            self.ledger.ignore(path, "empty_phrase")
        elif named:
            self.ledger.keep(path)
        else:
            self.ledger.ignore(path, "may_name_person")

    def _exchange(self) -> list[Identifier]:
        found: list[Identifier] = []
        for index, raw in enumerate(self._list("LinkedInitiatives", "Initiative")):
            path = f"LinkedInitiatives.Initiative[{index}].tool_url"
            address = text(mapping(raw, path).get("tool_url"), path)
            match = _EXCHANGE.match(address)
            if match:
                found.append(
                    Identifier("dial-exchange", match.group(1), _EXCHANGE_PAGE.format(match.group(1)))
                )
                self.ledger.map(path)
            elif "digitalpublicgoods.net" in address:
                self.ledger.ignore(path, "other_registry")
            else:
                self.ledger.unmap(path, "unknown_code")
        return found
