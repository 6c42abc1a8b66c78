# SPDX-License-Identifier: Apache-2.0
"""The flag of a network device that is its cable: one ioctl, so that its moment is exact."""

import fcntl
import socket
import struct

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
_REQUEST = struct.Struct("16sH22x")


def set_link(device: str, *, up: bool) -> None:
    """Switch a device on or off; back when it is done. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        answer = fcntl.ioctl(end, _GET_FLAGS, _REQUEST.pack(device.encode(), 0))
        flags = _REQUEST.unpack(answer)[1]
        flags = flags | _UP if up else flags & ~_UP
        fcntl.ioctl(end, _SET_FLAGS, _REQUEST.pack(device.encode(), flags))


def touch_network() -> None:
    """Change nothing, but wait for the lock that every change of a link or an address takes.

    The kernel has one for all namespaces, and keeps it for a tenth of a second and more while it
    removes some (rtnl_lock): so long keepalived waits for a VIP, and sends nothing.
    """
    set_link("lo", up=True)


def exists(device: str) -> bool:
    """Whether this network namespace has the device."""
    return any(name == device for _, name in socket.if_nameindex())
