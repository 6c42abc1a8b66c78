# SPDX-License-Identifier: Apache-2.0
"""The node's own firewall drops the advertisements of the others."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, offer
from holdfast.check.vrrp_let_in import vrrp_let_in
from holdfast.load.firewall import barriers
from holdfast.model.site import Site

LETS_IN = {
    "nftables": "add `ip protocol vrrp accept` (IPv6: `ip6 nexthdr vrrp`) above it",
    "iptables": "add `-A INPUT -p vrrp -j ACCEPT` above it",
    "ufw": "add `-A ufw-before-input -p vrrp -j ACCEPT` to /etc/ufw/before.rules",
    "firewalld": "run `firewall-cmd --permanent --add-protocol=vrrp` for this zone",
}


def check(site: Site) -> Iterator[Finding]:
    """Each firewall that surely drops them; one that is not wholly understood is silent."""
    for node in site.nodes:
        for instance in node.keepalived.instances:
            for barrier in barriers(node, instance):
                change = vrrp_let_in(node, instance, barrier)
                yield Finding(
                    f"{barrier.tool} drops VRRP, protocol 112, on {instance.interface}: "
                    f"{_here(node.name)} never hears another owner, and owns the VIPs of "
                    f"{instance.name} as well; {LETS_IN[barrier.tool]}",
                    barrier.place,
                    also=(Also(instance.at("interface"), f"{instance.name} listens there"),),
                    fix=offer("unsafe", change),
                )


def _here(name: str | None) -> str:
    return name or "this node"
