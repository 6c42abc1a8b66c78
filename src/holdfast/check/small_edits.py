# SPDX-License-Identifier: Apache-2.0
"""Fixes of a word or a line, where the file has it as it is named and nothing else beside it."""

import re

from holdfast.check.finding import Fix, Safety
from holdfast.methods.keepalived_block import dropped
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


def word_dropped(node: Node, place: Place, word: str, safety: Safety) -> Fix | None:
    """One word of a place, with the blanks before it; none where it is not there once."""
    data, (start, end) = node.files[place.path].data, place.span
    found = list(re.finditer(rb"[ \t]%b(?![^ \t\r\n])" % re.escape(word.encode()), data[start:end]))
    if len(found) != 1:
        return None
    span = Span(start + found[0].start() + 1, start + found[0].end())
    return words_dropped(node, place._replace(span=span), safety)


def words_dropped(node: Node, place: Place, safety: Safety) -> Fix:
    """The words of a place, with the blanks before them; not the first ones of a line."""
    start, end = place.span
    before = node.files[place.path].data[:start]
    edit = Edit(Span(len(before.rstrip(b" \t")), end), b"")
    return Fix(safety, (FileEdit(node.name, place.path, edit),))


def statement_dropped(node: Node, block: Place, keyword: str, safety: Safety) -> Fix | None:
    """A statement of a block of keepalived's, with its own block; none where it is not in there."""
    changes = tuple(dropped(node, block, keyword))
    return Fix(safety, changes) if changes else None


def line_dropped(node: Node, place: Place, safety: Safety) -> Fix | None:
    """The line of a place, which has no other words on it; none where it has, or a comment, or
    where a definition or a sequence makes more of it."""
    start, end = _line(node, place)
    stated = _text(node, place, place.span).strip()
    if _text(node, place, Span(start, end)).strip() != stated or _is_made(stated):
        return None
    return Fix(safety, (FileEdit(node.name, place.path, Edit(Span(start, end), b"")),))


def line_added(node: Node, place: Place, line: str, safety: Safety) -> Fix | None:
    """A line below that of a place, set in as far as that one; none where that line goes on in the
    next, or where a definition or a sequence makes more of it."""
    start, end = _line(node, place)
    above, stated = _text(node, place, Span(start, end)), _text(node, place, place.span)
    margin = above[: len(above) - len(above.lstrip())]
    if _is_made(stated) or above.rstrip().endswith(b"\\"):
        return None
    newline = b"" if above.endswith(b"\n") else b"\n"
    text = newline + margin + line.encode() + b"\n"
    return Fix(safety, (FileEdit(node.name, place.path, Edit(Span(end, end), text)),))


def _is_made(stated: bytes) -> bool:
    return b"$" in stated or b"~" in stated


def _line(node: Node, place: Place) -> Span:
    """The line in which a place begins."""
    start = place.span.start
    return whole_lines(node.files[place.path].data, Span(start, start))


def _text(node: Node, place: Place, span: Span) -> bytes:
    return node.files[place.path].data[span.start : span.end]
