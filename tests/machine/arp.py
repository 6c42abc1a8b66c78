# SPDX-License-Identifier: Apache-2.0
"""Who answers ARP for the VIP, asked from the client."""

import socket
import time

from tests.machine.network import CLIENT, MACS, VIP, WIRE

from holdfast.lab.client.arp import Card, answering_mac, question

_ARP = 0x0806
_LISTEN_S = 5.0
_TIMES = 3


def answering_macs() -> set[str]:
    """The MACs of all who claim the VIP within some seconds; asked several times."""
    card = Card(WIRE, bytes.fromhex(MACS[WIRE].replace(":", "")), (CLIENT,))
    found = set()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as end:
        end.bind((WIRE, _ARP))
        for _ in range(_TIMES):
            end.send(question(card, VIP))
            deadline = time.monotonic() + _LISTEN_S / _TIMES
            while (left := deadline - time.monotonic()) > 0:
                end.settimeout(left)
                try:
                    found.add(answering_mac(end.recv(2048), VIP))
                except TimeoutError:
                    break
    return found - {""}
