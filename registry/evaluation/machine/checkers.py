"""The checkers, pure: what follows from a record and from what other sites answered.

What is not recorded, or may not or cannot be asked, is unknown, never a no.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import yaml
from license_expression import ExpressionError, LicenseSymbol, get_spdx_licensing

from registry.evaluation.machine.models import Checker, Outcome

VERSION: Final = "1"
"""Of all checkers here; another when any of them looks at other things."""

YEAR: Final = timedelta(days=365)

OSI: Final = frozenset(
    [
        "0BSD",
        "AAL",
        "AFL-3.0",
        "AGPL-3.0-only",
        "AGPL-3.0-or-later",
        "APL-1.0",
        "Apache-1.1",
        "Apache-2.0",
        "APSL-2.0",
        "Artistic-1.0",
        "Artistic-2.0",
        "BlueOak-1.0.0",
        "BSD-1-Clause",
        "BSD-2-Clause",
        "BSD-2-Clause-Patent",
        "BSD-3-Clause",
        "BSL-1.0",
        "CAL-1.0",
        "CATOSL-1.1",
        "CDDL-1.0",
        "CECILL-2.1",
        "CERN-OHL-P-2.0",
        "CERN-OHL-S-2.0",
        "CERN-OHL-W-2.0",
        "CNRI-Python",
        "CPAL-1.0",
        "CPL-1.0",
        "CUA-OPL-1.0",
        "ECL-1.0",
        "ECL-2.0",
        "EFL-1.0",
        "EFL-2.0",
        "Entessa",
        "EPL-1.0",
        "EPL-2.0",
        "EUDatagrid",
        "EUPL-1.1",
        "EUPL-1.2",
        "Fair",
        "Frameworx-1.0",
        "GPL-2.0-only",
        "GPL-2.0-or-later",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "HPND",
        "Intel",
        "IPA",
        "IPL-1.0",
        "ISC",
        "LGPL-2.0-only",
        "LGPL-2.0-or-later",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "LiLiQ-P-1.1",
        "LiLiQ-R-1.1",
        "LiLiQ-Rplus-1.1",
        "LPL-1.0",
        "LPL-1.02",
        "LPPL-1.3c",
        "MirOS",
        "MIT",
        "MIT-0",
        "Motosoto",
        "MPL-1.0",
        "MPL-1.1",
        "MPL-2.0",
        "MPL-2.0-no-copyleft-exception",
        "MS-PL",
        "MS-RL",
        "MulanPSL-2.0",
        "Multics",
        "NASA-1.3",
        "Naumen",
        "NCSA",
        "NGPL",
        "Nokia",
        "NPOSL-3.0",
        "NTP",
        "OCLC-2.0",
        "OFL-1.1",
        "OGTSL",
        "OLDAP-2.8",
        "OSL-1.0",
        "OSL-2.0",
        "OSL-2.1",
        "OSL-3.0",
        "PHP-3.0",
        "PHP-3.01",
        "PostgreSQL",
        "PSF-2.0",
        "Python-2.0",
        "QPL-1.0",
        "RPL-1.1",
        "RPL-1.5",
        "RPSL-1.0",
        "RSCPL",
        "SimPL-2.0",
        "SISSL",
        "Sleepycat",
        "SPL-1.0",
        "UCL-1.0",
        "Unicode-3.0",
        "Unicode-DFS-2016",
        "Unlicense",
        "UPL-1.0",
        "VSL-1.0",
        "W3C",
        "Watcom-1.0",
        "Xnet",
        "Zlib",
        "ZPL-2.0",
        "ZPL-2.1",
    ]
)
"""SPDX identifiers of the licences that the Open Source Initiative has approved."""


@dataclass(frozen=True, slots=True)
class Release:
    """The newest release by a publiccode.yml: its day and its version, each empty where it is not named."""

    released: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a product: its record, its test reports, and what its repository answered where it was asked.

    `repository`: the status of its address, None where it was not asked. `release` is what its publiccode.yml says: the
    one in the repository or, where `supplied` says when, the one that came from whoever controls the product. `commits`
    is the text of the feed of its commits. Both are empty where there are none.
    """

    licence: str = ""
    source: str = ""
    documentation: str = ""
    reports: Sequence[str] = ()
    repository: int | None = None
    release: Release = Release()
    supplied: str = ""
    commits: str = ""
    day: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one checker found."""

    outcome: Outcome
    seen_in: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


NOTHING: Final = Finding(Outcome.UNKNOWN)


def check(seen: Seen) -> dict[Checker, Finding]:
    """What every checker finds."""
    return {checker: run(seen) for checker, run in CHECKERS.items()}


def is_osi_approved(expression: str) -> bool | None:
    """Whether somebody may choose a licence of the list throughout; None where the expression cannot be read."""
    try:
        parsed = get_spdx_licensing().parse(expression, validate=False, strict=False)
    except ExpressionError:
        return None
    return _approved(parsed) if parsed is not None else None


def _approved(node: Any) -> bool:
    if isinstance(node, LicenseSymbol) or hasattr(node, "license_symbol"):
        symbol = getattr(node, "license_symbol", node)  # "WITH": an exception gives more, never less
        return symbol.key in OSI
    parts = [_approved(each) for each in node.args]
    return any(parts) if node.operator.strip() == "OR" else all(parts)


def _licence(seen: Seen) -> Finding:
    approved = is_osi_approved(seen.licence) if seen.licence else None
    if approved is None:
        return NOTHING
    return Finding(Outcome.YES if approved else Outcome.NO, "", {"licence": seen.licence})


def _documentation(seen: Seen) -> Finding:
    return Finding(Outcome.YES, seen.documentation) if seen.documentation else NOTHING


def _reports(seen: Seen) -> Finding:
    return Finding(Outcome.YES, "", {"evidence": list(seen.reports)}) if seen.reports else NOTHING


def _repository(seen: Seen) -> Finding:
    if seen.repository == 200:
        return Finding(Outcome.YES, seen.source)
    if seen.repository in {401, 403, 404, 410}:
        return Finding(Outcome.NO, seen.source, {"status": seen.repository})
    return Finding(Outcome.UNKNOWN, seen.source)


def release_in(text: str) -> Release | None:
    """The release that a publiccode.yml names; None where the text is no such file."""
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    day = _day(str(found.get("releaseDate", "")))
    return Release(day.isoformat() if day else "", str(found.get("softwareVersion") or "")[:40])


def _released(seen: Seen) -> Finding:
    released = _day(seen.release.released)
    if released is None:
        return NOTHING
    detail = {"released": seen.release.released, "version": seen.release.version}
    if seen.supplied:
        return Finding(_within_year(released, seen.day), "", {**detail, "supplied": seen.supplied})
    return Finding(_within_year(released, seen.day), seen.source, detail)


def _commits(seen: Seen) -> Finding:
    match = re.search(r"<updated>(\d{4}-\d{2}-\d{2})", seen.commits)
    last = _day(match[1]) if match else None
    if last is None:
        return NOTHING
    return Finding(_within_year(last, seen.day), seen.source, {"last": last.isoformat()})


def _within_year(moment: date, day: date) -> Outcome:
    return Outcome.YES if day - moment <= YEAR else Outcome.NO


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


CHECKERS: Final[dict[Checker, Callable[[Seen], Finding]]] = {
    Checker.LICENCE_OSI: _licence,
    Checker.DOCUMENTATION: _documentation,
    Checker.CONFORMANCE_REPORTS: _reports,
    Checker.REPOSITORY_PUBLIC: _repository,
    Checker.RELEASED_IN_YEAR: _released,
    Checker.COMMITS_IN_YEAR: _commits,
}
