# SPDX-License-Identifier: Apache-2.0
"""A /32 or /128 VIP in none of the networks of its interface."""

from collections.abc import Iterator
from ipaddress import ip_interface

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import subnets, wire
from holdfast.model.address import host_prefix
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.model.site import Site
from holdfast.model.vrrp import Vip


def check(site: Site) -> Iterator[Finding]:
    """A VIP that no neighbour asks for, unless a router sends it here.

    A prefix of its own brings the network along; `virtual_routes` tell of a router. Silent where
    the files do not tell the addresses of the interface.
    """
    for node, instance in site.instances:
        if "virtual_routes" in instance.settings:
            continue
        for vip in instance.vips:
            link = wire(node, instance, vip)
            if link is not None and _lonely(vip):
                nets = [own for own in subnets(link, vip.address.version) if own.place]
                if nets and not any(_holds(own, vip) for own in nets):
                    yield _finding(vip, link, nets)


def _lonely(vip: Vip) -> bool:
    return vip.prefix in (None, host_prefix(vip.address)) and not vip.address.is_link_local


def _holds(own: InterfaceAddress, vip: Vip) -> bool:
    return vip.address in ip_interface(f"{own.address}/{own.prefix}").network


def _finding(vip: Vip, link: Interface, nets: list[InterfaceAddress]) -> Finding:
    have = ", ".join(str(ip_interface(f"{own.address}/{own.prefix}").network) for own in nets)
    return Finding(
        f"{vip.address} is in no network of {link.name} ({have}): no neighbour will ask for it, "
        "so nobody reaches it unless a router has a route for it to this node; mind the digits, "
        "or name another interface with `dev`",
        vip.place,
        also=tuple(Also(own.place, f"{link.name} has this") for own in nets if own.place),
    )
