"""publiccode.yml, the file by which a repository describes its own software (versions 0.2 to 0.4).

One file or a folder with many. Persons and their addresses are never taken.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from registry.interchange.reading import RejectedRecords, items, mapping, text
from registry.interchange.repairs import distinct, links, organisation_name, same_name
from registry.interchange.statements import (
    Identifier,
    Ledger,
    MalformedRecordError,
    NamedOrganisation,
    Rejected,
    Statement,
)
from registry.interchange.vocabulary import language, spdx

SOURCE = "publiccode"
SCHEME = "publiccode"
_SUMMARY_LENGTH = 240
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

_PLATFORMS: Mapping[str, str] = MappingProxyType(
    {name: name for name in ("web", "android", "ios", "windows", "linux")} | {"mac": "macos"}
)
_STAGES: Mapping[str, str] = MappingProxyType(
    {"concept": "idea", "development": "prototype", "obsolete": "retired"}
)

# Fields that are set aside, by the longest prefix that fits.
_SET_ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "publiccodeYmlVersion": "record_state",
        "applicationSuite": "no_field",
        "isBasedOn": "no_field",
        "softwareVersion": "no_field",
        "softwareType": "no_field",
        "releaseDate": "no_field",
        "logo": "picture",
        "monochromeLogo": "picture",
        "inputTypes": "no_field",
        "outputTypes": "no_field",
        "categories": "no_field",
        "usedBy": "no_field",
        "roadmap": "no_field",
        "intendedAudience": "no_field",
        "description": "prose",
        "legal.authorsFile": "may_name_person",
        "maintenance": "no_field",
        "localisation.localisationReady": "no_field",
        "dependsOn": "no_field",
        "organisation.uri": "no_field",
        "organization.uri": "no_field",
        "fundedBy.uri": "no_field",
        "IT": "no_field",
        "it": "no_field",
    }
)


class _Loader(yaml.SafeLoader):
    """Reads everything but "nothing" as the text it was written as: dates, versions, and `no`, a language.

    No part may stand for another by an alias: a few lines of them unfold to more than any machine holds.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise MalformedRecordError("aliases (*name) are not read")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(path: Path, *, source: str = SOURCE, date: str = "") -> Iterator[Statement | Rejected]:
    """Read one file, or every .yml and .yaml file of a folder and the folders in it."""
    known = RejectedRecords(source)
    for place, file in _files(path):
        raw: object = None
        try:
            raw = _load(file)
            statement = _Record(mapping(raw, place), place).statement(source, date)
            known.first_time(statement.identifiers[0].value)
        except (MalformedRecordError, yaml.YAMLError, UnicodeDecodeError) as error:
            yield known.rejected(place, raw, MalformedRecordError(" ".join(str(error).split())))
        else:
            yield statement


def read(content: bytes, place: str) -> Statement:
    """Read one file that somebody sent, as of the release that it describes; `MalformedRecordError` where it is none."""
    try:
        record = mapping(_parsed(content.decode()), place)
        released = text(record.get("releaseDate"), "releaseDate")
        return _Record(record, place).statement(SOURCE, released if _DAY.fullmatch(released) else "")
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRecordError(" ".join(str(error).split())) from error


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        if file.suffix in {".yml", ".yaml"} and file.is_file():
            yield file.relative_to(path).as_posix(), file


def _load(file: Path) -> object:
    with file.open(encoding="utf-8") as stream:
        return _parsed(stream.read())


