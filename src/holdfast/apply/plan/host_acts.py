# SPDX-License-Identifier: Apache-2.0
"""What puts changed files of a node in force at once that only a boot would read."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from holdfast.apply.plan.owners import known_facts
from holdfast.methods.forms.choice import tool_of
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.model.kernel import Setting
from holdfast.model.site import Node
from holdfast.model.steps import (
    Act,
    AddAddress,
    AddLink,
    LinkKind,
    RemoveAddress,
    RemoveLink,
    SetKernel,
)

_OFF_BY_DEFAULT = ("ip_nonlocal_bind", "arp_ignore", "arp_announce", "tcp_fwmark_accept")
"""Settings that are 0 in a kernel that nobody told otherwise."""

_OF_INTERFACE = re.compile(r"(net\.ipv[46]\.(?:conf|neigh)\.)(.+)(\.[a-z_0-9]+)")


class InForce(NamedTuple):
    """The acts, and what takes them back, the last one first."""

    acts: tuple[Act, ...] = ()
    undo: tuple[Act, ...] = ()


def kernel(before: Node, after: Node, paths: Collection[str]) -> InForce:
    """The settings that the changed files (`paths`) state, where the kernel has others."""
    known = known_facts(before)
    running = known.settings if known is not None else {}
    acts: list[Act] = []
    undo: list[Act] = []
    for name, setting in after.sysctls.settings.items():
        had = running.get(name) or _stated(before.sysctls.settings.get(name)) or _default(name)
        told = setting.place is not None and setting.place.path in paths
        if told and setting.value != had:
            acts.append(SetKernel(after.name or "", _spelt(name), setting.value))
            undo += [SetKernel(after.name or "", _spelt(name), had)] if had is not None else []
    return InForce(tuple(acts), tuple(reversed(undo)))


def links(before: Node, after: Node) -> InForce:
    """The interfaces without a wire that the files make, and the VIPs that are kept there.

    Every other address is left to the operator: `left_alone`.
    """
    acts: list[Act] = []
    undo: list[Act] = []
    for link in after.interfaces:
        made = _kept(before, after, link)
        acts += made.acts
        undo[:0] = made.undo
    return InForce(tuple(acts), tuple(undo))


def left_alone(before: Node, after: Node, paths: Collection[str]) -> Iterator[str]:
    """A sentence for each changed file about interfaces of which nothing is put in force."""
    changed = {
        link.place.path
        for link in after.interfaces
        if link.place is not None and _kept(before, after, link).acts
    }
    for path in paths:
        if tool_of(path) is not None and path not in changed:
            yield f"{after.name}: {path} is in force after the next boot, or once its tool is told"


def _kept(old: Node, new: Node, link: Interface) -> InForce:
    if not (link.local or link.kind == "bridge"):
        return InForce()
    before = old.interface(link.name)
    had = _vips(old, before) if before is not None else ()
    return _changed(new.name or "", before, had, link, _vips(new, link))


def _vips(node: Node, link: Interface) -> tuple[InterfaceAddress, ...]:
    """The VIPs that a file keeps on an interface."""
    vips = {vip.address for instance in node.keepalived.instances for vip in instance.vips}
    return tuple(own for own in link.addresses if own.place and own.address in vips)


def _changed(
    node: str,
    before: Interface | None,
    had: tuple[InterfaceAddress, ...],
    after: Interface,
    has: tuple[InterfaceAddress, ...],
) -> InForce:
    new = [own for own in has if not _among(own, had)]
    kept = {own.address for own in has}
    renewed = [own for own in had if not _among(own, has) and own.address in kept]
    kind: LinkKind = "bridge" if after.kind == "bridge" else "dummy"
    makes = before is None and after.name != "lo" and bool(new)
    acts: list[Act] = [AddLink(node, after.name, kind)] if makes else []
    acts += [AddAddress(node, after.name, own.address, own.prefix) for own in new]
    acts += [RemoveAddress(node, after.name, own.address, own.prefix) for own in renewed]
    undo: list[Act] = [AddAddress(node, after.name, own.address, own.prefix) for own in renewed]
    if makes:
        undo.append(RemoveLink(node, after.name))
    else:
        undo += [RemoveAddress(node, after.name, own.address, own.prefix) for own in new]
    return InForce(tuple(acts), tuple(undo))


def _among(own: InterfaceAddress, others: tuple[InterfaceAddress, ...]) -> bool:
    return any((own.address, own.prefix) == (o.address, o.prefix) for o in others)


def _stated(setting: Setting | None) -> str | None:
    return setting.value if setting is not None else None


def _default(name: str) -> str | None:
    return "0" if name.endswith(_OFF_BY_DEFAULT) else None


def _spelt(name: str) -> str:
    """As sysctl(8) takes it: a dot in the name of an interface is a slash."""
    found = _OF_INTERFACE.fullmatch(name)
    return found[1] + found[2].replace(".", "/") + found[3] if found else name
