"""Reads XML of strangers as a stream of elements; entities and document types are refused."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from registry.attachments.formats import MEGABYTE, Refused
from registry.errors import mark

CHUNK: Final = 64 * 1024
_BOMB: Final = mark("The file holds XML with definitions of its own, which can be made to blow up.")
_LARGE: Final = mark("A part of the file is too large to be checked.")
_BROKEN: Final = mark("The file is damaged: a part of it is not well-formed XML.")

MOST_PARSED: Final = 32 * MEGABYTE
"""The largest part that is read element by element."""

Each = Callable[[str, Mapping[str, str]], None]
"""Called with an element's name and attributes, both without their namespaces."""

Text = Callable[[str, str], None]
"""Called with the name of the element that was opened last, and a stretch of text behind that."""


class _Stop(Exception):
    """All that was wanted has been read."""


class _Handler(ContentHandler):
    def __init__(self, each: Each, text: Text | None) -> None:
        super().__init__()
        self._each = each
        self._text = text
        self._last = ""

    def startElementNS(  # noqa: N802 - the name is the library's
        self, name: tuple[str | None, str], _qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self._last = name[1]
        self._each(name[1], {local: value for (_, local), value in attrs.items()})

    def characters(self, content: str) -> None:
        if self._text:
            self._text(self._last, content)


def elements(stream: IO[bytes], each: Each, text: Text | None = None) -> None:
    """Call `each` for every element; `Refused` where the XML is broken, too large or defines entities."""
    parser = make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.forbid_dtd = True
    parser.setContentHandler(_Handler(each, text))
    left = MOST_PARSED
    try:
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Refused(_LARGE)
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise Refused(_BOMB) from error
    except SAXException as error:
        raise Refused(_BROKEN) from error


def root(stream: IO[bytes]) -> str:
    """The name of the outermost element.

    A document type can only stand before it, so the rest need not be read to know that there is none.
    """
    found: list[str] = []

    def first(name: str, _: Mapping[str, str]) -> None:
        found.append(name)
        raise _Stop

    with suppress(_Stop):
        elements(stream, first)
    return found[0] if found else ""
