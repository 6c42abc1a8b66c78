# SPDX-License-Identifier: Apache-2.0
"""Files that were named on their own: paths are those of this machine, as they were given."""

import os
from posixpath import isabs

from holdfast.load.node_files import NodeFiles
from holdfast.load.reading import Unreadable


class LooseFiles(NodeFiles):
    """Reads paths as the user spelled them; what they include is named the same way."""

    def __init__(self) -> None:
        super().__init__("", None)

    def shown(self, path: str) -> str:
        return path

    def resolve(self, path: str) -> str | None:
        try:
            os.stat(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise Unreadable(str(error)) from None
        return path

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(os.listdir(folder or "."), key=os.fsencode)
        except (OSError, ValueError):
            return []

    def link(self, path: str) -> str | None:
        return None

    def glob(self, pattern: str) -> list[str]:
        return self._walk("/" if isabs(pattern) else "", pattern)
