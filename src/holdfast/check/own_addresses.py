# SPDX-License-Identifier: Apache-2.0
"""The addresses that a node has for its own, as far as its files tell."""

from collections.abc import Iterator

from holdfast.model.address import Address
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip, VrrpInstance


def own_addresses(node: Node) -> frozenset[Address]:
    """Those of its interfaces, without the VIPs that it may have for a while or keeps."""
    vips = {vip.address for i in node.keepalived.instances for vip in i.vips}
    stated = (own.address for link in node.interfaces for own in link.addresses)
    return frozenset(address for address in stated if address not in vips)


def sends_from(node: Node, instance: VrrpInstance) -> frozenset[Address]:
    """The addresses that its peers may list for an instance; none where the files do not tell."""
    own = own_addresses(node)
    return own | {instance.unicast_src_ip} if instance.unicast_src_ip is not None else own


def hears_at(node: Node, instance: VrrpInstance) -> frozenset[Address]:
    """The addresses at which an instance hears unicast; none where the files do not tell.

    It binds to its `unicast_src_ip` and hears nothing that is sent to another of its addresses
    (open_vrrp_read_socket in vrrp.c, keepalived 2.2.7).
    """
    if instance.unicast_src_ip is not None:
        return frozenset((instance.unicast_src_ip,))
    return own_addresses(node)


def wire(node: Node, instance: VrrpInstance, vip: Vip) -> Interface | None:
    """The interface a VIP is put on, where the files or the host declare it."""
    name = instance.wire(vip)
    return node.interface(name) if name is not None else None


def subnets(link: Interface, version: int) -> Iterator[InterfaceAddress]:
    """The addresses of one family that give an interface a network."""
    return (a for a in link.addresses if a.address.version == version)
