# SPDX-License-Identifier: Apache-2.0
"""Which packages a Debian node has, from dpkg's database, where that is among its files."""

import re

from holdfast.load.node_files import NodeFiles
from holdfast.text.pattern import pattern

STATUS = "/var/lib/dpkg/status"
LARGEST = 32 << 20
"""Bytes; a few thousand packages have 3 MiB."""

OF_INTEREST = (
    "curl haproxy keepalived netcat-openbsd netcat-traditional ncat netplan.io nftables procps "
    "psmisc socat sysvinit-utils unattended-upgrades wget"
)

_ENTRY = pattern(
    rb"^Package: (%s)\n((?:.+\n)*)" % OF_INTEREST.replace(" ", "|").encode(), re.MULTILINE
)
_INSTALLED = pattern(rb"^Status: \S+ \S+ installed$", re.MULTILINE)
_VERSION = pattern(rb"^Version: (\S+)$", re.MULTILINE)


def packages(files: NodeFiles) -> dict[str, str] | None:
    """The installed ones of OF_INTEREST with their versions; None without the database."""
    file = files.peek(STATUS, LARGEST)
    if file is None:
        return None
    files.forget(file.path)
    found = {}
    for match in _ENTRY.finditer(file.data + b"\n"):
        version = _VERSION.search(match[2])
        if _INSTALLED.search(match[2]) and version is not None:
            found[match[1].decode()] = version[1].decode(errors="replace")
    return found
