# SPDX-License-Identifier: Apache-2.0
"""Sites as values, without files."""

from ipaddress import ip_address

from holdfast.model.interface import Interface
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import KeepalivedConfig, Vip, VrrpInstance
from holdfast.text.span import Span

NOWHERE = Place("lb", "/nowhere", Span(0, 0))


def vip(address: str, prefix: int | None = 24, device: str | None = None) -> Vip:
    return Vip(ip_address(address), prefix, device, NOWHERE)


def instance(name: str, *vips: Vip, vrid: int = 51, interface: str = "ens18") -> VrrpInstance:
    return VrrpInstance(
        name, NOWHERE, {}, interface=interface, virtual_router_id=vrid, vips=tuple(vips)
    )


def node(name: str, *instances: VrrpInstance, interfaces: tuple[Interface, ...] = ()) -> Node:
    config = KeepalivedConfig(instances=tuple(instances))
    return Node(name, "", {}, keepalived=config, interfaces=interfaces)


def site(*nodes: Node) -> Site:
    return Site("site", tuple(nodes))
