"""The documentation says what is there: every setting, command and address, and nothing that is not."""

import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from registry import cli
from registry.app import assemble
from registry.cli import console
from registry.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "registry"
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "seed/README.md")

# Settings of the tests, which the program does not read.
ONLY_FOR_TESTS = {"REGISTRY_TEST_MEILISEARCH_URL", "REGISTRY_TEST_MEILISEARCH_KEY", "REGISTRY_TEST_SHARED"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


class TestSettings:
    def test_readme_lists_each_one(self) -> None:
        listed = re.findall(r"^\| `(REGISTRY_\w+)` \|", read("README.md"), re.MULTILINE)
        assert listed == [PREFIX + name.upper() for name in Settings.model_fields]

    def test_readme_gives_their_meaning(self) -> None:
        text = read("README.md")
        assert [
            name for name, field in Settings.model_fields.items() if (field.description or "?") not in text
        ] == []

    @pytest.mark.parametrize("page", PAGES)
    def test_no_page_names_another(self, page: str) -> None:
        named = set(re.findall(r"REGISTRY_[A-Z][A-Z_]*[A-Z]", read(page)))
        assert named <= {PREFIX + name.upper() for name in Settings.model_fields} | ONLY_FOR_TESTS


class TestCommands:
    def test_readme_lists_each_one(self) -> None:
        listed = re.findall(r"^\| `registry ([a-z ]+)` \|", read("README.md"), re.MULTILINE)
        assert sorted(listed) == sorted(commands())

    @pytest.mark.parametrize("page", PAGES)
    def test_no_page_names_another(self, page: str) -> None:
        # A name after the command's own, in code: `registry seed`, `.venv/bin/registry index check`.
        named = re.findall(r"(?:^|`|bin/|&& )registry ([a-z]+)", read(page), re.MULTILINE)
        assert set(named) <= {command.split()[0] for command in commands()}

    def test_readme_tells_the_exit_codes(self) -> None:
        text = " ".join(read("README.md").split())
        for code in (console.FOUND, console.USAGE, console.MISSING, console.INTERRUPTED):
            assert re.search(rf"\b{code} \w+", text)

    def test_every_command_has_help(self) -> None:
        assert [name for name, command in walk(get_command(cli.app)) if not command.help] == []


class TestAddresses:
    def test_readme_lists_each_one(self) -> None:
        served = {re.sub(r"\{[^}]*\}", "{}", route.path) for route in assemble().routes}
        listed = re.findall(r"^\| `(/[^`]*)` \|", read("README.md"), re.MULTILINE)
        assert sorted(each for row in listed for each in spelt_out(row)) == sorted(served)


class TestLayers:
    def test_architecture_lists_each_module(self) -> None:
        listed = set(re.findall(r"`(\w+)`", " ".join(layer_rows())))
        there = {
            path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
        }
        assert listed == there - {"__init__"}

    def test_architecture_has_them_in_the_order_that_is_checked(self) -> None:
        config = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
        place = {name: number for number, layer in enumerate(config) for name in re.findall(r"\w+", layer)}
        lowest = -1
        for row in layer_rows():
            places = [place[name] for name in re.findall(r"`(\w+)`", row)]
            assert min(places) > lowest, row
            lowest = max(places)


def layer_rows() -> list[str]:
    """The first column of the table of layers, top to bottom."""
    _, _, table = read("ARCHITECTURE.md").partition("| layer | holds |\n")
    return [row.split("|")[1] for row in table.partition("\n\n")[0].splitlines()[1:]]


def spelt_out(row: str) -> list[str]:
    """The addresses that a row stands for: `/{a,b}/{name}` is `/a/{}` and `/b/{}`."""
    parts = re.split(r"(\{[^}]*\})", row)
    choices = [part[1:-1].split(",") if "," in part else [re.sub(r"\{.*\}", "{}", part)] for part in parts]
    return ["".join(choice) for choice in product(*choices)]


class TestMakefile:
    @pytest.mark.parametrize("page", PAGES)
    def test_every_target_named_exists(self, page: str) -> None:
        targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE)) <= targets


class TestLinks:
    @pytest.mark.parametrize("page", PAGES)
    def test_lead_to_files_that_exist(self, page: str) -> None:
        links = re.findall(r"\]\((?!https?://|#)([^)#]+)", read(page))
        folder = (ROOT / page).parent
        assert [link for link in links if not (folder / link).exists()] == []


def commands() -> list[str]:
    return [name for name, _ in walk(get_command(cli.app))]


def walk(command: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each command that does something, with its full name."""
    for name, child in getattr(command, "commands", {}).items():
        full = f"{prefix} {name}".strip()
        if getattr(child, "commands", None):
            yield from walk(child, full)
        else:
            yield full, child
