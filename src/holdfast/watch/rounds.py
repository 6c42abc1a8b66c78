# SPDX-License-Identifier: Apache-2.0
"""Looks at every node again and again: each node in a thread of its own, so that none waits for
another, and never twice at once."""

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Self

from holdfast.model.look import Look, Unread

Seen = Look | Unread
Looks = Mapping[str, tuple[Seen, float]]

NOT_YET = Unread("not read yet")
LEAVING_S = 5.0
"""How long the end waits for looks that go on."""


class Rounds:
    """A context manager: inside, the last look at each node is there to be asked for.

    `every_s` is the time from the begin of one look at a node to the begin of the next; a look
    that takes longer is followed by the next at once.
    """

    def __init__(self, names: Sequence[str], look: Callable[[str], Seen], every_s: float) -> None:
        self._look = look
        self._every_s = every_s
        self._ended = Event()
        self._changed = Condition()
        self._number = 0
        began = time.time()
        self._looks: dict[str, tuple[Seen, float]] = {name: (NOT_YET, began) for name in names}
        self._last_read: dict[str, float] = {}
        self._threads = [Thread(target=self._go_round, args=(name,)) for name in names]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.daemon = True
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        deadline = time.monotonic() + LEAVING_S
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    @property
    def looks(self) -> Looks:
        """The last look at each node, and when it came, in seconds since 1970."""
        with self._changed:
            return dict(self._looks)

    @property
    def last_read(self) -> Mapping[str, float]:
        """When each node was last read, in seconds since 1970; a node that never was is absent."""
        with self._changed:
            return dict(self._last_read)

    @property
    def number(self) -> int:
        """How many looks there were: whoever saw this number has seen all."""
        with self._changed:
            return self._number

    def wait(self, beyond: int, within_s: float) -> bool:
        """Until there were more looks than `beyond`, or the time is over: which of the two."""
        with self._changed:
            return self._changed.wait_for(lambda: self._number > beyond, within_s)

    def complete(self) -> bool:
        """Whether every node was looked at."""
        with self._changed:
            return all(look is not NOT_YET for look, _ in self._looks.values())

    def _go_round(self, name: str) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            self._take(name, self._look(name))
            self._ended.wait(max(0.0, self._every_s - (time.monotonic() - began)))

    def _take(self, name: str, seen: Seen) -> None:
        with self._changed:
            self._looks[name] = seen, time.time()
            if isinstance(seen, Look):
                self._last_read[name] = time.time()
            self._number += 1
            self._changed.notify_all()
