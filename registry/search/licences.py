"""Families of licences: what a reader filters by, where the SPDX expression is what a record states."""

import re
from typing import Final

# The first family one of whose beginnings an SPDX id has. Later ones in an `OR` are a choice: the most
# permissive family of the parts is the one that counts; an `AND` binds to the strictest.
FAMILIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("public_domain", ("CC0", "Unlicense", "0BSD", "PDDL", "CC-PDDC", "WTFPL")),
    ("non_commercial", ("CC-BY-NC", "PolyForm-Noncommercial")),
    ("content_share_alike", ("CC-BY-SA", "ODbL", "GFDL", "CC-BY-ND")),
    ("content_attribution", ("CC-BY", "ODC-By", "OGL", "etalab")),
    ("network_copyleft", ("AGPL", "SSPL", "OSL", "EUPL", "RPL")),
    ("weak_copyleft", ("LGPL", "MPL", "EPL", "CDDL", "CPL", "MS-RL", "APSL")),
    ("strong_copyleft", ("GPL", "CECILL", "QPL")),
    (
        "permissive",
        ("MIT", "Apache", "BSD", "ISC", "Artistic", "Zlib", "PostgreSQL", "BSL", "AFL", "NCSA", "ECL", "UPL",
         "Python", "PSF", "MulanPSL", "MS-PL", "X11", "BlueOak"),
    ),
    ("proprietary", ("LicenseRef-proprietary", "LicenseRef-Proprietary", "LicenseRef-commercial")),
)  # fmt: skip
ORDER: Final = (
    "public_domain",
    "permissive",
    "content_attribution",
    "weak_copyleft",
    "content_share_alike",
    "strong_copyleft",
    "network_copyleft",
    "non_commercial",
    "proprietary",
    "other",
    "not_known",
)
_OR = re.compile(r"\s+OR\s+", re.IGNORECASE)
_ID = re.compile(r"[^\s()+]+")


def family(expression: str) -> str:
    """The family of an SPDX expression; `not_known` for an empty one, `other` for one in no family."""
    if not expression:
        return "not_known"
    return min((_strictest(part) for part in _OR.split(expression)), key=ORDER.index)


def _strictest(conjunction: str) -> str:
    ids = [
        part
        for part in _ID.findall(conjunction.split(" WITH ", maxsplit=1)[0])
        if part.upper() not in {"AND", "WITH"}
    ]
    return max((_family_of_id(part) for part in ids), key=ORDER.index, default="other")


def _family_of_id(identifier: str) -> str:
    return next((name for name, starts in FAMILIES if identifier.startswith(starts)), "other")
