"""What is said of a finding in English, with values as they are; pages say it in the reader's language."""

from collections.abc import Mapping
from typing import Any

from registry.quality.checks import CHECKS


def sentence(check_id: str, reason: str, details: Mapping[str, Any]) -> str:
    """The sentence of a finding; of a check that is no longer made, nothing."""
    check = CHECKS.get(check_id)
    text = check.sentences.get(reason, "") if check else ""
    return text % {name: _plain(value) for name, value in details.items()} if text else ""


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, float):
        return f"{value:.0%}"
    return str(value).replace("_", " ") if not str(value).startswith("http") else str(value)
