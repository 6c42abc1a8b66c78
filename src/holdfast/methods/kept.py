# SPDX-License-Identifier: Apache-2.0
"""VIPs that a node's files keep on a second interface, and their prefixes put right."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.methods.host_prefix import narrow
from holdfast.methods.method import Refused
from holdfast.methods.plans import label
from holdfast.model.address import host_prefix
from holdfast.model.binding import kept_on
from holdfast.model.change import FileEdit
from holdfast.model.interface import InterfaceAddress
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip, VrrpInstance


class Kept(NamedTuple):
    """A VIP, who moves it, and the address of another interface that keeps it."""

    instance: VrrpInstance
    vip: Vip
    interface: str
    own: InterfaceAddress


def kept_elsewhere(node: Node) -> Iterator[Kept]:
    """The VIPs kept on another interface than keepalived's.

    Left out are those under `use_vmac`, where keepalived itself keeps ARP quiet.
    """
    for instance in node.keepalived.instances:
        for vip in instance.vips if "use_vmac" not in instance.settings else ():
            for interface in kept_on(node, vip.address):
                if interface.name != (vip.device or instance.interface):
                    for own in interface.addresses:
                        if own.address == vip.address and own.place is not None:
                            yield Kept(instance, vip, interface.name, own)


def corrections(node: Node) -> tuple[FileEdit, ...] | Refused:
    """What makes each of them a /32 or /128."""
    edits: dict[FileEdit, None] = {}
    for kept in kept_elsewhere(node):
        place = kept.own.place
        if place is None or kept.own.prefix == host_prefix(kept.vip.address):
            continue
        found = narrow(node.files[place.path].data, kept.own)
        if not found:
            return Refused(
                f"{label(node)}{place.path}: write {kept.vip.address} of {kept.interface} as a "
                f"/{host_prefix(kept.vip.address)} by hand: its prefix does not stand there plainly"
            )
        edits |= dict.fromkeys(FileEdit(node.name, place.path, edit) for edit in found)
    return tuple(edits)
