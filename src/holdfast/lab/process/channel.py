# SPDX-License-Identifier: Apache-2.0
"""Typed messages over a stream socket: a length in four bytes, then MessagePack."""

import socket
from typing import Any, Generic, TypeVar

from msgspec.msgpack import Decoder, Encoder

M = TypeVar("M")


class ChannelClosed(Exception):
    """The other side is gone."""


class Channel(Generic[M]):
    """`M` is what comes in. Sending blocks: the other side always reads."""

    def __init__(self, end: socket.socket, kinds: Any) -> None:
        self._end = end
        self._decoder: Decoder[M] = Decoder(kinds)
        self._encoder = Encoder()
        self._buffer = bytearray()

    def fileno(self) -> int:
        return self._end.fileno()

    def close(self) -> None:
        self._end.close()

    def send(self, message: Any) -> None:
        """Raises ChannelClosed when nobody is there any more."""
        data = self._encoder.encode(message)
        try:
            self._end.sendall(len(data).to_bytes(4, "big") + data)
        except OSError as error:
            raise ChannelClosed from error

    def receive(self) -> list[M]:
        """All whole messages of one read; raises ChannelClosed at the end."""
        self._buffer += self._read()
        return list(iter(self._next, None))

    def receive_one(self, within_ms: float | None = None) -> M:
        """The next message; raises TimeoutError. Only where one question has one answer."""
        self._end.settimeout(None if within_ms is None else within_ms / 1000)
        try:
            while (message := self._next()) is None:
                self._buffer += self._read()
            return message
        finally:
            self._end.settimeout(None)

    def _read(self) -> bytes:
        try:
            data = self._end.recv(1 << 20)
        except ConnectionError as error:
            raise ChannelClosed from error
        if not data:
            raise ChannelClosed
        return data

    def _next(self) -> M | None:
        size = int.from_bytes(self._buffer[:4], "big")
        if len(self._buffer) < 4 + size or len(self._buffer) < 4:
            return None
        data = bytes(self._buffer[4 : 4 + size])
        del self._buffer[: 4 + size]
        return self._decoder.decode(data)
