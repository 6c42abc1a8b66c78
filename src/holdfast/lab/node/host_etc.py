# SPDX-License-Identifier: Apache-2.0
"""The few files below /etc that a node has from this host: what packages put there, no settings.

Read once in the hub; written into every node. Links stay links, what cannot be read is left out.
"""

import os
import stat
from typing import NamedTuple

_FOLDERS = ("alternatives", "ssl/certs", "iproute2", "haproxy/errors", "ld.so.conf.d")
_FILES = (
    "ld.so.cache",
    "ld.so.conf",
    "services",
    "protocols",
    "rpc",
    "ethertypes",
    "localtime",
    "mime.types",
    "bash.bashrc",
    "profile",
    "inputrc",
    "debian_version",
    "os-release",
    "ssl/openssl.cnf",
    "host.conf",
    "login.defs",
    "shells",
)
_LARGEST = 4 << 20
NSSWITCH = b"passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\n"


class HostEntry(NamedTuple):
    """A file or a symbolic link (then `data` is its target) at a path below /."""

    path: str
    data: bytes
    mode: int
    link: bool


def read_host_etc(root: str = "/etc") -> tuple[HostEntry, ...]:
    """Everything of the lists above that is there and readable."""
    entries = [_read(f"{root}/{name}", f"/etc/{name}") for name in _FILES]
    for folder in _FOLDERS:
        for directory, _, files in os.walk(f"{root}/{folder}"):
            inside = "/etc" + directory.removeprefix(root)
            entries += [_read(f"{directory}/{name}", f"{inside}/{name}") for name in files]
    return tuple(entry for entry in entries if entry is not None)


def _read(source: str, path: str) -> HostEntry | None:
    try:
        status = os.lstat(source)
        if stat.S_ISLNK(status.st_mode):
            return HostEntry(path, os.fsencode(os.readlink(source)), 0o777, link=True)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return None
        with open(source, "rb") as file:
            return HostEntry(path, file.read(), stat.S_IMODE(status.st_mode), link=False)
    except OSError:
        return None
