# SPDX-License-Identifier: Apache-2.0
"""A command given to a shell, as a change."""

from holdfast.model.change import FileEdit
from holdfast.model.script import Command
from holdfast.model.site import Node
from holdfast.text.edit import Edit


def in_a_shell(node: Node, command: Command, shell: str = "/bin/sh") -> FileEdit | None:
    """`"COMMAND"` as `"SHELL -c 'COMMAND'"`; None where it has quotes or backslashes of its own,
    or stands in the file in other words."""
    text, place = command.text, command.place
    inner = text[1:-1]
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    if not quoted or set(inner) & set("'\"\\"):
        return None
    if node.files[place.path].data[place.span.start : place.span.end] != text.encode():
        return None
    return FileEdit(place.node, place.path, Edit(place.span, f"\"{shell} -c '{inner}'\"".encode()))
