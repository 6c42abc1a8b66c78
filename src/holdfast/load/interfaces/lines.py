# SPDX-License-Identifier: Apache-2.0
"""Lines of interfaces(5): a backslash continues them, a comment has its own, `source` adds some."""

import re
from collections.abc import Iterator
from posixpath import dirname, isabs, join

from msgspec import Struct

from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.model.place import Place
from holdfast.text.pattern import pattern

MAIN = "/etc/network/interfaces"
DEFAULT = "/etc/network/interfaces.d/*"
"""What Debian's own file sources; it is not among a node's files where nobody changed it."""

DEEPEST = 8
"""Files that source one another; a file that sources itself ends here."""

_SOURCED_NAME = pattern(r"[A-Za-z0-9_-]+")
_LINE = pattern(rb"(?:[^\\\n]|\\(?!\r?\n)|\\\r?\n)*\n?")


class Line(Struct, frozen=True):
    """The first word, the rest, and where they stand."""

    keyword: str
    rest: str
    place: Place


def lines(files: NodeFiles) -> Iterator[Line]:
    """The lines with words, sourced files in the place of their `source`."""
    if files.is_missing(MAIN):
        for path in files.glob(DEFAULT):
            yield from _lines(files, path, 1)
    else:
        yield from _lines(files, MAIN, 0)


def _lines(files: NodeFiles, path: str, depth: int) -> Iterator[Line]:
    found = read_text(files, path)
    if found is None:
        return
    own_path, data = found
    for line in _own_lines(files, own_path, data):
        if line.keyword not in ("source", "source-directory"):
            yield line
        elif depth < DEEPEST:
            for sourced in _sourced(files, line, own_path):
                yield from _lines(files, sourced, depth + 1)


def _own_lines(files: NodeFiles, path: str, data: bytes) -> Iterator[Line]:
    for match in _LINE.finditer(data):
        text = match[0]
        bare = text.strip()
        if not bare or bare.startswith(b"#"):
            continue
        keyword, *rest = (w.decode() for w in re.sub(rb"\\\r?\n", b" ", bare).split(None, 1))
        start = match.start() + text.index(bare)
        place = files.place(path, start, start + len(bare))
        yield Line(keyword, rest[0] if rest else "", place)


def _sourced(files: NodeFiles, line: Line, origin: str) -> Iterator[str]:
    for word in line.rest.split():
        path = word if isabs(word) else join(dirname(origin), word)
        if line.keyword == "source":
            yield from (name for name in files.glob(path) if not files.is_folder(name))
        else:
            for folder in files.glob(path):
                names = (name for name in files.names(folder) if _SOURCED_NAME.fullmatch(name))
                yield from (join(folder, name) for name in names)
