# SPDX-License-Identifier: Apache-2.0
"""The kernel's own messages about addresses (rtnetlink(7)): who owns a VIP, without asking."""

import socket
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from holdfast.lab.process.loop import Loop

_NEW, _DELETE = 20, 21  # RTM_NEWADDR, RTM_DELADDR
_GROUPS = 0x10 | 0x100  # RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR
_ADDRESS, _LOCAL = 1, 2  # IFA_ADDRESS, IFA_LOCAL
_HEADER = struct.Struct("=LHHLL")  # nlmsghdr
_IFADDR = struct.Struct("=BBBBi")  # ifaddrmsg: family, prefix length, flags, scope, index
_RTA = struct.Struct("=HH")


class AddressMessage(NamedTuple):
    """`address` with its prefix length, on the interface with this number."""

    interface: int
    address: str
    present: bool


def parse(data: bytes) -> Iterator[AddressMessage]:
    """The address messages in one datagram from the kernel."""
    while len(data) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(data)
        if length < _HEADER.size:
            return
        if kind in (_NEW, _DELETE):
            yield _message(data[_HEADER.size : length], present=kind == _NEW)
        data = data[(length + 3) & ~3 :]


def watch(loop: Loop, told: Callable[[str, AddressMessage], None]) -> Callable[[], None]:
    """Call `told` with the interface's name for every change from now on.

    What is given back does so at once for all that has happened.
    """
    kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
    kernel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    kernel.bind((0, _GROUPS))
    names: dict[int, str] = {}

    def receive() -> None:
        while True:
            try:
                data = kernel.recv(65536)
            except BlockingIOError:
                return
            names.update(socket.if_nameindex())
            for message in parse(data):
                told(names.get(message.interface, str(message.interface)), message)

    loop.watch(kernel, receive)
    return receive


def _message(body: bytes, *, present: bool) -> AddressMessage:
    family, prefix, _, _, index = _IFADDR.unpack_from(body)
    attributes = dict(_attributes(body[_IFADDR.size :]))
    raw = attributes.get(_LOCAL) or attributes.get(_ADDRESS, b"")
    return AddressMessage(index, f"{socket.inet_ntop(family, raw)}/{prefix}", present)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _RTA.size:
        length, kind = _RTA.unpack_from(data)
        if length < _RTA.size:
            return
        yield kind, data[_RTA.size : length]
        data = data[(length + 3) & ~3 :]
