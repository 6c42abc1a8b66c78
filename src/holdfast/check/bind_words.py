# SPDX-License-Identifier: Apache-2.0
"""Words put on a bind line, and taken off it, as changes."""

from holdfast.methods.bind_line import address_word, words
from holdfast.model.change import FileEdit
from holdfast.model.proxy import Bind
from holdfast.model.site import Node
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def without_option(node: Node, bind: Bind, option: bytes, *, arguments: int = 0) -> FileEdit | None:
    """The line without an option and its arguments; None where it is not there once, plainly."""
    found = words(node, bind)
    at = [index for index, word in enumerate(found) if word.text == option]
    if len(at) != 1 or at[0] == 0 or at[0] + arguments >= len(found):
        return None
    before, last = found[at[0] - 1], found[at[0] + arguments]
    span = Span(before.start + len(before.text), last.start + len(last.text))
    return FileEdit(bind.line.node, bind.line.path, Edit(span, b""))


def with_transparent(node: Node, bind: Bind) -> FileEdit:
    """The line with `transparent` behind its addresses."""
    word = address_word(node, bind)
    return FileEdit(bind.line.node, bind.line.path, Edit(Span(word.end, word.end), b" transparent"))
