# SPDX-License-Identifier: Apache-2.0
"""What interrupts a command: Ctrl-C, and by choice the signals that would end it on the spot."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def by_signals_too() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP interrupt as Ctrl-C does: nothing half done stays behind.

    One that is ignored stays so: nohup(1).
    """
    taken = [sent for sent in _ENDING if signal.getsignal(sent) is signal.SIG_DFL]
    for sent in taken:
        signal.signal(sent, signal.default_int_handler)
    try:
        yield
    finally:
        for sent in taken:
            signal.signal(sent, signal.SIG_DFL)
