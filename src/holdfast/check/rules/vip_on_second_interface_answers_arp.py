# SPDX-License-Identifier: Apache-2.0
"""A VIP kept on a second interface: the node answers ARP for it without being the owner."""

from collections.abc import Iterator
from ipaddress import ip_interface

from msgspec import Struct

from holdfast.check.finding import Also, Finding
from holdfast.model.address import host_prefix
from holdfast.model.kept import QUIET, Kept, kept_elsewhere, lacks_quiet
from holdfast.model.site import Node, Site

METHODS = ("dummy",)


class Held(Struct, frozen=True):
    """A VIP so kept, and the node that keeps it."""

    node: Node
    kept: Kept

    def lacks(self, setting: str) -> bool:
        """Whether keepalived's interface lacks a setting that keeps ARP quiet."""
        return lacks_quiet(self.node, self.kept.wire or "", self.kept.vip, setting)

    @property
    def answers(self) -> bool:
        """Whether the node answers ARP for the VIP while it does not own it."""
        return self.lacks("arp_ignore")


def check(site: Site) -> Iterator[Finding]:
    """A VIP that a node's files keep on another interface than keepalived's, as in recipe 2.

    Silent for `use_vmac`, where keepalived sets arp_ignore itself.
    """
    every = [Held(node, kept) for node in site.nodes for kept in kept_elsewhere(node)]
    for held in every:
        remedies = list(_remedies(held))
        if remedies:
            kept = held.kept
            same = [o for o in every if o.kept.vip.address == kept.vip.address and o is not held]
            others = [o for o in same if o.node is not held.node and o.answers and held.answers]
            yield Finding(
                f"{_problem(held, others)}; {' and '.join(remedies)}",
                kept.place,
                also=(
                    Also(kept.vip.place, f"keepalived moves it on {kept.wire or ''}"),
                    *(Also(o.kept.place, f"{o.node.name} answers for it too") for o in others),
                ),
                methods=METHODS,
            )


def _problem(held: Held, others: list[Held]) -> str:
    """The worst of what is wrong: two answers to ARP, then ARP requests from the VIP, the route."""
    node, kept = held.node.name or "this node", held.kept
    address = kept.vip.address
    if others:
        names = " and ".join(sorted({str(other.node.name) for other in others} | {node}))
        return f"{names} answer ARP for {address} at the same time, whoever owns it"
    if held.answers:
        return f"{node} answers ARP for {address} even while it does not own it"
    if held.lacks("arp_announce"):
        return (
            f"{node} may send ARP requests from {address} while it does not own it, and the "
            "neighbours then take it for the owner"
        )
    network = ip_interface(f"{address}/{kept.prefix}").network
    if kept.interface.name == "lo":
        return f"on lo this prefix makes {node} take every address of {network} for its own"
    return f"this prefix gives {node} a second route to {network}, through {kept.interface.name}"


def _remedies(held: Held) -> Iterator[str]:
    if held.kept.wide:
        yield f"keep it as a /{host_prefix(held.kept.vip.address)}"
    settings = [f"{name} = {value}" for name, value in QUIET.items() if held.lacks(name)]
    if settings:
        yield "set " + " and ".join(f"net.ipv4.conf.{held.kept.wire or ''}.{s}" for s in settings)
