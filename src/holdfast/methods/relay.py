# SPDX-License-Identifier: Apache-2.0
"""Packets of a connection that another node holds are handed to it, in the kernel."""

from collections.abc import Iterator

from holdfast.load.haproxy.marks import client_marks
from holdfast.methods import dummy
from holdfast.methods.kernel_settings import set_settings
from holdfast.methods.method import Plan, Refused
from holdfast.methods.own_file import own_file
from holdfast.methods.plans import label, needs_folder
from holdfast.methods.relay_beat import beat, heartbeat_port
from holdfast.methods.relay_links import links
from holdfast.model.change import Change
from holdfast.model.relay import RELAY_PATH, Link
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY
from holdfast.render.relay import relay_file
from holdfast.render.relay_unit import UNIT_PATH, UNIT_TEXT, WANTED_PATH, WANTED_TEXT

SYSCTL_PATH = "/etc/sysctl.d/60-holdfast-relay.conf"
SETTINGS = {"net.ipv4.tcp_fwmark_accept": 1}
_REASONS = (
    "A connection takes over the mark that the relay's table puts on its SYN, and is known by it",
    "from then on (kernel documentation, networking/ip-sysctl). IPv6 shares the setting.",
)
LOAD = (
    "relay, on each node, the backup first: apt install nftables, then the kernel settings, the "
    "second interface, systemctl daemon-reload, systemctl reload haproxy, and then systemctl start "
    "holdfast-relay; connections older than the table do not survive a move of the VIP"
)
NETWORK = (
    "relay: the network has to deliver frames with a VIP as source from every node's MAC; those of "
    "clouds and of hypervisors with address filters (port security, ipfilter) do not, and no file "
    "shows it: `holdfast apply` tries it first; by hand, as `holdfast explain relay` says"
)
PORT = "relay: no firewall may stop TCP port {} between the nodes' own addresses"


def plan(site: Site) -> Plan | Refused:
    """A table for nftables with its unit, a heartbeat in haproxy.cfg, one kernel setting.

    `dummy` comes with it: only a node that keeps the VIP can take a packet for it.
    """
    kept = dummy.plan(site)
    if isinstance(kept, Refused) or not site.nodes:
        return kept
    port, changes, relays = heartbeat_port(site), list(kept.changes), False
    for node in site.nodes:
        found = links(site, node)
        if isinstance(found, Refused):
            return found
        refused = next(_refusals(node), None) if found else None
        if refused is not None:
            return refused
        relays |= bool(found)
        changes += _node_changes(node, found, port) if found else ()
    if not relays:
        return Refused(
            "no VIP on which HAProxy listens is on two of these nodes, so none moves: name the "
            "whole site"
        )
    more = (NETWORK, LOAD, PORT.format(port))
    notes = (*kept.notes, *more) if len(changes) > len(kept.changes) else ()
    return Plan(tuple(changes), notes or kept.notes)


def _refusals(node: Node) -> Iterator[Refused]:
    """Where the table would hand on what it should not, or could not know its own."""
    if node.name is None:
        yield needs_folder("relay", "--relay")
    if not node.haproxy.paths:
        yield Refused(f"{label(node)}there is no haproxy.cfg to put the heartbeat into")
    network = node.units[HAPROXY].network if node.units else None
    if network is not None:
        yield Refused(f"{label(node)}HAProxy runs in {network}: the host's table sees no socket")
    for instance in node.keepalived.instances:
        if "use_vmac" in instance.settings:
            yield Refused(
                f"{label(node)}{instance.name} has use_vmac: packets for the VIP come in on "
                "another interface; take it out first"
            )
    for place in client_marks(node):
        yield Refused(
            f"{label(node)}a rule in {place.path} sets a mark on connections of clients, which "
            "the relay knows by its own: take it out first"
        )


def _node_changes(node: Node, found: tuple[Link, ...], port: int) -> Iterator[Change]:
    yield from own_file(node, RELAY_PATH, relay_file(found, port))
    yield from set_settings(node, SETTINGS, SYSCTL_PATH, _REASONS)
    yield from own_file(node, UNIT_PATH, UNIT_TEXT)
    yield from own_file(node, WANTED_PATH, WANTED_TEXT)
    checks = [(peer.name, link.own, peer.address) for link in found for peer in link.peers]
    yield from beat(node, port, checks)
