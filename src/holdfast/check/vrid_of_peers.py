# SPDX-License-Identifier: Apache-2.0
"""The virtual_router_id that the other nodes have for the VIPs of an instance."""

from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def vrid_of_peers(site: Site, node: Node, instance: VrrpInstance) -> int | None:
    """The one that all of them agree on; None where there is none, or the node has it already."""
    vips = {vip.address for vip in instance.vips}
    theirs = {
        other.virtual_router_id
        for peer, other in site.instances
        if peer is not node and vips & {vip.address for vip in other.vips}
    }
    used = {other.virtual_router_id for other in node.keepalived.instances}
    return next(iter(theirs - used), None) if len(theirs) == 1 else None
