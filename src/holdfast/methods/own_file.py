# SPDX-License-Identifier: Apache-2.0
"""Files that a method writes whole, and writes again when the site has changed."""

from holdfast.model.change import Change, FileEdit, NewFile
from holdfast.model.site import Node
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def own_file(node: Node, path: str, text: str, mode: int = 0o644) -> tuple[Change, ...]:
    """What makes the file say exactly this; nothing where it does. A new one gets the mode."""
    data, file = text.encode(), node.files.get(path)
    if file is None:
        return (NewFile(node.name, path, data, mode),)
    if file.data == data:
        return ()
    return (FileEdit(node.name, path, Edit(Span(0, len(file.data)), data)),)
