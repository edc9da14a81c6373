"""What tests need of the machine, and what happens where it is lacking."""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip the test with its reason; on continuous integration, where nothing may be lacking, fail."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}; with CI=true that is a failure", pytrace=False)
    pytest.skip(reason)


def shared(*parts: str) -> Path:
    """A file or folder of others' data beside the checkout; where it is absent the test is skipped."""
    root = Path(__file__).resolve().parents[1]
    found = Path(os.environ.get("REGISTRY_TEST_SHARED") or root.parent / "shared").joinpath(*parts)
    if not found.exists():
        pytest.skip(f"{'/'.join(parts)} is not beside the checkout (REGISTRY_TEST_SHARED names its folder)")
    return found


def chromium() -> str:
    """The path of the machine's Chromium; without one the test is skipped, or fails on CI."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    unavailable("no Chromium is installed (Debian: apt install chromium)")


def free_port() -> int:
    """A port on the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
