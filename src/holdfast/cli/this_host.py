# SPDX-License-Identifier: Apache-2.0
"""What the running kernel of this host says: sysctls and addresses."""

import json
import subprocess
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from holdfast.model.host import Host
from holdfast.model.interface import Interface, InterfaceAddress

_SYSCTLS = (
    "net/ipv4/ip_nonlocal_bind",
    "net/ipv6/ip_nonlocal_bind",
    "net/ipv4/conf/*/arp_ignore",
    "net/ipv4/conf/*/arp_announce",
)


def this_host() -> Host:
    """The host as it runs. What cannot be read is left out: the files then have the word."""
    return Host(
        hostname=_read(Path("/proc/sys/kernel/hostname")) or "localhost",
        sysctls=_sysctls(Path("/proc/sys")),
        interfaces=_interfaces(),
    )


def _sysctls(root: Path) -> dict[str, str]:
    paths = (path for pattern in _SYSCTLS for path in root.glob(pattern))
    values = ((".".join(path.relative_to(root).parts), _read(path)) for path in paths)
    return {name: value for name, value in values if value is not None}


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except OSError:
        return None


def _interfaces() -> tuple[Interface, ...]:
    """The links with their addresses as `ip` prints them (iproute2 5.0 and newer)."""
    command = ["ip", "-json", "-details", "address", "show"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=5, check=True)
        links = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ()
    return tuple(_interface(link) for link in links)


def _interface(link: dict[str, Any]) -> Interface:
    addresses = tuple(
        InterfaceAddress(ip_address(info["local"]), info["prefixlen"])
        for info in link.get("addr_info", ())
        if "local" in info
    )
    kind = link.get("linkinfo", {}).get("info_kind")
    return Interface(link["ifname"], addresses, kind)
