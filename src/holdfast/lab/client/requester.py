# SPDX-License-Identifier: Apache-2.0
"""A connection per request to one target, as fast as the answers come.

One request is the newest. Its answer opens the next. Without an answer after BESIDE_MS another
is opened beside it and is the newest from then on, so that an outage ends, in the samples, within
BESIDE_MS of its real end. The server closes first (`Connection: close`), so the TIME_WAIT is
on its side and this side never runs out of ports.
"""

from array import array
from functools import partial

from holdfast.lab.client.outgoing import Outgoing
from holdfast.lab.deadlines import BESIDE_MS, REFUSED_PAUSE_MS, REQUEST_MS
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.traffic import Target

_PENDING = 2 * REQUEST_MS // BESIDE_MS  # more than can be open at once, a bound all the same


def request_bytes(target: Target, path: str) -> bytes:
    """One HTTP request after which the server closes."""
    host = target.host or (f"[{target.address}]" if ":" in target.address else target.address)
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: holdfast-lab\r\n"
        "Accept: */*\r\nConnection: close\r\n\r\n"
    ).encode()


def is_answer(received: bytes) -> bool:
    """Whether it is a whole HTTP header with a status below 500."""
    head, blank, _ = received.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if not blank or len(words) < 2 or not words[0].startswith(b"HTTP/1."):
        return False
    return words[1].isdigit() and 100 <= int(words[1]) < 500


class Request:
    """One request on its way, or over."""

    __slots__ = ("over", "received", "start_ms", "way")

    def __init__(self) -> None:
        self.start_ms = now_ms()
        self.received = b""
        self.over = False
        self.way: Outgoing


class Requester:
    """Keeps asking until `stop`. The arrays are those of `traffic.Samples`."""

    def __init__(self, loop: Loop, target: Target) -> None:
        self.start_ms = array("d")
        self.end_ms = array("d")
        self.ok = array("b")
        self._loop = loop
        self._target = target
        self._bytes = request_bytes(target, target.path)
        self._newest: Request | None = None
        self._pending = 0
        self._running = True
        self._open()

    def stop(self) -> None:
        """Open no more."""
        self._running = False

    def _open(self) -> None:
        if not self._running or self._pending >= _PENDING:
            return
        request = self._newest = Request()
        self._pending += 1
        request.way = Outgoing(
            self._loop,
            self._target,
            self._bytes,
            partial(self._receive, request),
            partial(self._over, request, ok=False),
        )
        self._loop.at(request.start_ms + BESIDE_MS, partial(self._late, request))

    def _late(self, request: Request) -> None:
        if request.over:
            return
        self._loop.at(request.start_ms + REQUEST_MS, partial(self._give_up, request))
        if request is self._newest:
            self._open()

    def _give_up(self, request: Request) -> None:
        if not request.over:
            self._over(request, ok=False)

    def _receive(self, request: Request, data: bytes) -> None:
        if data:
            request.received = (request.received + data)[:4096]
        else:
            self._over(request, ok=is_answer(request.received))

    def _over(self, request: Request, *, ok: bool) -> None:
        request.over = True
        request.way.close()
        now = now_ms()
        self._pending -= 1
        self.start_ms.append(request.start_ms)
        self.end_ms.append(now)
        self.ok.append(ok)
        if request is not self._newest:
            return
        if ok:
            self._open()
        else:
            self._loop.at(now + REFUSED_PAUSE_MS, partial(self._next, request))

    def _next(self, after: Request) -> None:
        if self._newest is after:
            self._open()
