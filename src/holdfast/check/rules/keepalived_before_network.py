# SPDX-License-Identifier: Apache-2.0
"""keepalived.service may start before its interfaces are there."""

from collections.abc import Iterator

from holdfast.check.drop_in import drop_in
from holdfast.check.finding import Finding, offer
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.unit import KEEPALIVED
from holdfast.text.span import Span

ONLINE = frozenset(
    ("network-online.target", "networking.service", "systemd-networkd-wait-online.service")
)

AFTER, WANTS = "After=network-online.target", "Wants=network-online.target"


def check(site: Site) -> Iterator[Finding]:
    """A unit of the node's own that is not ordered after the network.

    The distributions' units are; `dynamic_interfaces` and `vrrp_startup_delay` make up for it.
    """
    for node in site.nodes:
        unit = node.units.get(KEEPALIVED)
        stated = node.keepalived.globals.settings
        if unit is None or not unit.paths or not node.keepalived.instances:
            continue
        waits = "dynamic_interfaces" in stated or "vrrp_startup_delay" in stated
        if ONLINE.isdisjoint(unit.after) and not waits:
            change = drop_in(node, KEEPALIVED, "after-network", "Unit", AFTER, WANTS)
            yield Finding(
                f"{KEEPALIVED} is not ordered after the network: started before "
                f"{_interfaces(node)} is there, keepalived stops at once and stays stopped; add "
                f"`{AFTER}` and `{WANTS}`",
                Place(node.name, unit.paths[0], Span(0, 0)),
                fix=offer("safe", change),
            )


def _interfaces(node: Node) -> str:
    names = dict.fromkeys(i.interface for i in node.keepalived.instances if i.interface)
    return " or ".join(names) or "its interface"
