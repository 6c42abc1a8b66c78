# SPDX-License-Identifier: Apache-2.0
"""A file that one node lacks and another has, as a fix."""

from holdfast.check.finding import Fix
from holdfast.model.change import NewFile
from holdfast.model.site import Node

SECRET = b"PRIVATE KEY-----"
"""In every form of PEM (RFC 7468): a key is nothing for a diff that may end up in a log."""


def copied(node: Node, path: str, other: Node, mode: int | None = None) -> Fix | None:
    """The other node's file on this one, with its mode or another; none for one that was not read,
    is no text, or holds a private key."""
    file = other.file(path)
    if file is None or SECRET in file.data or not _is_text(file.data):
        return None
    return Fix("unsafe", (NewFile(node.name, path, file.data, mode or file.mode),))


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
