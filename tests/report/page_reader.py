# SPDX-License-Identifier: Apache-2.0
"""A page as a browser's parser has it (html5lib follows the same algorithm), and what it says."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES_THAT_FETCH = {
    "action", "background", "cite", "data", "formaction", "href", "longdesc", "manifest", "ping",
    "poster", "src", "srcset", "{http://www.w3.org/1999/xlink}href",
}  # fmt: skip


def parsed(page: bytes) -> Element:
    """The document. Raises where the page breaks the rules of HTML."""
    parser = html5lib.HTMLParser(
        html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False
    )
    document: Element = parser.parse(page, transport_encoding="utf-8")
    return document


def text(element: Element) -> str:
    """Its text, with single blanks."""
    return re.sub("[ \\n]+", " ", "".join(element.itertext())).strip(" ")


def fetched(document: Element) -> Iterator[str]:
    """Every address that a browser could follow by itself, places in the page left out."""
    for element in document.iter():
        for name, value in element.attrib.items():
            if name in ATTRIBUTES_THAT_FETCH and not value.startswith("#"):
                yield value
        yield from re.findall(r"url\(\s*['\"]?([^)'\"]*)|@import", element.attrib.get("style", ""))
        if element.tag == "style":
            yield from re.findall(r"url\(|@import", element.text or "")


def figures(document: Element) -> list[Element]:
    """The part of each record with its timeline."""
    return document.findall(".//article")


def moments(figure: Element) -> list[tuple[float, str]]:
    """What it says happened when."""
    rows = figure.findall(".//table[@class='moments']/tbody/tr")
    cells = [[text(cell) for cell in row] for row in rows]
    return [(float(ms.replace("\N{NARROW NO-BREAK SPACE}", "")), what) for ms, what in cells]