def _parsed(content: str) -> object:
    return yaml.load(content, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types


class _Record:
    """Reads one file field by field."""

    def __init__(self, record: Mapping[str, Any], place: str) -> None:
        self.record = record
        self.place = place
        self.ledger = Ledger(record, _SET_ASIDE)

    def statement(self, source: str, date: str) -> Statement:
        """Put the file's facts together, with the account of all its fields."""
        name = text(self.record.get("name"), "name")
        repository = links(text(self.record.get("url"), "url"))
        if not name or not repository:
            raise MalformedRecordError("publiccode.yml needs a name and the url of its repository")
        self.ledger.keep("name")
        self.ledger.keep("url")
        fields: dict[str, Any] = {"names": {"en": name}, "type": "software"}
        self._descriptions(fields, name)
        fields["links"] = self._links(fields.pop("documentation", []), repository)
        self._legal(fields)
        self._lists(fields)
        organisations = tuple(dict.fromkeys(self._organisations(name)))
        return Statement(
            source=source,
            date=date,
            place=self.place,
            url=repository[0],
            identifiers=(Identifier(SCHEME, repository[0].rstrip("/").removesuffix(".git")[:200]),),
            fields={key: value for key, value in fields.items() if value},
            countries=(),
            organisations=organisations,
            accounted=self.ledger.close(),
        )

    def _section(self, name: str) -> Mapping[str, Any]:
        return mapping(self.record.get(name) or {}, name)

    def _descriptions(self, fields: dict[str, Any], name: str) -> None:
        summaries: dict[str, str] = {}
        aliases: list[str] = []
        pages: list[str] = []
        for tag, raw in self._section("description").items():
            path = f"description.{tag}"
            code = language(str(tag).split("-")[0])
            entry = mapping(raw or {}, path)
            short = text(entry.get("shortDescription"), f"{path}.shortDescription")
            if code is None:
                self.ledger.unmap(f"{path}.shortDescription", "unknown_language")
            elif short and len(short) <= _SUMMARY_LENGTH:
                summaries[code] = short
                self.ledger.keep(f"{path}.shortDescription")
            for key in ("localisedName", "genericName"):
                self._alias(entry, path, key, name, aliases)
            for key in ("documentation", "apiDocumentation"):
                found = links(text(entry.get(key), f"{path}.{key}"))
                pages += found
                if found:
                    self.ledger.keep(f"{path}.{key}")
                else:
                    self.ledger.unmap(f"{path}.{key}", "not_a_link")
        fields |= {"summary": summaries, "aliases": distinct(aliases), "documentation": distinct(pages)}

    def _alias(self, entry: Mapping[str, Any], path: str, key: str, name: str, aliases: list[str]) -> None:
        stated = text(entry.get(key), f"{path}.{key}")
        if key == "genericName":
            self.ledger.ignore(f"{path}.{key}", "prose")
        elif stated and not same_name(stated, name):
            aliases.append(stated)
            self.ledger.keep(f"{path}.{key}")
        else:
            self.ledger.ignore(f"{path}.{key}", "same_as_product")

    def _links(self, documentation: list[str], repository: list[str]) -> dict[str, list[str]]:
        home = links(text(self.record.get("landingURL"), "landingURL"))
        if home:
            self.ledger.keep("landingURL")
        else:
            self.ledger.unmap("landingURL", "not_a_link")
        groups = {"home": home, "source": repository, "documentation": documentation}
        return {group: addresses for group, addresses in groups.items() if addresses}

    def _legal(self, fields: dict[str, Any]) -> None:
        stated = text(self._section("legal").get("license"), "legal.license")
        expression = spdx(stated) if stated else None
        if expression:
            fields["licence"] = expression
            fields["openness"] = "open_source"  # the format describes open-source software only
            self.ledger.map("legal.license")
        else:
            self.ledger.unmap("legal.license", "unknown_licence")

    def _lists(self, fields: dict[str, Any]) -> None:
        fields["platforms"] = self._mapped("platforms", items(self.record, "platforms"), _PLATFORMS.get)
        languages = items(self._section("localisation"), "availableLanguages")
        fields["languages"] = self._mapped("localisation.availableLanguages", languages, _language_tag)
        status = text(self.record.get("developmentStatus"), "developmentStatus").casefold()
        if status in _STAGES:
            fields["stage"] = _STAGES[status]
            self.ledger.map("developmentStatus")
        else:
            # "beta" and "stable" speak of the code, not of how far it is adopted.
            self.ledger.ignore("developmentStatus", "no_field")

    def _mapped(self, path: str, values: list[Any], mapper: Any) -> list[str]:
        found = []
        for index, value in enumerate(values):
            place = f"{path}[{index}]"
            code = mapper(text(value, place).casefold())
            if code:
                found.append(str(code))
                self.ledger.map(place)
            else:
                self.ledger.unmap(place, "unknown_language" if "anguages" in path else "unknown_code")
        return distinct(found)

    def _organisations(self, product: str) -> Iterator[NamedOrganisation]:
        for key in ("organisation", "organization"):
            yield from self._named(key, self.record.get(key), "owner", product)
        legal = self._section("legal")
        for key in ("mainCopyrightOwner", "repoOwner"):
            yield from self._named(f"legal.{key}", legal.get(key), "owner", product, key="")
        for index, raw in enumerate(items(self.record, "fundedBy")):
            yield from self._named(f"fundedBy[{index}]", raw, "funder", product)
        for index, raw in enumerate(items(self._section("maintenance"), "contractors")):
            yield from self._named(f"maintenance.contractors[{index}]", raw, "maintainer", product)

    def _named(
        self, path: str, raw: object, role: str, product: str, *, key: str = "name"
    ) -> Iterator[NamedOrganisation]:
        entry: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"name": raw}
        place = f"{path}.{key}" if key and isinstance(raw, Mapping) else path
        stated = text(entry.get("name"), place)
        name = organisation_name(stated) if stated else None
        if name is None or same_name(name, product):
            self.ledger.ignore(place, "may_name_person" if name is None else "same_as_product")
            return
        home = links(text(entry.get("website"), f"{path}.website"))
        self.ledger.keep(place)
        if home:
            self.ledger.keep(f"{path}.website")
        yield NamedOrganisation(name, role, home=home[0] if home else None)


def _language_tag(tag: str) -> str | None:
    base, dash, rest = tag.replace("_", "-").partition("-")
    code = language(base)
    return f"{code}-{rest.upper() if len(rest) == 2 else rest.title()}" if code and dash else code
