# SPDX-License-Identifier: Apache-2.0
"""Clients of the VIP at work, and what was seen meanwhile: who owned it, and whose HAProxy served.

All three are watched from the client's place, on one clock: adverts on the wire, the heartbeat that
HAProxy of a node with the relay answers on its own address, and each request.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from tests.machine.client import ask
from tests.machine.network import WIRE, wire_address

CLIENTS = 2
PAUSE_S = 0.1
HEARTBEAT_PORT = 8405
HEARTBEAT_S = 2.0
_IPV4 = 0x0800
_VRRP = 112

T = TypeVar("T")


class Request(NamedTuple):
    """`failed` is empty where it was answered."""

    began: float
    ended: float
    failed: str


class Advert(NamedTuple):
    """Priority 0 says that its sender lets the VIP go (RFC 9568, 5.2.4)."""

    at: float
    sender: str
    priority: int


class Beat(NamedTuple):
    """Whether HAProxy of a node took a connection."""

    began: float
    ended: float
    node: str
    served: bool


class Seen:
    """What was seen, complete when the load has ended."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.adverts: list[Advert] = []
        self.beats: list[Beat] = []

    @property
    def failed(self) -> list[Request]:
        return [request for request in self.requests if request.failed]

    def needless(self) -> list[Request]:
        """The failed requests during which one node owned the VIP and served, from end to end."""
        return [r for r in self.failed if any(self._kept(node, r) for node in self._nodes())]

    def _nodes(self) -> set[str]:
        return {advert.sender for advert in self.adverts}

    def _kept(self, node: str, request: Request) -> bool:
        """By what was seen meanwhile, the last time before it and the first time after it: what is
        seen on one side alone may have come, or gone, with the request."""
        adverts = _about(self.adverts, request, lambda advert: (advert.at, advert.at))
        beats = _about(
            [beat for beat in self.beats if beat.node == node],
            request,
            lambda beat: (beat.began, beat.ended),
        )
        owned = all(advert.sender == node and advert.priority > 0 for advert in adverts)
        served = all(beat.served for beat in beats)
        return bool(adverts) and owned and bool(beats) and served


def _about(seen: list[T], request: Request, span: Callable[[T], tuple[float, float]]) -> list[T]:
    """From the last that ended before the request to the first that began after it; none where
    there is no such pair."""
    before = [number for number, one in enumerate(seen) if span(one)[1] <= request.began]
    after = [number for number, one in enumerate(seen) if span(one)[0] >= request.ended]
    return seen[before[-1] : after[0] + 1] if before and after else []


@contextmanager
def load(numbers: tuple[int, ...] = (1, 2)) -> Iterator[Seen]:
    """Clients ask until the block ends; the lists are complete then."""
    seen, over = Seen(), threading.Event()
    works: list[Callable[[], None]] = [lambda: _ask(seen, over)] * CLIENTS
    works.append(lambda: _listen(seen, over))
    works += [_beats(seen, over, wire_address(number)) for number in numbers]
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask(seen: Seen, over: threading.Event) -> None:
    while not over.wait(PAUSE_S):
        began = time.monotonic()
        failed = ask()
        seen.requests.append(Request(began, time.monotonic(), failed))


def _listen(seen: Seen, over: threading.Event) -> None:
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0) as end:
        end.bind((WIRE, _IPV4))
        end.settimeout(PAUSE_S)
        while not over.is_set():
            try:
                packet = end.recv(2048)
            except TimeoutError:
                continue
            if len(packet) > 27 and packet[9] == _VRRP:
                sender = socket.inet_ntoa(packet[12:16])
                start = (packet[0] & 15) * 4
                seen.adverts.append(Advert(time.monotonic(), sender, packet[start + 2]))


def _beats(seen: Seen, over: threading.Event, node: str) -> Callable[[], None]:
    def beat() -> None:
        while not over.wait(PAUSE_S):
            began = time.monotonic()
            try:
                socket.create_connection((node, HEARTBEAT_PORT), HEARTBEAT_S).close()
                served = True
            except OSError:
                served = False
            seen.beats.append(Beat(began, time.monotonic(), node, served))

    return beat
