# SPDX-License-Identifier: Apache-2.0
"""Which frames a packet socket gets: programs of classic BPF, run by the kernel (packet(7))."""

import ctypes
import socket
import struct
from collections.abc import Collection

_SO_ATTACH_FILTER = 26
_LOAD_WORD, _LOAD_HALF, _JUMP_EQUAL, _RETURN = 0x20, 0x28, 0x15, 0x06
_WHOLE = 0x40000

Line = tuple[int, int, int, int]


def from_source(mac: bytes, length: int) -> bytes:
    """Lets pass so many bytes of each frame whose bytes 6 to 11 are `mac`."""
    high, low = struct.unpack("!IH", mac)
    return _program(
        (_LOAD_WORD, 0, 0, 6),
        (_JUMP_EQUAL, 0, 3, high),
        (_LOAD_HALF, 0, 0, 10),
        (_JUMP_EQUAL, 0, 1, low),
        (_RETURN, 0, 0, length),
        (_RETURN, 0, 0, 0),
    )


def all_but_to(macs: Collection[bytes]) -> bytes:
    """Lets pass whole each frame whose bytes 0 to 5 are none of `macs`."""
    lines: list[Line] = []
    for mac in macs:
        high, low = struct.unpack("!IH", mac)
        lines += [
            (_LOAD_WORD, 0, 0, 0),
            (_JUMP_EQUAL, 0, 3, high),
            (_LOAD_HALF, 0, 0, 4),
            (_JUMP_EQUAL, 0, 1, low),
            (_RETURN, 0, 0, 0),
        ]
    return _program(*lines, (_RETURN, 0, 0, _WHOLE))


def attach(end: socket.socket, code: bytes) -> None:
    """Let the socket have what the program lets pass. Raises OSError."""
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    end.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def _program(*lines: Line) -> bytes:
    return b"".join(struct.pack("HBBI", *line) for line in lines)
