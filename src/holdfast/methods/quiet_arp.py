# SPDX-License-Identifier: Apache-2.0
"""Nobody but the owner answers ARP for a VIP that every node keeps on a second interface."""

from collections.abc import Iterable

from holdfast.methods.kernel_settings import set_settings
from holdfast.model.address import Address
from holdfast.model.change import Change
from holdfast.model.site import Node
from holdfast.render.sysctl import interface_setting

PATH = "/etc/sysctl.d/60-vip-arp.conf"

_WANTED = {"arp_ignore": 1, "arp_announce": 2}
_AS_GOOD = {"arp_ignore": (1, 2, 8), "arp_announce": (2,)}
_REASONS = (
    "The VIP is kept on a second interface of this node: on the interface of its network, answer",
    "ARP for that interface's own addresses only, and ask with them only (kernel documentation,",
    "networking/ip-sysctl). So nobody but the owner answers for the VIP.",
)


def quiet_arp(node: Node, vips: Iterable[tuple[Address, str]]) -> tuple[Change, ...]:
    """The settings that are missing on the interfaces on which keepalived moves these VIPs.

    On that interface only, not `conf.all`. IPv6 needs none: neighbour solicitations are answered
    for the addresses of the interface they come in on.
    """
    wanted = {
        interface_setting(interface, name): value
        for address, interface in vips
        for name, value in _WANTED.items()
        if address.version == 4 and _lacks(node, interface, name)
    }
    return set_settings(node, wanted, PATH, _REASONS)


def _lacks(node: Node, interface: str, name: str) -> bool:
    """Whether no file sets it; an ifupdown hook may."""
    hooks = (hook.command for link in node.interfaces for hook in link.hooks)
    value = node.sysctls.ipv4_conf(interface, name)
    return value not in _AS_GOOD[name] and not any(name in command for command in hooks)
