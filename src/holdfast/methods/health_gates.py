# SPDX-License-Identifier: Apache-2.0
"""The gates of `model.steps` that every change of running nodes waits for, read off a site."""

from collections.abc import Iterable, Iterator

from holdfast.methods.method import Refused
from holdfast.methods.move_ranks import Owners, placing
from holdfast.methods.relay_links import links, tcp_ports
from holdfast.model.address import Address
from holdfast.model.group import Group
from holdfast.model.relay import RELAY_PATH
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site
from holdfast.model.steps import Hears, Owned, Placed, Serves, Service
from holdfast.model.timing import NOTICED_MS, SETTLE_MS, Bounds, detection, down_interval_ms
from holdfast.model.vrrp import DEFAULT_INTERFACE
from holdfast.render.relay import heartbeats

READY_MS = 3_000
"""How long is waited for what should be so beforehand: HAProxy serves, the relay hears."""


def has_relay(site: Site) -> bool:
    """Whether every node has the relay's table among its files."""
    return all(RELAY_PATH in node.files for node in site.nodes)


def serves(site: Site, name: str, vips: Iterable[Address], within_ms: float = READY_MS) -> Serves:
    """HAProxy on a node serves these VIPs, whoever owns them."""
    node = named(site, name)
    services = (Service(vip, first) for vip in vips for first, _ in tcp_ports(site, vip))
    sockets = (s.text for s in node.haproxy.sockets if s.text.startswith("/"))
    return Serves(name, tuple(services), tuple(sockets), within_ms)


def hearing(site: Site, name: str) -> Iterator[Hears]:
    """The relay on a node hears the heartbeats of the nodes that may hold connections."""
    found = links(site, named(site, name))
    sets = {} if isinstance(found, Refused) else heartbeats(found)
    for peer in dict.fromkeys(peer for _, peer in sets):
        own = tuple((family, up) for (family, of), up in sets.items() if of == peer)
        yield Hears(name, peer, own, READY_MS)


def owned(site: Site, to: Owners, *, stays: bool = False) -> Iterator[Owned]:
    """Every VIP at its owner and nowhere else, within the silence that the election takes.

    One that `stays` does so for as long, and so long as a node takes to become a second one.
    """
    for group, owner in placing(site, to):
        silence = silence_ms(group)
        for vip in group.vips:
            places = tuple(_places(group, vip))
            at = next((place for place in places if place.node == owner), None)
            others = tuple(place for place in places if place.node != owner)
            if at is not None:
                held = silence + NOTICED_MS if stays else 0.0
                yield Owned(at, others, silence + SETTLE_MS, held)


def silence_ms(group: Group) -> float:
    """The longest silence after which a member of a group takes over."""
    return max(
        down_interval_ms(i.version, i.advert_int * 1000, i.priority, i.adverts_missed)
        for _, i in group.members
    )


def checked_ms(node: Node) -> float:
    """The longest that a check of keepalived's takes to fail where what it reads has changed."""
    config = node.keepalived
    tracked = (t for instance in config.instances for t in config.trackers(instance))
    scripts = (config.script(tracker.name) for tracker in tracked if tracker.kind == "script")
    return max((_fails_ms(script) for script in scripts if script is not None), default=0.0)


def _fails_ms(script: VrrpScript) -> float:
    run = Bounds(0.0, (script.timeout or script.interval) * 1000)
    return detection(script.interval * 1000, script.fall, run).max


def named(site: Site, name: str) -> Node:
    """The node of that name, which must be there."""
    return next(node for node in site.nodes if node.name == name)


def _places(group: Group, vip: Address) -> Iterator[Placed]:
    for node, instance in group.members:
        for own in instance.vips:
            if own.address == vip:
                wire = instance.wire(own) or DEFAULT_INTERFACE
                yield Placed(vip, node.name or "", wire)
