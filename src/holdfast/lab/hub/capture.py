# SPDX-License-Identifier: Apache-2.0
"""Counting the frames of one sender on a bridge (packet(7)), the forwarded ones included.

Promiscuous, because a bridge hands only then what it forwards to its own device; the kernel
filters by source MAC, so a busy segment costs nothing.
"""

import socket
import struct

from holdfast.lab.hub import packet_filter

_ETH_P_ALL = 0x0003
_SOL_PACKET, _ADD_MEMBERSHIP, _PROMISC = 263, 1, 1
_HEAD = 64  # so much of a frame is looked at


class Capture:
    """Counts from the moment it is made. At most about 200 kB of frames between two counts."""

    def __init__(self, bridge: str, mac: str) -> None:
        self._frames = 0
        self._end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
        source = bytes.fromhex(mac.replace(":", ""))
        packet_filter.attach(self._end, packet_filter.from_source(source, _HEAD))
        index = socket.if_nametoindex(bridge)
        membership = struct.pack("iHH8s", index, _PROMISC, 0, b"")
        self._end.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, membership)
        self._end.bind((bridge, _ETH_P_ALL))

    def count(self) -> int:
        """Frames so far."""
        while True:
            try:
                self._end.recv(_HEAD)
            except BlockingIOError:
                return self._frames
            self._frames += 1

    def restart(self) -> None:
        """Forget what was seen so far."""
        self.count()
        self._frames = 0

    def close(self) -> None:
        self._end.close()
