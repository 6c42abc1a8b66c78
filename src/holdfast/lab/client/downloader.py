# SPDX-License-Identifier: Apache-2.0
"""One long download after the other, to see which faults break a connection in flight."""

import re
from functools import partial

from holdfast.lab.client.outgoing import Outgoing
from holdfast.lab.client.requester import is_answer, request_bytes
from holdfast.lab.deadlines import DOWNLOAD_RETRY_MS, DOWNLOAD_SILENT_MS, DOWNLOAD_STALL_MS
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.traffic import Download, DownloadRun

PATH = "/holdfast-download"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class _Attempt:
    """One download. It has begun once `head` is a whole good header."""

    def __init__(self) -> None:
        self.start_ms = self.last_ms = now_ms()
        self.head = b""
        self.size = 0
        self.received = 0
        self.way: Outgoing

    def run(self, state: str) -> DownloadRun:
        return DownloadRun(self.start_ms, now_ms(), self.received, state)


class Downloader:
    """Begins again when one is whole or broken. One that never began is tried again, uncounted.

    `later_ms` keeps many of them apart: after a break they do not all begin again at once.
    """

    def __init__(self, loop: Loop, download: Download, later_ms: float) -> None:
        self._loop = loop
        self._later_ms = later_ms
        self._target = download.target
        query = f"{PATH}?size={download.size}&seconds={download.seconds}"
        self._bytes = request_bytes(download.target, query)
        self._runs: list[DownloadRun] = []
        self._current: _Attempt | None = None
        self._running = True
        self._begin_later()

    def runs(self) -> tuple[DownloadRun, ...]:
        """Every download that has begun; the last may still be running."""
        current = self._current
        running = [current.run("running")] if current and current.size else []
        return (*self._runs, *running)

    def renew(self) -> None:
        """Leave one that has been silent for DOWNLOAD_SILENT_MS, uncounted, and begin again."""
        current = self._current
        if current and now_ms() - current.last_ms >= DOWNLOAD_SILENT_MS:
            current.way.close()
            self._current = None
            self._begin_later()

    def stop(self) -> None:
        """Leave the one that runs."""
        self._running = False
        if self._current:
            self._current.way.close()
            self._current = None

    def _begin_later(self, pause_ms: float = 0.0) -> None:
        self._loop.at(now_ms() + pause_ms + self._later_ms, self._begin)

    def _begin(self) -> None:
        if not self._running:
            return
        attempt = self._current = _Attempt()
        attempt.way = Outgoing(
            self._loop,
            self._target,
            self._bytes,
            partial(self._receive, attempt),
            partial(self._over, attempt, "broken"),
        )
        self._loop.at(now_ms() + DOWNLOAD_STALL_MS, partial(self._look, attempt))

    def _look(self, attempt: _Attempt) -> None:
        """Whether a byte has come since the last look."""
        if attempt is not self._current:
            return
        due = attempt.last_ms + DOWNLOAD_STALL_MS
        if now_ms() >= due:
            self._over(attempt, "broken")
        else:
            self._loop.at(due, partial(self._look, attempt))

    def _receive(self, attempt: _Attempt, data: bytes) -> None:
        attempt.last_ms = now_ms()
        if not data:
            self._over(attempt, "broken")
        elif attempt.size:
            self._take(attempt, data)
        else:
            self._header(attempt, data)

    def _header(self, attempt: _Attempt, data: bytes) -> None:
        attempt.head += data
        head, blank, body = attempt.head.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if blank and length and is_answer(attempt.head):
            attempt.size = int(length[1])
            self._take(attempt, body)
        elif blank:
            self._over(attempt, "broken")

    def _take(self, attempt: _Attempt, data: bytes) -> None:
        attempt.received += len(data)
        if attempt.received >= attempt.size:
            self._over(attempt, "whole")

    def _over(self, attempt: _Attempt, state: str) -> None:
        attempt.way.close()
        self._current = None
        if attempt.size:
            self._runs.append(attempt.run(state))
        if attempt.size and state == "whole":
            self._begin()
        else:
            self._begin_later(DOWNLOAD_RETRY_MS)
