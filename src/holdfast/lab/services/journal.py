# SPDX-License-Identifier: Apache-2.0
"""What journald is on a host: /dev/log and the output of units, as lines with a time."""

import os
import re
import socket
import struct
from collections.abc import Callable

from holdfast.lab.events import Source
from holdfast.lab.process.loop import Loop, now_ms

SOCKET = "/run/systemd/journal/dev-log"
BURST = 400  # lines a second and unit; what is above is counted, not kept
_HEADER = re.compile(rb"^<\d+>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?")

Sink = Callable[[str, Source, str], None]  # unit, source, text


class RateLimit:
    """At most BURST lines a second and unit, as journald limits a service."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def lets_pass(self, unit: str, ms: float) -> bool:
        begin, lines = self._windows.get(unit, (ms, 0))
        if ms - begin > 1000:
            begin, lines = ms, 0
        self._windows[unit] = (begin, lines + 1)
        return lines < BURST


class Journal:
    """Collects lines and hands those below the rate limit to `sink`."""

    def __init__(self, loop: Loop, sink: Sink, unit_of: Callable[[int], str]) -> None:
        self._loop = loop
        self._sink = sink
        self._unit_of = unit_of
        self._limit = RateLimit()
        self._log = self._open()
        loop.watch(self._log, self._datagrams)

    def output_of(self, unit: str) -> int:
        """A file to write to for the processes of a unit; the caller closes its copy."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        buffer = bytearray()
        self._loop.watch(reader, lambda: self._lines(reader, unit, buffer))
        return writer

    def _open(self) -> socket.socket:
        log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        log.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        log.bind(SOCKET)
        os.chmod(SOCKET, 0o666)
        return log

    def _lines(self, reader: int, unit: str, buffer: bytearray) -> None:
        try:
            data = os.read(reader, 65536)
        except BlockingIOError:
            return
        buffer += data or b"\n"
        *lines, rest = bytes(buffer).split(b"\n")
        buffer[:] = rest
        for line in lines:
            self._take(unit, "stdout", line)
        if not data:
            self._loop.unwatch(reader)
            os.close(reader)

    def _datagrams(self) -> None:
        size = socket.CMSG_SPACE(12)
        for _ in range(100):
            try:
                data, ancillary, _, _ = self._log.recvmsg(8192, size)
            except BlockingIOError:
                return
            pid = struct.unpack("3i", ancillary[0][2])[0] if ancillary else 0
            text = _HEADER.sub(b"", data).rstrip(b"\0\n")
            self._take(self._unit_of(pid), "syslog", text)

    def _take(self, unit: str, source: Source, line: bytes) -> None:
        if line and self._limit.lets_pass(unit, now_ms()):
            self._sink(unit, source, line.decode(errors="replace"))
