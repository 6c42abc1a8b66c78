# SPDX-License-Identifier: Apache-2.0
"""VIPs that a node's files keep on another interface than keepalived's, whoever owns them."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.address import host_prefix
from holdfast.model.binding import kept_on
from holdfast.model.interface import Interface
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip, VrrpInstance

QUIET = {"arp_ignore": 1, "arp_announce": 2}
"""What the interface of a VIP that is kept elsewhere is to have, so that only its owner answers."""

_AS_GOOD = {"arp_ignore": (1, 2, 8), "arp_announce": (2,)}
"""The values with which an interface does not answer ARP for another one's address, and with which
that address is never the sender of an ARP request (kernel documentation, networking/ip-sysctl)."""


class Kept(Struct, frozen=True):
    """A VIP, who moves it, and the address of the other interface that keeps it."""

    instance: VrrpInstance
    vip: Vip
    interface: Interface
    prefix: int
    place: Place

    @property
    def wire(self) -> str | None:
        """The interface that keepalived puts it on; None where the files name none."""
        return self.instance.wire(self.vip)

    @property
    def wide(self) -> bool:
        """Whether the prefix covers more than the VIP."""
        return self.prefix != host_prefix(self.vip.address)


def kept_elsewhere(node: Node) -> Iterator[Kept]:
    """Every VIP so kept. Left out are those under `use_vmac`: there keepalived keeps ARP quiet."""
    for instance in node.keepalived.instances:
        for vip in instance.vips if "use_vmac" not in instance.settings else ():
            for interface in kept_on(node, vip.address):
                if interface.name != instance.wire(vip):
                    for own in interface.addresses:
                        if own.address == vip.address and own.place is not None:
                            yield Kept(instance, vip, interface, own.prefix, own.place)


def lacks_quiet(node: Node, wire: str, vip: Vip, setting: str) -> bool:
    """Whether a wire lacks `arp_ignore` or `arp_announce` as a VIP kept elsewhere wants it.

    A hook may set what no sysctl file does. IPv6 needs neither: neighbour solicitations are
    answered for the addresses of the interface they come in on.
    """
    hooks = (hook for interface in node.interfaces for hook in interface.hooks)
    if vip.address.version == 6 or any(setting in hook.command for hook in hooks):
        return False
    return node.sysctls.ipv4_conf(wire, setting) not in _AS_GOOD[setting]
