# SPDX-License-Identifier: Apache-2.0
"""What the world has to answer for: the servers that the files name."""

from collections.abc import Iterator
from ipaddress import ip_address

from msgspec import Struct

from holdfast.lab.spec import Backend
from holdfast.load.servers import servers
from holdfast.model.address import Address
from holdfast.model.proxy import Server
from holdfast.model.site import Site
from holdfast.text.decimal import decimal

HIGHEST_PORT = 65535
"""A server beyond it is for HAProxy to refuse."""

_FIRST_NAMED = int(ip_address("198.18.0.1"))
"""Host names get addresses of the network for benchmarks (RFC 2544)."""


class Backends(Struct, frozen=True):
    """The backends and, as pairs, the names that lead to some of them with their addresses."""

    backends: tuple[Backend, ...]
    hosts: tuple[tuple[str, str], ...]


def backends(site: Site, own: set[Address]) -> Backends:
    """Every server of the site that is no address of a node, with its ports, traffic and checks."""
    ports: dict[Address, set[int]] = {}
    names: dict[str, Address] = {}
    for server, client_ports in _servers(site):
        address = server.host
        if isinstance(address, str):
            if address not in names:
                names[address] = ip_address(_FIRST_NAMED + len(names))
            address = names[address]
        if not (address.is_loopback or address.is_unspecified or address in own):
            ports.setdefault(address, set()).update(_ports(server, client_ports))
    found = tuple(Backend(str(address), tuple(sorted(p))) for address, p in ports.items())
    return Backends(found, tuple((name, str(address)) for name, address in names.items()))


def _servers(site: Site) -> Iterator[tuple[Server, set[int]]]:
    for node in site.nodes:
        listened = {bind.ports[0] for bind in node.haproxy.binds}
        for server in servers(node):
            yield server, listened


def _ports(server: Server, client_ports: set[int]) -> set[int]:
    """The server's port or, where it has none, those that clients come to; and its check port."""
    ports = {server.port} if server.port else set(client_ports)
    words = iter(server.options)
    for word in words:
        if word == "port":
            check = decimal(next(words, ""))
            ports |= {check} if check else set()
    return {port for port in ports if port <= HIGHEST_PORT}
