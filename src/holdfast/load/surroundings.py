# SPDX-License-Identifier: Apache-2.0
"""Files that say something about a node though no other loader reads them: users, networks, …

All are optional, and one that cannot be read is passed over: a private key is no error here.
"""

from collections.abc import Iterator
from itertools import islice
from posixpath import join

from holdfast.load.node_files import NodeFiles

FILES = (
    "/etc/default/haproxy",
    "/etc/default/keepalived",
    "/etc/default/ufw",
    "/etc/group",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/modules",
    "/etc/nftables.conf",
    "/etc/passwd",
    "/etc/sysconfig/ip6tables",
    "/etc/sysconfig/iptables",
    "/etc/sysctl.conf",
    "/ruleset.nft",
)

FOLDERS = (
    "/etc/NetworkManager/system-connections",
    "/etc/firewalld",
    "/etc/haproxy",
    "/etc/iptables",
    "/etc/keepalived",
    "/etc/modprobe.d",
    "/etc/modules-load.d",
    "/etc/netplan",
    "/etc/network",
    "/etc/polkit-1/rules.d",
    "/etc/sysconfig/network-scripts",
    "/etc/sysctl.d",
    "/etc/systemd/network",
    "/etc/ufw",
)
"""With all that is below them."""

LARGEST = 1 << 20
"""Bytes of such a file that are worth keeping."""

MOST = 10_000
"""Files below one of FOLDERS."""


def read_surroundings(files: NodeFiles) -> None:
    """Read them into `files`, without errors."""
    for path in FILES:
        files.peek(path, LARGEST)
    for folder in FOLDERS:
        for path in islice(paths_below(files, folder), MOST):
            files.peek(path, LARGEST)


def paths_below(files: NodeFiles, folder: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths of what is no folder; a symbolic link to a folder that it is in ends there."""
    real = files.real_folder(folder)
    if real is None or real in above:
        return
    for name in files.names_quietly(folder):
        path = join(folder, name)
        if files.is_folder(path):
            yield from paths_below(files, path, (*above, real))
        else:
            yield path
