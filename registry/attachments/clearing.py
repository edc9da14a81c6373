"""Asks whoever sends a text that looks like patient data to remove it, or to confirm that it is none. Pure."""

from typing import Final

from registry.attachments.patient_data import suspicious
from registry.errors import Fault, Invalid, mark

LOOKS_LIKE: Final = mark(
    "This looks like data of a patient (%(excerpt)s). Remove it, or confirm that it is none: the registry holds no "
    "patient data."
)


def demand_clear(text: str, *, is_clear: bool, field: str = "text") -> None:
    """Refuse a message that looks like patient data, unless its writer says that it is none."""
    found = [] if is_clear else suspicious(text)
    if found:
        raise Invalid({field: Fault(LOOKS_LIKE, {"excerpt": found[0].excerpt})})
