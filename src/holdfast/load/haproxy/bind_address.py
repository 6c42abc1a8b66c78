# SPDX-License-Identifier: Apache-2.0
"""Addresses of `bind` lines (manual 4.2; str2sa_range and str2ip2 in src/tools.c, HAProxy 2.6)."""

import re
from functools import lru_cache
from typing import NamedTuple

from holdfast.model.address import Address, Family, family, parse_address

NO_PORTS = (0, 0)

_TRANSPORTS = ("stream+", "dgram+")
_FAMILIES: dict[str, Family | None] = {
    "ip@": None,
    "ipv4@": "ipv4",
    "ipv6@": "ipv6",
    "tcp@": None,
    "tcp4@": "ipv4",
    "tcp6@": "ipv6",
    "udp@": None,
    "udp4@": "ipv4",
    "udp6@": "ipv6",
    "quic4@": "ipv4",
    "quic6@": "ipv6",
    "mptcp@": None,
    "mptcp4@": "ipv4",
    "mptcp6@": "ipv6",
}
_PORTS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")


class BindAddress(NamedTuple):
    """As in `model.proxy.Bind`: no address is every one of the family; no family is none of IP."""

    address: Address | None
    family: Family | None
    ports: tuple[int, int] = NO_PORTS


UNKNOWN = BindAddress(None, None)


def bind_address(text: str) -> BindAddress:
    """The address a text means, its variables replaced.

    The port stands behind the last colon; `*` and nothing mean every IPv4 address unless a prefix
    says otherwise, `::` every IPv6 address.
    """
    for transport in _TRANSPORTS:
        text = text.removeprefix(transport)
    if text.startswith("/"):
        return UNKNOWN
    prefix, at, rest = text.partition("@")
    if not at:
        return _internet(text, None)
    if prefix + at not in _FAMILIES:
        return UNKNOWN
    return _internet(rest, _FAMILIES[prefix + at])


def _internet(text: str, wanted: Family | None) -> BindAddress:
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port:
        host, port = text, ""
    ports = _ports(port)
    if host in ("", "*"):
        return BindAddress(None, wanted or "ipv4", ports)
    address, found = _host(host)
    return UNKNOWN if wanted not in (None, found) else BindAddress(address, found, ports)


@lru_cache(maxsize=1024)
def _host(text: str) -> tuple[Address | None, Family | None]:
    """The address and its family; no family for a name, no address for all of a family."""
    bare = text[1:-1] if text[0] == "[" and text[-1] == "]" else text
    address = None if "%" in bare else parse_address(bare)
    if address is None:
        return None, None
    return (None if int(address) == 0 else address), family(address)


def _ports(text: str) -> tuple[int, int]:
    match = _PORTS.fullmatch(text)
    if match is None:
        return NO_PORTS
    first = int(match[1])
    return first, int(match[2] or first)
