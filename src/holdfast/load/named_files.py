# SPDX-License-Identifier: Apache-2.0
"""The files that haproxy.cfg names: which are missing, and the bytes of the others.

Nothing here is an error: a private key is often not among a node's files, or not readable.
"""

import os
from collections.abc import Iterator
from posixpath import dirname

from msgspec.structs import replace

from holdfast.load.node_files import NodeFiles
from holdfast.load.surroundings import LARGEST, paths_below
from holdfast.model.proxy import Reference

HOST = "/"


def named_files(files: NodeFiles, named: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """The references, each told whether it is there; what it leads to is read into `files`."""
    missing = {path for path in {ref.path for ref in named} if _is_missing(files, path)}
    for path in {ref.path for ref in named} - missing:
        if _may_list(files, path):
            for inside in _files_at(files, path):
                files.peek(inside, LARGEST)
    return tuple(replace(ref, there=False) if ref.path in missing else ref for ref in named)


def _is_missing(files: NodeFiles, path: str) -> bool:
    """On the host itself a folder that may not be entered hides what is in it."""
    if files.folder != HOST:
        return files.is_missing(path)
    try:
        os.stat(path)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _may_list(files: NodeFiles, path: str) -> bool:
    """Whether every folder on the way can be listed, which following links needs."""
    while path not in ("", HOST):
        path = dirname(path)
        if not os.access(files.shown(path), os.R_OK | os.X_OK):
            return False
    return True


def _files_at(files: NodeFiles, path: str) -> Iterator[str]:
    if files.is_folder(path):
        yield from paths_below(files, path)
    else:
        yield path
