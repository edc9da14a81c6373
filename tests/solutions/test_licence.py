"""Licence expressions in stretches."""

import pytest

from registry.solutions.licence import licence_parts


@pytest.mark.parametrize(
    ("expression", "linked"),
    [
        ("", []),
        ("MIT", ["MIT"]),
        ("(MIT OR Apache-2.0) AND CC-BY-4.0", ["MIT", "Apache-2.0", "CC-BY-4.0"]),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", ["GPL-2.0-or-later", "Classpath-exception-2.0"]),
        ("LicenseRef-own", []),
    ],
)
def test_each_listed_licence_has_its_page(expression: str, linked: list[str]) -> None:
    parts = licence_parts(expression)
    assert "".join(part.text for part in parts) == expression
    assert [part.text for part in parts if part.url] == linked
    assert all(part.url == f"https://spdx.org/licenses/{part.text}.html" for part in parts if part.url)


def test_or_later_leads_to_the_licence_itself() -> None:
    assert licence_parts("EPL-1.0+")[0].url == "https://spdx.org/licenses/EPL-1.0.html"
