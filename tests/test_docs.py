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


# How many requirements of the first two levels each section of ASVS 5.0.0 has; those of the third come after them.
ASVS = {
    "1.1": 2,
    "1.2": 9,
    "1.3": 11,
    "1.4": 3,
    "1.5": 2,
    "2.1": 3,
    "2.2": 3,
    "2.3": 4,
    "2.4": 1,
    "3.2": 2,
    "3.3": 4,
    "3.4": 6,
    "3.5": 5,
    "3.7": 2,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "5.1": 1,
    "5.2": 3,
    "5.3": 2,
    "5.4": 3,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
    "10.1": 2,
    "10.2": 2,
    "10.3": 4,
    "10.4": 11,
    "10.5": 5,
    "10.6": 2,
    "10.7": 3,
    "11.1": 2,
    "11.2": 3,
    "11.3": 3,
    "11.4": 4,
    "11.5": 1,
    "11.6": 1,
    "12.1": 3,
    "12.2": 2,
    "12.3": 4,
    "13.1": 1,
    "13.2": 5,
    "13.3": 2,
    "13.4": 5,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "15.1": 3,
    "15.2": 3,
    "15.3": 7,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
    "17.1": 1,
    "17.2": 4,
    "17.3": 2,
}


class TestSafety:
    def test_every_requirement_is_spoken_to_once(self) -> None:
        spoken: list[str] = []
        for cell in re.findall(r"^\| (\d[^|]*) \|", safety(), re.MULTILINE):
            for part in cell.split(", "):
                first, _, last = part.partition(" to ")
                section, _, number = first.rpartition(".")
                until = int(last.rpartition(".")[2]) if last else int(number)
                spoken += [f"{section}.{each}" for each in range(int(number), until + 1)]
        wanted = [f"{section}.{each + 1}" for section, number in ASVS.items() for each in range(number)]
        assert sorted(spoken) == sorted(wanted)

    def test_every_file_named_exists(self) -> None:
        named = set(re.findall(r"`([\w./-]+(?:\.(?:py|ts|html|txt|json|toml)|/))`", safety()))
        assert len(named) > 50
        assert (
            sorted(each for each in named if not ((ROOT / each).exists() or (PACKAGE / each).exists())) == []
        )


def safety() -> str:
    """The part of CONTRIBUTING.md that says how requirements of safety are met."""
    return read("CONTRIBUTING.md").partition("## Safety\n")[2].partition("\n## Commits")[0]
