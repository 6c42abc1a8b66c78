# SPDX-License-Identifier: Apache-2.0
"""The VIP is kept on a dummy interface of every node, and nobody but its owner answers ARP."""

from collections.abc import Iterator
from itertools import count

from holdfast.methods.file_end import append
from holdfast.methods.kept import corrections
from holdfast.methods.kernel_settings import IN_FORCE
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import label, needs_folder, plan_nodes
from holdfast.methods.quiet_arp import quiet_arp
from holdfast.model.binding import kept_on, served
from holdfast.model.change import Change, NewFile
from holdfast.model.kept import kept_elsewhere
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance
from holdfast.render.ifupdown import dummy_stanza

INTERFACES = "/etc/network/interfaces"
BRING_UP = (
    "after the kernel settings: `ifup -a` makes a new interface, ifdown and ifup renew a corrected "
    "one, or a reboot does it all; then start HAProxy where it is dead; the backup first"
)
PRICE = (
    "the price of dummy: packets that a node sends from the VIP to another node are dropped there, "
    "and clients on a node itself always reach its own HAProxy"
)

_WITH_IFUPDOWN = ("debian", "devuan", "raspbian")
_Moved = tuple[VrrpInstance, Vip]


def plan(site: Site) -> Plan | Refused:
    """A dummy interface with each VIP that HAProxy serves, as /32 or /128.

    Those that it can bind already, too: whoever asks for dummy wants the VIP kept. A VIP that a
    second interface keeps is corrected there, where its prefix is wider. The interface of each
    IPv4 VIP so kept gets arp_ignore and arp_announce, `conf.all` nothing.
    """
    return plan_nodes(site, _plan_node)


def _plan_node(node: Node) -> Plan | Refused:
    missing = {
        vip.address: (instance, vip)
        for instance, vip in served(node)
        if next(kept_on(node, vip.address), None) is None
    }
    kept = [(k.instance, k.vip) for k in kept_elsewhere(node)]
    refused = next(_refusals(node, list(missing.values()), kept), None)
    if refused is not None:
        return refused
    corrected = corrections(node)
    if isinstance(corrected, Refused):
        return corrected
    stanza = (_stanza(node, list(missing.values())),) if missing else ()
    settings = quiet_arp(node, _on_wire([*missing.values(), *kept]))
    changes = (*corrected, *stanza, *settings)
    return Plan(changes, tuple(_notes(changes, settings)))


def _refusals(node: Node, missing: list[_Moved], kept: list[_Moved]) -> Iterator[Refused]:
    if missing and node.name is None:
        yield needs_folder("dummy")
    if missing and INTERFACES not in node.files and node.os.id not in _WITH_IFUPDOWN:
        yield Refused(
            f"{label(node)}dummy writes interfaces(5) of ifupdown, which {node.os.id} does not "
            "use: take --method transparent or nonlocal-bind"
        )
    for instance, vip in (*missing, *kept):
        if instance.wire(vip) is None:
            yield Refused(
                f"{label(node)}{instance.name} names no interface, so dummy cannot tell where to "
                "keep ARP quiet: name it first"
            )


def _on_wire(moved: list[_Moved]) -> Iterator[tuple[Vip, str]]:
    """Each VIP with the interface on which keepalived moves it."""
    for instance, vip in moved:
        interface = instance.wire(vip)
        if interface is not None:
            yield vip, interface


def _stanza(node: Node, missing: list[_Moved]) -> Change:
    """At the end of the node's interfaces file, or beside the distribution's own.

    That one sources /etc/network/interfaces.d/*, and must not be hidden by a new one.
    """
    taken = {interface.name for interface in node.interfaces}
    taken |= {interface for _, interface in _on_wire(missing)}
    name = next(name for number in count() if (name := f"vip{number}") not in taken)
    text = dummy_stanza(name, [vip.address for _, vip in missing])
    file = node.files.get(INTERFACES)
    if file is None:
        return NewFile(node.name, f"{INTERFACES}.d/{name}", text.encode())
    return append(node, file, f"\n{text}")


def _notes(changes: tuple[Change, ...], settings: tuple[Change, ...]) -> Iterator[str]:
    if settings:
        yield IN_FORCE
    if len(changes) > len(settings):
        yield BRING_UP
    if changes:
        yield PRICE
