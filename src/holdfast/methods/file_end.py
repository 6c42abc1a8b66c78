# SPDX-License-Identifier: Apache-2.0
"""Lines put behind the last one of a file, with the line ends that the file uses."""

from holdfast.model.change import Change, FileEdit, NewFile
from holdfast.model.site import File, Node
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def in_style_of(data: bytes, text: str) -> bytes:
    """The text with the line ends of `data`: CRLF where its first line has them."""
    crlf = data.partition(b"\n")[0].endswith(b"\r")
    return (text.replace("\n", "\r\n") if crlf else text).encode()


def append(node: Node, file: File, text: str) -> FileEdit:
    """The text behind the last line of a file, which is ended first where it is not."""
    at = len(file.data)
    gap = "" if not file.data or file.data.endswith(b"\n") else "\n"
    return FileEdit(node.name, file.path, Edit(Span(at, at), in_style_of(file.data, gap + text)))


def append_or_create(node: Node, path: str, text: str) -> Change:
    """The text at the end of a file of the node, or as a new file."""
    file = node.files.get(path)
    return append(node, file, text) if file else NewFile(node.name, path, text.encode())
