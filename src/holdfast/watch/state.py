# SPDX-License-Identifier: Apache-2.0
"""A site as it runs: its nodes as they were last read, the owners of its VIPs, what is wrong."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_interface

from msgspec import Struct

from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.look import Look, Unread
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import DEFAULT_INTERFACE, VrrpInstance
from holdfast.watch.drift import Drift, drift
from holdfast.watch.expected import Expected

MACVLAN = "macvlan"
"""The kind of interface that `use_vmac` makes for an instance."""


class NodeState(Struct, frozen=True):
    """A node as it was at `at`, in seconds since 1970; `drift` is that of its files."""

    name: str
    look: Look | Unread
    at: float
    drift: tuple[Drift, ...] = ()

    @property
    def seen(self) -> Look | None:
        return self.look if isinstance(self.look, Look) else None


class VipState(Struct, frozen=True):
    """The owners of a VIP; `unread` are nodes that may own it, too: nobody could ask them."""

    vip: str
    group: str
    owners: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def owned(self) -> bool | None:
        """Whether exactly one node owns it; None where that cannot be known."""
        if len(self.owners) > 1:
            return False
        return None if self.unread else len(self.owners) == 1


class SiteState(Struct, frozen=True):
    """All of it; `members` are the instances, by group, of each node."""

    site: str
    nodes: tuple[NodeState, ...]
    vips: tuple[VipState, ...]

    def node(self, name: str) -> NodeState:
        return next(node for node in self.nodes if node.name == name)


def site_state(
    site: Site,
    known: Mapping[str, Expected],
    looks: Mapping[str, tuple[Look | Unread, float]],
) -> SiteState:
    """`looks` has the last look at each node and when it was, in seconds since 1970."""
    nodes = tuple(
        NodeState(name, look, at, tuple(drift(known[name].hashes, look)))
        for name, (look, at) in looks.items()
    )
    seen = {node.name: node.look for node in nodes}
    return SiteState(site.name, nodes, tuple(_vips(site, seen)))


def _vips(site: Site, seen: Mapping[str, Look | Unread]) -> Iterator[VipState]:
    for group in groups(site):
        for vip in group.vips:
            yield VipState(
                str(vip),
                group.name,
                tuple(name for name, there in _places(group, vip, seen) if there),
                tuple(name for name, there in _places(group, vip, seen) if there is None),
            )


def _places(
    group: Group, vip: Address, seen: Mapping[str, Look | Unread]
) -> Iterator[tuple[str, bool | None]]:
    for node, instance in group.members:
        look = seen[node.name or ""]
        there = None if isinstance(look, Unread) else owns(look, instance, vip)
        yield node.name or "", there


def owns(look: Look, instance: VrrpInstance, vip: Address) -> bool:
    """Whether the VIP is where keepalived puts it: a copy on another interface does not count."""
    wires = {instance.wire(v) or DEFAULT_INTERFACE for v in instance.vips if v.address == vip}
    virtual = "use_vmac" in instance.settings
    return any(
        ip_interface(own).ip == vip
        for link in look.links
        if link.name in wires or (virtual and link.kind == MACVLAN)
        for own in link.addresses
    )


def serves(node: Node, known: Expected, look: Look) -> bool:
    """Whether HAProxy runs, listens on every VIP that it should, and answers where it is asked."""
    answered = all(answer.version for answer in look.answers) or not node.haproxy.sockets
    return look.haproxy.running and answered and not any(deaf(known, look))


def deaf(known: Expected, look: Look) -> Iterator[tuple[Address, int]]:
    """The VIPs and ports on which nothing listens."""
    listening = {(socket.address.partition("%")[0], socket.port) for socket in look.listening}
    for vip, port in known.services:
        every = ("0.0.0.0", "*", "::") if vip.version == 4 else ("*", "::")
        if not any((address, port) in listening for address in (str(vip), *every)):
            yield vip, port
