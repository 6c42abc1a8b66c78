# SPDX-License-Identifier: Apache-2.0
"""The VIP is kept on a dummy interface of every node, and nobody but its owner answers ARP."""

from collections.abc import Iterator
from functools import partial
from itertools import count

from holdfast.methods.forms.choice import choose, tool_of
from holdfast.methods.forms.tool import Tool
from holdfast.methods.kept import corrections
from holdfast.methods.kernel_settings import IN_FORCE
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import label, needs_folder, plan_nodes
from holdfast.methods.quiet_arp import quiet_arp
from holdfast.model.address import Address
from holdfast.model.binding import kept_on, served
from holdfast.model.change import FileEdit
from holdfast.model.kept import kept_elsewhere
from holdfast.model.settings import Form
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance
from holdfast.render.iproute import address_commands, dummy_commands

BRING_UP = (
    "after the kernel settings: {}, or a reboot does it all; then start HAProxy where it is dead; "
    "the backup first"
)
PRICE = (
    "the price of dummy: packets that a node sends from the VIP to another node are dropped there, "
    "and clients on a node itself always reach its own HAProxy"
)

_Moved = tuple[VrrpInstance, Vip]


def plan(site: Site) -> Plan | Refused:
    """A dummy interface with each VIP that HAProxy serves, as /32 or /128.

    Those that it can bind already, too: whoever asks for dummy wants the VIP kept. It is written
    in the form that the settings ask for, else in that of the tool that the node has. A VIP that a
    second interface keeps is corrected there, where its prefix is wider. The interface of each
    IPv4 VIP so kept gets arp_ignore and arp_announce, `conf.all` nothing.
    """
    return plan_nodes(site, partial(_plan_node, form=site.settings.form))


def _plan_node(node: Node, form: Form | None) -> Plan | Refused:
    missing = _missing(node)
    kept = [(k.instance, k.vip) for k in kept_elsewhere(node)]
    refused = next(_refusals(node, missing, kept), None)
    if refused is not None:
        return refused
    corrected = corrections(node)
    if isinstance(corrected, Refused):
        return corrected
    written = _keep(node, missing, form) if missing else Plan()
    if isinstance(written, Refused):
        return Refused(f"{label(node)}{written.why}")
    settings = quiet_arp(node, _on_wire([*missing, *kept]))
    notes = (
        *((IN_FORCE,) if settings else ()),
        *dict.fromkeys((*_renewals(corrected), *written.notes)),
    )
    changes = (*corrected, *written.changes, *settings)
    return Plan(changes, (*notes, PRICE) if changes else ())


def _missing(node: Node) -> list[_Moved]:
    found = {
        vip.address: (instance, vip)
        for instance, vip in served(node)
        if next(kept_on(node, vip.address), None) is None
    }
    return list(found.values())


def _refusals(node: Node, missing: list[_Moved], kept: list[_Moved]) -> Iterator[Refused]:
    if missing and node.name is None:
        yield needs_folder("dummy")
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


def _keep(node: Node, missing: list[_Moved], form: Form | None) -> Plan | Refused:
    """The files that keep the VIPs from boot on, and how that is had at once."""
    wires = [interface for _, interface in _on_wire(missing)]
    tool = choose(node, form, wires)
    if isinstance(tool, Refused):
        return tool
    addresses = [vip.address for _, vip in missing]
    if form == "lo":
        return _on_loopback(node, tool, addresses)
    name = tool.interface or _free_name(node, wires)
    written = tool.dummy(node, name, addresses)
    if isinstance(written, Refused):
        return written
    return Plan(
        written, (BRING_UP.format(tool.bring_up), _at_once(dummy_commands(name, addresses)))
    )


def _on_loopback(node: Node, tool: Tool, addresses: list[Address]) -> Plan | Refused:
    if tool.loopback is None:
        return Refused(
            f"what reads {tool.folder} leaves lo alone: name another --form, or none for a dummy"
        )
    written = tool.loopback(node, addresses)
    if isinstance(written, Refused):
        return written
    return Plan(written, (BRING_UP.format(_quoted(address_commands("lo", addresses))),))


def _free_name(node: Node, wires: list[str]) -> str:
    """A name that no interface of the node has."""
    taken = {interface.name for interface in node.interfaces} | set(wires)
    return next(name for number in count() if (name := f"vip{number}") not in taken)


def _renewals(corrected: tuple[FileEdit, ...]) -> Iterator[str]:
    for edit in corrected:
        tool = tool_of(edit.path)
        if tool is not None:
            yield BRING_UP.format(tool.bring_up)


def _at_once(commands: tuple[str, ...]) -> str:
    return f"or at once, until the next boot: {_quoted(commands)}"


def _quoted(commands: tuple[str, ...]) -> str:
    return f"`{' && '.join(commands)}`"
