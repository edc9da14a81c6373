"""Draws the badge of a product: two fields with words, readable without colour and by screen readers. Pure."""

import unicodedata
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

STALE: Final = ' stroke="#f2c572" stroke-width="2"'
HEIGHT: Final = 24
PADDING: Final = 8


def badge(
    name: str, said: str, *, level: str, is_stale: bool, title: str, address: str, direction: str = "ltr"
) -> str:
    """An SVG that says `name` and `said`, titled for who cannot see it, and leads to `address`."""
    widths = [width_of(text) + 2 * PADDING for text in (name, said)]
    whole = sum(widths)
    first, second = (0, widths[0]) if direction == "ltr" else (widths[1], 0)
    edge = STALE if is_stale else ""
    fields = "".join(
        f'<rect x="{x}" width="{width}" height="{HEIGHT}" fill="{fill}"/>'
        f'<text x="{x + width / 2:g}" y="16" text-anchor="middle">{escape(text)}</text>'
        for x, width, fill, text in (
            (first, widths[0], "#1b2127", name),
            (second, widths[1], COLOURS[level], said),
        )
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
