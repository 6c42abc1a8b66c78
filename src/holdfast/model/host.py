# SPDX-License-Identifier: Apache-2.0
"""What only the running host knows: read by the caller, who may run programs, and handed in."""

from collections.abc import Mapping

from msgspec import Struct, field

from holdfast.model.interface import Interface

SYSCTLS_OF_INTEREST = (
    "net.ipv4.ip_forward",
    "net.ipv4.ip_nonlocal_bind",
    "net.ipv6.bindv6only",
    "net.ipv6.ip_nonlocal_bind",
)
"""Below /proc/sys, dots for slashes."""

INTERFACE_SYSCTLS_OF_INTEREST = (
    "net.ipv4.conf.{}.arp_announce",
    "net.ipv4.conf.{}.arp_filter",
    "net.ipv4.conf.{}.arp_ignore",
    "net.ipv4.conf.{}.arp_notify",
    "net.ipv4.conf.{}.promote_secondaries",
    "net.ipv4.conf.{}.rp_filter",
    "net.ipv6.conf.{}.accept_dad",
    "net.ipv6.conf.{}.disable_ipv6",
)
"""For `all`, `default` and every interface."""


class Host(Struct, frozen=True):
    """The running kernel's view: settings by dotted name, interfaces with their addresses."""

    hostname: str
    sysctls: Mapping[str, str] = field(default_factory=dict)
    interfaces: tuple[Interface, ...] = ()
