# SPDX-License-Identifier: Apache-2.0
"""The lines for `ip -batch` that build the network of a lab. Pure; iproute2 does the work."""

from collections.abc import Sequence
from zlib import crc32

from holdfast.lab.spec import Interface, LabSpec, Route


def bridge_name(spec: LabSpec, segment: str) -> str:
    """The bridge of a segment in the hub's namespace."""
    return f"segment{spec.segments.index(segment)}"


def mac_of(host: str, interface: Interface) -> str:
    """The card's MAC: as asked for, else a locally administered one made from the names."""
    if interface.mac:
        return interface.mac.lower()
    digest = crc32(f"{host}/{interface.name}".encode())
    return "02:68:" + ":".join(f"{byte:02x}" for byte in digest.to_bytes(4, "big"))


def port_name(host_index: int, interface_index: int) -> str:
    """The switch's side of a cable."""
    return f"port{host_index}.{interface_index}"


def segment_lines(spec: LabSpec) -> list[str]:
    """A bridge per segment: no spanning tree, no snooping, silent itself."""
    lines = []
    for segment in spec.segments:
        name = bridge_name(spec, segment)
        lines += [
            f"link add name {name} type bridge stp_state 0 mcast_snooping 0 forward_delay 0",
            f"link set dev {name} addrgenmode none",
            f"link set dev {name} up",
        ]
    return lines


def cable_lines(
    spec: LabSpec, host: str, host_index: int, interfaces: Sequence[Interface], pid: int
) -> list[str]:
    """A cable per card: one end in the network namespace of process `pid`, one in its segment."""
    lines = []
    for index, interface in enumerate(interfaces):
        port = port_name(host_index, index)
        card = f"name {interface.name} address {mac_of(host, interface)} netns {pid}"
        lines += [
            f"link add name {port} type veth peer {card}",
            f"link set dev {port} addrgenmode none",
            f"link set dev {port} master {bridge_name(spec, interface.segment)} up",
        ]
    return lines


def address_line(address: str, device: str) -> str:
    """`addr replace`, so twice is no mistake; IPv6 without duplicate address detection."""
    return f"addr replace {address} dev {device}" + (" nodad" if ":" in address else "")


def host_lines(interfaces: Sequence[Interface], routes: Sequence[Route]) -> list[str]:
    """Inside a host: loopback and cards up, addresses, routes."""
    lines = ["link set dev lo up"]
    for interface in interfaces:
        lines += [address_line(address, interface.name) for address in interface.addresses]
        lines += [f"link set dev {interface.name} up"]
    return lines + [_route_line(route) for route in routes]


def backend_lines(addresses: Sequence[str], device: str) -> list[str]:
    """Every backend address as one of the world's own (AnyIP; IPv6 needs a real address)."""
    lines = []
    for address in addresses:
        if ":" in address:
            lines.append(f"addr add {address}/128 dev {device} nodad preferred_lft 0")
        else:
            lines.append(f"route add local {address}/32 dev lo")
    return lines


def _route_line(route: Route) -> str:
    """The family is that of the addresses: a line of `ip -batch` takes no `-6`."""
    via = f" via {route.via}" if route.via else ""
    dev = f" dev {route.dev}" if route.dev else ""
    return f"route add {route.to}{via}{dev}"
