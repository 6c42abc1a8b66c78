# SPDX-License-Identifier: Apache-2.0
"""The client's process: a host of its own on the segments, asking the VIPs."""

import socket

from holdfast.lab.client import arp
from holdfast.lab.client.arp import Card
from holdfast.lab.client.downloader import Downloader
from holdfast.lab.client.requester import Requester
from holdfast.lab.hub import network
from holdfast.lab.kernel import iproute
from holdfast.lab.node import sysctls
from holdfast.lab.process.channel import Channel
from holdfast.lab.process.loop import Loop
from holdfast.lab.process.own_network import enter_own_network
from holdfast.lab.process.protocol import (
    Answer,
    Answered,
    Asked,
    Done,
    Macs,
    ReadTraffic,
    Ready,
    Resolve,
    Seen,
    StartTraffic,
    ToChild,
)
from holdfast.lab.spec import Client, Interface

_PORTS = "1025\t65535"


def main(spec: Client, end: socket.socket) -> None:
    """Serve the hub's questions; ends with the hub."""
    channel = enter_own_network(end)
    sysctls.reset_to_kernel_defaults()
    sysctls.apply([("net.ipv4.ip_local_port_range", _PORTS)])
    for card in spec.interfaces:
        sysctls.quiet_ipv6(card.name)
    iproute.batch(network.host_lines(spec.interfaces, spec.routes))
    channel.send(Ready())
    _ClientServer(spec, channel).run()


class _ClientServer:
    def __init__(self, spec: Client, channel: Channel[ToChild]) -> None:
        self._spec = spec
        self._channel = channel
        self._loop = Loop()
        self._requesters: list[Requester] = []
        self._downloader: Downloader | None = None
        self._loop.watch(channel, self._receive)

    def run(self) -> None:
        self._loop.run()

    def _receive(self) -> None:
        for message in self._channel.receive():
            if not isinstance(message, Asked):
                continue
            match message.question:
                case StartTraffic(targets, download):
                    self._stop()
                    self._requesters = [Requester(self._loop, target) for target in targets]
                    self._downloader = Downloader(self._loop, download) if download else None
                    self._reply(Done())
                case ReadTraffic(then):
                    self._reply(self._seen())
                    if then == "stop":
                        self._stop()
                case Resolve(address):
                    self._resolve(address)

    def _reply(self, answer: Answer) -> None:
        self._channel.send(Answered(answer))

    def _stop(self) -> None:
        for requester in self._requesters:
            requester.stop()
        if self._downloader:
            self._downloader.stop()
        self._requesters, self._downloader = [], None

    def _seen(self) -> Seen:
        samples = [
            (one.start_ms.tobytes(), one.end_ms.tobytes(), one.ok.tobytes())
            for one in self._requesters
        ]
        runs = self._downloader.runs() if self._downloader else ()
        return Seen(tuple(samples), runs)

    def _resolve(self, address: str) -> None:
        card = _card_towards(self._spec.interfaces, address)
        arp.ask(self._loop, card, address, lambda macs: self._reply(Macs(macs)))


def _card_towards(interfaces: tuple[Interface, ...], address: str) -> Card:
    """The card that the kernel would send from to this address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as end:
        end.connect((address, 9))
        own = end.getsockname()[0]
    for card in interfaces:
        addresses = tuple(one.partition("/")[0] for one in card.addresses)
        if own in addresses:
            break
    mac = bytes.fromhex(network.mac_of("client", card).replace(":", ""))
    return Card(card.name, mac, tuple(one.partition("/")[0] for one in card.addresses))
