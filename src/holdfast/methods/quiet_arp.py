# SPDX-License-Identifier: Apache-2.0
"""Nobody but the owner answers ARP for a VIP that every node keeps on a second interface."""

from collections.abc import Iterable

from holdfast.methods.kernel_settings import set_settings
from holdfast.model.change import Change
from holdfast.model.kept import QUIET, lacks_quiet
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip
from holdfast.render.sysctl import interface_setting

PATH = "/etc/sysctl.d/60-vip-arp.conf"

_REASONS = (
    "The VIP is kept on a second interface of this node: on the interface of its network, answer",
    "ARP for that interface's own addresses only, and ask with them only (kernel documentation,",
    "networking/ip-sysctl). So nobody but the owner answers for the VIP.",
)


def quiet_arp(node: Node, vips: Iterable[tuple[Vip, str]]) -> tuple[Change, ...]:
    """The settings that are missing on the interfaces on which keepalived moves these VIPs.

    On that interface only, not `conf.all`.
    """
    wanted = {
        interface_setting(interface, name): value
        for vip, interface in vips
        for name, value in QUIET.items()
        if lacks_quiet(node, interface, vip, name)
    }
    return set_settings(node, wanted, PATH, _REASONS)
