# SPDX-License-Identifier: Apache-2.0
"""A site that is not there yet, as its operator wants it."""

from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface
from typing import Literal

from msgspec import Struct

from holdfast.model.address import Address, Family, family

Vip = IPv4Interface | IPv6Interface
Mode = Literal["http", "tcp"]


class WantedNode(Struct, frozen=True):
    """A node and its own addresses on the VIPs' wire, one of each family that is used."""

    name: str
    addresses: tuple[Address, ...]


class WantedServer(Struct, frozen=True):
    """A server of the backend."""

    name: str
    address: Address
    port: int


class Wanted(Struct, frozen=True):
    """`nodes` from the preferred one on. `ports` are bound on every VIP.

    `virtual_router_id` is from 1 to 255. `returns`: the VIPs go back to a preferred node when it is
    well again. `fail_over` is as in holdfast.yaml.
    """

    nodes: tuple[WantedNode, ...]
    interface: str
    vips: tuple[Vip, ...]
    ports: tuple[int, ...]
    servers: tuple[WantedServer, ...]
    mode: Mode
    virtual_router_id: int
    returns: bool
    fail_over: str

    @property
    def instances(self) -> tuple[tuple[str, tuple[Vip, ...]], ...]:
        """A VRRP instance for each family: its name and VIPs. One packet carries one family."""
        found = {wanted: tuple(self._vips_of(wanted)) for wanted in ("ipv4", "ipv6")}
        return tuple((f"VI_{name[-1]}", vips) for name, vips in found.items() if vips)

    def missing_addresses(self) -> Iterator[tuple[str, Family]]:
        """Nodes without an own address of a family that VIPs have."""
        for node in self.nodes:
            has = {family(address) for address in node.addresses}
            for wanted in dict.fromkeys(family(vip.ip) for vip in self.vips):
                if wanted not in has:
                    yield node.name, wanted

    def _vips_of(self, wanted: str) -> Iterator[Vip]:
        return (vip for vip in self.vips if family(vip.ip) == wanted)
