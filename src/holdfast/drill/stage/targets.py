# SPDX-License-Identifier: Apache-2.0
"""What the client asks: for each VIP one port on which HAProxy answers HTTP."""

from collections.abc import Iterator

from holdfast.drill.stage.segments import vip_interface
from holdfast.drill.timeline import Watched
from holdfast.lab.traffic import Target
from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.proxy import Bind
from holdfast.model.site import Site


def watched(site: Site) -> tuple[Watched, ...]:
    """Every VIP of every group, with the interface on which each node has it."""
    return tuple(_watch(group, vip) for group in groups(site) for vip in group.vips)


def _watch(group: Group, address: Address) -> Watched:
    interfaces = {
        node.name or "": vip_interface(instance, vip)
        for node, instance in group.members
        for vip in instance.vips
        if vip.address == address
    }
    slowest = max(instance.advert_int for _, instance in group.members)
    return Watched(group.name, str(address), interfaces, slowest * 1000)


def targets(site: Site) -> tuple[Target, ...]:
    """One target for each VIP that some HAProxy listens on in a way the client can speak."""
    vips = dict.fromkeys(vip for group in groups(site) for vip in group.vips)
    found = ((vip, _best(site, vip)) for vip in vips)
    return tuple(
        Target(str(vip), bind.ports[0], tls="ssl" in bind.options)
        for vip, bind in found
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
