# SPDX-License-Identifier: Apache-2.0
"""The few lines of a long file that have certain bytes in them, cut into words."""

from bisect import bisect_left
from collections.abc import Iterator

from holdfast.load.haproxy.walk import ReadSection, walk_node
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive, Section, directives


def hinted_directives(
    node: Node, hints: tuple[bytes, ...]
) -> Iterator[tuple[ReadSection, Directive]]:
    """The lines below section heads that have one of the hints anywhere, in file order.

    Files without any are not walked again.
    """
    hinted = {p: d for p in node.haproxy.paths if _has_one(d := node.files[p].data, hints)}
    if not hinted:
        return
    starts = {path: _line_starts(data, hints) for path, data in hinted.items()}
    for read in walk_node(node):
        if read.path in hinted:
            for directive in _directives(read.section, starts[read.path]):
                yield read, directive


def _has_one(data: bytes, hints: tuple[bytes, ...]) -> bool:
    return any(hint in data for hint in hints)


def _line_starts(data: bytes, hints: tuple[bytes, ...]) -> list[int]:
    """The starts of the lines that have a hint, in order."""
    found = set()
    for hint in hints:
        at = data.find(hint)
        while at >= 0:
            found.add(data.rfind(b"\n", 0, at) + 1)
            at = data.find(hint, at + 1)
    return sorted(found)


def _directives(section: Section, starts: list[int]) -> Iterator[Directive]:
    data = section.document.data
    for start in starts[bisect_left(starts, section.body) : bisect_left(starts, section.end)]:
        newline = data.find(b"\n", start, section.end)
        end = newline + 1 if newline >= 0 else section.end
        yield from directives(Section(section.document, b"", start, end, section.conditions))
