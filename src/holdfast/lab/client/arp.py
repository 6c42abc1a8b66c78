# SPDX-License-Identifier: Apache-2.0
"""Asking a segment who has an address: ARP (RFC 826), neighbour solicitation (RFC 4861).

`frames` and `answers` are pure; `Probe` sends and collects.
"""

import socket
import struct
from collections.abc import Callable
from typing import NamedTuple

from holdfast.lab.deadlines import ARP_MS
from holdfast.lab.process.loop import Loop, now_ms

_ARP, _IPV6 = 0x0806, 0x86DD
_SOLICIT, _ADVERT = 135, 136


class Card(NamedTuple):
    """Where to ask from: interface, its MAC and its addresses without prefix length."""

    name: str
    mac: bytes
    addresses: tuple[str, ...]


def question(card: Card, address: str) -> bytes:
    """The frame that asks for `address`."""
    if ":" in address:
        return _solicitation(card, socket.inet_pton(socket.AF_INET6, address))
    source = next((one for one in card.addresses if ":" not in one), "0.0.0.0")
    return (
        b"\xff" * 6 + card.mac + struct.pack("!HHHBBH", _ARP, 1, 0x0800, 6, 4, 1) + card.mac
        + socket.inet_aton(source) + b"\0" * 6 + socket.inet_aton(address)
    )  # fmt: skip


def answering_mac(frame: bytes, address: str) -> str:
    """The MAC that this frame claims `address` for, "" when it is no answer."""
    kind = struct.unpack_from("!H", frame, 12)[0]
    if ":" in address and kind == _IPV6 and len(frame) >= 78 and frame[54] == _ADVERT:
        claims = frame[62:78] == socket.inet_pton(socket.AF_INET6, address)
        return frame[6:12].hex(":") if claims else ""
    if ":" not in address and kind == _ARP and len(frame) >= 42 and frame[21] == 2:
        return frame[22:28].hex(":") if frame[28:32] == socket.inet_aton(address) else ""
    return ""


def ask(
    loop: Loop, card: Card, address: str, done: Callable[[tuple[str, ...]], None]
) -> None:  # fmt: skip
    """Ask once and call `done` with the distinct MACs that answered within ARP_MS."""
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
    end.bind((card.name, _IPV6 if ":" in address else _ARP))
    found: dict[str, None] = {}

    def receive() -> None:
        mac = answering_mac(end.recv(2048), address)
        if mac:
            found[mac] = None

    def over() -> None:
        loop.unwatch(end)
        end.close()
        done(tuple(sorted(found)))

    loop.watch(end, receive)
    end.send(question(card, address))
    loop.at(now_ms() + ARP_MS, over)


def _solicitation(card: Card, target: bytes) -> bytes:
    own = next((one for one in card.addresses if ":" in one), "::")
    source = socket.inet_pton(socket.AF_INET6, own)
    group = bytes.fromhex("ff0200000000000000000001ff") + target[13:]
    body = struct.pack("!BBHI", _SOLICIT, 0, 0, 0) + target + b"\x01\x01" + card.mac
    pseudo = source + group + struct.pack("!II", len(body), socket.IPPROTO_ICMPV6)
    body = body[:2] + struct.pack("!H", _checksum(pseudo + body)) + body[4:]
    header = struct.pack("!IHBB", 0x60000000, len(body), socket.IPPROTO_ICMPV6, 255)
    ethernet = b"\x33\x33" + group[12:] + card.mac + struct.pack("!H", _IPV6)
    return ethernet + header + source + group + body


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
