# SPDX-License-Identifier: Apache-2.0
"""The world's server: small answers at once, downloads at the pace that the request asks for."""

import re
import socket
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from holdfast.lab.process.loop import READ, WRITE, Loop, now_ms
from holdfast.lab.tls import server_context, wants
from holdfast.lab.world.certificate import self_signed

if TYPE_CHECKING:
    import ssl

_BODY = b"holdfast lab\n"
_TICK_MS = 50.0
_DOWNLOAD = re.compile(rb"^\S+ /holdfast-download\?size=(\d+)&seconds=([\d.]+)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_KEEP = re.compile(rb"\r\nconnection: *keep-alive", re.IGNORECASE)
_CLIENT_HELLO = 0x16


def closes_after(head: bytes) -> bool:
    """Whether the connection ends with the answer to this request (RFC 9112, section 9.3)."""
    if b" HTTP/1.1\r\n" in head:
        return _CLOSE.search(head) is not None
    return _KEEP.search(head) is None


def answer_to(head: bytes, size: int) -> bytes:
    """The header of a 200 with a body of `size` bytes."""
    connection = b"close" if closes_after(head) else b"keep-alive"
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n"
        b"Connection: %s\r\n\r\n" % (size, connection)
    )


class BackendServer:
    """Listens on every port, for every address of this host."""

    def __init__(self, loop: Loop, ports: Sequence[int]) -> None:
        self._loop = loop
        self._context: ssl.SSLContext | None = None
        for port in ports:
            end = socket.create_server(
                ("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024
            )
            end.setblocking(False)
            loop.watch(end, partial(self._accept, end))

    def _accept(self, listener: socket.socket) -> None:
        try:
            end, _ = listener.accept()
        except OSError:
            return
        end.setblocking(False)
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.watch(end, partial(self._first, end))

    def _first(self, end: socket.socket) -> None:
        """The first bytes say whether it is TLS."""
        try:
            first = end.recv(1, socket.MSG_PEEK)
        except OSError:
            first = b""
        if not first:
            self._loop.unwatch(end)
            end.close()
        elif first[0] == _CLIENT_HELLO:
            self._loop.unwatch(end)
            wrapped = self._tls().wrap_socket(end, server_side=True, do_handshake_on_connect=False)
            Connection(self._loop, wrapped)
        else:
            Connection(self._loop, end)

    def _tls(self) -> "ssl.SSLContext":
        if self._context is None:
            self._context = server_context(self_signed("backend.lab.test"))
        return self._context


class Connection:
    """One client of the server: requests one after the other."""

    def __init__(self, loop: Loop, end: socket.socket) -> None:
        self._loop = loop
        self._end = end
        self._received = b""
        self._output = bytearray()
        self._left = 0
        self._closing = False
        self._watching = 0
        self._watch(READ)
        self._readable()

    def _watch(self, events: int) -> None:
        if events != self._watching:
            self._watching = events
            self._loop.watch(self._end, self._ready, events)

    def _ready(self) -> None:
        if self._output:
            self._flush()
        else:
            self._readable()

    def _readable(self) -> None:
        try:
            data = self._end.recv(65536)
        except OSError as error:
            if not wants(error):
                self._close()
            return
        if not data:
            self._close()
            return
        self._received += data
        self._serve()

    def _serve(self) -> None:
        while not self._left and not self._closing:
            head, blank, rest = self._received.partition(b"\r\n\r\n")
            if not blank:
                return
            head += b"\r\n"
            length = _LENGTH.search(head)
            body = int(length[1]) if length else 0
            if len(rest) < body:
                return
            self._received = rest[body:]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        self._closing = closes_after(head)
        download = _DOWNLOAD.match(head)
        if download:
            self._left = int(download[1])
            self._output += answer_to(head, self._left)
            self._step = max(1, int(self._left * _TICK_MS / (1000 * float(download[2] or 1))))
            self._tick()
        elif head.startswith(b"HEAD "):
            self._write(answer_to(head, len(_BODY)))
        else:
            self._write(answer_to(head, len(_BODY)) + _BODY)

    def _tick(self) -> None:
        if self._end.fileno() < 0:
            return
        size = min(self._step, self._left)
        self._left -= size
        self._write(b"x" * size)
        if self._left:
            self._loop.at(now_ms() + _TICK_MS, self._tick)
        else:
            self._serve()

    def _write(self, data: bytes) -> None:
        self._output += data
        self._flush()

    def _flush(self) -> None:
        if self._end.fileno() < 0:
            return
        try:
            sent = self._end.send(self._output)
        except OSError as error:
            sent = 0
            if not wants(error):
                self._close()
                return
        del self._output[:sent]
        if self._output:
            self._watch(READ | WRITE if self._left else WRITE)
        elif self._closing and not self._left:
            self._close()
        else:
            self._watch(READ)

    def _close(self) -> None:
        self._loop.unwatch(self._end)
        self._end.close()
