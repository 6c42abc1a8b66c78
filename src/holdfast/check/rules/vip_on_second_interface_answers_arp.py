# SPDX-License-Identifier: Apache-2.0
"""A VIP kept on a second interface: the node answers ARP for it without being the owner."""

from collections.abc import Iterator
from ipaddress import ip_interface

from msgspec import Struct

from holdfast.check.finding import Also, Finding
from holdfast.model.address import host_prefix
from holdfast.model.binding import kept_on
from holdfast.model.interface import Interface
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip

METHODS = ("dummy",)
QUIET = (1, 2, 8)
"""Values of arp_ignore with which an interface does not answer for another one's address."""

BEST_SOURCE = 2
"""The value of arp_announce with which the VIP is never the sender of an ARP request."""


class Kept(Struct, frozen=True):
    """A VIP on an interface of a node that is not `wire`, where keepalived puts it."""

    node: Node
    vip: Vip
    wire: str
    interface: Interface
    prefix: int
    place: Place

    @property
    def wide(self) -> bool:
        """Whether the prefix covers more than the VIP."""
        return self.prefix != host_prefix(self.vip.address)

    def lacks(self, setting: str, *good: int) -> bool:
        """Whether the wire has none of the good values; a hook may set what sysctl files do not."""
        hooks = (hook for interface in self.node.interfaces for hook in interface.hooks)
        if self.vip.address.version == 6 or any(setting in hook.command for hook in hooks):
            return False
        return self.node.sysctls.ipv4_conf(self.wire, setting) not in good

    @property
    def answers(self) -> bool:
        """Whether the node answers ARP for the VIP while it does not own it."""
        return self.lacks("arp_ignore", *QUIET)


def check(site: Site) -> Iterator[Finding]:
    """A VIP that a node's files keep on another interface than keepalived's, as in recipe 2.

    Silent for `use_vmac`, where keepalived sets arp_ignore itself.
    """
    every = list(_every(site))
    for kept in every:
        remedies = list(_remedies(kept))
        if remedies:
            same = [o for o in every if o.vip.address == kept.vip.address and o is not kept]
            others = [o for o in same if o.node is not kept.node and o.answers and kept.answers]
            yield Finding(
                f"{_problem(kept, others)}; {' and '.join(remedies)}",
                kept.place,
                also=(
                    Also(kept.vip.place, f"keepalived moves it on {kept.wire}"),
                    *(Also(o.place, f"{o.node.name} answers for it too") for o in others),
                ),
                methods=METHODS,
            )


def _every(site: Site) -> Iterator[Kept]:
    for node, instance in site.instances:
        for vip in instance.vips if "use_vmac" not in instance.settings else ():
            wire = vip.device or instance.interface or ""
            for interface in kept_on(node, vip.address):
                if interface.name.partition(":")[0] != wire:
                    for own in interface.addresses:
                        if own.address == vip.address and own.place is not None:
                            yield Kept(node, vip, wire, interface, own.prefix, own.place)


def _problem(kept: Kept, others: list[Kept]) -> str:
    """The worst of what is wrong: two answers to ARP, then ARP requests from the VIP, the route."""
    node, address = kept.node.name or "this node", kept.vip.address
    if others:
        names = " and ".join(sorted({str(other.node.name) for other in others} | {node}))
        return f"{names} answer ARP for {address} at the same time, whoever owns it"
    if kept.answers:
        return f"{node} answers ARP for {address} even while it does not own it"
    if kept.lacks("arp_announce", BEST_SOURCE):
        return (
            f"{node} may send ARP requests from {address} while it does not own it, and the "
            "neighbours then take it for the owner"
        )
    network = ip_interface(f"{address}/{kept.prefix}").network
    if kept.interface.name == "lo":
        return f"on lo this prefix makes {node} take every address of {network} for its own"
    return f"this prefix gives {node} a second route to {network}, through {kept.interface.name}"


def _remedies(kept: Kept) -> Iterator[str]:
    if kept.wide:
        yield f"keep it as a /{host_prefix(kept.vip.address)}"
    settings = []
    if kept.answers:
        settings.append("arp_ignore = 1")
    if kept.lacks("arp_announce", BEST_SOURCE):
        settings.append(f"arp_announce = {BEST_SOURCE}")
    if settings:
        yield "set " + " and ".join(f"net.ipv4.conf.{kept.wire}.{s}" for s in settings)
