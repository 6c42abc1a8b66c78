# SPDX-License-Identifier: Apache-2.0
"""Statements of a keepalived block, changed where they stand or put behind the last one."""

from collections.abc import Iterator, Mapping, Sequence

from holdfast.methods.file_end import in_style_of
from holdfast.methods.notify_block import insert_statements, statement_at
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.syntax import keepalived
from holdfast.text.edit import Edit
from holdfast.text.line import line_end, line_start, whole_lines
from holdfast.text.span import Span


def inner(block: keepalived.Statement, keyword: str) -> keepalived.Statement | None:
    """The last statement of that keyword directly inside a block."""
    named = [s for s in block.block or () if s.keyword == keyword.encode()]
    return named[-1] if named else None


def put(
    node: Node, place: Place, wanted: Mapping[str, str], more: Sequence[str] = ()
) -> tuple[FileEdit, ...] | None:
    """The statements that a block is to have, by keyword and with what stands behind it.

    One that is there is written over where it stands; the others and `more` lines come last. None
    where the block is not there as such.
    """
    block = statement_at(node.files[place.path].data, place)
    if block is None:
        return None
    there = {keyword: found for keyword in wanted if (found := inner(block, keyword))}
    edits = [_over(node, place, found, wanted[keyword]) for keyword, found in there.items()]
    lines = [f"{k} {v}".rstrip() for k, v in wanted.items() if k not in there] + [*more]
    if lines:
        added = insert_statements(node.files[place.path].data, place, lines)
        if added is None:
            return None
        edits.append(FileEdit(node.name, place.path, added))
    return tuple(edits)


def dropped(node: Node, place: Place, keyword: str) -> Iterator[FileEdit]:
    """The statements of that keyword taken out of a block, with their own blocks and lines."""
    data = node.files[place.path].data
    block = statement_at(data, place)
    for found in block.block or () if block is not None else ():
        if found.keyword == keyword.encode() and found.end > 0:
            start, end = found.words[0].start, found.end
            lines = whole_lines(data, Span(start, end))
            alone = not (data[lines.start : start] + data[end : lines.end]).strip()
            span = lines if alone else Span(start, end)
            yield FileEdit(node.name, place.path, Edit(span, b""))


def above(node: Node, place: Place, text: str) -> FileEdit:
    """A text of whole lines above a block and the comment that leads to it."""
    data = node.files[place.path].data
    at = line_start(data, place.span.start)
    while at and data[line_start(data, at - 1) : at].lstrip()[:1] in (b"#", b"!"):
        at = line_start(data, at - 1)
    return FileEdit(node.name, place.path, Edit(Span(at, at), in_style_of(data, text)))


def _over(node: Node, place: Place, found: keepalived.Statement, value: str) -> FileEdit:
    """Behind the keyword; its reason only where it does not stand there, and nothing else does."""
    data = node.files[place.path].data
    start, end = found.words[0].end, found.words[-1].end
    rest = data[end : line_end(data, end)].strip()
    bare, _, reason = value.partition("  ")
    if rest.startswith(reason.encode()) or rest[:1] not in (b"", b"#", b"!"):
        value = bare
    return FileEdit(node.name, place.path, Edit(Span(start, end), f" {value}".encode()))
