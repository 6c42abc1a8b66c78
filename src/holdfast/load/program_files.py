# SPDX-License-Identifier: Apache-2.0
"""The programs that keepalived executes, as far as the node's folder shows them.

Owners and groups count on the host itself only; those of a copied folder are the copier's.
"""

import stat
from collections.abc import Iterator
from posixpath import dirname

from holdfast.load.node_files import NodeFiles
from holdfast.model.surroundings import ProgramFile
from holdfast.model.vrrp import KeepalivedConfig

DISTRIBUTION = frozenset(
    ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/libexec", "/usr/lib/keepalived")
)
"""Folders whose files are the packages': a copy of a node leaves them out."""


def program_files(
    files: NodeFiles, config: KeepalivedConfig, *, live: bool
) -> dict[str, ProgramFile]:
    """Each absolute path that a check or a notify line executes."""
    commands = [script.command for script in config.scripts if script.command is not None]
    commands += [notify.command for notify in config.notifies]
    paths = dict.fromkeys(c.program for c in commands if c.program.startswith("/"))
    return {path: _program_file(files, path, live=live) for path in paths}


def _program_file(files: NodeFiles, path: str, *, live: bool) -> ProgramFile:
    status = files.status(path)
    if status is None:
        known = live or (dirname(path) not in DISTRIBUTION and files.is_folder(dirname(path)))
        return ProgramFile(path, there=False if known else None)
    executable = stat.S_ISREG(status.st_mode) and status.st_mode & 0o111 != 0
    writable = next(_writable(files, path, live=live), None)
    return ProgramFile(path, there=True, executable=executable, writable=writable)


def _writable(files: NodeFiles, path: str, *, live: bool) -> Iterator[str]:
    """From the file upwards: what keepalived calls unsafe (check_security in lib/notify.c)."""
    while True:
        status = files.status(path)
        if status is not None:
            sticky = stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
            by_all = status.st_mode & stat.S_IWOTH
            by_group = live and status.st_gid and status.st_mode & stat.S_IWGRP
            if (live and status.st_uid) or (not sticky and (by_all or by_group)):
                yield path
        if path in ("", "/") or (not live and dirname(path) == "/"):
            return
        path = dirname(path)
