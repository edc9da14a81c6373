"""The two registries' real files, where they lie beside the checkout, and the tables to read them with."""

import os
from pathlib import Path

import pytest
import yaml

from registry.interchange.places import Places
from registry.interchange.vocabulary import StandardNames

_ROOT = Path(__file__).resolve().parents[2]
_SEED = _ROOT / "seed"


def records() -> Path:
    """The folder of the real records; where it is absent the test is skipped."""
    shared = Path(os.environ.get("REGISTRY_TEST_SHARED") or _ROOT.parent / "shared")
    folder = shared / "data" / "records"
    if not folder.is_dir():
        pytest.skip(
            "the registries' files are not beside the checkout (REGISTRY_TEST_SHARED names their folder)"
        )
    return folder


def load(name: str):
    return yaml.load(
        (_SEED / name).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def seed_places() -> Places:
    aliases: dict[str, str] = {}
    for country in load("countries.yaml")["countries"]:
        for name in [*country["names"].values(), *country.get("aliases", [])]:
            aliases[name] = country["code"]
    return Places(aliases)


def seed_standards() -> StandardNames:
    aliases: dict[str, str] = {}
    editions: dict[str, list[str]] = {}
    for file in sorted((_SEED / "standards").glob("*.yaml")):
        for standard in load(f"standards/{file.name}")["standards"]:
            for name in [*standard["names"].values(), *standard.get("aliases", [])]:
                aliases.setdefault(name, standard["slug"])
            editions[standard["slug"]] = [edition["label"] for edition in standard.get("editions", [])]
    return StandardNames(aliases, editions)


def seed_statements(source: str) -> dict[str, dict]:
    """What the seed says that a source states, by the identifier of the source's record."""
    scheme = {"dpga-registry-2026-07": "dpga", "global-goods-guidebook": "guidebook"}[source]
    stated: dict[str, dict] = {}
    for file in sorted((_SEED / "solutions").glob("*.yaml")):
        solution = load(f"solutions/{file.name}")
        own = [
            identifier["value"]
            for identifier in solution.get("identifiers", [])
            if identifier["scheme"] == scheme
        ]
        for entry in solution["stated_by"]:
            if entry["source"] == source:
                stated[own[0]] = entry
    return stated


def left_out(source: str) -> set[str]:
    return {row["record"] for row in load("scope.yaml")["left_out"] if row["source"] == source}
