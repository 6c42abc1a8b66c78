# SPDX-License-Identifier: Apache-2.0
"""The files of a node with changes that are not on the disk."""

import os
import stat
from collections.abc import Iterable
from posixpath import split

from holdfast.load.node_files import Listing, NodeFiles
from holdfast.load.reading import Unreadable
from holdfast.model.site import File, Node


class KnownEntry:
    """What a folder lists for a file that was read or is to be made, or for a folder above it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def is_symlink(self) -> bool:
        return False


class ChangedFiles(NodeFiles):
    """The node's files as they were read, some changed, some new.

    The disk is asked only for names and links, and for what was not read before.
    """

    def __init__(self, node: Node, changed: Iterable[File]) -> None:
        super().__init__(node.source, node.name)
        self.files |= node.files
        self.files |= {file.path: file for file in changed}
        self._known: dict[str, Listing] = {}
        for path in self.files:
            self._add(path)

    def status(self, path: str) -> os.stat_result | None:
        """Of a file that was read or changed its mode and size as they are to be."""
        try:
            file = self.files.get(self.resolve(path) or "")
        except Unreadable:
            return None
        known = super().status(path)
        if file is None:
            return known
        rest = known[1:6] if known is not None else (0, 0, 1, 0, 0)
        return os.stat_result((stat.S_IFREG | file.mode, *rest, len(file.data), 0, 0, 0))

    def _add(self, path: str) -> None:
        """Let each folder on the way list what leads to the file, on the disk or not."""
        while path != "/":
            folder, name = split(path)
            self._known.setdefault(folder, {})[name] = KnownEntry(self.shown(path))
            path = folder

    def _may_list(self, folder: str) -> bool:
        """Also a folder that is not on the disk: a new file is to stand in it."""
        return super()._may_list(folder) or not os.path.lexists(self.shown(folder))

    def _scan(self, folder: str) -> Listing:
        return self._known.get(folder, {}) | super()._scan(folder)
