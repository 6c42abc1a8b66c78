# SPDX-License-Identifier: Apache-2.0
"""Counting the frames of one sender on a bridge (packet(7)), the forwarded ones included.

Promiscuous, because a bridge hands only then what it forwards to its own device; the kernel
filters by source MAC, so a busy segment costs nothing.
"""

import ctypes
import socket
import struct

_ETH_P_ALL = 0x0003
_SO_ATTACH_FILTER = 26
_SOL_PACKET, _ADD_MEMBERSHIP, _PROMISC = 263, 1, 1
_LOAD_WORD, _LOAD_HALF, _JUMP_EQUAL, _RETURN = 0x20, 0x28, 0x15, 0x06


class Capture:
    """Counts from the moment it is made. At most about 200 kB of frames between two counts."""

    def __init__(self, bridge: str, mac: str) -> None:
        self._frames = 0
        self._end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
        _attach(self._end, bytes.fromhex(mac.replace(":", "")))
        index = socket.if_nametoindex(bridge)
        membership = struct.pack("iHH8s", index, _PROMISC, 0, b"")
        self._end.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, membership)
        self._end.bind((bridge, _ETH_P_ALL))

    def count(self) -> int:
        """Frames so far."""
        while True:
            try:
                self._end.recv(64)
            except BlockingIOError:
                return self._frames
            self._frames += 1

    def restart(self) -> None:
        """Forget what was seen so far."""
        self.count()
        self._frames = 0

    def close(self) -> None:
        self._end.close()


def source_filter(mac: bytes) -> bytes:
    """The classic BPF program that lets a frame pass whose bytes 6 to 11 are `mac`."""
    high, low = struct.unpack("!IH", mac)
    program = [
        (_LOAD_WORD, 0, 0, 6),
        (_JUMP_EQUAL, 0, 3, high),
        (_LOAD_HALF, 0, 0, 10),
        (_JUMP_EQUAL, 0, 1, low),
        (_RETURN, 0, 0, 64),
        (_RETURN, 0, 0, 0),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in program)


def _attach(end: socket.socket, mac: bytes) -> None:
    code = source_filter(mac)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    end.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
