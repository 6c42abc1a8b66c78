# SPDX-License-Identifier: Apache-2.0
"""A new owner announces its VIPs once and never again."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

KEYWORDS = ("garp_master_repeat", "garp_master_delay", "garp_master_refresh")


def check(site: Site) -> Iterator[Finding]:
    """One gratuitous ARP, no second, no refresh; a vmac needs none: its address moves along."""
    for node, instance in site.instances:
        garp = instance.garp
        once = garp.repeat == 1 and garp.delay == 0 and garp.refresh == 0
        if once and instance.vips and "use_vmac" not in instance.settings:
            yield Finding(
                f"a new owner of {instance.name} sends one gratuitous ARP a VIP and no second: "
                "where a switch or a client loses it, traffic goes to the old owner until its ARP "
                "entry expires; set garp_master_delay or garp_master_refresh",
                _place(node, instance),
            )


def _place(node: Node, instance: VrrpInstance) -> Place:
    stated = node.keepalived.globals.settings
    own = next((instance.settings[word] for word in KEYWORDS if word in instance.settings), None)
    usual = ("vrrp_min_garp", *(f"vrrp_{word}" for word in KEYWORDS))
    shared = next((stated[word] for word in usual if word in stated), None)
    return own or shared or instance.place
