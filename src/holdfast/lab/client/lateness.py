# SPDX-License-Identifier: Apache-2.0
"""How late a process of the lab wakes up: what the machine adds to whatever daemons do."""

from collections.abc import Callable

from holdfast.lab.deadlines import LATENESS_LOOK_MS
from holdfast.lab.process.loop import Loop, now_ms


class Lateness:
    """Measures from the first `read` on, by a timer that ought to end every LATENESS_LOOK_MS, and
    by how long `touch` then takes, which ought to take no time.
    """

    def __init__(self, loop: Loop, touch: Callable[[], None]) -> None:
        self._loop = loop
        self._touch = touch
        self._due: float | None = None
        self._worst = 0.0

    def read(self) -> float:
        """The longest in ms since this was last read: from a timer's end to its call back, and to
        the end of `touch`."""
        if self._due is None:
            self._again()
        else:
            self._note()
        worst, self._worst = self._worst, 0.0
        return worst

    def _again(self) -> None:
        self._due = now_ms() + LATENESS_LOOK_MS
        self._loop.at(self._due, self._look)

    def _look(self) -> None:
        self._touch()
        self._note()
        self._again()

    def _note(self) -> None:
        if self._due is not None:
            self._worst = max(self._worst, now_ms() - self._due)
