# SPDX-License-Identifier: Apache-2.0
"""`vrrp_strict` or `no_accept`: keepalived's firewall drops what is sent to the VIP."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.place import Place
from holdfast.model.priority import OWNER
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """An instance with VIPs that does not accept, on a node where HAProxy is to answer there."""
    for node, instance in site.instances:
        if not instance.vips or not node.haproxy.paths or instance.priority == OWNER:
            continue
        place = _drops(node, instance)
        if place is not None:
            yield Finding(
                f"keepalived drops every packet to the VIPs of {instance.name}, on the node that "
                "owns them, so HAProxy never answers there; drop this line, or write `accept` in "
                "the instance (VRRP version 3)",
                place,
                fix=line_dropped(node, place, "unsafe"),
            )


def _drops(node: Node, instance: VrrpInstance) -> Place | None:
    """What turns accepting off; under version 2 and strict `accept` itself is ignored."""
    stated = instance.settings
    if instance.strict and (instance.version == 2 or "accept" not in stated):
        return stated.get("strict_mode") or node.keepalived.globals.settings.get("vrrp_strict")
    return stated.get("no_accept") if "accept" not in stated else None
