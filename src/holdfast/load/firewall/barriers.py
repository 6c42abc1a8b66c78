# SPDX-License-Identifier: Apache-2.0
"""Every firewall that a node's files configure, asked about one instance."""

from collections.abc import Iterator

from holdfast.load.firewall.chains import Advert, advert, dropped_by
from holdfast.load.firewall.firewalld import firewalld_barrier
from holdfast.load.firewall.iptables import iptables_chains
from holdfast.load.firewall.nftables import nftables_barrier
from holdfast.load.firewall.ufw import ufw_barrier
from holdfast.model.firewall import Barrier
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance

SAVED = {
    4: ("/etc/iptables/rules.v4", "/etc/sysconfig/iptables"),
    6: ("/etc/iptables/rules.v6", "/etc/sysconfig/ip6tables"),
}
"""What Debian's iptables-persistent and Red Hat's iptables-services load at boot."""


def barriers(node: Node, instance: VrrpInstance) -> Iterator[Barrier]:
    """What surely drops the advertisements that this instance should hear."""
    packet = advert(instance)
    if packet is not None:
        found = (
            nftables_barrier(node, packet),
            _iptables_barrier(node, packet),
            ufw_barrier(node, packet),
            firewalld_barrier(node, packet),
        )
        yield from (barrier for barrier in found if barrier is not None)


def _iptables_barrier(node: Node, packet: Advert) -> Barrier | None:
    saved = (node.files.get(path) for path in SAVED[packet.version])
    file = next((file for file in saved if file is not None), None)
    chains = iptables_chains(node.name, file, packet) if file is not None else {}
    place = dropped_by(chains, "INPUT") if "INPUT" in chains else None
    return Barrier("iptables", place) if place is not None else None
