# SPDX-License-Identifier: Apache-2.0
"""Several labs at work on one list of faults: most of what a lab does is to wait."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from holdfast.drill.fault import Fault

Progress = Callable[[str], None]
"""Told what comes next, in a few words."""

T = TypeVar("T")


class Stopped(Exception):
    """Another lab has failed, or somebody has interrupted: there is no use in going on."""


class Turns:
    """What is left to be played, and what each lab is at. Of one lab, or of many threads."""

    def __init__(self, faults: Sequence[Fault], progress: Progress) -> None:
        self._left = deque(sorted(faults, key=lambda fault: -fault.about_s))
        self._all = len(faults)
        self._progress = progress
        self._at: dict[int, str] = {}
        self._stopped = Event()

    def faults(self) -> Iterator[Fault]:
        """The next one that nobody has taken, the longest first, until there is none."""
        while self._left:
            try:
                yield self._left.popleft()
            except IndexError:  # another lab was faster
                return

    def told_by(self, lab: int) -> Progress:
        """The progress of one lab, to be told beside that of the others."""

        def tell(what: str) -> None:
            self._at[lab] = what
            now = ", ".join(words for _, words in sorted(self._at.copy().items()) if words)
            self._progress(f"{self._all - len(self._left)}/{self._all}: {now}")

        return tell

    def stop(self) -> None:
        """Let everybody stop."""
        self._stopped.set()

    def go_on(self) -> None:
        """Raises Stopped where everybody is to stop."""
        if self._stopped.is_set():
            raise Stopped


def side_by_side(labs: int, turns: Turns, lab: Callable[[int], T]) -> list[T]:
    """What so many labs have to say, each in a thread of its own where they are several.

    Raises what the first one that fails raises, when the others have stopped.
    """
    if labs == 1:
        return [lab(0)]
    with ThreadPoolExecutor(labs) as pool:
        found = [pool.submit(lab, number) for number in range(labs)]
        try:
            wait(found, return_when=FIRST_EXCEPTION)
        finally:
            turns.stop()  # of no effect on those that have ended well
    for one in found:
        error = one.exception()
        if error is not None and not isinstance(error, Stopped):
            raise error
    return [one.result() for one in found]
