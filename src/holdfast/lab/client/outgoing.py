# SPDX-License-Identifier: Apache-2.0
"""A connection of the client, from connect(2) to the end of the TLS handshake."""

import socket
from collections.abc import Callable

from holdfast.lab.process.loop import WRITE, Loop, now_ms
from holdfast.lab.tls import handshake, wants, wrap
from holdfast.lab.traffic import Target


class Outgoing:
    """Calls `ready` or `failed` once, never after `close`. `end` is the socket until then."""

    def __init__(
        self, loop: Loop, target: Target, ready: Callable[[], None], failed: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._target = target
        self._ready = ready
        self._failed = failed
        family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
        self.end: socket.socket | None = socket.socket(
            family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK
        )
        self.end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connect(self.end)

    def close(self) -> None:
        """Leave it, at whatever stage."""
        if self.end is not None:
            self._loop.unwatch(self.end)
            self.end.close()
            self.end = None

    def _connect(self, end: socket.socket) -> None:
        try:
            end.connect((self._target.address, self._target.port))
        except BlockingIOError:
            self._loop.watch(end, self._connected, WRITE)
        except OSError:
            self._loop.at(now_ms(), self._give_up)
        else:
            self._loop.watch(end, self._connected, WRITE)

    def _connected(self) -> None:
        if self.end is None:
            return
        if self.end.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._failed()
        elif self._target.tls:
            self._loop.unwatch(self.end)
            self.end = wrap(self.end, self._target.host)
            self._shake_hands()
        else:
            self._ready()

    def _shake_hands(self) -> None:
        if self.end is None:
            return
        try:
            handshake(self.end)
        except OSError as error:
            events = wants(error)
            if events:
                self._loop.watch(self.end, self._shake_hands, events)
            else:
                self._failed()
            return
        self._ready()

    def _give_up(self) -> None:
        if self.end is not None:
            self._failed()
