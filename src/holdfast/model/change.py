# SPDX-License-Identifier: Apache-2.0
"""Changes to a node's files, as data."""

from msgspec import Struct

from holdfast.text.edit import Edit


class FileEdit(Struct, frozen=True):
    """Bytes to change in a file that exists; every other byte stays."""

    node: str | None
    path: str
    edit: Edit


class NewFile(Struct, frozen=True):
    """A file to create; refused where one exists with other bytes."""

    node: str | None
    path: str
    data: bytes
    mode: int = 0o644


class NewMode(Struct, frozen=True):
    """Other permission bits for a file that exists."""

    node: str | None
    path: str
    mode: int


Change = FileEdit | NewFile | NewMode
