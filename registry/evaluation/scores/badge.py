"""Draws the badge of a product: fields with words, readable without colour and by screen readers. Pure."""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Final
from xml.sax.saxutils import escape, quoteattr

COLOURS: Final = {
    "not_assessed": "#5b6770",
    "listed": "#5b6770",
    "vetted": "#0b4f86",
    "promising": "#8a4b08",
    "proven": "#1d6b3c",
}
"""White on each has a contrast of more than 4.5 to 1."""

WARNING: Final = "#a32218"
"""Under what the Secretariat warns of; white on it has a contrast of more than 7 to 1."""

STALE: Final = ' stroke="#f2c572" stroke-width="2"'
HEIGHT: Final = 24
PADDING: Final = 8


def badge(  # noqa: PLR0913 - what stands on it
    name: str,
    said: str,
    *,
    level: str,
    is_stale: bool,
    title: str,
    address: str,
    warnings: Sequence[str] = (),
    direction: str = "ltr",
) -> str:
    """An SVG that says `name`, `said` and each warning, titled for who cannot see it, and leads to `address`."""
    shown = [(name, "#1b2127"), (said, COLOURS[level]), *((each, WARNING) for each in warnings)]
    widths = [width_of(text) + 2 * PADDING for text, _ in shown]
    whole = sum(widths)
    starts = list(accumulate(widths, initial=0))
    edge = STALE if is_stale else ""
    fields = "".join(
        f'<rect x="{x}" width="{width}" height="{HEIGHT}" fill="{fill}"/>'
        f'<text x="{x + width / 2:g}" y="16" text-anchor="middle">{escape(text)}</text>'
        for (text, fill), width, start in zip(shown, widths, starts, strict=False)
        for x in [start if direction == "ltr" else whole - start - width]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" role="img"'
        f" aria-label={quoteattr(title)}><title>{escape(title)}</title>"
        f'<a href={quoteattr(address)}><g font-family="system-ui,sans-serif" font-size="12" fill="#fff">{fields}</g>'
        f'<rect x="1" y="1" width="{whole - 2}" height="{HEIGHT - 2}" fill="none"{edge}/></a></svg>'
    )


def width_of(text: str) -> int:
    """About how wide a text is at 12 pixels; wide scripts count double, marks nothing."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    marks = sum(unicodedata.combining(each) > 0 for each in text)
    return round(6.8 * (len(text) - wide - marks) + 12.5 * wide)
