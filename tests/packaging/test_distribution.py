"""The wheel and the source archive carry everything, and work where there is no Node.js."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from registry import resources
from registry.resources import ResourceName
from tests.support import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 30
INSTALL = ["install", "--quiet", "--no-deps", "--no-index", "--no-compile"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True)
class Distribution:
    """What was built."""

    wheel: Path
    sdist: Path

    def in_wheel(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def in_sdist(self) -> set[str]:
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    """The source archive, and the wheel made from that archive with no Node.js on PATH."""
    folder = tmp_path_factory.mktemp("dist")
    _build("--sdist", ROOT, folder, path=os.environ["PATH"])
    (sdist,) = folder.glob("*.tar.gz")
    source = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extractall(source, filter="data")
    _build("--wheel", next(source.iterdir()), folder, path="")
    (wheel,) = folder.glob("*.whl")
    return Distribution(wheel, sdist)


def _build(kind: str, source: Path, target: Path, *, path: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", str(target), str(source)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Installation:
    """A virtual environment that holds the wheel; its data lie in a folder of its own."""

    scripts: Path
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        """No Node.js, no compiler, no settings: nothing on PATH but the environment itself."""
        kept = {"LANG", "HOME", "SYSTEMROOT", "TMPDIR"}
        return {
            **{name: value for name, value in os.environ.items() if name in kept},
            "PATH": str(self.scripts),
            "REGISTRY_DATA_DIR": str(self.data),
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [str(self.scripts / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.data,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installation(distribution: Distribution, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel in a fresh virtual environment, with the dependencies that are installed here."""
    folder = tmp_path_factory.mktemp("installation")
    venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [sys.executable, "-m", "pip", f"--python={scripts / 'python'}", *INSTALL, str(distribution.wheel)],
        check=True,
    )
    site = sysconfig.get_path(
        "purelib", vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    )
    # A path in a .pth file brings no further .pth files with it, so not the checkout's editable install.
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (folder / "data").mkdir()
    return Installation(scripts, folder / "data")


@pytest.fixture(scope="module")
def address(installation: Installation) -> Iterator[str]:
    """The installed program, serving seeded records."""
    installation.run("registry", "migrate")
    installation.run("registry", "seed")
    installation.run("registry", "index", "rebuild")
    port = free_port()
    with subprocess.Popen(
        [str(installation.scripts / "registry"), "serve", "--port", str(port)],
        env=installation.environment,
        cwd=installation.data,
    ) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/ready", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer")


CARRIED: list[tuple[ResourceName, str]] = [
    ("migrations", "env.py"),
    ("migrations", "versions/*.py"),
    ("seed", "**/*.yaml"),
    ("templates", "**/*.html"),
    ("locales", "**/*.*"),
    ("built", "**/*"),
]


class TestContents:
    @pytest.mark.parametrize(("name", "pattern"), CARRIED)
    def test_wheel_carries_every_file(
        self, distribution: Distribution, name: ResourceName, pattern: str
    ) -> None:
        folder = "registry/_built" if name == "built" else f"registry/_data/{name}"
        assert _files(name, pattern, folder) <= distribution.in_wheel()

    @pytest.mark.parametrize(("name", "pattern"), CARRIED)
    def test_source_archive_carries_every_file(
        self, distribution: Distribution, name: ResourceName, pattern: str
    ) -> None:
        folder = resources.path(name).relative_to(ROOT).as_posix()
        assert _files(name, pattern, folder) <= distribution.in_sdist()

    def test_source_archive_can_be_built_anew(self, distribution: Distribution) -> None:
        wanted = {
            "frontend/package.json",
            "frontend/package-lock.json",
            "frontend/build.py",
            "LICENSE",
            "Makefile",
        }
        assert wanted <= distribution.in_sdist()

    def test_nothing_private_or_heavy_is_carried(self, distribution: Distribution) -> None:
        unwanted = re.compile(r"(^|/)(node_modules|\.venv|var|\.env|__pycache__|\.git)(/|$)")
        assert not [
            name for name in distribution.in_wheel() | distribution.in_sdist() if unwanted.search(name)
        ]

    def test_wheel_has_no_tests(self, distribution: Distribution) -> None:
        assert not [name for name in distribution.in_wheel() if name.startswith("tests/")]

    def test_wheel_is_licensed(self, distribution: Distribution) -> None:
        assert any(name.endswith("licenses/LICENSE") for name in distribution.in_wheel())

    def test_every_dependency_is_locked(self, distribution: Distribution) -> None:
        with zipfile.ZipFile(distribution.wheel) as archive:
            (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            wanted = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist", [])
        assert {_project(line) for line in wanted} <= _locked("requirements.txt")


class TestLocks:
    @pytest.mark.parametrize("group", ["build", "node", "dev"])
    def test_hold_what_the_project_names(self, group: str) -> None:
        groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
        assert {_project(line) for line in groups[group]} <= _locked(f"requirements-{group}.txt")

    @pytest.mark.parametrize("file", sorted(file.name for file in ROOT.glob("requirements*.txt")))
    def test_name_no_address(self, file: str) -> None:
        assert not re.search(r"https?://|^--(?!hash)", (ROOT / file).read_text(), re.MULTILINE)

    @pytest.mark.parametrize("file", sorted(file.name for file in ROOT.glob("requirements*.txt")))
    def test_have_a_hash_for_each(self, file: str) -> None:
        blocks = re.split(r"\n(?=[a-z0-9])", "\n" + (ROOT / file).read_text())
        assert [block for block in blocks[1:] if "--hash=sha256:" not in block] == []


class TestInstalled:
    def test_is_the_wheel_and_not_the_checkout(self, installation: Installation) -> None:
        where = installation.run("python", "-c", "import registry; print(registry.__file__)").strip()
        assert Path(where).is_relative_to(installation.scripts.parent)
        assert find_spec("registry").origin != where

    def test_finds_what_travels_with_it(self, installation: Installation) -> None:
        code = (
            "from registry.resources import *; print([path(n).name for n in ('seed', 'migrations', 'built')])"
        )
        assert installation.run("python", "-c", code).strip() == "['seed', 'migrations', '_built']"

    def test_helps(self, installation: Installation) -> None:
        assert "index" in installation.run("registry", "--help")

    def test_lists_settings(self, installation: Installation) -> None:
        assert f"REGISTRY_DATA_DIR={installation.data}" in installation.run("registry", "settings")

    def test_serves_pages(self, address: str) -> None:
        answer = httpx.get(f"{address}/en/")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")

    def test_serves_the_built_front_end(self, address: str) -> None:
        page = httpx.get(f"{address}/en/").text
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        assert styles
        assert [httpx.get(address + style).status_code for style in styles] == [200] * len(styles)

    def test_finds_seeded_records(self, address: str) -> None:
        assert httpx.get(f"{address}/api/v1/search", params={"q": "dhis2"}).json()["total"] > 0


def _files(name: ResourceName, pattern: str, folder: str) -> set[str]:
    """Name the checkout's files of a kind as they are called below `folder` of an archive."""
    root = resources.path(name)
    files = {
        f"{folder}/{file.relative_to(root).as_posix()}"
        for file in root.glob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert files, f"{root} has no {pattern}"
    return files


def _project(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _locked(file: str) -> set[str]:
    return {
        _project(name)
        for name in re.findall(r"^[A-Za-z0-9][^=\s]*(?===)", (ROOT / file).read_text(), re.MULTILINE)
    }
