# SPDX-License-Identifier: Apache-2.0
"""The network of the machines: two bridges in a namespace of this process's own.

On `wire` the VIP moves; this end of it is the client, and the web servers behind HAProxy. `mgmt` is
for SSH, so that nothing which a test does to the wire cuts off its own branch.
"""

import ctypes
import ipaddress
import os
import socket
import subprocess

VIP = "172.22.21.36"
CLIENT = "172.22.21.12"
BACKENDS = ("172.22.21.101", "172.22.21.102")
WIRE = "wire"
MANAGEMENT = "mgmt"
MACS = {WIRE: "52:54:00:00:15:fe", MANAGEMENT: "52:54:00:00:16:fe"}
"""Of this end of each bridge. Without one of its own a bridge takes a port's, and another one when
that port goes: whoever knew the first would lose packets."""
_MANAGER = "192.0.2.1"
_CLONE_NEWNET = 0x40000000


def build() -> None:
    """Make both bridges, in a new namespace for this thread and all that it starts.

    Workers beside it, who name theirs alike, have other ones.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):  # os.unshare from Python 3.12 on
        raise OSError(ctypes.get_errno(), f"unshare: {os.strerror(ctypes.get_errno())}")
    _ip("link set lo up")
    for bridge, mac in MACS.items():
        _ip(f"link add {bridge} address {mac} type bridge stp_state 0 mcast_snooping 0")
        _ip(f"link set {bridge} up")
    for address in (CLIENT, *BACKENDS):
        _ip(f"address add {address}/24 dev {WIRE}")
    _ip(f"address add {_MANAGER}/24 dev {MANAGEMENT}")


def plug_tap(name: str, bridge: str) -> str:
    """A new tap on a bridge, for one card of a machine; its name."""
    _ip(f"tuntap add {_end(name, bridge)} mode tap")
    _ip(f"link set {_end(name, bridge)} master {bridge} up")
    return _end(name, bridge)


def plug_veth(name: str, bridge: str, card: str, mac: str, inside: int) -> None:
    """A cable from a bridge to a card in the network namespace of a process."""
    peer = f"peer name {card} address {mac} netns {inside}"
    _ip(f"link add {_end(name, bridge)} type veth {peer}")
    _ip(f"link set {_end(name, bridge)} master {bridge} up")


def unplug(name: str, bridge: str) -> None:
    """Take away what was plugged in."""
    _ip(f"link del {_end(name, bridge)}")


def is_plugged(name: str, bridge: str) -> bool:
    return _end(name, bridge) in {end for _, end in socket.if_nameindex()}


def card_mac(bridge: str, number: int) -> str:
    """Of the card that host `number` has on a bridge; it keeps it over a boot, as a card does."""
    return f"{MACS[bridge].removesuffix('fe')}{number:02x}"


def _end(name: str, bridge: str) -> str:
    return f"{name}-{bridge}"


def wire_address(number: int) -> str:
    """The address of machine `number` where the VIP moves; lb1 is 1."""
    return str(ipaddress.ip_address("172.22.21.9") + number)


def management_address(number: int) -> str:
    """Where SSH of machine `number` listens."""
    return str(ipaddress.ip_address("192.0.2.10") + number)


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)
