# SPDX-License-Identifier: Apache-2.0
"""A connection of the client: connect(2), TLS where it is wanted, one request, the answer."""

import socket
from collections.abc import Callable

from holdfast.lab.process.loop import READ, WRITE, Loop, now_ms
from holdfast.lab.tls import handshake, wants, wrap
from holdfast.lab.traffic import Target


class Outgoing:
    """Gives `received` each piece of the answer, b"" where it ends.

    Calls `failed` when the connection cannot be made or breaks; neither of them after `close`.
    """

    def __init__(
        self,
        loop: Loop,
        target: Target,
        request: bytes,
        received: Callable[[bytes], None],
        failed: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._target = target
        self._request = request
        self._received = received
        self._failed = failed
        family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
        self._end: socket.socket | None = socket.socket(
            family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK
        )
        self._end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connect(self._end)

    def close(self) -> None:
        """Leave it, at whatever stage."""
        if self._end is not None:
            self._loop.unwatch(self._end)
            self._end.close()
            self._end = None

    def _connect(self, end: socket.socket) -> None:
        try:
            end.connect(_end_of(self._target))
        except BlockingIOError:
            self._loop.watch(end, self._connected, WRITE)
        except OSError:
            self._loop.at(now_ms(), self._give_up)
        else:
            self._loop.watch(end, self._connected, WRITE)

    def _connected(self) -> None:
        if self._end is None:
            return
        if self._end.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._failed()
        elif self._target.tls:
            self._loop.unwatch(self._end)
            self._end = wrap(self._end, self._target.host)
            self._shake_hands()
        else:
            self._send()

    def _shake_hands(self) -> None:
        if self._end is None:
            return
        try:
            handshake(self._end)
        except OSError as error:
            events = wants(error)
            if events:
                self._loop.watch(self._end, self._shake_hands, events)
            else:
                self._failed()
            return
        self._send()

    def _send(self) -> None:
        if self._end is None:
            return
        try:
            self._end.send(self._request)
        except OSError:
            self._failed()
        else:
            self._loop.watch(self._end, self._receive, READ)

    def _receive(self) -> None:
        if self._end is None:
            return
        try:
            data = self._end.recv(65536)
        except OSError as error:
            if not wants(error):
                self._failed()
            return
        self._received(data)

    def _give_up(self) -> None:
        if self._end is not None:
            self._failed()


def _end_of(target: Target) -> tuple[str, int] | tuple[str, int, int, int]:
    """As connect(2) wants it: a link-local address with the number of its interface (ipv6(7))."""
    if not target.card:
        return target.address, target.port
    return target.address, target.port, 0, socket.if_nametoindex(target.card)
