# SPDX-License-Identifier: Apache-2.0
"""What ends the work of a proof: its time, its memory, Ctrl-C; and how far it is meanwhile."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from holdfast.cli.failure import Interrupted
from holdfast.cli.progress import progress_line
from holdfast.report.prove_text import Ended

MOST_MEBIBYTES = 2048
"""Of memory: the work ends before it takes more."""


class Exploring:
    """Asked now and then whether it is enough; `ended` is what ended the work, None for nothing."""

    def __init__(self, seconds: float, tell: Callable[[str], None]) -> None:
        self.ended: Ended | None = None
        self._deadline = time.monotonic() + seconds
        self._tell = tell
        self._most = 0

    def __call__(self, states: int) -> bool:
        self._most = max(self._most, states)
        self._tell(f"{self._most} states seen, Ctrl-C ends it with what was found")
        self.ended = self.ended or self._over()
        return self.ended is not None

    def _over(self) -> Ended | None:
        if time.monotonic() > self._deadline:
            return "time"
        kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return "memory" if kibibytes > MOST_MEBIBYTES * 1024 else None


@contextmanager
def exploring(seconds: float) -> Iterator[Exploring]:
    """With a line that says how far it is. The first Ctrl-C ends the work, a second the command.

    Raises Failure at the second.
    """
    with progress_line() as tell:
        work = Exploring(seconds, tell)

        def interrupt(number: int, _frame: object) -> None:
            signal.signal(number, signal.default_int_handler)
            work.ended = "interrupt"

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield work
        except KeyboardInterrupt:
            raise Interrupted("interrupted: nothing was found out") from None
        finally:
            signal.signal(signal.SIGINT, before)
