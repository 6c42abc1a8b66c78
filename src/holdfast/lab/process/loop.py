# SPDX-License-Identifier: Apache-2.0
"""One epoll and one heap of timers: all that a process of the lab needs.

asyncio would cost 40 ms of imports in a lab that is open in 100.
"""

import heapq
import select
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol


class HasFileno(Protocol):
    def fileno(self) -> int: ...


FileLike = int | HasFileno
READ = select.EPOLLIN
WRITE = select.EPOLLOUT


def now_ms() -> float:
    """CLOCK_MONOTONIC in milliseconds."""
    return time.monotonic() * 1000


class Loop:
    """Calls back on readable or writable files and at times. One thread, no re-entry.

    A file is called back no more once it is unwatched, not even in the same round of events,
    where its number may belong to another file already.
    """

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._files: dict[int, tuple[Callable[[], None], int]] = {}
        self._round = 0
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def watch(self, file: FileLike, callback: Callable[[], None], events: int = READ) -> None:
        """Call back whenever the file is ready; a file that is watched already is changed."""
        number = _number(file)
        change = self._epoll.modify if number in self._files else self._epoll.register
        change(number, events)
        self._files[number] = (callback, self._round)

    def unwatch(self, file: FileLike) -> None:
        """Forget the file; before it is closed."""
        number = _number(file)
        if self._files.pop(number, None) is not None:
            self._epoll.unregister(number)

    def at(self, ms: float, callback: Callable[[], None]) -> None:
        """Call back once, at `ms` or soon after. A callback that came too late checks itself."""
        heapq.heappush(self._timers, (ms, next(self._number), callback))

    def run(self) -> None:
        """Serve for ever."""
        while True:
            ready = self._epoll.poll(self._pause())
            self._round += 1
            for number, _ in ready:
                callback, since = self._files.get(number, (None, 0))
                if callback is not None and since < self._round:
                    callback()
            self._due()

    def _pause(self) -> float | None:
        if not self._timers:
            return None
        return max(0.0, (self._timers[0][0] - now_ms()) / 1000)

    def _due(self) -> None:
        now = now_ms()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()


def _number(file: FileLike) -> int:
    return file if isinstance(file, int) else file.fileno()
