# SPDX-License-Identifier: Apache-2.0
"""Runs inside a lab, by itself: a router that cannot carry what VIP:80 sends, and says so."""

import socket
import struct
import sys

FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
PROTOCOLS = {4: 0x0800, 6: 0x86DD}
"""Of Ethernet."""


def message(version: int, vip: str, client: str, port: int, mtu: int) -> bytes:
    """About a packet to this port of the client; without the checksum.

    The kernel believes no message about another packet than one that is under way, or the next.
    """
    source, to = (socket.inet_pton(FAMILIES[version], address) for address in (vip, client))
    ports = struct.pack("!HHI", 80, port, next_sequence(version, port))
    if version == 6:  # packet too big: RFC 4443, 3.2
        about = struct.pack("!IHBB16s16s", 6 << 28, 1460, 6, 64, source, to)
        return struct.pack("!BBHI", 2, 0, 0, mtu) + about + ports
    about = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 1500, 1, 0x4000, 64, 6, 0, source, to)
    return struct.pack("!BBHHH", 3, 4, 0, 0, mtu) + about + ports  # RFC 1191, 4


def checked(told: bytes) -> bytes:
    """With the checksum of ICMP; that of ICMPv6 is the kernel's work (RFC 3542, 3.1)."""
    total = sum(struct.unpack(f"!{len(told) // 2}H", told))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return told[:2] + struct.pack("!H", ~total & 0xFFFF) + told[4:]


def next_sequence(version: int, port: int) -> int:
    """The number of the byte that VIP:80 sends next, in a pause between two packets."""
    following = None
    kind = socket.htons(PROTOCOLS[version])
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, kind) as wire:
        wire.settimeout(0.01)
        while True:
            try:
                found = end_of(version, wire.recv(65536), port)
            except TimeoutError:
                if following is not None:
                    return following
                continue
            following = found if found is not None else following


def end_of(version: int, packet: bytes, port: int) -> int | None:
    """The number of the byte behind a segment from VIP:80; None for any other packet."""
    if version == 6:
        header, length, protocol = 40, 40 + int.from_bytes(packet[4:6]), packet[6]
    else:
        header, length, protocol = 4 * (packet[0] & 15), int.from_bytes(packet[2:4]), packet[9]
    if protocol != 6 or struct.unpack_from("!HH", packet, header) != (80, port):
        return None
    data = length - header - 4 * (packet[header + 12] >> 4)
    return int.from_bytes(packet[header + 4 : header + 8]) + data


if __name__ == "__main__":
    version, vip, client, port, mtu = sys.argv[1:]
    told = message(int(version), vip, client, int(port), int(mtu))
    protocol = socket.IPPROTO_ICMPV6 if version == "6" else socket.IPPROTO_ICMP
    with socket.socket(FAMILIES[int(version)], socket.SOCK_RAW, protocol) as raw:
        raw.sendto(told if version == "6" else checked(told), (vip, 0))
