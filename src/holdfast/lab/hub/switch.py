# SPDX-License-Identifier: Apache-2.0
"""The segments as the hub has them: bridges, the cables of the hosts, and captures of frames."""

from collections.abc import Mapping, Sequence

from holdfast.lab.errors import LabError
from holdfast.lab.hub import network
from holdfast.lab.hub.capture import Capture
from holdfast.lab.hub.held import Holder
from holdfast.lab.hub.losses import ruleset
from holdfast.lab.kernel import iproute, link, nft
from holdfast.lab.loss import ANY, Loss
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.spec import Interface, LabSpec

Cards = Mapping[str, Sequence[Interface]]


class Switch:
    """`cards` are those of every host, nodes, client and world, by a name of their own."""

    def __init__(self, spec: LabSpec, cards: Cards, loop: Loop) -> None:
        self._spec = spec
        self._cards = cards
        self._hosts = list(cards)
        self._nodes = {node.name for node in spec.nodes}
        self._captures: dict[str, list[Capture]] = {}
        iproute.batch(network.segment_lines(spec))
        self._holder = Holder(loop, spec.delay_ms, self._others()) if spec.delay_ms else None
        if self._holder is not None:
            self.lose(())

    def plug(self, host: str, name: str, pid: int) -> None:
        """Give process `pid` the cards of a host; `name` is what their MACs are made from."""
        index = self._hosts.index(host)
        cards = self._cards[host]
        for at in range(len(cards)):
            _remove(network.port_name(index, at))
        iproute.batch(network.cable_lines(self._spec, name, index, cards, pid))
        if self._holder is not None and host in self._nodes:
            for at, card in enumerate(cards):
                self._holder.plug(network.port_name(index, at), host, card.segment)

    def set_link(self, host: str, interface: str, *, up: bool) -> None:
        """Plug or pull one cable, at this side; raises LabError for one that is not there."""
        for at, card in enumerate(self._cards[host]):
            if card.name == interface:
                link.set_link(network.port_name(self._hosts.index(host), at), up=up)
                return
        raise LabError(f"{host} has no interface {interface}")

    def lose(self, losses: Sequence[Loss]) -> None:
        """Lose this from now on, and nothing else; raises LabError."""
        ports = {host: self._ports(host) for host in self._hosts}
        named = {end for one in losses for end in (one.sender, one.receiver)} - {ANY}
        unknown = [host for host in sorted(named) if not ports.get(host)]
        if unknown:
            raise LabError(f"{unknown[0]}: not a node with a network card")
        if self._holder is None:
            nft.load(ruleset(losses, ports))
            return
        held = [port for node in self._nodes for port in ports[node]]
        nft.load(ruleset(losses, ports, held))
        self._holder.lose(losses)

    def _ports(self, host: str) -> list[str]:
        index = self._hosts.index(host)
        return [network.port_name(index, at) for at in range(len(self._cards[host]))]

    def _others(self) -> list[bytes]:
        """The MACs of all hosts that are no nodes."""
        return [
            bytes.fromhex(network.mac_of(host.strip("\0"), card).replace(":", ""))
            for host, cards in self._cards.items()
            if host not in self._nodes
            for card in cards
        ]

    def cut(self, host: str) -> float:
        """Pull all cables of a host and count its frames from now on; when they were down."""
        self.watch(host)
        for card in self._cards[host]:
            self.set_link(host, card.name, up=False)
        cut_ms = now_ms()
        for capture in self._captures[host]:
            capture.restart()
        return cut_ms

    def watch(self, host: str) -> None:
        """Begin to count the frames with a source MAC of the host."""
        for capture in self._captures.get(host, []):
            capture.close()
        self._captures[host] = [
            Capture(network.bridge_name(self._spec, card.segment), network.mac_of(host, card))
            for card in self._cards[host]
        ]

    def count(self, host: str) -> int:
        """Frames since `watch` or `cut`."""
        return sum(capture.count() for capture in self._captures.get(host, []))


def _remove(port: str) -> None:
    """Take away what a dead node left; the kernel may be doing the same at this moment."""
    if link.exists(port):
        _, output = iproute.run([iproute.find_ip(), "link", "del", port])
        if link.exists(port):
            raise LabError(f"ip: {' '.join(output.split())}")
