# SPDX-License-Identifier: Apache-2.0
"""Frames from node to node, held up for a while: the switch's own way to them loses them.

Each is read where it leaves its node (packet(7)), with what the sending kernel left to the network
card (PACKET_VNET_HDR: checksums, the size of segments), and is sent so to every other node of the
segment, in the order in which they came. Clients and servers are reached as ever.
"""

import socket
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from holdfast.lab.hub import packet_filter
from holdfast.lab.hub.losses import is_lost
from holdfast.lab.loss import Loss
from holdfast.lab.process.loop import Loop, now_ms

_ETH_P_ALL = 0x0003
_SOL_PACKET, _VNET_HDR, _IGNORE_OUTGOING = 263, 15, 23
_HEADER = 10  # struct virtio_net_hdr
_LONGEST = _HEADER + 14 + 65536
_BUFFER = 4 << 20
_AT_ONCE = 64  # frames of one node before another has its turn


class _Port(NamedTuple):
    """The switch's side of a node's cable."""

    host: str
    segment: str
    end: socket.socket


class _Held(NamedTuple):
    """A frame with its header, when it is due, and what was lost when it was sent."""

    due_ms: float
    sender: _Port
    frame: bytes
    losses: Sequence[Loss]


class Holder:
    """Holds every frame for `delay_ms`; `others` are the MACs of hosts that are no nodes."""

    def __init__(self, loop: Loop, delay_ms: float, others: Collection[bytes]) -> None:
        self._loop = loop
        self._delay_ms = delay_ms
        self._filter = packet_filter.all_but_to(others)
        self._ports: dict[str, _Port] = {}
        self._held: deque[_Held] = deque()
        self._losses: Sequence[Loss] = ()

    def plug(self, name: str, host: str, segment: str) -> None:
        """Read this port from now on, in the place of one of the same name before."""
        self.unplug(name)
        end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
        end.setsockopt(_SOL_PACKET, _VNET_HDR, 1)
        end.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        packet_filter.attach(end, self._filter)
        end.bind((name, _ETH_P_ALL))
        self._ports[name] = port = _Port(host, segment, end)
        self._loop.watch(end, partial(self._receive, port))

    def unplug(self, name: str) -> None:
        """Read it no more; what is held goes on to the others."""
        port = self._ports.pop(name, None)
        if port is not None:
            self._loop.unwatch(port.end)
            port.end.close()

    def lose(self, losses: Sequence[Loss]) -> None:
        """Lose this of what is sent from now on, and nothing else; what is held is on its way."""
        self._losses = losses

    def _receive(self, port: _Port) -> None:
        for _ in range(_AT_ONCE):
            try:
                frame = port.end.recv(_LONGEST)
            except BlockingIOError:
                return
            except OSError:  # the link is down, or this kernel cannot tell what the frame left open
                continue
            if not self._held:
                self._loop.at(now_ms() + self._delay_ms, self._due)
            self._held.append(_Held(now_ms() + self._delay_ms, port, frame, self._losses))

    def _due(self) -> None:
        while self._held and self._held[0].due_ms <= now_ms():
            self._send(self._held.popleft())
        if self._held:
            self._loop.at(self._held[0].due_ms, self._due)

    def _send(self, held: _Held) -> None:
        sender = held.sender
        for port in self._ports.values():
            if port.segment != sender.segment or port.host == sender.host:
                continue
            if not is_lost(held.losses, sender.host, port.host, held.frame[_HEADER:]):
                with suppress(OSError):  # its link is down, or its queue is full
                    port.end.send(held.frame)
