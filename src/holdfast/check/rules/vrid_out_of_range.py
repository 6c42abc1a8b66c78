# SPDX-License-Identifier: Apache-2.0
"""A virtual_router_id that is not between 1 and 255: keepalived does not start."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.small_edits import word_changed
from holdfast.check.vrid_of_peers import vrid_of_peers
from holdfast.model.keyword import Refused
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Each id that keepalived refuses, where no valid one is left."""
    for node in site.nodes:
        missing = {i.name: i for i in node.keepalived.instances if i.virtual_router_id is None}
        for refused in node.keepalived.refused:
            if refused.keyword == "virtual_router_id" and refused.block in missing:
                yield Finding(
                    f"{refused.text} is no virtual_router_id: keepalived stops at once, with all "
                    "its instances; write a number from 1 to 255, the same on all nodes",
                    refused.place,
                    fix=_fix(site, node, missing[refused.block], refused),
                )


def _fix(site: Site, node: Node, instance: VrrpInstance, refused: Refused) -> Fix | None:
    """That of the other nodes, where they agree."""
    vrid = vrid_of_peers(site, node, instance)
    if vrid is None:
        return None
    return word_changed(node, refused.place, refused.text, str(vrid), "unsafe")
