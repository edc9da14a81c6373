"""All checks, one module each, in the order in which pages list them."""

from typing import Final

from registry.quality.check import Check
from registry.quality.checks import (
    challenge_fit,
    country_claims,
    dates,
    dead_link,
    duplicate,
    licence,
    stale,
    status,
    translation,
)

CHECKS: Final[dict[str, Check]] = {
    module.CHECK.id: module.CHECK
    for module in (
        duplicate,
        country_claims,
        dates,
        status,
        licence,
        challenge_fit,
        dead_link,
        stale,
        translation,
    )
}
"""Every check by its id."""
