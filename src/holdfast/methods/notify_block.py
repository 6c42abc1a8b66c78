# SPDX-License-Identifier: Apache-2.0
"""Where the notify lines of a keepalived block stand, and where new ones go."""

from collections.abc import Sequence
from functools import lru_cache

from holdfast.methods.file_end import in_style_of
from holdfast.model.place import Place
from holdfast.syntax import keepalived
from holdfast.syntax.token import Kind
from holdfast.text.edit import Edit
from holdfast.text.line import line_start
from holdfast.text.span import Span


def replace_command(data: bytes, place: Place, command: str) -> Edit | None:
    """Put a command, with its user, in the place of all that stands behind a notify keyword.

    None where the keyword is not on the line, because a definition holds it.
    """
    line = next(
        line for line in reversed(keepalived.parse(data).lines) if line.start <= place.span.start
    )
    found = [t for t in keepalived.tokens(line) if t.kind in (Kind.WORD, Kind.OPAQUE)]
    for number, token in enumerate(found[:-1]):
        if token.text.startswith(b"notify") and found[number + 1].start >= place.span.start:
            return Edit(Span(found[number + 1].start, found[-1].end), command.encode())
    return None


def insert_statements(data: bytes, block: Place, statements: Sequence[str]) -> Edit | None:
    """Put statements, a line each, behind the last one of the block that begins at a place.

    None where that block is not there as such, because a definition or a sequence makes it.
    """
    found = statement_at(data, block)
    if found is None or found.block is None or found.end < 0:
        return None
    brace = found.end - 1
    start = line_start(data, brace)
    alone = not data[start:brace].strip()
    text = "".join(f"{_indent(found)}{statement}\n" for statement in statements)
    at = start if alone else brace
    return Edit(Span(at, at), in_style_of(data, text if alone else f"\n{text}"))


def statement_at(data: bytes, place: Place) -> keepalived.Statement | None:
    """The statement of the outermost level that begins at a place; None where a definition or a
    sequence made it."""
    return _statements(data).get(place.span.start)


@lru_cache(maxsize=8)
def _statements(data: bytes) -> dict[int, keepalived.Statement]:
    """By the offsets at which they begin; kept a while, since one is asked for after the other."""
    found = keepalived.tree(keepalived.parse(data).lines)
    return {statement.words[0].start: statement for statement in found if statement.words}


def _indent(block: keepalived.Statement) -> str:
    """The blanks before the first statement of the block, where it stands on its own line."""
    for inner in block.block or ():
        before = inner.line.text[: inner.words[0].start - inner.line.start] if inner.words else b"x"
        if not before.strip():
            return before.decode()
    return "    "
