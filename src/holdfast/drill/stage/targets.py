# SPDX-License-Identifier: Apache-2.0
"""What the client asks: for each VIP one port on which HAProxy answers HTTP."""

from collections.abc import Iterator, Sequence

from holdfast.drill.stage.segments import Segment, vip_interface
from holdfast.drill.timeline import Watched
from holdfast.lab.traffic import Target
from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.proxy import Bind
from holdfast.model.site import Site


def watched(site: Site, wires: Sequence[Segment]) -> tuple[Watched, ...]:
    """Every VIP of every group, with the interface on which each node has it."""
    return tuple(_watch(group, vip, wires) for group in groups(site) for vip in group.vips)


def _watch(group: Group, address: Address, wires: Sequence[Segment]) -> Watched:
    interfaces = _interfaces(group, address)
    slowest = max(instance.advert_int for _, instance in group.members)
    card = _card(address, interfaces, wires)
    own = address.version == 6 and address.is_link_local
    return Watched(group.name, str(address), interfaces, slowest * 1000, card, own)


def _interfaces(group: Group, address: Address) -> dict[str, str]:
    """Where each node has a VIP."""
    return {
        node.name or "": vip_interface(instance, vip)
        for node, instance in group.members
        for vip in instance.vips
        if vip.address == address
    }


def _card(vip: Address, interfaces: dict[str, str], wires: Sequence[Segment]) -> str:
    """The client's interface for a link-local VIP, which has the name of its wire; "" for others:
    the kernel's routes know the way."""
    if vip.version == 4 or not vip.is_link_local:
        return ""
    return next(wire.name for wire in wires if not set(wire.ports).isdisjoint(interfaces.items()))


def targets(site: Site, wires: Sequence[Segment]) -> tuple[Target, ...]:
    """One target for each VIP that some HAProxy listens on in a way the client can speak."""
    found = {vip: group for group in groups(site) for vip in group.vips}
    asked = ((vip, group, _best(site, vip)) for vip, group in found.items())
    return tuple(
        Target(
            str(vip),
            bind.ports[0],
            tls="ssl" in bind.options,
            card=_card(vip, _interfaces(group, vip), wires),
        )
        for vip, group, bind in asked
        if bind is not None
    )


def _best(site: Site, vip: Address) -> Bind | None:
    """The easiest bind to ask: plain before TLS, the VIP itself before a wildcard."""
    candidates = list(_answering(site, vip))
    return min(candidates, key=lambda b: ("ssl" in b.options, b.address is None), default=None)


def _answering(site: Site, vip: Address) -> Iterator[Bind]:
    for node in site.nodes:
        for bind in node.haproxy.binds:
            if bind.hears(vip) and bind.ports[0] and "accept-proxy" not in bind.options:
                yield bind
