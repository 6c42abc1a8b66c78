# SPDX-License-Identifier: Apache-2.0
"""The socket of sd_notify(3): what services say of themselves, with the sender's pid."""

import os
import socket
import struct
from collections.abc import Callable

from holdfast.lab.process.loop import Loop

PATH = "/run/systemd/notify"


def parse(data: bytes) -> dict[str, str]:
    """The assignments of one message; lines without `=` are dropped."""
    text = data.decode(errors="replace")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def serve(loop: Loop, told: Callable[[int, dict[str, str]], None]) -> None:
    """Call `told` with pid and assignments for every message."""
    end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    end.bind(PATH)
    os.chmod(PATH, 0o777)

    def receive() -> None:
        try:
            data, ancillary, _, _ = end.recvmsg(4096, socket.CMSG_SPACE(12))
        except BlockingIOError:
            return
        if ancillary:
            told(struct.unpack("3i", ancillary[0][2])[0], parse(data))

    loop.watch(end, receive)
