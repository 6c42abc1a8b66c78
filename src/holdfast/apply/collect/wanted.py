# SPDX-License-Identifier: Apache-2.0
"""Which paths are asked of a host: first those that every node may have, then those they name.

The loader decides: whatever it looks for and does not find is asked for, so that `check` reads a
collected node as it would read the host.
"""

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from holdfast.apply.collect.answer import Found
from holdfast.load.node import load_node
from holdfast.load.node_files import NodeFiles
from holdfast.load.reading import Unreadable
from holdfast.load.surroundings import FILES, FOLDERS
from holdfast.load.sysctl import FOLDERS as SYSCTL_FOLDERS
from holdfast.load.units.node_units import FOLDERS as UNIT_FOLDERS
from holdfast.model.unit import HAPROXY, KEEPALIVED, NFTABLES

_UNITS = (HAPROXY, KEEPALIVED, NFTABLES)
_UNIT_FILES = (*_UNITS, *(f"{unit}.d" for unit in _UNITS), "service.d")
_OWN_UNITS = UNIT_FOLDERS[:3]
_SHIPPED_UNITS = UNIT_FOLDERS[3:]

FIRST = (
    *FILES,
    *FOLDERS,
    *SYSCTL_FOLDERS,
    *_OWN_UNITS,
    *(join(folder, name) for folder in _SHIPPED_UNITS for name in _UNIT_FILES),
    "/etc/apt/apt.conf.d",
    "/etc/os-release",
    "/etc/sysconfig/haproxy",
    "/etc/sysconfig/keepalived",
    "/etc/sysconfig/nftables.conf",
    "/usr/lib/os-release",
)

_NOT_ASKED = ("/dev/", "/proc/", "/sys/", "/run/", "/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/",
    "/var/lib/dpkg/",
)  # fmt: skip
"""The distribution's programs, what is no file on a disk, and what facts.json has in short."""

_NO_FOLDERS = ("/", "/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr", "/usr/lib",
    "/usr/local", "/usr/local/bin", "/usr/share", "/var", "/var/lib", "/var/log", *_SHIPPED_UNITS,
)  # fmt: skip
"""Folders that are never taken whole."""


def named_by(folder: str, node: str, found: Mapping[str, Found]) -> Iterator[str]:
    """What the node's files name and the folder with them does not have; some may not exist."""
    files = _Watched(folder, node)
    load_node(files)
    links = (one for one in found.values() if one.link is not None)
    targets = (normpath(join(dirname(one.path), one.link or "")) for one in links if _leads(one))
    for path in dict.fromkeys((*files.missing, *targets)):
        usual = path.startswith(_NOT_ASKED) or path in _NO_FOLDERS or path in found
        if not usual and "\n" not in path and path.startswith("/"):
            yield path


def _leads(link: Found) -> bool:
    """Whether a link matters as more than a name: those of systemd enable units."""
    return not link.path.startswith(UNIT_FOLDERS) and link.link != "/dev/null"


class _Watched(NodeFiles):
    """Remembers what was looked for in vain."""

    def __init__(self, folder: str, node: str) -> None:
        super().__init__(folder, node)
        self.missing: dict[str, None] = {}

    def resolve(self, path: str) -> str | None:
        try:
            real = super().resolve(path)
        except Unreadable:
            self.missing[normpath(path)] = None
            raise
        if real is None:
            self.missing[normpath(path)] = None
        return real
