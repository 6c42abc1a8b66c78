# SPDX-License-Identifier: Apache-2.0
"""Fixes of a word or a line, where the file has it as it is named and nothing else beside it."""

from holdfast.check.finding import Fix, Safety
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.text.edit import Edit
from holdfast.text.line import whole_lines
from holdfast.text.span import Span


def word_changed(node: Node, place: Place, old: str, new: str, safety: Safety) -> Fix | None:
    """The last word of a place, or all of it, put in other words; none where it is not there."""
    span = Span(place.span.end - len(old.encode()), place.span.end)
    if not old or span.start < place.span.start or _text(node, place, span) != old.encode():
        return None
    return Fix(safety, (FileEdit(node.name, place.path, Edit(span, new.encode())),))


def line_dropped(node: Node, place: Place, safety: Safety) -> Fix | None:
    """The line of a place, which has no other words on it; none where it has, or a comment."""
    start, end = _line(node, place)
    if _text(node, place, Span(start, end)).strip() != _text(node, place, place.span).strip():
        return None
    return Fix(safety, (FileEdit(node.name, place.path, Edit(Span(start, end), b"")),))


def line_added(node: Node, place: Place, line: str, safety: Safety) -> Fix:
    """A line below that of a place, set in as far as that one."""
    start, end = _line(node, place)
    above = _text(node, place, Span(start, end))
    margin = above[: len(above) - len(above.lstrip())]
    newline = b"" if above.endswith(b"\n") else b"\n"
    text = newline + margin + line.encode() + b"\n"
    return Fix(safety, (FileEdit(node.name, place.path, Edit(Span(end, end), text)),))


def _line(node: Node, place: Place) -> Span:
    """The line in which a place begins."""
    start = place.span.start
    return whole_lines(node.files[place.path].data, Span(start, start))


def _text(node: Node, place: Place, span: Span) -> bytes:
    return node.files[place.path].data[span.start : span.end]
