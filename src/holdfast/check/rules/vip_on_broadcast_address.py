# SPDX-License-Identifier: Apache-2.0
"""A VIP that is the broadcast address, or the address of the network itself."""

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_interface

from holdfast.check.finding import Finding
from holdfast.check.own_addresses import subnets, wire
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance

SMALLEST = 30
"""A /31 and a /32 have no broadcast address (RFC 3021)."""


def check(site: Site) -> Iterator[Finding]:
    """Held against the VIP's own prefix and against the networks of its interface.

    The first address is one like any other since Linux 5.14, and only there.
    """
    for node, instance in site.instances:
        for vip in instance.vips:
            finding = next(_findings(vip, _networks(node, instance, vip)), None)
            if finding is not None:
                yield finding


def _findings(vip: Vip, networks: Iterator[IPv4Network]) -> Iterator[Finding]:
    for network in networks:
        if network.prefixlen <= SMALLEST and vip.address == network.broadcast_address:
            yield Finding(
                f"{vip.address} is the broadcast address of {network}: no client can open a "
                "connection to it; take another address, or mend the prefix",
                vip.place,
            )
        if network.prefixlen <= SMALLEST and vip.address == network.network_address:
            yield Finding(
                f"{vip.address} is the address of the network {network} itself: clients that take "
                "it for a broadcast address, as Linux before 5.14 does, open no connection to it; "
                "take another address, or mend the prefix",
                vip.place,
                severity="warning",
            )


def _networks(node: Node, instance: VrrpInstance, vip: Vip) -> Iterator[IPv4Network]:
    if vip.address.version != 4:
        return
    if vip.prefix is not None:
        yield IPv4Network((int(vip.address), vip.prefix), strict=False)
    link = wire(node, instance, vip)
    for own in subnets(link, 4) if link is not None else ():
        if own.address != vip.address:
            network = ip_interface(f"{own.address}/{own.prefix}").network
            if isinstance(network, IPv4Network):
                yield network
