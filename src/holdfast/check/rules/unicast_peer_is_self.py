# SPDX-License-Identifier: Apache-2.0
"""A unicast_peer that is the node's own address."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.own_addresses import sends_from
from holdfast.check.peer_list import address_of_the_other, peer_dropped, peer_replaced
from holdfast.model.address import Address
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Its own address alone: nobody else hears it. Beside others it is only noise."""
    for node, instance in site.instances:
        if not instance.unicast_peers:
            continue
        own = sends_from(node, instance)
        itself = [peer for peer in instance.unicast_peers if peer in own]
        if itself:
            alone = len(itself) == len(instance.unicast_peers)
            if alone:
                yield _alone(site, node, instance)
            else:
                yield _beside(node, instance, itself[0])


def _alone(site: Site, node: Node, instance: VrrpInstance) -> Finding:
    address, wanted = instance.unicast_peers[0], address_of_the_other(site, node, instance)
    return Finding(
        f"{instance.name} sends its advertisements to {address}, which is this node's own "
        "address: no other node ever hears it, and both own the VIP; list the other nodes' "
        "addresses instead",
        instance.at("unicast_peer"),
        fix=peer_replaced(node, instance, address, wanted) if wanted is not None else None,
    )


def _beside(node: Node, instance: VrrpInstance, address: Address) -> Finding:
    return Finding(
        f"{instance.name} lists this node's own address {address} among its peers: it hears "
        "itself and logs a warning for each advertisement; drop it from the list",
        instance.at("unicast_peer"),
        fix=peer_dropped(node, instance, address),
        severity="warning",
    )
