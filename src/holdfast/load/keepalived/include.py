# SPDX-License-Identifier: Apache-2.0
"""`include`, `includer`, `includem`, `includew`, `includeb`, `includea` (keepalived.conf(5)).

Source: keepalived 2.2.7, lib/parser.c, is_include and open_and_check_glob. What each of them calls
an error differs; a file that is named and not there is one for us in every case.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, isabs, join

from holdfast.load.node_files import NodeFiles
from holdfast.text.pattern import pattern

MOST_ALTERNATIVES = 1000
"""Of the braces of one pattern."""

_INCLUDE = pattern(rb"include[rmwba]?[ \t\v\f\r]+(.*)", re.DOTALL)
_BRACES = pattern(r"\{([^{}]*,[^{}]*)\}")
_WILD = pattern(r"[*?\[]")


def include_pattern(line: bytes) -> str | None:
    """The pattern of an include line: all that follows the keyword, taken as it is."""
    match = _INCLUDE.match(line)
    return match[1].decode(errors="replace") if match else None


def matching_files(pattern: str, origin: str, files: NodeFiles) -> list[str]:
    """The files a pattern names, relative to the folder of `origin`; an error where there is none.

    A wildcard in a folder that exists may match nothing: that is what an empty conf.d is.
    """
    found: list[str] = []
    for alternative in _alternatives(pattern):
        path = alternative if isabs(alternative) else join(dirname(origin), alternative)
        matched = [name for name in files.glob(path) if not files.is_folder(name)]
        if not matched and not _may_be_empty(path, files):
            files.refuse(
                origin,
                f"includes {alternative}, which is not there: add the file or drop the include",
            )
        found += matched
    return found


def names_beside(pattern: str, origin: str, files: NodeFiles) -> tuple[str, ...] | None:
    """The names in the folder of a pattern with wildcards; None where there is no one folder."""
    path = pattern if isabs(pattern) else join(dirname(origin), pattern)
    folder = dirname(path)
    if _WILD.search(path) is None or _WILD.search(folder) or not files.is_folder(folder):
        return None
    return tuple(files.names(folder))


def _may_be_empty(path: str, files: NodeFiles) -> bool:
    folder = dirname(path)
    wild = _WILD.search(path) is not None
    return wild and (_WILD.search(folder) is not None or files.is_folder(folder))


def _alternatives(pattern: str) -> Iterator[str]:
    """`{a,b}` as glob(3) expands it, the innermost braces first."""
    todo = [pattern]
    made = 0
    while todo and made < MOST_ALTERNATIVES:
        made += 1
        text = todo.pop(0)
        match = _BRACES.search(text)
        if match is None:
            yield text
            continue
        head, tail = text[: match.start()], text[match.end() :]
        todo[:0] = [head + word + tail for word in match[1].split(",")]
