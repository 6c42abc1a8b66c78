# SPDX-License-Identifier: Apache-2.0
"""Two instances of a node with one virtual_router_id on one interface."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Site
from holdfast.model.vrrp import VrrpInstance

Identity = tuple[object, ...]


def check(site: Site) -> Iterator[Finding]:
    """Both multicast, same family, same group; unicast ones also need the same address and a peer.

    A `mcast_dst_ip` makes it another network.
    """
    for node in site.nodes:
        before: dict[Identity, VrrpInstance] = {}
        for instance in node.keepalived.instances:
            for identity in _identities(instance):
                first = before.setdefault(identity, instance)
                if first is not instance:
                    yield _finding(instance, first)
                    break


def _finding(instance: VrrpInstance, first: VrrpInstance) -> Finding:
    return Finding(
        f"{instance.name} and {first.name} both have virtual_router_id "
        f"{instance.virtual_router_id} on {instance.interface}: keepalived stops at once, with "
        "all its instances; give each its own id, the same on all nodes",
        instance.at("virtual_router_id"),
        also=(Also(first.at("virtual_router_id"), f"{first.name} has it too"),),
    )


def _identities(instance: VrrpInstance) -> Iterator[Identity]:
    vrid, family, link = instance.virtual_router_id, instance.family, instance.interface
    if vrid is None or family is None or link is None or "mcast_dst_ip" in instance.settings:
        return
    if not instance.unicast_peers:
        yield vrid, family, link
    for peer in instance.unicast_peers:
        yield vrid, family, link, instance.unicast_src_ip, peer
