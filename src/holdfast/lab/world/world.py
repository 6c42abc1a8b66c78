# SPDX-License-Identifier: Apache-2.0
"""Everything that is not a node: gateways, and one server that answers as every backend.

HTTP/1 with keep-alive on each port, TLS when the first byte is that of a client hello; what
speaks neither is a connection that stays open.
"""

import socket

from holdfast.lab.hub import network
from holdfast.lab.kernel import iproute
from holdfast.lab.node import sysctls
from holdfast.lab.process.channel import Channel
from holdfast.lab.process.loop import Loop
from holdfast.lab.process.own_network import enter_own_network
from holdfast.lab.process.protocol import Ready, ToChild
from holdfast.lab.spec import World
from holdfast.lab.world.backend_server import BackendServer

_SUBSTITUTION = "one server answers as every backend, whatever its health check asks over HTTP"


def main(spec: World, end: socket.socket) -> None:
    """Serve until the hub goes away."""
    channel = enter_own_network(end)
    _network(spec)
    loop = Loop()
    ports = sorted({port for backend in spec.backends for port in backend.ports})
    BackendServer(loop, ports)
    loop.watch(channel, lambda: _until_closed(channel))
    channel.send(Ready((_SUBSTITUTION,) if ports else ()))
    loop.run()


def _until_closed(channel: Channel[ToChild]) -> None:
    channel.receive()


def _network(spec: World) -> None:
    sysctls.reset_to_kernel_defaults()
    sysctls.apply([("net.ipv4.ip_forward", "1"), ("net.ipv6.conf.all.forwarding", "1")])
    for card in spec.interfaces:
        sysctls.quiet_ipv6(card.name)
    addresses = sorted({backend.address for backend in spec.backends})
    device = spec.interfaces[0].name if spec.interfaces else "lo"
    lines = network.host_lines(spec.interfaces, spec.routes)
    iproute.batch(lines + network.backend_lines(addresses, device))
