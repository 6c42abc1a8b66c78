# SPDX-License-Identifier: Apache-2.0
"""The address of each interface: the one the files state, else a free one of the network."""

from itertools import chain, islice

from msgspec import Struct

from holdfast.drill.stage.segments import Network, Port, Segment
from holdfast.lab.errors import LabError
from holdfast.model.address import Address
from holdfast.model.own_address import addresses_on
from holdfast.model.site import Site

_FIRST_NODE, _CLIENT, _GATEWAY = 10, 200, 1
"""Where in a network the lab looks first for a free address."""


class Plan(Struct, frozen=True):
    """The addresses in a segment's networks, with prefix length; `chosen` are the lab's own."""

    ports: dict[Port, tuple[str, ...]]
    client: tuple[str, ...]
    gateway: tuple[str, ...]
    chosen: tuple[str, ...]


def plan(site: Site, segment: Segment, taken: set[Address]) -> Plan:
    """Give every port, the client and the gateway an address in each network of the segment.

    Adds what it gives to `taken`: VIPs, backends and stated addresses are in there already. Raises
    LabError for a network without room for them.
    """
    ports: dict[Port, list[str]] = {port: [] for port in segment.ports}
    chosen: list[str] = []
    client: list[str] = []
    gateway: list[str] = []
    for network in segment.networks:
        for port, addresses in ports.items():
            stated = [own for own in _stated(site, port) if own in network]
            if not stated:
                stated = [_free(network, _FIRST_NODE, taken)]
                chosen.append(f"{port[0]} has {stated[0]} on {port[1]}")
            addresses += [f"{own}/{network.prefixlen}" for own in stated]
        client.append(f"{_free(network, _CLIENT, taken)}/{network.prefixlen}")
        gateway.append(f"{_free(network, _GATEWAY, taken)}/{network.prefixlen}")
    found = {port: tuple(addresses) for port, addresses in ports.items()}
    return Plan(found, tuple(client), tuple(gateway), tuple(chosen))


def stated_addresses(site: Site) -> set[Address]:
    """Every address that a node's files give one of its own interfaces."""
    ports = ((n.name or "", i.interface or "") for n, i in site.instances)
    declared = (a.address for n in site.nodes for i in n.interfaces for a in i.addresses)
    return {*declared, *chain.from_iterable(_stated(site, port) for port in ports)}


def _stated(site: Site, port: Port) -> tuple[Address, ...]:
    node = next(node for node in site.nodes if (node.name or "") == port[0])
    return addresses_on(site, node, port[1])


def _free(network: Network, offset: int, taken: set[Address]) -> Address:
    """A host address of the network that nobody has; the search begins at `offset`."""
    size = network.num_addresses
    last = size - 1 if network.version == 4 else size
    candidates = chain(range(min(offset, last), last), range(1, last))
    for index in islice(candidates, 4096):
        address = network[index]
        if address not in taken:
            taken.add(address)
            return address
    raise LabError(
        f"{network} has no room: a lab wants an address in it for each node, a client and a "
        "gateway; drill a copy of the site whose prefix is shorter"
    )
