# SPDX-License-Identifier: Apache-2.0
"""A planned move of VIPs to other nodes, as steps: elected by keepalived itself, drained after it.

The new owner comes to outrank the old one by a reload, and takes the VIPs as it would after the
loss of a better node: it adds the addresses, and its first advertisement makes the old owner take
its own away. So there is no moment without an owner, and until the new one has taken over nothing
has changed on the old one: docs/decisions/0008-move.md.
"""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.methods.method import Refused
from holdfast.methods.move_ranks import Owners, electing, placing, rests
from holdfast.methods.relay_links import links, tcp_ports
from holdfast.model.address import Address
from holdfast.model.group import Group
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Site
from holdfast.model.steps import (
    Act,
    Drained,
    Hears,
    Owned,
    Placed,
    Reload,
    Serves,
    Service,
    Step,
    WriteFile,
)
from holdfast.model.timing import SETTLE_MS, down_interval_ms
from holdfast.model.unit import KEEPALIVED
from holdfast.model.vrrp import DEFAULT_INTERFACE
from holdfast.render.relay import heartbeats

READY_MS = 3_000
"""How long is waited for what should be so beforehand: HAProxy serves, the relay hears."""


class Move(Struct, frozen=True):
    """`after` are the nodes' files once all steps are done: those of the site where the VIPs stay
    with their new owners by themselves, else with the priorities that keep them there.

    `relayed` says that no connection breaks: every node has the relay.
    """

    steps: tuple[Step, ...]
    after: Site
    relayed: bool


def move(site: Site, present: Site, to: Owners, drained_ms: float) -> Move | Refused:
    """What moves the VIPs of each group to a node, from whichever node owns them.

    `site` is as its files are meant, `present` as the nodes have them: an earlier move may have
    left its priorities there. With the relay the nodes that may have owned them are given
    `drained_ms` to end their connections.
    """
    during = electing(site, to)
    if isinstance(during, Refused):
        return during
    after = site if rests(site, to) else during
    relayed = has_relay(site)
    ready = _ready(site, to, relayed=relayed)
    taking = _taking(present, during, to)
    settling = _settling(during, after, to)
    draining = _draining(site, to, drained_ms) if relayed else ()
    return Move((*ready, *taking, *settling, *draining), after, relayed)


def restoring(site: Site, present: Site) -> tuple[Step, ...]:
    """What gives the nodes the files of the site again, whoever owns the VIPs then."""
    return tuple(
        Step(f"{node} has its own keepalived.conf again", acts)
        for node, acts in _differing(present, site).items()
    )


def has_relay(site: Site) -> bool:
    """Whether every node has the relay's table among its files."""
    return all(RELAY_PATH in node.files for node in site.nodes)


def _ready(site: Site, to: Owners, *, relayed: bool) -> Iterator[Step]:
    for name in dict.fromkeys(owner for _, owner in placing(site, to)):
        node = next(node for node in site.nodes if node.name == name)
        vips = [vip for g, owner in placing(site, to) if owner == name for vip in g.vips]
        services = (Service(vip, first) for vip in vips for first, _ in tcp_ports(site, vip))
        sockets = (s.text for s in node.haproxy.sockets if s.text.startswith("/"))
        serves = Serves(name, tuple(services), tuple(sockets), READY_MS)
        yield Step(f"HAProxy serves on {name}", gates=(serves,))
        if relayed:
            yield Step(f"the relay on {name} hears its peers", gates=tuple(_hearing(site, name)))


def _hearing(site: Site, name: str) -> Iterator[Hears]:
    """The heartbeats of the nodes that may hold connections."""
    found = links(site, next(node for node in site.nodes if node.name == name))
    sets = {} if isinstance(found, Refused) else heartbeats(found)
    for peer in dict.fromkeys(peer for _, peer in sets):
        own = tuple((family, up) for (family, of), up in sets.items() if of == peer)
        yield Hears(name, peer, own, READY_MS)


def _taking(present: Site, during: Site, to: Owners) -> Iterator[Step]:
    """The new owners first: what a node gives up of its rank it gives up last."""
    changed = _differing(present, during)
    back = _differing(during, present)
    for node in sorted(changed, key=lambda name: name not in to):
        yield Step(f"{node} gets its new rank", changed[node], undo=back[node])
    names = " and ".join(dict.fromkeys(owner for _, owner in placing(during, to)))
    yield Step(f"{names} takes over", gates=tuple(_owned(during, to)), commits=True)


def _settling(during: Site, after: Site, to: Owners) -> Iterator[Step]:
    for node, acts in _differing(during, after).items():
        owned = tuple(_owned(after, to))
        yield Step(f"{node} has its own keepalived.conf again", acts, owned)


def _draining(site: Site, to: Owners, within_ms: float) -> Iterator[Step]:
    for node in site.nodes:
        name = node.name or ""
        vips = [
            vip
            for group, owner in placing(site, to)
            if owner != name and any(member.name == name for member, _ in group.members)
            for vip in group.vips
        ]
        if vips:
            gate = Drained(name, tuple(vips), within_ms)
            yield Step(f"{name} is drained", gates=(gate,))


def _owned(site: Site, to: Owners) -> Iterator[Owned]:
    """Every VIP at its new owner and nowhere else, within the silence that the election takes."""
    for group, owner in placing(site, to):
        silence = max(
            down_interval_ms(i.version, i.advert_int * 1000, i.priority, i.adverts_missed)
            for _, i in group.members
        )
        for vip in group.vips:
            places = tuple(_places(group, vip))
            at = next(place for place in places if place.node == owner)
            others = tuple(place for place in places if place.node != owner)
            yield Owned(at, others, silence + SETTLE_MS)


def _places(group: Group, vip: Address) -> Iterator[Placed]:
    for node, instance in group.members:
        for own in instance.vips:
            if own.address == vip:
                wire = instance.wire(own) or DEFAULT_INTERFACE
                yield Placed(vip, node.name or "", wire)


def _differing(before: Site, after: Site) -> dict[str, tuple[Act, ...]]:
    """By node, what makes its files those of `after`, and keepalived read them."""
    found: dict[str, tuple[Act, ...]] = {}
    for old, new in zip(before.nodes, after.nodes, strict=True):
        name = new.name or ""
        written = tuple(
            WriteFile(name, path, file.data)
            for path, file in new.files.items()
            if path in old.files and old.files[path].data != file.data
        )
        if written:
            found[name] = (*written, Reload(name, KEEPALIVED))
    return found
