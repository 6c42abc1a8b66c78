# SPDX-License-Identifier: Apache-2.0
"""IP addresses of both families, and the words of the field for them."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

Address = IPv4Address | IPv6Address
Family = Literal["ipv4", "ipv6"]


def family(address: Address) -> Family:
    """The family's name as sysctls spell it."""
    return "ipv4" if address.version == 4 else "ipv6"


def host_prefix(address: Address) -> int:
    """The prefix length that covers one address: 32 or 128."""
    return address.max_prefixlen


def is_of_a_host(address: Address) -> bool:
    """Whether a host on a network can have it: one for many, for nobody or for itself it cannot."""
    return not (address.is_loopback or address.is_multicast or address.is_unspecified)


def parse_address(text: str) -> Address | None:
    """The address a text spells, or None."""
    try:
        return ip_address(text)
    except ValueError:
        return None
