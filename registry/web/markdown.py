"""Turns what people write into safe mark-up: paragraphs, lists, emphasis, links; nothing that runs or loads."""

from functools import cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS: Final = frozenset(
    {"p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "pre", "blockquote", "h3", "h4"}
)
ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
SCHEMES: Final = frozenset({"http", "https", "mailto"})


@cache
def _parser() -> MarkdownIt:
    # No HTML of the writer's own; bare addresses stay text, since a link shall be meant.
    return MarkdownIt("commonmark", {"html": False, "breaks": True})


def markdown(text: str) -> Markup:
    """The text as safe HTML; links say that they are not the registry's own."""
    html = nh3.clean(
        _parser().render(text),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener ugc",
    )
    return Markup(html)  # noqa: S704 - cleaned in the line above
