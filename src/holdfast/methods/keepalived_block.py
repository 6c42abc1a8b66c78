# SPDX-License-Identifier: Apache-2.0
"""Statements of a keepalived block, changed where they stand or put behind the last one."""

from collections.abc import Iterator, Mapping, Sequence

from holdfast.methods.file_end import in_style_of
from holdfast.methods.notify_block import insert_statements
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.syntax import keepalived
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def statement_at(node: Node, place: Place) -> keepalived.Statement | None:
    """The statement of the outermost level that begins at a place; None where a definition or a
    sequence made it."""
    lines = keepalived.parse(node.files[place.path].data).lines
    found = (s for s in keepalived.tree(lines) if s.words and s.words[0].start == place.span.start)
    return next(found, None)


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
    block = statement_at(node, place)
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
    block = statement_at(node, place)
    data = node.files[place.path].data
    for found in block.block or () if block is not None else ():
        if found.keyword == keyword.encode() and found.end > 0:
            start, end = found.words[0].start, found.end
            line, newline = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end)
            rest = len(data) if newline < 0 else newline + 1
            alone = not data[line:start].strip() and not data[end:rest].strip()
            span = Span(line, rest) if alone else Span(start, end)
            yield FileEdit(node.name, place.path, Edit(span, b""))


def above(node: Node, place: Place, text: str) -> FileEdit:
    """A text of whole lines above a block and the comment that leads to it."""
    data = node.files[place.path].data
    at = data.rfind(b"\n", 0, place.span.start) + 1
    while at and data[data.rfind(b"\n", 0, at - 1) + 1 : at].lstrip()[:1] in (b"#", b"!"):
        at = data.rfind(b"\n", 0, at - 1) + 1
    return FileEdit(node.name, place.path, Edit(Span(at, at), in_style_of(data, text)))


def _over(node: Node, place: Place, found: keepalived.Statement, value: str) -> FileEdit:
    """Behind the keyword; its reason only where it does not stand there, and nothing else does."""
    data = node.files[place.path].data
    start, end = found.words[0].end, found.words[-1].end
    newline = data.find(b"\n", end)
    rest = data[end : newline if newline >= 0 else len(data)].strip()
    bare, _, reason = value.partition("  ")
    if rest.startswith(reason.encode()) or rest[:1] not in (b"", b"#", b"!"):
        value = bare
    return FileEdit(node.name, place.path, Edit(Span(start, end), f" {value}".encode()))
