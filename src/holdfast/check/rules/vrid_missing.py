# SPDX-License-Identifier: Apache-2.0
"""No virtual_router_id is stated: keepalived does not start."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.vrid_of_peers import vrid_of_peers
from holdfast.methods.keepalived_block import put
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Every instance without one; one that is out of range is told of elsewhere."""
    for node, instance in site.instances:
        if "virtual_router_id" not in instance.settings:
            yield Finding(
                f"{instance.name} has no virtual_router_id: keepalived stops at once, with all "
                "its instances; give it one from 1 to 255, the same on all nodes",
                instance.place,
                fix=_fix(site, node, instance),
            )


def _fix(site: Site, node: Node, instance: VrrpInstance) -> Fix | None:
    """That of the other nodes, where they agree."""
    vrid = vrid_of_peers(site, node, instance)
    if vrid is None:
        return None
    changes = put(node, instance.place, {"virtual_router_id": str(vrid)})
    return Fix("unsafe", changes) if changes is not None else None
