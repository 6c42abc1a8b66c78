# SPDX-License-Identifier: Apache-2.0
"""The client's process: a host of its own on the segments, asking the VIPs."""

import socket
from collections.abc import Iterator

from holdfast.lab.client import arp
from holdfast.lab.client.arp import Card
from holdfast.lab.client.downloader import Downloader
from holdfast.lab.client.lateness import Lateness
from holdfast.lab.client.requester import Requester
from holdfast.lab.deadlines import DOWNLOADS_BEGIN_MS
from holdfast.lab.hub import network
from holdfast.lab.kernel import iproute
from holdfast.lab.kernel.link import touch_network
from holdfast.lab.node import sysctls
from holdfast.lab.process.channel import Channel
from holdfast.lab.process.loop import Loop
from holdfast.lab.process.own_network import enter_own_network
from holdfast.lab.process.protocol import (
    Answer,
    Answered,
    Asked,
    Done,
    Late,
    Macs,
    ReadLateness,
    ReadTraffic,
    Ready,
    RenewDownloads,
    Resolve,
    Seen,
    StartTraffic,
    ToChild,
)
from holdfast.lab.spec import Client, Interface
from holdfast.lab.traffic import Download

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
        self._downloaders: list[Downloader] = []
        self._lateness = Lateness(self._loop, touch_network)
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
                    self._downloaders = list(self._begin(download)) if download else []
                    self._reply(Done())
                case ReadTraffic(then):
                    self._reply(self._seen())
                    if then == "stop":
                        self._stop()
                case RenewDownloads():
                    for downloader in self._downloaders:
                        downloader.renew()
                    self._reply(Done())
                case Resolve(address, card):
                    self._resolve(address, card)
                case ReadLateness():
                    self._reply(Late(self._lateness.read()))

    def _reply(self, answer: Answer) -> None:
        self._channel.send(Answered(answer))

    def _begin(self, download: Download) -> Iterator[Downloader]:
        for number in range(download.count):
            yield Downloader(self._loop, download, number * DOWNLOADS_BEGIN_MS / download.count)

    def _stop(self) -> None:
        for requester in self._requesters:
            requester.stop()
        for downloader in self._downloaders:
            downloader.stop()
        self._requesters, self._downloaders = [], []

    def _seen(self) -> Seen:
        samples = [
            (one.start_ms.tobytes(), one.end_ms.tobytes(), one.ok.tobytes())
            for one in self._requesters
        ]
        runs = tuple(run for one in self._downloaders for run in one.runs())
        return Seen(tuple(samples), runs)

    def _resolve(self, address: str, name: str) -> None:
        cards = self._spec.interfaces
        found = (card for card in cards if card.name == name)
        card = next(found, None) or _card_towards(cards, address)
        arp.ask(self._loop, _asking(card), address, lambda macs: self._reply(Macs(macs)))


def _card_towards(interfaces: tuple[Interface, ...], address: str) -> Interface:
    """The card that the kernel would send from to this address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as end:
        end.connect((address, 9))
        own = end.getsockname()[0]
    for card in interfaces:
        if own in _addresses(card):
            break
    return card


def _asking(card: Interface) -> Card:
    mac = bytes.fromhex(network.mac_of("client", card).replace(":", ""))
    return Card(card.name, mac, _addresses(card))


def _addresses(card: Interface) -> tuple[str, ...]:
    return tuple(one.partition("/")[0] for one in card.addresses)
